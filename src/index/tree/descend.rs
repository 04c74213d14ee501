//! What lies below each node? The tree walked down, carrying what concerns each.

use super::{LEAF, Tree};
use crate::geodesy::Ecef;

/// What a walk down the tree does with it, carrying down what concerns each node.
pub(in crate::index) trait Descend {
    /// What is carried.
    type Carried;
    /// What concerns a node whose points lie within a radius of a centre; none to pass over all below it.
    fn enter(&mut self, node: usize, centre: [f64; 3], radius_m: f64, above: &Self::Carried) -> Option<Self::Carried>;
    /// Takes a point of a leaf.
    fn point(&mut self, point: usize, at: [f64; 3], carried: &Self::Carried);
}

impl Tree {
    /// Walks down to every leaf that is not passed over. Nothing is asked about the root.
    pub(in crate::index) fn descend<D: Descend>(&self, carried: &D::Carried, descend: &mut D) {
        if self.len > 0 {
            let level = self.levels.len() - 1;
            self.descend_from(self.levels[level], level, carried, descend);
        }
    }

    fn descend_from<D: Descend>(&self, node: usize, level: usize, carried: &D::Carried, descend: &mut D) {
        if level == 0 {
            for point in node * LEAF..((node + 1) * LEAF).min(self.len) {
                let Ecef(at) = self.at(point);
                descend.point(point, at, carried);
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
