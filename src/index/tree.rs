//! Which points lie near a point in space? The packed tree itself: boxes over leaves of points.

use crate::geodesy::Ecef;

/// Points in a leaf.
pub(super) const LEAF: usize = 16;
/// Children of a node.
pub(super) const FAN: usize = 8;
/// Slices smaller than this are arranged on one thread.
const PARALLEL_ABOVE: usize = 32_768;

/// Leaves of points, and above them levels of nodes up to one root.
///
/// Nodes are numbered level by level: leaves first, the root last. Child `i` of node `p` of a level
/// is node `FAN * p + i` of the level below.
#[derive(Debug)]
pub(super) struct Tree {
    len: usize,
    leaves: Vec<Leaf>,
    boxes: Vec<Boxes>,
    /// Number of the first node of each level; leaves are level 0.
    levels: Vec<usize>,
}

/// The coordinates of up to 16 points, axis by axis; what is missing lies at infinity.
#[derive(Debug, Clone)]
struct Leaf([[f64; LEAF]; 3]);

/// The boxes of up to 8 children, axis by axis; what is missing is inside out and infinitely far.
#[derive(Debug, Clone)]
struct Boxes {
    min: [[f32; FAN]; 3],
    max: [[f32; FAN]; 3],
}

/// What a search does with the tree.
pub(super) trait Visit {
    /// Squared chord beyond which nothing is wanted; may shrink as the search goes on.
    fn bound2(&self) -> f64;
    /// Whether anything below this node may be wanted.
    fn node(&mut self, node: usize) -> bool;
    /// Takes the points of a leaf that are within the bound; the first of the leaf is number `first`.
    fn point(&mut self, point: usize, chord2: f64);
}

struct Item {
    ecef: [f64; 3],
    index: u32,
}

impl Tree {
    /// Builds the tree, and tells for each place in it the index of the point that now stands there.
    pub(super) fn build(points: impl ExactSizeIterator<Item = Ecef>) -> (Self, Vec<u32>) {
        let mut items: Vec<Item> = (0u32..).zip(points).map(|(index, Ecef(ecef))| Item { ecef, index }).collect();
        let mut levels = vec![0];
        let mut count = items.len().div_ceil(LEAF);
        let mut total = 0;
        loop {
            total += count;
            levels.push(total);
            if count <= 1 && levels.len() > 2 {
                break;
            }
            count = count.div_ceil(FAN);
        }
        levels.pop();
        arrange(&mut items, levels.len() - 1);
        let leaves: Vec<Leaf> = items.chunks(LEAF).map(Leaf::of).collect();
        let mut tree = Self { len: items.len(), leaves, boxes: Vec::new(), levels };
        tree.enclose();
        (tree, items.into_iter().map(|item| item.index).collect())
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where a point is.
    pub(super) fn at(&self, point: usize) -> Ecef {
        let (leaf, slot) = (point / LEAF, point % LEAF);
        self.leaves
            .get(leaf)
            .map_or(Ecef([f64::INFINITY; 3]), |Leaf(axes)| Ecef([axes[0][slot], axes[1][slot], axes[2][slot]]))
    }

    /// Number of nodes, leaves and root included.
    pub(super) fn nodes(&self) -> usize {
        self.leaves.len() + self.boxes.len()
    }

    /// Bytes held on the heap.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.leaves[..]) + size_of_val(&self.boxes[..])
    }

    /// Folds a value of each point into one of each node, leaves first.
    pub(super) fn summarise<T: Copy>(&self, of: impl Fn(usize) -> T, union: impl Fn(T, T) -> T, none: T) -> Vec<T> {
        let mut of_node: Vec<T> = Vec::with_capacity(self.nodes());
        for leaf in 0..self.leaves.len() {
            of_node.push(self.points_of(leaf).map(&of).fold(none, &union));
        }
        for level in 1..self.levels.len() {
            for node in self.nodes_of(level) {
                let value =
                    self.children(node, level).filter_map(|child| of_node.get(child)).copied().fold(none, &union);
                of_node.push(value);
            }
        }
        of_node
    }

    fn points_of(&self, leaf: usize) -> std::ops::Range<usize> {
        leaf * LEAF..((leaf + 1) * LEAF).min(self.len)
    }

    fn nodes_of(&self, level: usize) -> std::ops::Range<usize> {
        let end = self.levels.get(level + 1).copied().unwrap_or(self.leaves.len() + self.parents());
        self.levels[level]..end
    }

    /// Number of nodes that are not leaves.
    fn parents(&self) -> usize {
        let root = self.levels.last().copied().unwrap_or(0);
        if self.len == 0 { 0 } else { root + 1 - self.leaves.len() }
    }

    fn children(&self, node: usize, level: usize) -> std::ops::Range<usize> {
        let below = self.levels[level - 1];
        let first = below + FAN * (node - self.levels[level]);
        first..(first + FAN).min(self.levels[level])
    }

    /// Computes the boxes of all nodes, from the leaves up.
    fn enclose(&mut self) {
        for level in 1..self.levels.len() {
            for node in self.nodes_of(level) {
                let mut boxes = Boxes::EMPTY;
                for (slot, child) in self.children(node, level).enumerate() {
                    let (min, max) = match self.leaves.get(child) {
                        Some(leaf) => leaf.bounds(),
                        None => self.boxes[child - self.leaves.len()].bounds(),
                    };
                    for axis in 0..3 {
                        boxes.min[axis][slot] = min[axis];
                        boxes.max[axis][slot] = max[axis];
                    }
                }
                self.boxes.push(boxes);
            }
        }
    }

    /// Walks the tree from near to far, as long as something within the visitor's bound may be left.
    pub(super) fn search(&self, from: Ecef, visit: &mut impl Visit) {
        self.search_on(&mut Vec::new(), from, visit);
    }

    /// [`Tree::search`] with a stack from a search before.
    pub(super) fn search_on(&self, stack: &mut Vec<(f64, usize, usize)>, Ecef(from): Ecef, visit: &mut impl Visit) {
        stack.clear();
        if self.len == 0 {
            return;
        }
        let root_level = self.levels.len() - 1;
        let root = self.levels[root_level];
        if !visit.node(root) {
            return;
        }
        stack.reserve(FAN * root_level);
        stack.push((0.0, root, root_level));
        while let Some((least2, node, level)) = stack.pop() {
            // The box holds every point below, so no chord is shorter than the way to the box.
            if least2 > visit.bound2() {
                continue;
            }
            if level == 0 {
                let first = node * LEAF;
                let chord2 = self.leaves[node].chord2(from);
                for (slot, chord2) in chord2.into_iter().enumerate() {
                    if chord2 <= visit.bound2() {
                        visit.point(first + slot, chord2);
                    }
                }
                continue;
            }
            let least2 = self.boxes[node - self.leaves.len()].least2(from);
            let bound2 = visit.bound2();
            let base = stack.len();
            for (child, least2) in self.children(node, level).zip(least2) {
                if least2 <= bound2 && visit.node(child) {
                    // Farthest first, so that the nearest child is popped next.
                    let at = stack[base..].partition_point(|(other, _, _)| *other > least2) + base;
                    stack.insert(at, (least2, child, level - 1));
                }
            }
        }
    }
}

/// What a walk down the tree does with it, carrying down what concerns each node.
pub(super) trait Descend {
    /// What is carried.
    type Carried;
    /// What concerns a node whose points lie within a radius of a centre; none to pass over all below it.
    fn enter(&mut self, node: usize, centre: [f64; 3], radius_m: f64, above: &Self::Carried) -> Option<Self::Carried>;
    /// Takes a point of a leaf.
    fn point(&mut self, point: usize, at: [f64; 3], carried: &Self::Carried);
}

impl Tree {
    /// Walks down to every leaf that is not passed over. Nothing is asked about the root.
    pub(super) fn descend<D: Descend>(&self, carried: &D::Carried, descend: &mut D) {
        if self.len > 0 {
            let level = self.levels.len() - 1;
            self.descend_from(self.levels[level], level, carried, descend);
        }
    }

    fn descend_from<D: Descend>(&self, node: usize, level: usize, carried: &D::Carried, descend: &mut D) {
        if level == 0 {
            let Leaf(axes) = &self.leaves[node];
            for point in self.points_of(node) {
                let slot = point - node * LEAF;
                descend.point(point, [axes[0][slot], axes[1][slot], axes[2][slot]], carried);
            }
            return;
        }
        let boxes = &self.boxes[node - self.leaves.len()];
        for (slot, child) in self.children(node, level).enumerate() {
            let (centre, radius_m) = boxes.ball(slot);
            if let Some(carried) = descend.enter(child, centre, radius_m, carried) {
                self.descend_from(child, level - 1, &carried, descend);
            }
        }
    }
}

/// Orders points so that each node at `level` is a run of them, by halving along the widest axis.
fn arrange(items: &mut [Item], level: usize) {
    if level > 0 {
        let capacity = LEAF * FAN.pow(level as u32 - 1);
        halve(items, capacity, level);
    }
}

fn halve(items: &mut [Item], capacity: usize, level: usize) {
    let children = items.len().div_ceil(capacity);
    if children <= 1 {
        return arrange(items, level - 1);
    }
    let middle = children / 2 * capacity;
    let axis = widest_axis(items);
    items.select_nth_unstable_by(middle, |a, b| a.ecef[axis].total_cmp(&b.ecef[axis]));
    let parallel = items.len() > PARALLEL_ABOVE;
    let (low, high) = items.split_at_mut(middle);
    if parallel {
        rayon::join(|| halve(low, capacity, level), || halve(high, capacity, level));
    } else {
        halve(low, capacity, level);
        halve(high, capacity, level);
    }
}

fn widest_axis(items: &[Item]) -> usize {
    let mut min = [f64::INFINITY; 3];
    let mut max = [f64::NEG_INFINITY; 3];
    for item in items {
        for axis in 0..3 {
            min[axis] = min[axis].min(item.ecef[axis]);
            max[axis] = max[axis].max(item.ecef[axis]);
        }
    }
    let extent = |axis: usize| max[axis] - min[axis];
    let mut widest = 0;
    for axis in 1..3 {
        if extent(axis) > extent(widest) {
            widest = axis;
        }
    }
    widest
}

impl Leaf {
    fn of(items: &[Item]) -> Self {
        let mut leaf = Self([[f64::INFINITY; LEAF]; 3]);
        for (slot, item) in items.iter().enumerate() {
            for axis in 0..3 {
                leaf.0[axis][slot] = item.ecef[axis];
            }
        }
        leaf
    }

    /// The box of its points, rounded outwards to single precision.
    fn bounds(&self) -> ([f32; 3], [f32; 3]) {
        let mut min = [f32::INFINITY; 3];
        let mut max = [f32::NEG_INFINITY; 3];
        for axis in 0..3 {
            for value in self.0[axis].into_iter().filter(|value| value.is_finite()) {
                min[axis] = min[axis].min(rounded_down(value));
                max[axis] = max[axis].max(-rounded_down(-value));
            }
        }
        (min, max)
    }

    fn chord2(&self, from: [f64; 3]) -> [f64; LEAF] {
        let mut chord2 = [0.0; LEAF];
        for (of_points, from) in self.0.iter().zip(from) {
            for (chord2, of_point) in chord2.iter_mut().zip(of_points) {
                let along = of_point - from;
                *chord2 += along * along;
            }
        }
        chord2
    }
}

fn rounded_down(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) > value { near.next_down() } else { near }
}

impl Boxes {
    const EMPTY: Self = Self { min: [[f32::INFINITY; FAN]; 3], max: [[f32::NEG_INFINITY; FAN]; 3] };

    /// The box of all children.
    fn bounds(&self) -> ([f32; 3], [f32; 3]) {
        let least = |axis: usize| self.min[axis].into_iter().fold(f32::INFINITY, f32::min);
        let most = |axis: usize| self.max[axis].into_iter().fold(f32::NEG_INFINITY, f32::max);
        ([least(0), least(1), least(2)], [most(0), most(1), most(2)])
    }

    /// The ball around a child's box.
    fn ball(&self, slot: usize) -> ([f64; 3], f64) {
        let mut centre = [0.0; 3];
        let mut diagonal2 = 0.0;
        for ((centre, of_min), of_max) in centre.iter_mut().zip(&self.min).zip(&self.max) {
            let (min, max) = (f64::from(of_min[slot]), f64::from(of_max[slot]));
            *centre = min.midpoint(max);
            diagonal2 += (max - min) * (max - min);
        }
        (centre, diagonal2.sqrt() / 2.0)
    }

    /// For each child, a squared distance that no point in its box undercuts.
    fn least2(&self, from: [f64; 3]) -> [f64; FAN] {
        let mut least2 = [0.0; FAN];
        for ((of_min, of_max), from) in self.min.iter().zip(&self.max).zip(from) {
            for ((least2, min), max) in least2.iter_mut().zip(of_min).zip(of_max) {
                let below = f64::from(*min) - from;
                let above = from - f64::from(*max);
                let outside = below.max(above).max(0.0);
                *least2 += outside * outside;
            }
        }
        least2
    }
}
