//! How well is an area served? Cells, land and demand within reach, and how the distances are spread.

use super::amount::{Amount, rounded};
use super::cell_area::CellAreas;
use super::effort::{Effort, Halt};
use super::ground::{Ground, area_units};
use super::layer::{DemandLayer, Share};
use super::sites::{Served, Site};
use super::walk::{Block, Look, Visit, Walk};
use super::walked_cell::Cell;
use crate::geodesy::Distance;
use h3o::CellIndex;
use rayon::prelude::*;

/// What is asked of the cells of an area.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Covered is what is at most so far from its station.
    pub radius_m: f64,
    /// A cell's station is the so many-th nearest; from 1.
    pub min_stations: usize,
    /// Upper ends of the bands of distances, ascending; the last band has none.
    pub bands_m: Vec<f64>,
    /// Parts of the answer.
    pub include: Include,
}

/// Parts of a summary that cost more than to know what is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Include {
    /// Mean and quantiles.
    pub distances: bool,
    /// The farthest cell.
    pub farthest: bool,
    /// The bands.
    pub bands: bool,
}

impl Include {
    /// Everything.
    pub const ALL: Self = Self { distances: true, farthest: true, bands: true };
}

/// How an area is served.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Number of cells.
    pub cells: Part<u64>,
    /// Their area in square metres.
    pub area_m2: Part<Amount>,
    /// Their demand; none where there is no such source.
    pub demand: Option<Part<Amount>>,
    /// Mean and quantiles of the distance, if asked and if any cell has one.
    pub distances: Option<Distances>,
    /// The farthest cell, if asked and if any has a distance.
    pub farthest: Option<Farthest>,
    /// The bands, if asked.
    pub bands: Option<Vec<Band>>,
}

/// A whole, and what of it is covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<T> {
    /// All of it.
    pub total: T,
    /// What is within the radius.
    pub covered: T,
}

/// How distances are spread over the demand or, where there is none, over the area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    /// The weighted mean, in metres.
    pub mean_m: f64,
    /// The smallest distance within which half of the weight lies.
    pub p50: Distance,
    /// The smallest distance within which nine tenths of the weight lie.
    pub p90: Distance,
    /// The smallest distance within which nineteen twentieths of the weight lie.
    pub p95: Distance,
}

/// The cell that is farthest from its station; of several the one with the smallest index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Farthest {
    /// The cell.
    pub cell: CellIndex,
    /// How far it is, and from which station.
    pub served: Served,
}

/// What lies farther than the band before, and no farther than its own end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Its end, inclusive; none for the last.
    pub up_to_m: Option<f64>,
    /// How many cells.
    pub cells: u64,
    /// Their demand.
    pub demand: Option<Amount>,
}

/// Metres by which a rounded distance may lie beyond a bound.
pub(super) const HALF_MM: f64 = 0.000_6;

/// Sums up how an area is served by some sites.
///
/// # Errors
/// [`Halt`] when that takes too much work.
pub fn summary(ground: &Ground, sites: &[Site], reach: &Reach, effort: &Effort) -> Result<Summary, Halt> {
    let (tiling, layer) = (ground.tiling(), ground.layer());
    let enough = sites.len() >= reach.min_stations;
    let weigh = match ground.demand {
        _ if !(enough && reach.include.distances) => Weigh::Nothing,
        0 => Weigh::Area,
        _ => Weigh::Demand,
    };
    let mut ends_m = if reach.include.bands { reach.bands_m.clone() } else { Vec::new() };
    ends_m.push(reach.radius_m);
    ends_m.sort_unstable_by(f64::total_cmp);
    ends_m.dedup();
    let farthest = enough && reach.include.farthest;
    let only_classes = weigh == Weigh::Nothing && !farthest;
    let walk = Walk {
        tiling,
        sites,
        min_stations: reach.min_stations,
        layer,
        cap_m: only_classes.then(|| ends_m.last().copied().unwrap_or(0.0)),
        count_m: None,
        farthest,
        effort,
    };
    let areas = CellAreas::at(tiling.resolution());
    // Whole blocks are added up once more, in other parts.
    effort.spend(ground.area_units)?;
    let tally = |first: Option<&Tally>| Tally {
        ends_m: &ends_m,
        layer,
        areas: &areas,
        weigh,
        farthest_mm: farthest.then(|| first.and_then(|first| first.farthest_mm).unwrap_or(0)),
        classes: vec![Class::default(); ends_m.len() + 1],
        weights: Vec::new(),
        farthest: None,
    };
    let mut whole = tally(None);
    for part in walk.run(tally)? {
        whole.add(part);
    }
    Ok(whole.into_summary(ground, reach))
}

/// By what distances are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weigh {
    Nothing,
    Demand,
    Area,
}

/// What has come together so far.
struct Tally<'a> {
    ends_m: &'a [f64],
    layer: Option<&'a DemandLayer>,
    areas: &'a CellAreas,
    weigh: Weigh,
    /// Some cell is known to be at least so far, in millimetres; none if it is not asked.
    farthest_mm: Option<u64>,
    /// By the number of ends that a distance lies beyond.
    classes: Vec<Class>,
    /// Millimetres and weights of single cells.
    weights: Vec<(u64, u64)>,
    farthest: Option<Farthest>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Class {
    cells: u64,
    area: u128,
    demand: u64,
}

impl Class {
    fn add(&mut self, other: Self) {
        self.cells += other.cells;
        self.area += other.area;
        self.demand += other.demand;
    }
}

impl Tally<'_> {
    /// Ends that everything so far or farther lies beyond.
    fn beyond(&self, least_m: f64) -> usize {
        self.ends_m.partition_point(|end_m| *end_m < least_m)
    }

    fn class_of(&self, cell: CellIndex, cos: Option<f64>, cells: u64, share: Option<&Share>) -> Class {
        let area = area_units(self.areas, cell, cos);
        let demand = self.layer.zip(share).map_or(0, |(layer, share)| layer.units(share, cell));
        Class { cells, area, demand }
    }

    fn add_class(&mut self, number: usize, class: Class) {
        if let Some(sum) = self.classes.get_mut(number) {
            sum.add(class);
        }
    }

    fn add(&mut self, mut part: Self) {
        for (number, class) in part.classes.iter().enumerate() {
            self.add_class(number, *class);
        }
        self.weights.append(&mut part.weights);
        self.farthest = self.farthest.into_iter().chain(part.farthest).reduce(Farthest::or);
    }

    fn into_summary(mut self, ground: &Ground, reach: &Reach) -> Summary {
        let sum = |from: usize, to: usize| {
            self.classes.get(from..to).unwrap_or_default().iter().fold(Class::default(), |mut sum, class| {
                sum.add(*class);
                sum
            })
        };
        let up_to = |end_m: f64| self.ends_m.partition_point(|end| *end <= end_m);
        let total = Class { cells: ground.tiling().cells(), area: ground.area, demand: ground.demand };
        let covered = match sum(0, up_to(reach.radius_m)) {
            // Parts that are rounded one by one need not come to their whole in the last unit.
            all if all.cells == total.cells => total,
            some => some,
        };
        let area = |class: Class| Amount::of_area(class.area);
        let demand = |class: Class| self.layer.map(|layer| Amount::new(class.demand, layer.scale()));
        let band = |number: usize| {
            let before = number.checked_sub(1).and_then(|before| reach.bands_m.get(before));
            let up_to_m = reach.bands_m.get(number).copied();
            let class = sum(before.map_or(0, |end_m| up_to(*end_m)), up_to_m.map_or(self.classes.len(), up_to));
            Band { up_to_m, cells: class.cells, demand: demand(class) }
        };
        let bands = reach.include.bands.then(|| (0..=reach.bands_m.len()).map(band).collect());
        Summary {
            cells: Part { total: total.cells, covered: covered.cells },
            area_m2: Part { total: area(total), covered: area(covered) },
            demand: demand(total).zip(demand(covered)).map(|(total, covered)| Part { total, covered }),
            distances: Distances::of(&mut self.weights),
            farthest: self.farthest,
            bands,
        }
    }
}

impl Visit for Tally<'_> {
    fn opens(&mut self, block: &Block) -> Look {
        if let Some(farthest_mm) = &mut self.farthest_mm {
            // The middle is a cell's own centre, so that the farthest of all is no nearer.
            *farthest_mm = (*farthest_mm).max(((block.middle_m - HALF_MM) * 1000.0) as u64);
            if (block.most_m + HALF_MM) * 1000.0 >= *farthest_mm as f64 {
                return Look::FarthestFirst;
            }
        }
        let (first, last) = (self.beyond(block.least_m - HALF_MM), self.beyond(block.most_m + HALF_MM));
        let weighs = match self.weigh {
            Weigh::Nothing => false,
            Weigh::Area => true,
            Weigh::Demand => block.share.is_some_and(DemandLayer::is_any),
        };
        if weighs || first != last {
            return Look::Into;
        }
        let cells = block.cell.children_count(self.areas.resolution());
        self.add_class(first, self.class_of(block.cell, block.cos, cells, block.share));
        Look::Past
    }

    fn cell(&mut self, cell: &Cell) {
        let class = self.class_of(cell.cell, cell.cos, 1, cell.share);
        let weight = match self.weigh {
            Weigh::Nothing => 0,
            Weigh::Area => class.area as u64,
            Weigh::Demand => class.demand,
        };
        let (least_m, most_m) = cell.bounds_m();
        let may_be_farthest =
            self.farthest_mm.is_some_and(|farthest_mm| (most_m + HALF_MM) * 1000.0 >= farthest_mm as f64);
        let (first, last) = (self.beyond(least_m - HALF_MM), self.beyond(most_m + HALF_MM));
        if weight == 0 && !may_be_farthest && first == last {
            return self.add_class(first, class);
        }
        let Some(served) = cell.served() else { return self.add_class(self.ends_m.len(), class) };
        self.add_class(self.beyond(served.distance.m()), class);
        if weight > 0 {
            self.weights.push((served.distance.mm(), weight));
        }
        if let Some(farthest_mm) = &mut self.farthest_mm
            && may_be_farthest
        {
            *farthest_mm = (*farthest_mm).max(served.distance.mm());
            let this = Farthest { cell: cell.cell, served };
            self.farthest = Some(self.farthest.map_or(this, |other| other.or(this)));
        }
    }
}

impl Farthest {
    /// The farther of two, or that with the smaller index.
    pub(super) fn or(self, other: Self) -> Self {
        let rank = |of: &Self| (of.served.distance, std::cmp::Reverse(of.cell));
        if rank(&other) > rank(&self) { other } else { self }
    }
}

impl Distances {
    /// Of millimetres and weights.
    fn of(weights: &mut [(u64, u64)]) -> Option<Self> {
        weights.par_sort_unstable_by_key(|(mm, _)| *mm);
        let total: u128 = weights.iter().map(|(_, weight)| u128::from(*weight)).sum();
        let moment: u128 = weights.iter().map(|(mm, weight)| u128::from(*mm) * u128::from(*weight)).sum();
        let last = weights.last()?.0;
        let mut reached = 0;
        let mut at = 0;
        // The shares ascend, so that one pass tells them all.
        let mut quantile = |hundredths: u128| {
            while let Some((mm, weight)) = weights.get(at) {
                if (reached + u128::from(*weight)) * 100 >= total * hundredths {
                    return Distance::from_mm(*mm);
                }
                reached += u128::from(*weight);
                at += 1;
            }
            Distance::from_mm(last)
        };
        let (p50, p90, p95) = (quantile(50), quantile(90), quantile(95));
        Some(Self { mean_m: rounded(moment as f64 / total as f64 / 1000.0), p50, p90, p95 })
    }
}
