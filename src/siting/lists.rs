//! Who matters to whom? For each demand a list of candidates, with what they cost where that is asked.

/// Lists of candidates by demand, one after the other (compressed sparse rows).
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Where each list ends.
    ends: Vec<usize>,
    candidates: Vec<u32>,
    /// As long as the candidates, or empty.
    costs: Vec<f64>,
}

impl Lists {
    /// With room for so many lists.
    pub fn with_room(lists: usize) -> Self {
        Self { ends: Vec::with_capacity(lists), ..Self::default() }
    }

    /// Adds the list of the next demand, without costs.
    pub fn push(&mut self, candidates: impl IntoIterator<Item = u32>) {
        self.candidates.extend(candidates);
        self.ends.push(self.candidates.len());
    }

    /// Adds the list of the next demand, with costs.
    pub fn push_with_costs(&mut self, pairs: impl IntoIterator<Item = (f64, u32)>) {
        for (cost, candidate) in pairs {
            self.candidates.push(candidate);
            self.costs.push(cost);
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

    /// A demand's candidates, and what they cost where that is kept.
    pub fn row(&self, demand: usize) -> (&[u32], &[f64]) {
        let Some(end) = self.ends.get(demand).copied() else { return (&[], &[]) };
        let start = demand.checked_sub(1).map_or(0, |before| self.ends[before]);
        (&self.candidates[start..end], self.costs.get(start..end).unwrap_or_default())
    }

    /// Every list.
    pub fn rows(&self) -> impl Iterator<Item = (&[u32], &[f64])> {
        (0..self.len()).map(|demand| self.row(demand))
    }

    /// The other way round: for each of so many candidates the demands in whose list it is, in order.
    pub fn turned(&self, candidates: usize) -> Self {
        let mut ends = vec![0usize; candidates + 1];
        for candidate in &self.candidates {
            ends[*candidate as usize + 1] += 1;
        }
        for candidate in 1..ends.len() {
            ends[candidate] += ends[candidate - 1];
        }
        let mut demands = vec![0; self.candidates.len()];
        for (demand, (row, _)) in (0u32..).zip(self.rows()) {
            for candidate in row {
                // Where the next entry goes, until it has become the next list's start.
                let at = &mut ends[*candidate as usize];
                demands[*at] = demand;
                *at += 1;
            }
        }
        ends.pop();
        Self { ends, candidates: demands, costs: Vec::new() }
    }
}
