//! How far is each cell from the station that serves it? All cells of a tiling, from coarse to fine, with ever fewer
//! stations at hand.
//!
//! Let `d(p)` be the straight line from a place to its `min_stations`-th nearest station. Between two places it
//! differs by no more than the line between them. So with `R` the farthest that a descendant's centre lies from a
//! cell's, `d` of every descendant is within `R` of the cell's own, which bounds its geodesic; and a station farther
//! from the cell than `d + 2R` is none of the first `min_stations` of any descendant, so that it need not be looked at
//! again below. What the bounds leave open is opened; at a single cell they meet.

use super::effort::{Effort, Halt};
use super::frame::{Frame, Spot};
use super::hierarchy::{centre, children, reach_m};
use super::layer::{DemandLayer, Share};
use super::sites::{Point, Site, reach_of_chord_m, reach_of_distance_m};
use super::tiling::Tiling;
use super::walked_cell::{Cell, longest};
use crate::geodesy::chord::shortest_distance_m;
use crate::geodesy::{Distance, Ecef, inverse};
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::cell::Cell as StdCell;
use std::ops::Range;

/// A walk over all cells of a tiling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    pub tiling: &'a Tiling,
    pub sites: &'a [Site<'a>],
    /// Distances are to the so many-th nearest.
    pub min_stations: usize,
    pub layer: Option<&'a DemandLayer>,
    /// Distances above this need not be told apart.
    pub cap_m: Option<f64>,
    /// Every station within so far of a cell is to be at hand there.
    pub count_m: Option<f64>,
    /// Whether the farthest cell is sought, so that the part where it probably lies is walked over before all others.
    pub farthest: bool,
    pub effort: &'a Effort,
}

/// What the walk meets.
pub(super) trait Visit: Send + Sync {
    /// Judges a block all of whose cells are in the tiling.
    fn opens(&mut self, block: &Block) -> Look;
    /// Takes a single cell that a block was opened for.
    fn cell(&mut self, cell: &Cell);
}

/// How a block is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// As a whole.
    Past,
    /// Cell by cell.
    Into,
    /// Cell by cell, those that may be far before the others; so they need not come in order.
    FarthestFirst,
}

/// All cells below one.
pub(super) struct Block<'w> {
    pub cell: CellIndex,
    /// Which block of the tiling it is part of.
    pub number: usize,
    pub share: Option<&'w Share>,
    /// The cosine of the angle to the centre of the face that holds all cells, if it is known to have one.
    pub cos: Option<f64>,
    /// No cell's distance is below or above these; infinite where it has none, or one above the cap.
    pub least_m: f64,
    pub most_m: f64,
    /// The distance of the cell in the middle is at least this.
    pub middle_m: f64,
}

/// What can be judged next.
struct Node {
    cell: CellIndex,
    blocks: Range<usize>,
    /// Whether all its descendants are in the tiling.
    whole: bool,
    middle: Middle,
    share: Option<Share>,
}

/// Where the centre of a cell is.
#[derive(Clone, Copy)]
struct Middle {
    ecef: [f64; 3],
    /// Where on the plane of its face, if its parent has a frame.
    on_plane: [f64; 2],
    /// The cosine of the angle to the centre of the face that holds all its descendants, if it is known to have one.
    cos: Option<f64>,
}

/// A node, with the stations that matter to its descendants.
struct Task {
    node: Node,
    frame: Option<Frame>,
    near: Vec<Point>,
    /// The chord of the `min_stations`-th nearest.
    chord_m: f64,
}

/// Parts of the work that can be done side by side.
const TASKS: usize = 256;
/// A task has at least so many levels below it.
const LEVELS_A_TASK: u8 = 3;

impl Walk<'_> {
    /// Walks over all cells; the visitors are those of successive parts of the tiling, in order. Where the farthest is
    /// sought, all but one are told of the first that has walked; what else there is to know nobody tells another, so
    /// that on any number of threads it is the same work.
    ///
    /// # Errors
    /// [`Halt`] when that takes too much work.
    pub(super) fn run<V: Visit>(&self, visitor: impl Fn(Option<&V>) -> V + Sync) -> Result<Vec<V>, Halt> {
        let near = Point::of_all(self.sites);
        self.effort.spend(near.len())?;
        let paths = Paths::of(self);
        let globe =
            Family { blocks: 0..self.tiling.blocks().len(), whole: false, share: self.layer.map(DemandLayer::all) };
        let mut base: Vec<CellIndex> = CellIndex::base_cells().collect();
        base.sort_unstable();
        let base = base.into_iter().filter_map(|cell| paths.node(cell, &globe, Middle::of(cell)));
        let mut tasks = paths.tasks(base, None, &near)?;
        let deepest = u8::from(self.tiling.resolution()).saturating_sub(LEVELS_A_TASK);
        while tasks.len() < TASKS {
            let before = tasks.len();
            let open = |task: Task| -> Result<Vec<Task>, Halt> {
                if u8::from(task.node.cell.resolution()) >= deepest {
                    return Ok(vec![task]);
                }
                let own = paths.frame_of(&task.node, task.frame.as_ref());
                let (frame, on_plane) =
                    own.as_ref().map_or((task.frame.as_ref(), task.node.middle.on_plane), |(frame, on_plane)| {
                        (Some(frame), *on_plane)
                    });
                paths.tasks(paths.children_of(&task.node, frame, on_plane), frame, &task.near)
            };
            let finer: Vec<Vec<Task>> = tasks.into_par_iter().map(open).collect::<Result<_, Halt>>()?;
            tasks = finer.into_iter().flatten().collect();
            if tasks.len() == before {
                break;
            }
        }
        let walked = |task: Task, first: Option<&V>| {
            let end = task.near.len();
            let mut run = Run {
                paths: &paths,
                visitor: visitor(first),
                points: task.near,
                chords: Vec::new(),
                near: Vec::new(),
                solved: StdCell::new(0),
                owed: 0,
            };
            run.node(&task.node, task.frame.as_ref(), 0..end)?;
            self.effort.spend(run.owes()).map(|()| run.visitor)
        };
        let by_chord = |one: &(usize, &Task), other: &(usize, &Task)| {
            one.1.chord_m.total_cmp(&other.1.chord_m).then(other.0.cmp(&one.0))
        };
        let first = tasks.iter().enumerate().max_by(by_chord).map(|(at, _)| at).filter(|_| self.farthest);
        let Some(at) = first else { return tasks.into_par_iter().map(|task| walked(task, None)).collect() };
        let others = tasks.split_off(at + 1);
        let first = tasks.pop().map(|task| walked(task, None)).transpose()?;
        let knowing = |task: Task| walked(task, first.as_ref());
        let walked: Result<Vec<Vec<V>>, Halt> =
            [tasks, others].into_par_iter().map(|tasks| tasks.into_par_iter().map(knowing).collect()).collect();
        let mut parts = walked?;
        let after = parts.pop().unwrap_or_default();
        Ok(parts.into_iter().flatten().chain(first).chain(after).collect())
    }
}

/// What the children of a node have in common.
struct Family {
    blocks: Range<usize>,
    whole: bool,
    share: Option<Share>,
}

impl Middle {
    fn of(cell: CellIndex) -> Self {
        Self { ecef: Ecef::from(centre(cell)).0, on_plane: [0.0; 2], cos: None }
    }
}

/// The ways from coarse to fine.
struct Paths<'w> {
    walk: &'w Walk<'w>,
    /// By resolution: how far descendants at the tiling's lie at most.
    reaches_m: Vec<f64>,
}

impl<'w> Paths<'w> {
    fn of(walk: &'w Walk<'w>) -> Self {
        let finest = walk.tiling.resolution();
        let reaches_m = Resolution::range(Resolution::Zero, finest).map(|coarser| reach_m(coarser, finest)).collect();
        Self { walk, reaches_m }
    }

    fn reach_m(&self, resolution: Resolution) -> f64 {
        self.reaches_m.get(usize::from(resolution)).copied().unwrap_or(0.0)
    }

    fn tasks(
        &self,
        nodes: impl Iterator<Item = Node>,
        frame: Option<&Frame>,
        near: &[Point],
    ) -> Result<Vec<Task>, Halt> {
        let mut chords = Vec::new();
        let task = |node: Node| {
            self.walk.effort.spend(units(near.len()))?;
            let chord_m = self.nth_chord_m(node.middle.ecef, near, &mut chords);
            let keep2 = self.keep_m(chord_m, node.cell.resolution()).powi(2);
            let kept = near.iter().zip(&chords).filter(|(_, chord2)| **chord2 <= keep2).map(|(point, _)| *point);
            Ok(Task { near: kept.collect(), frame: frame.cloned(), node, chord_m })
        };
        nodes.map(task).collect()
    }

    /// A frame for a node that has none, where it pays.
    fn frame_of(&self, node: &Node, frame: Option<&Frame>) -> Option<(Frame, [f64; 2])> {
        let finest = self.walk.tiling.resolution();
        let levels = u8::from(finest).saturating_sub(u8::from(node.cell.resolution()));
        if frame.is_some() || levels < 2 { None } else { Frame::below(node.cell, finest) }
    }

    /// The children of a node that lies on a frame's plane, if there is one, at `on_plane`.
    fn children_of(&self, node: &Node, frame: Option<&Frame>, on_plane: [f64; 2]) -> impl Iterator<Item = Node> {
        let family = Family { blocks: node.blocks.clone(), whole: node.whole, share: node.share.clone() };
        children(node.cell).enumerate().filter_map(move |(digit, cell)| {
            let middle = || match frame {
                None => Middle::of(cell),
                Some(frame) => {
                    let step = frame.step(cell.resolution(), digit);
                    let on_plane = [on_plane[0] + step[0], on_plane[1] + step[1]];
                    let Spot { ecef, cos } = frame.spot(on_plane);
                    Middle { ecef: ecef.0, on_plane, cos: Some(cos) }
                }
            };
            self.node_lazily(cell, &family, middle)
        })
    }

    fn node(&self, cell: CellIndex, family: &Family, middle: Middle) -> Option<Node> {
        self.node_lazily(cell, family, || middle)
    }

    /// A cell with its part of the blocks and of the demand, unless none of the tiling lies below it.
    fn node_lazily(&self, cell: CellIndex, family: &Family, middle: impl FnOnce() -> Middle) -> Option<Node> {
        let Walk { tiling, layer, .. } = *self.walk;
        // Inside a block there is nothing to look up.
        let blocks = if family.whole { family.blocks.clone() } else { tiling.below(cell, family.blocks.clone()) };
        let whole = family.whole || *tiling.blocks().get(blocks.clone())?.first()? == cell;
        let share = layer.zip(family.share.as_ref()).map(|(layer, share)| layer.below(share, cell));
        Some(Node { cell, whole, blocks, share, middle: middle() })
    }

    /// The chord of the `min_stations`-th nearest of some stations, infinite if there are fewer; `chords` are left
    /// holding all squared chords.
    fn nth_chord_m(&self, from: [f64; 3], near: &[Point], chords: &mut Vec<f64>) -> f64 {
        chords.clear();
        chords.extend(near.iter().map(|point| point.chord2(from)));
        if self.walk.min_stations == 1 {
            return chords.iter().copied().fold(f64::INFINITY, f64::min).sqrt();
        }
        if chords.len() < self.walk.min_stations {
            return f64::INFINITY;
        }
        let mut ordered = chords.clone();
        let (_, nth, _) = ordered.select_nth_unstable_by(self.walk.min_stations - 1, f64::total_cmp);
        nth.sqrt()
    }

    /// The longest chord from a cell to a station that may matter to a descendant.
    fn keep_m(&self, chord_m: f64, resolution: Resolution) -> f64 {
        let reach_m = self.reach_m(resolution);
        let served = if chord_m.is_finite() { reach_of_chord_m(chord_m + reach_m) } else { f64::INFINITY };
        let told = self.walk.cap_m.map_or(served, |cap_m| served.min(reach_of_distance_m(cap_m)));
        let counted = self.walk.count_m.map_or(0.0, reach_of_distance_m);
        told.max(counted) + reach_m
    }
}

/// One task under way.
struct Run<'w, V> {
    paths: &'w Paths<'w>,
    visitor: V,
    /// The stations of the nodes from the task's down to the present one, each node's after its parent's.
    points: Vec<Point>,
    chords: Vec<f64>,
    near: Vec<(f64, u32)>,
    /// Geodesics solved, and other work done and not yet taken down.
    solved: StdCell<usize>,
    owed: usize,
}

/// Work that is taken down at once, since all tasks share one budget.
const UNITS_AT_ONCE: usize = 1 << 10;
/// A geodesic of thousands of kilometres takes about as long as so many cells.
const UNITS_A_GEODESIC: usize = 16;
/// So many chords take about as long as a cell.
const CHORDS_A_UNIT: usize = 64;

/// What a cell with so many stations at hand costs.
fn units(near: usize) -> usize {
    1 + near / CHORDS_A_UNIT
}

impl<V: Visit> Run<'_, V> {
    fn node(&mut self, node: &Node, frame: Option<&Frame>, near: Range<usize>) -> Result<(), Halt> {
        let (paths, walk) = (self.paths, self.paths.walk);
        self.owed += units(near.len());
        if self.owed >= UNITS_AT_ONCE || self.solved.get() >= UNITS_AT_ONCE / UNITS_A_GEODESIC {
            let owed = self.owes();
            walk.effort.spend(owed)?;
        }
        let points = self.points.get(near.clone()).unwrap_or_default();
        let chord_m = paths.nth_chord_m(node.middle.ecef, points, &mut self.chords);
        if node.cell.resolution() == walk.tiling.resolution() {
            self.near.clear();
            self.near.extend(self.chords.iter().zip(points).map(|(chord2, point)| (chord2.sqrt(), point.site)));
            let cell = Cell {
                cell: node.cell,
                number: node.blocks.start,
                share: node.share.as_ref(),
                cos: node.middle.cos,
                walk,
                near: &self.near,
                chord_m,
                solved: &self.solved,
            };
            self.visitor.cell(&cell);
            return Ok(());
        }
        let reach_m = paths.reach_m(node.cell.resolution());
        let mut look = Look::Into;
        let mut measured = None;
        if node.whole {
            let mut block = Block {
                cell: node.cell,
                number: node.blocks.start,
                share: node.share.as_ref(),
                cos: node.middle.cos,
                least_m: shortest_distance_m((chord_m - reach_m).max(0.0)),
                most_m: longest(chord_m + reach_m),
                middle_m: shortest_distance_m(chord_m),
            };
            look = self.visitor.opens(&block);
            if look != Look::Past && longest(chord_m) - block.middle_m > reach_m {
                measured = self.measured(node, near.clone(), chord_m);
                if let Some(middle) = &measured {
                    block.least_m = middle.nth_m - reach_m - ROUNDING_M;
                    block.most_m = middle.nth_m + reach_m + ROUNDING_M;
                    block.middle_m = middle.nth_m;
                    look = self.visitor.opens(&block);
                }
            }
            if look == Look::Past {
                return Ok(());
            }
        }
        let start = self.points.len();
        match measured {
            Some(middle) => self.points.extend(middle.kept),
            None => {
                let keep2 = paths.keep_m(chord_m, node.cell.resolution()).powi(2);
                for (place, chord2) in near.zip(&self.chords) {
                    if *chord2 <= keep2 {
                        self.points.push(self.points[place]);
                    }
                }
            }
        }
        let end = self.points.len();
        let own = paths.frame_of(node, frame);
        let (frame, on_plane) =
            own.as_ref().map_or((frame, node.middle.on_plane), |(frame, on_plane)| (Some(frame), *on_plane));
        let children = paths.children_of(node, frame, on_plane);
        if look == Look::FarthestFirst {
            let mut children: Vec<(f64, Node)> = children.map(|child| (0.0, child)).collect();
            for (chord_m, child) in &mut children {
                self.owed += units(end - start);
                let points = self.points.get(start..end).unwrap_or_default();
                *chord_m = paths.nth_chord_m(child.middle.ecef, points, &mut self.chords);
            }
            children.sort_by(|one, other| other.0.total_cmp(&one.0));
            for (_, child) in &children {
                self.node(child, frame, start..end)?;
            }
        } else {
            for child in children {
                self.node(&child, frame, start..end)?;
            }
        }
        self.points.truncate(start);
        Ok(())
    }

    /// Measures how far a cell itself is by geodesics, where chords tell less than how far its descendants lie from it.
    /// Geodesics differ between two places by no more than the way between them, as chords do; so stations that are
    /// farther than the `min_stations`-th nearest by twice that way are none of the first of any descendant.
    fn measured(&self, node: &Node, near: Range<usize>, chord_m: f64) -> Option<Measured> {
        let (walk, resolution) = (self.paths.walk, node.cell.resolution());
        let keep2 = self.paths.keep_m(chord_m, resolution).powi(2);
        let points = self.points.get(near).unwrap_or_default();
        let from = centre(node.cell);
        let mut kept: Vec<(Distance, f64, Point)> = Vec::new();
        for (point, chord2) in points.iter().zip(&self.chords).filter(|(_, chord2)| **chord2 <= keep2) {
            let site = walk.sites.get(point.site as usize)?;
            kept.push((inverse(from, site.position).distance, *chord2, *point));
        }
        self.solved.set(self.solved.get() + kept.len());
        let mut ordered: Vec<Distance> = kept.iter().map(|(distance, ..)| *distance).collect();
        ordered.sort_unstable();
        let nth_m = ordered.get(walk.min_stations - 1)?.m();
        let reach_m = self.paths.reach_m(resolution);
        let farthest_m = nth_m + 2.0 * (reach_m + ROUNDING_M);
        let counted2 = walk.count_m.map_or(0.0, |count_m| reach_of_distance_m(count_m) + reach_m).powi(2);
        kept.retain(|(distance, chord2, _)| distance.m() <= farthest_m || *chord2 <= counted2);
        Some(Measured { nth_m, kept: kept.into_iter().map(|(.., point)| point).collect() })
    }

    /// Work done and not yet taken down, which now is.
    fn owes(&mut self) -> usize {
        std::mem::take(&mut self.owed) + self.solved.take() * UNITS_A_GEODESIC
    }
}

/// Metres by which the difference of two rounded distances may be off.
const ROUNDING_M: f64 = 0.001_1;

/// How far a cell is, and the stations that matter below it.
struct Measured {
    nth_m: f64,
    kept: Vec<Point>,
}
