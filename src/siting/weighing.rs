//! Is there a cover with fewer? Local search by demand that gains weight as long as it stays uncovered.

use super::cover::Cover;
use super::patience::Patience;

/// Seeks covers with ever fewer members, from one that is known (row weighting local search; Gao, Weise and Li 2015):
/// one goes that is missed least, one comes that serves most of what is missed, and what is still missed weighs more.
///
/// Ends after so many exchanges without a smaller cover, or with one of `wanted` members.
pub(super) fn fewer(cover: &Cover, known: Vec<u32>, wanted: usize, exchanges: usize, patience: &Patience) -> Vec<u32> {
    let columns = cover.rows.turned(cover.candidates);
    let (demands, candidates) = (cover.rows.len(), cover.candidates);
    let mut search = Weighing {
        cover,
        columns: &columns,
        weights: vec![1; demands],
        covered: vec![0; demands],
        score: vec![0; candidates],
        is_in: vec![false; candidates],
        members: Vec::new(),
        missed: Vec::new(),
        missed_at: vec![usize::MAX; demands],
        moved: vec![0; candidates],
    };
    for demand in 0..demands {
        search.miss(demand);
        for candidate in cover.rows.row(demand).0 {
            search.score[*candidate as usize] += 1;
        }
    }
    for candidate in &known {
        search.enter(*candidate);
    }
    let mut best = known;
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut since = 0;
    let mut clock = 1u64;
    let mut latest = u32::MAX;
    while since < exchanges && best.len() > wanted {
        if since % 64 == 0 && patience.is_over() {
            break;
        }
        if search.missed.is_empty() {
            best.clone_from(&search.members);
            since = 0;
            let Some(leaving) = search.least_missed(u32::MAX) else { break };
            search.leave(leaving);
            continue;
        }
        since += 1;
        clock += 1;
        let Some(leaving) = search.least_missed(latest) else { break };
        search.leave(leaving);
        search.moved[leaving as usize] = clock;
        // Marsaglia's xorshift with shifts 13, 7 and 17 (Journal of Statistical Software 8, 2003).
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let demand = search.missed[(seed % search.missed.len() as u64) as usize];
        let (row, _) = cover.rows.row(demand);
        let others = row.iter().filter(|candidate| !search.is_in[**candidate as usize]);
        let rank = |candidate: &&u32| {
            (
                search.score[**candidate as usize],
                std::cmp::Reverse(search.moved[**candidate as usize]),
                std::cmp::Reverse(**candidate),
            )
        };
        // Who has just left comes back only if there is nobody else.
        let coming = others.clone().filter(|candidate| **candidate != leaving).max_by_key(rank);
        let Some(coming) = coming.or(others.max_by_key(rank)).copied() else { break };
        search.enter(coming);
        search.moved[coming as usize] = clock;
        latest = coming;
        search.weigh();
        patience.spend(search.members.len() + 2 * columns.row(coming as usize).0.len());
    }
    best.sort_unstable();
    best
}

struct Weighing<'a> {
    cover: &'a Cover,
    columns: &'a super::lists::Lists,
    weights: Vec<i64>,
    /// By demand: by how many it is covered.
    covered: Vec<u32>,
    /// By candidate: the weight of the demand that has no more than it needs with it, if it is in, or too few without.
    score: Vec<i64>,
    is_in: Vec<bool>,
    members: Vec<u32>,
    /// Demand that too few cover, in no order, and the place of each in it.
    missed: Vec<usize>,
    missed_at: Vec<usize>,
    /// By candidate: when it last came or went.
    moved: Vec<u64>,
}

impl Weighing<'_> {
    fn miss(&mut self, demand: usize) {
        self.missed_at[demand] = self.missed.len();
        self.missed.push(demand);
    }

    fn found(&mut self, demand: usize) {
        let at = self.missed_at[demand];
        self.missed.swap_remove(at);
        if let Some(moved) = self.missed.get(at) {
            self.missed_at[*moved] = at;
        }
        self.missed_at[demand] = usize::MAX;
    }

    /// The member that is missed least, of several the one that has stayed longest.
    fn least_missed(&self, but: u32) -> Option<u32> {
        let others = self.members.iter().filter(|member| **member != but);
        others.min_by_key(|member| (self.score[**member as usize], self.moved[**member as usize], **member)).copied()
    }

    fn enter(&mut self, candidate: u32) {
        self.is_in[candidate as usize] = true;
        self.members.push(candidate);
        for demand in self.columns.row(candidate as usize).0 {
            let demand = *demand as usize;
            let weight = self.weights[demand];
            self.covered[demand] += 1;
            let (row, _) = self.cover.rows.row(demand);
            let (covered, need) = (self.covered[demand], self.cover.needs[demand]);
            if covered == need {
                // Whoever else would have served it does so no longer; without those who do it would be missed.
                self.found(demand);
                for other in row.iter().filter(|other| !self.is_in[**other as usize]) {
                    self.score[*other as usize] -= weight;
                }
            } else if covered == need + 1 {
                // One of them can be spared.
                for other in row.iter().filter(|other| **other != candidate && self.is_in[**other as usize]) {
                    self.score[*other as usize] -= weight;
                }
            }
        }
    }

    fn leave(&mut self, candidate: u32) {
        self.is_in[candidate as usize] = false;
        self.members.retain(|member| *member != candidate);
        for demand in self.columns.row(candidate as usize).0 {
            let demand = *demand as usize;
            let weight = self.weights[demand];
            self.covered[demand] -= 1;
            let (row, _) = self.cover.rows.row(demand);
            let (covered, need) = (self.covered[demand], self.cover.needs[demand]);
            if covered + 1 == need {
                self.miss(demand);
                for other in row.iter().filter(|other| **other != candidate && !self.is_in[**other as usize]) {
                    self.score[*other as usize] += weight;
                }
            } else if covered == need {
                for other in row.iter().filter(|other| self.is_in[**other as usize]) {
                    self.score[*other as usize] += weight;
                }
            }
        }
    }

    /// What is still missed weighs more.
    fn weigh(&mut self) {
        for demand in &self.missed {
            self.weights[*demand] += 1;
            for candidate in self.cover.rows.row(*demand).0 {
                self.score[*candidate as usize] += 1;
            }
        }
    }
}
