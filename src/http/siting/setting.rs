//! What is a question about new sites asked of? Demand, candidates and stations as the solver takes them.

use super::asked::Asked;
use super::halted;
use super::named::Named;
use crate::coverage::hierarchy::centre;
use crate::coverage::{Effort, Ground};
use crate::geodesy::{Crs, Position};
use crate::http::coverage::{self, place::Place};
use crate::http::problem::{ParamError, Problem};
use crate::siting::{Goal, OnEarth, Problem as Siting};
use crate::store::Snapshot;
use axum::http::StatusCode;
use h3o::{CellIndex, Resolution};
use std::sync::Arc;

/// Demand, candidates and stations, and the problem they make.
#[derive(Debug)]
pub struct Setting {
    /// Candidates by their places in the problem.
    pub candidates: Vec<Named>,
    /// Demand by its places in the problem; without what weighs nothing.
    pub demand: Vec<Named>,
    /// The cells of the area, where demand is cells.
    pub ground: Option<Arc<Ground>>,
    /// The problem.
    pub problem: Siting,
}

/// Finest cells where none are asked for: what coverage takes.
const USUAL: Resolution = Resolution::Nine;
/// Most cells of demand, and of candidates, where no resolution is asked for.
const MOST_DEMAND: u64 = 200_000;
const MOST_CANDIDATES: u64 = 20_000;
/// Most of both that one question may have.
const MOST_CELLS: u64 = 2_000_000;

impl Setting {
    /// Looks up cells and stations, and finds who is near whom.
    ///
    /// # Errors
    /// `400` where candidates are named that are no cells of the area or are too few, `422` for too much work.
    pub fn of(asked: &Asked, snapshot: &Snapshot, effort: &Effort) -> Result<Self, Problem> {
        let ground = match &asked.demand {
            Some(_) => None,
            None => Some(demand_ground(asked, snapshot, effort)?),
        };
        let demand = match (&asked.demand, &ground) {
            (Some(listed), _) => listed.iter().filter(|point| point.weight > 0.0).cloned().collect(),
            (None, Some(ground)) => {
                let of = |(cell, weight): (CellIndex, f64)| Named {
                    id: Some(cell.to_string()),
                    // As it is: distances are from the centre itself, whatever is told of it.
                    position: centre(cell),
                    weight,
                };
                ground.demanding().into_iter().map(of).collect()
            }
            (None, None) => Vec::new(),
        };
        if demand.is_empty() {
            return Err(refused("region", "the area holds no cell of this resolution", None));
        }
        let candidates = match &asked.candidates {
            Some(listed) => listed.clone(),
            None => candidate_cells(asked, snapshot, ground.as_deref(), effort)?,
        };
        let place = |name: &'static str, ids: &[String]| -> Result<Vec<u32>, Problem> {
            let find = |id: &String| {
                let found = candidates.binary_search_by(|candidate| {
                    (candidate.id.is_none(), candidate.id.as_ref()).cmp(&(false, Some(id)))
                });
                found.map(|at| at as u32).map_err(|_| refused(name, "no candidate has this id", Some(id)))
            };
            ids.iter().map(find).collect()
        };
        let (required, forbidden) = (place("required", &asked.required)?, place("forbidden", &asked.forbidden)?);
        let open = candidates.len() - forbidden.len();
        let counts = asked.goal != Goal::Lscp;
        if counts && open == 0 {
            let hint = format!("all {} candidates are forbidden: one at least is to be left", candidates.len());
            return Err(refused("forbidden", &hint, None));
        }
        if counts && asked.sites_given && asked.sites > open {
            let hint = format!("{open} candidates may be chosen, so that no more sites can be asked for");
            return Err(refused("sites", &hint, Some(&asked.sites.to_string())));
        }
        let existing: Vec<Position> = match asked.existing {
            true => snapshot.sites(&asked.choice, None).iter().map(|site| site.position).collect(),
            false => Vec::new(),
        };
        let weighed: Vec<(Position, f64)> = demand.iter().map(|point| (point.position, point.weight)).collect();
        let at: Vec<Position> = candidates.iter().map(|candidate| candidate.position).collect();
        let on_earth = OnEarth {
            goal: asked.goal,
            radius_m: asked.radius_m,
            sites: asked.sites.min(open),
            demand: &weighed,
            candidates: &at,
            existing: &existing,
            required: &required,
            forbidden: &forbidden,
            min_spacing_m: asked.min_spacing_m,
        };
        let mut problem = on_earth.problem(effort).map_err(halted)?;
        if !asked.sites_given {
            // Those that are too near to a station cannot be chosen either.
            let allowed = problem.allowed.iter().filter(|allowed| **allowed).count();
            problem.sites = problem.sites.min(allowed.max(problem.required.len()).max(1));
        }
        Ok(Self { candidates, demand, ground, problem })
    }

    /// The resolution of demand's cells.
    pub fn resolution(&self) -> Option<Resolution> {
        self.ground.as_ref().map(|ground| ground.tiling().resolution())
    }
}

/// A refusal that names one parameter.
fn refused(param: &str, hint: &str, value: Option<&str>) -> Problem {
    let (param, hint) = (param.to_owned(), hint.to_owned());
    let error = ParamError { param, code: "out_of_range", value: value.map(str::to_owned), hint };
    Problem::bad_parameters(vec![error], 0)
}

/// A candidate at a cell's centre under the cell's name, where answers tell it to be, so that whoever asks with it
/// asks the same.
fn candidate_at(cell: CellIndex, crs: Crs) -> Named {
    let [lon, lat] = coverage::shape::lon_lat(crs, centre(cell));
    let position = crs.to_wgs84(lon, lat).unwrap_or_else(|_| centre(cell));
    Named { id: Some(cell.to_string()), position, weight: 1.0 }
}

/// The area's cells at a resolution.
fn ground_at(
    asked: &Asked,
    snapshot: &Snapshot,
    resolution: Resolution,
    effort: &Effort,
) -> Result<Arc<Ground>, Problem> {
    let place = asked.place.clone().unwrap_or_else(Place::nothing);
    let plain = coverage::Asked::plain(
        (place, resolution),
        asked.radius_m,
        asked.choice.clone(),
        asked.kind.clone(),
        asked.crs,
    );
    coverage::ground(snapshot, &plain, effort)
}

/// The cells of the resolution asked or, if none is, of the finest at which few enough have demand.
fn demand_ground(asked: &Asked, snapshot: &Snapshot, effort: &Effort) -> Result<Arc<Ground>, Problem> {
    let weighed = |ground: &Ground| match ground.demand_total() > 0.0 {
        true => ground.demanding().len() as u64,
        false => ground.tiling().cells(),
    };
    if let Some(resolution) = asked.resolution {
        let ground = ground_at(asked, snapshot, resolution, effort)?;
        return if_few(ground, weighed, "resolution");
    }
    finest(USUAL, |resolution| ground_at(asked, snapshot, resolution, effort), |ground| weighed(ground) <= MOST_DEMAND)
}

/// The cells of the finest resolution that is not too much and at which they are few enough, or of the coarsest.
fn finest(
    mut resolution: Resolution,
    at: impl Fn(Resolution) -> Result<Arc<Ground>, Problem>,
    are_few: impl Fn(&Ground) -> bool,
) -> Result<Arc<Ground>, Problem> {
    loop {
        let ground = at(resolution);
        let fits = match &ground {
            Ok(ground) => are_few(ground),
            Err(problem) => problem.status() != StatusCode::UNPROCESSABLE_ENTITY,
        };
        match resolution.pred() {
            Some(coarser) if !fits => resolution = coarser,
            _ => return ground,
        }
    }
}

fn if_few(ground: Arc<Ground>, count: impl Fn(&Ground) -> u64, what: &str) -> Result<Arc<Ground>, Problem> {
    let mut cells = count(&ground);
    if cells <= MOST_CELLS {
        return Ok(ground);
    }
    let mut fits = u8::from(ground.tiling().resolution());
    while cells > MOST_CELLS && fits > 0 {
        cells = cells.div_ceil(7);
        fits -= 1;
    }
    let count = count(&ground);
    Err(Problem::too_much(format!(
        "{count} cells are more than the {MOST_CELLS} of one question: {what} {fits} would fit"
    )))
}

/// The centres of the area's cells, in the order of their names.
fn candidate_cells(
    asked: &Asked,
    snapshot: &Snapshot,
    demand: Option<&Ground>,
    effort: &Effort,
) -> Result<Vec<Named>, Problem> {
    let cells = |ground: &Ground| ground.tiling().cells();
    let ground = match asked.candidate_resolution {
        Some(resolution) => if_few(ground_at(asked, snapshot, resolution, effort)?, cells, "candidate_resolution")?,
        None => {
            let of_demand = demand.map(|demand| demand.tiling().resolution());
            let from = of_demand.or(asked.resolution).unwrap_or(USUAL);
            let at = |resolution| ground_at(asked, snapshot, resolution, effort);
            finest(from, at, |ground| cells(ground) <= MOST_CANDIDATES)?
        }
    };
    let mut named: Vec<Named> = ground.tiling().each().map(|cell| candidate_at(cell, asked.crs)).collect();
    Named::sort(&mut named);
    Ok(named)
}
