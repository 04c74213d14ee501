//! Who matters to whom? For each demand a list of candidates, with what they cost or save where that is asked.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::ops::Range;

/// Lists of candidates by demand, one after the other (compressed sparse rows).
#[derive(Debug, Clone, Default)]
pub struct Lists<V = f64> {
    /// Where each list ends.
    ends: Vec<usize>,
    candidates: Vec<u32>,
    /// What each costs or saves: as long as the candidates, or empty.
    values: Vec<V>,
}

impl<V: Copy + Default> Lists<V> {
    /// With room for so many lists.
    pub fn with_room(lists: usize) -> Self {
        Self { ends: Vec::with_capacity(lists), ..Self::default() }
    }

    /// Adds the list of the next demand, without values.
    pub fn push(&mut self, candidates: impl IntoIterator<Item = u32>) {
        self.candidates.extend(candidates);
        self.ends.push(self.candidates.len());
    }

    /// Adds the list of the next demand, with what each costs or saves.
    pub fn push_with_costs(&mut self, pairs: impl IntoIterator<Item = (V, u32)>) {
        for (value, candidate) in pairs {
            self.candidates.push(candidate);
            self.values.push(value);
        }
        self.ends.push(self.candidates.len());
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many pairs there are in all lists.
    pub fn pairs(&self) -> usize {
        self.candidates.len()
    }

    /// A demand's candidates, and what they cost or save where that is kept.
    pub fn row(&self, demand: usize) -> (&[u32], &[V]) {
        let span = self.span(demand);
        (&self.candidates[span.clone()], self.values.get(span).unwrap_or_default())
    }

    /// What a demand's candidates cost or save, to be changed.
    pub(super) fn values_mut(&mut self, demand: usize) -> &mut [V] {
        let span = self.span(demand);
        self.values.get_mut(span).unwrap_or_default()
    }

    /// Whether what they cost or save is kept.
    pub(super) fn have_values(&self) -> bool {
        !self.values.is_empty()
    }

    /// Where a demand's list is.
    fn span(&self, demand: usize) -> Range<usize> {
        let Some(end) = self.ends.get(demand).copied() else { return 0..0 };
        demand.checked_sub(1).map_or(0, |before| self.ends[before])..end
    }

    /// Every list.
    pub fn rows(&self) -> impl Iterator<Item = (&[u32], &[V])> {
        (0..self.len()).map(|demand| self.row(demand))
    }

    /// The other way round: for each of so many candidates the demands in whose list it is, in order, with what it costs
    /// or saves them.
    pub fn turned(&self, candidates: usize) -> Self {
        let mut ends = vec![0usize; candidates + 1];
        for candidate in &self.candidates {
            ends[*candidate as usize + 1] += 1;
        }
        for candidate in 1..ends.len() {
            ends[candidate] += ends[candidate - 1];
        }
        let mut demands = vec![0; self.candidates.len()];
        let mut values = vec![V::default(); self.values.len()];
        for (demand, (row, of_row)) in (0u32..).zip(self.rows()) {
            for (place, candidate) in row.iter().enumerate() {
                // Where the next entry goes, until it has become the next list's start.
                let at = &mut ends[*candidate as usize];
                demands[*at] = demand;
                if let Some(value) = of_row.get(place) {
                    values[*at] = *value;
                }
                *at += 1;
            }
        }
        ends.pop();
        Self { ends, candidates: demands, values }
    }
}

/// Which lists are there already, so that demand that asks the same of the same candidates is kept once.
#[derive(Debug, Default)]
pub(super) struct Known {
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Known {
    /// The place of a list that is there already, or of the next one, which then is to be added; `at` tells the list at a
    /// place and how many of it are needed.
    pub fn place<'a>(&mut self, list: (&[u32], u32), next: usize, at: impl Fn(usize) -> (&'a [u32], u32)) -> usize {
        let hash = self.hasher.hash_one(list);
        if let Some(place) = self.places.find(hash, |place| at(*place as usize) == list) {
            return *place as usize;
        }
        self.places.insert_unique(hash, next as u32, |place| self.hasher.hash_one(at(*place as usize)));
        next
    }
}
