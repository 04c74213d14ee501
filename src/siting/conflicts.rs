//! Which two candidates are too near to each other to be chosen both?

/// For each candidate those that may not be chosen beside it, in order.
#[derive(Debug, Clone, Default)]
pub struct Conflicts {
    beside: Vec<Vec<u32>>,
}

impl Conflicts {
    /// Of lists by candidate, which name every pair in both; an empty list of lists means none at all.
    pub fn new(mut beside: Vec<Vec<u32>>) -> Self {
        for others in &mut beside {
            others.sort_unstable();
        }
        if beside.iter().all(Vec::is_empty) {
            beside.clear();
        }
        Self { beside }
    }

    /// Whether any two candidates rule each other out.
    pub fn are_any(&self) -> bool {
        !self.beside.is_empty()
    }

    /// Those that may not be chosen beside a candidate.
    pub fn of(&self, candidate: u32) -> &[u32] {
        self.beside.get(candidate as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether two may not be chosen both.
    pub fn forbid(&self, one: u32, other: u32) -> bool {
        self.of(one).binary_search(&other).is_ok()
    }

    /// Whether some candidates may all be chosen.
    pub fn allow(&self, chosen: &[u32]) -> bool {
        !self.are_any()
            || chosen.iter().enumerate().all(|(at, one)| chosen[..at].iter().all(|other| !self.forbid(*one, *other)))
    }

    /// Adds candidates in order, the first that fit, until there are `count`; false if they do not suffice.
    pub(super) fn fill(&self, chosen: &mut Vec<u32>, from: impl IntoIterator<Item = u32>, count: usize) -> bool {
        for candidate in from {
            if chosen.len() >= count {
                break;
            }
            if !chosen.contains(&candidate) && !chosen.iter().any(|other| self.forbid(candidate, *other)) {
                chosen.push(candidate);
            }
        }
        chosen.len() >= count
    }
}
