//! How well is each cell served, if stations have a capacity that all who reach them share?
//!
//! - Two-step floating catchment areas: W. Luo and F. Wang, "Measures of spatial accessibility to health care in a GIS
//!   environment", Environment and Planning B 30 (2003). Each station divides its supply by the demand within the
//!   radius; each cell adds up what the stations within the radius have for one unit of demand.
//! - Enhanced: W. Luo and Y. Qi, "An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
//!   accessibility to primary care physicians", Health and Place 15 (2009). Both sums weigh by distance.
//!
//! The scores of all demand, weighed by it, add up to the supply of all stations that any demand reaches.

mod around;
mod catchment;

pub use catchment::{Catchments, Decay, gather, ratios};

use self::catchment::UNITS_A_LOOK;
use super::effort::{Effort, Halt};
use super::ground::Ground;
use super::hierarchy::centre;
use crate::geodesy::Position;
use crate::index::PointIndex;
use h3o::CellIndex;
use rayon::prelude::*;

/// What a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Metres to the nearest station.
    Nearest,
    /// Supply within the radius.
    Cumulative,
    /// Supply for each unit of demand, shared with all demand within the radius of its station.
    TwoStep,
    /// The same, weighed by distance in both steps.
    EnhancedTwoStep,
}

/// A station and how much it has to give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Supply {
    /// Where it is.
    pub position: Position,
    /// How much: people, or one.
    pub amount: f64,
}

/// What is asked of each cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// What a score is.
    pub method: Method,
    /// How far a station serves, in metres, inclusive.
    pub radius_m: f64,
    /// How much a station counts by its distance.
    pub decay: Decay,
}

/// A cell and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellScore {
    /// The cell.
    pub cell: CellIndex,
    /// None where there is no station at all to be near to.
    pub score: Option<f64>,
    /// Its demand; none where there is no such source.
    pub demand: Option<f64>,
    /// Whether it gets anything: a station within the radius for [`Method::Nearest`], else a score above zero.
    pub is_served: bool,
}

/// The score of every cell of an area, in order. Stations outside count where they reach into it, and share what they
/// have with all demand within their radius, so that the edge of the area does not flatter.
///
/// Without demand of a kind, cells demand their area in square metres.
///
/// # Errors
/// [`Halt`] when that takes too much work.
pub fn access(ground: &Ground, supplies: &[Supply], asked: &Access, effort: &Effort) -> Result<Vec<CellScore>, Halt> {
    let cells: Vec<CellIndex> = ground.tiling().each().collect();
    effort.spend(cells.len())?;
    let stations = PointIndex::build(supplies.iter().map(|supply| supply.position).collect());
    let centres: Vec<Position> = cells.par_iter().map(|cell| centre(*cell)).collect();
    let reached = Catchments::of(&centres, &stations, asked.radius_m, effort)?;
    let scores: Vec<Option<f64>> = match asked.method {
        Method::Nearest => {
            let nearest = |from: &Position| {
                let (nearest, measured) = stations.nearest_counting(*from, 1);
                effort.spend(UNITS_A_LOOK * (1 + measured))?;
                Ok(nearest.first().map(|(distance, _)| distance.m()))
            };
            centres.par_iter().map(nearest).collect::<Result<_, Halt>>()?
        }
        Method::Cumulative => {
            let amounts: Vec<f64> = supplies.iter().map(|supply| supply.amount).collect();
            gather(&reached, &amounts, &asked.decay).into_iter().map(Some).collect()
        }
        Method::TwoStep | Method::EnhancedTwoStep => {
            let ratios = shares(ground, supplies, &reached, asked, effort)?;
            gather(&reached, &ratios, &asked.decay).into_iter().map(Some).collect()
        }
    };
    let told = cells.par_iter().zip(scores).enumerate().map(|(place, (cell, score))| CellScore {
        cell: *cell,
        score,
        demand: ground.layer().map(|layer| layer.weight(*cell)),
        is_served: match asked.method {
            Method::Nearest => reached.row(place).next().is_some(),
            _ => score.is_some_and(|score| score > 0.0),
        },
    });
    Ok(told.collect())
}

/// What each station that reaches into the area has for one unit of all demand within its radius; nothing for others.
fn shares(
    ground: &Ground,
    supplies: &[Supply],
    reached: &Catchments,
    asked: &Access,
    effort: &Effort,
) -> Result<Vec<f64>, Halt> {
    let reaching = reached.named();
    let at = |number: &u32| supplies.get(*number as usize);
    let positions: Vec<Position> = reaching.iter().filter_map(at).map(|supply| supply.position).collect();
    let demand = around::demand_around(ground, &PointIndex::build(positions.clone()), asked.radius_m, effort)?;
    let places = PointIndex::build(demand.par_iter().map(|(cell, _)| centre(*cell)).collect());
    let catchments = Catchments::of(&positions, &places, asked.radius_m, effort)?;
    let weights: Vec<f64> = demand.iter().map(|(_, weight)| *weight).collect();
    let amounts: Vec<f64> = reaching.iter().filter_map(at).map(|supply| supply.amount).collect();
    let mut shares = vec![0.0; supplies.len()];
    for (number, ratio) in reaching.iter().zip(ratios(&catchments, &amounts, &weights, &asked.decay)) {
        if let Some(share) = shares.get_mut(*number as usize) {
            *share = ratio;
        }
    }
    Ok(shares)
}
