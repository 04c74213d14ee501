//! Who reaches whom, and what does it come to? Lists of reach, and sums over them that weigh by distance.

use crate::coverage::effort::{Effort, Halt};
use crate::geodesy::Position;
use crate::index::PointIndex;
use rayon::prelude::*;

/// Most pairs held at once, some 16 bytes each.
const MOST_PAIRS: usize = 30_000_000;
/// An index looked at costs so many units, and so does a geodesic, which a pair within this distance seldom needs.
pub(super) const UNITS_A_LOOK: usize = 8;
const UNITS_A_GEODESIC: usize = 8;
const FAR_M: f64 = 20_000.0;
/// Places joined before their pairs are counted.
const RUN: usize = 4096;

/// For each of some places who lies within reach of it, by number, and how far: compressed rows.
#[derive(Debug, Clone, Default)]
pub struct Catchments {
    /// Where each row begins, and where the last ends.
    starts: Vec<usize>,
    /// Numbers and distances in metres, by number within a row.
    pairs: Vec<(u32, f64)>,
}

/// How much what is so far away counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Decay {
    /// All alike.
    None,
    /// By band: the first whose end, in metres, inclusive, is not before the distance; nothing beyond the last.
    Bands(Vec<(f64, f64)>),
    /// `exp(-d^2 / (2 b^2))`, which is one at no distance.
    Gaussian {
        /// The `b`, in metres.
        bandwidth_m: f64,
    },
}

impl Decay {
    /// The weight at a distance.
    pub fn weight(&self, distance_m: f64) -> f64 {
        match self {
            Self::None => 1.0,
            Self::Bands(bands) => {
                bands.iter().find(|(up_to_m, _)| distance_m <= *up_to_m).map_or(0.0, |(_, weight)| *weight)
            }
            Self::Gaussian { bandwidth_m } => (-0.5 * (distance_m / bandwidth_m).powi(2)).exp(),
        }
    }
}

impl Catchments {
    /// Joins places with all points within a radius, by rounded geodesics.
    ///
    /// # Errors
    /// [`Halt`] when that takes too much work, or more memory than one answer may have.
    pub fn of(places: &[Position], points: &PointIndex, radius_m: f64, effort: &Effort) -> Result<Self, Halt> {
        let units_a_pair = if radius_m > FAR_M { UNITS_A_GEODESIC } else { 1 };
        let mut catchments = Self { starts: vec![0], pairs: Vec::new() };
        for run in places.chunks(RUN) {
            let rows = run.par_iter().map(|place| {
                let mut row = points.distances_within(*place, radius_m);
                effort.spend(UNITS_A_LOOK + units_a_pair * row.len())?;
                row.sort_unstable_by_key(|(_, number)| *number);
                Ok(row)
            });
            for row in rows.collect::<Result<Vec<_>, Halt>>()? {
                catchments.pairs.extend(row.into_iter().map(|(distance, number)| (number, distance.m())));
                catchments.starts.push(catchments.pairs.len());
            }
            if catchments.pairs.len() > MOST_PAIRS {
                return Err(Halt::TooMany);
            }
        }
        Ok(catchments)
    }

    /// Rows that were joined elsewhere, as over roads: for each place numbers and costs.
    pub fn from_rows(rows: impl IntoIterator<Item = Vec<(u32, f64)>>) -> Self {
        let mut catchments = Self { starts: vec![0], pairs: Vec::new() };
        for row in rows {
            catchments.pairs.extend(row);
            catchments.starts.push(catchments.pairs.len());
        }
        catchments
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Who is in reach of a place, and how far.
    pub fn row(&self, place: usize) -> impl Iterator<Item = (u32, f64)> {
        let range = self.starts.get(place).zip(self.starts.get(place + 1)).map_or(0..0, |(from, to)| *from..*to);
        self.pairs.get(range).unwrap_or_default().iter().copied()
    }

    /// Every number that is in reach of any place, in order.
    pub(super) fn named(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.pairs.par_iter().map(|(number, _)| *number).collect();
        numbers.par_sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// For each place the values of all in its reach, weighed by distance and added up in the order of their numbers.
pub fn gather(catchments: &Catchments, values: &[f64], decay: &Decay) -> Vec<f64> {
    let value = |number: u32| values.get(number as usize).copied().unwrap_or(0.0);
    let weighed = |(number, distance_m): (u32, f64)| value(number) * decay.weight(distance_m);
    // A sum of nothing is -0.0.
    let sum = |place: usize| catchments.row(place).map(weighed).sum::<f64>() + 0.0;
    (0..catchments.len()).into_par_iter().map(sum).collect()
}

/// What each place has of an amount for one unit of the weights in its reach; nothing where none is.
pub fn ratios(catchments: &Catchments, amounts: &[f64], weights: &[f64], decay: &Decay) -> Vec<f64> {
    let demand = gather(catchments, weights, decay);
    amounts.iter().zip(demand).map(|(amount, demand)| if demand > 0.0 { amount / demand } else { 0.0 }).collect()
}
