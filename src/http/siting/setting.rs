//! What is a question about new sites asked of? Demand, candidates and stations as the solver takes them.

use super::asked::Asked;
use super::halted;
use super::named::Named;
use crate::coverage::hierarchy::centre;
use crate::coverage::{Effort, Ground, Halt, Unfit, fitted};
use crate::geodesy::{Crs, Position};
use crate::http::coverage::{self, Bound, Excess, place::Place};
use crate::http::problem::{ParamError, Problem};
use crate::siting::{Goal, OnEarth, Problem as Siting};
use crate::store::Snapshot;
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

/// Why there is no setting.
enum Short {
    /// Something else is wrong.
    Refused(Problem),
    /// The cells whose resolution has this name are too many, or too much work; and how coarse they are to be at least.
    Cells(&'static str, Excess, Option<Resolution>),
    /// To find who is near whom was too much; and of which resolution the cells were, if there are any.
    Pairs(Halt, Option<Resolution>),
}

impl From<Problem> for Short {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

const RESOLUTION: &str = "resolution";
const CANDIDATE_RESOLUTION: &str = "candidate_resolution";

impl Setting {
    /// Looks up cells and stations, and finds who is near whom.
    ///
    /// # Errors
    /// `400` where candidates are named that are no cells of the area or are too few, `422` for too much work.
    pub fn of(asked: &Asked, snapshot: &Snapshot, effort: &Effort) -> Result<Self, Problem> {
        let (param, excess, mut next) =
            match Self::at(asked, (asked.resolution, asked.candidate_resolution), snapshot, effort) {
                Ok(setting) => return Ok(setting),
                Err(Short::Refused(problem)) => return Err(problem),
                Err(Short::Cells(param, excess, fits)) => (param, Some(excess), fits),
                Err(Short::Pairs(Halt::TooMuch | Halt::TooMany, Some(resolution))) => {
                    let param = if asked.demand.is_none() { RESOLUTION } else { CANDIDATE_RESOLUTION };
                    (param, None, resolution.pred())
                }
                Err(Short::Pairs(halt, _)) => return Err(halted(halt, None)),
            };
        // Each step coarser leaves a seventh of the cells, and of the pairs that they make a seventh or a 49th.
        while let Some(coarser) = next {
            // Who is told of pairs is told of both resolutions.
            let both =
                asked.candidate_resolution.map(|given| if excess.is_none() { given.min(coarser) } else { given });
            let resolutions =
                if param == RESOLUTION { (Some(coarser), both) } else { (asked.resolution, Some(coarser)) };
            if Self::at(asked, resolutions, snapshot, &effort.anew(effort.most())).is_ok() {
                let both = both.filter(|_| param == RESOLUTION);
                return Err(match excess {
                    Some(excess) => excess.told(param, Some(coarser)),
                    None => halted(Halt::TooMuch, Some((param, coarser, both))),
                });
            }
            next = coarser.pred();
        }
        Err(excess.map_or_else(|| halted(Halt::TooMuch, None), |excess| excess.told(param, None)))
    }

    /// The same at some resolutions of demand and candidates.
    fn at(
        asked: &Asked,
        (resolution, candidate_resolution): (Option<Resolution>, Option<Resolution>),
        snapshot: &Snapshot,
        effort: &Effort,
    ) -> Result<Self, Short> {
        let ground = match &asked.demand {
            Some(_) => None,
            None => Some(demand_ground(asked, resolution, snapshot, effort)?),
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
            return Err(refused("region", "the area holds no cell of this resolution", None).into());
        }
        let (candidates, of_candidates) = match &asked.candidates {
            Some(listed) => (listed.clone(), None),
            None => {
                let wanted = (candidate_resolution, resolution);
                let (cells, resolution) = candidate_cells(asked, wanted, snapshot, ground.as_deref(), effort)?;
                (cells, Some(resolution))
            }
        };
        let of_cells = ground.as_ref().map(|ground| ground.tiling().resolution()).or(of_candidates);
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
            return Err(refused("forbidden", &hint, None).into());
        }
        if counts && asked.sites_given && asked.sites > open {
            let hint = format!("{open} candidates may be chosen, so that no more sites can be asked for");
            return Err(refused("sites", &hint, Some(&asked.sites.to_string())).into());
        }
        let existing: Vec<Position> = asked.standing(snapshot).iter().map(|site| site.position).collect();
        let weighed: Vec<(Position, f64)> = demand.iter().map(|point| (point.position, point.weight)).collect();
        let at: Vec<Position> = candidates.iter().map(|candidate| candidate.position).collect();
        let on_earth = OnEarth {
            goal: asked.goal,
            radius_m: asked.radius_m,
            min_stations: asked.min_stations,
            sites: asked.sites.min(open),
            demand: &weighed,
            candidates: &at,
            existing: &existing,
            required: &required,
            forbidden: &forbidden,
            min_spacing_m: asked.min_spacing_m,
        };
        let mut problem = match on_earth.problem(effort) {
            Ok(problem) => problem,
            Err(halt) => return Err(Short::Pairs(halt, of_cells)),
        };
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

/// The question behind: the area, and the demand in it.
fn plain(asked: &Asked, resolution: Resolution) -> coverage::Asked {
    let place = asked.place.clone().unwrap_or_else(Place::nothing);
    let (choice, kind) = (asked.choice.clone(), asked.kind.clone());
    coverage::Asked::plain((place, resolution), (asked.radius_m, asked.min_stations), choice, kind, asked.crs)
}

/// The area's cells at a resolution, if they are few enough.
fn ground_at(
    asked: &Asked,
    (param, resolution): (&'static str, Resolution),
    snapshot: &Snapshot,
    count: impl Fn(&Ground) -> u64,
    effort: &Effort,
) -> Result<Arc<Ground>, Short> {
    let plain = plain(asked, resolution);
    let at = |resolution: Resolution, effort: &Effort| {
        let ground = coverage::ground(snapshot, &plain, resolution, Bound::Unknown, effort)?;
        match count(&ground) {
            cells if cells > MOST_CELLS => {
                Err(Unfit::Bounds(Excess::Cells(cells, MOST_CELLS, "listed points may be fewer")))
            }
            _ => Ok(ground),
        }
    };
    fitted(resolution, effort, at).map_err(|(excess, fits)| match excess {
        Excess::Refused(problem) => Short::Refused(problem),
        excess => Short::Cells(param, excess, fits),
    })
}

/// The cells of the resolution asked or, if none is, of the finest at which few enough have demand.
fn demand_ground(
    asked: &Asked,
    resolution: Option<Resolution>,
    snapshot: &Snapshot,
    effort: &Effort,
) -> Result<Arc<Ground>, Short> {
    let weighed = |ground: &Ground| match ground.demand_total() > 0.0 {
        true => ground.demanding().len() as u64,
        false => ground.tiling().cells(),
    };
    match resolution {
        Some(resolution) => ground_at(asked, (RESOLUTION, resolution), snapshot, weighed, effort),
        None => finest(asked, USUAL, snapshot, |ground| weighed(ground) <= MOST_DEMAND, effort),
    }
}

/// The cells of the finest resolution that is not too much and at which they are few enough, or of the coarsest.
fn finest(
    asked: &Asked,
    mut resolution: Resolution,
    snapshot: &Snapshot,
    are_few: impl Fn(&Ground) -> bool,
    effort: &Effort,
) -> Result<Arc<Ground>, Short> {
    /// Each resolution that is looked at may cost this part of an answer.
    const PART: u64 = 8;
    let plain = plain(asked, resolution);
    let part = if effort.is_bounded() { effort.most() / PART } else { effort.most() };
    loop {
        let ground = coverage::ground(snapshot, &plain, resolution, Bound::Unknown, &effort.anew(part));
        let fits = match &ground {
            Ok(ground) => are_few(ground),
            Err(unfit) => matches!(unfit, Unfit::Other(_)),
        };
        match resolution.pred() {
            Some(coarser) if !fits => resolution = coarser,
            _ => return ground.map_err(|unfit| unfit.why().told(RESOLUTION, None).into()),
        }
    }
}

/// The centres of the area's cells, in the order of their names, and the cells' resolution.
fn candidate_cells(
    asked: &Asked,
    (wanted, of_demand): (Option<Resolution>, Option<Resolution>),
    snapshot: &Snapshot,
    demand: Option<&Ground>,
    effort: &Effort,
) -> Result<(Vec<Named>, Resolution), Short> {
    let cells = |ground: &Ground| ground.tiling().cells();
    let ground = match wanted {
        Some(resolution) => ground_at(asked, (CANDIDATE_RESOLUTION, resolution), snapshot, cells, effort)?,
        None => {
            let from = demand.map(|demand| demand.tiling().resolution()).or(of_demand).unwrap_or(USUAL);
            finest(asked, from, snapshot, |ground| cells(ground) <= MOST_CANDIDATES, effort)?
        }
    };
    let mut named: Vec<Named> = ground.tiling().each().map(|cell| candidate_at(cell, asked.crs)).collect();
    Named::sort(&mut named);
    Ok((named, ground.tiling().resolution()))
}
