//! What of a covering problem is left to decide? Demand that is in reach of more or of fewer, and who can be spared.

use super::lists::Lists;
use hashbrown::HashMap;

/// Demand to be covered, each by at least one of its candidates; candidates keep the problem's numbers.
#[derive(Debug, Clone)]
pub(super) struct Cover {
    /// Candidates by demand, each list in order, none twice.
    pub rows: Lists,
    /// By demand: its price in the bound, 0 before there is one.
    pub prices: Vec<i64>,
    /// How many candidates the problem has.
    pub candidates: usize,
}

/// Pairs of lists compared in looking for one within another, as a multiple of all pairs.
const MOST_COMPARED: usize = 60;

impl Cover {
    /// Of lists in order of candidates.
    pub fn new(rows: impl IntoIterator<Item = Vec<u32>>, candidates: usize) -> Self {
        Self::priced(rows.into_iter().map(|row| (row, 0)), candidates)
    }

    /// Of lists and prices. Where two lists are equal one stands for both, at both prices.
    fn priced(rows: impl IntoIterator<Item = (Vec<u32>, i64)>, candidates: usize) -> Self {
        let mut known: HashMap<Vec<u32>, usize> = HashMap::new();
        let (mut lists, mut prices) = (Lists::default(), Vec::new());
        for (row, price) in rows {
            if let Some(place) = known.get(&row) {
                prices[*place] += price;
                continue;
            }
            lists.push(row.iter().copied());
            known.insert(row, prices.len());
            prices.push(price);
        }
        Self { rows: lists, prices, candidates }
    }

    /// What is left once some are chosen and some ruled out.
    pub fn after(&self, is_in: impl Fn(u32) -> bool, is_out: impl Fn(u32) -> bool) -> Self {
        let rows = self.rows.rows().zip(&self.prices);
        let open = rows.filter(|((row, _), _)| !row.iter().any(|candidate| is_in(*candidate)));
        let left = |row: &[u32]| row.iter().copied().filter(|candidate| !is_out(*candidate)).collect();
        Self::priced(open.map(|((row, _), price)| (left(row), *price)), self.candidates)
    }

    /// The same question with demand left out that is covered with another, and, if `may_spare`, candidates that
    /// cover nothing beyond another one.
    pub fn reduced(self, may_spare: bool) -> (Self, usize) {
        let mut cover = self;
        let mut work = 0;
        loop {
            let pairs = cover.rows.pairs();
            let (next, compared) = cover.without_wider();
            work += compared + pairs;
            cover = next;
            if may_spare {
                let (next, compared) = cover.without_narrower();
                work += compared;
                cover = next;
            }
            if cover.rows.pairs() == pairs {
                return (cover, work);
            }
        }
    }

    /// Without demand whose list holds all of another's list: who covers that covers this too. Its price goes to the
    /// other, which no candidate earns that did not earn it before, so that the bound is no worse.
    fn without_wider(&self) -> (Self, usize) {
        let columns = self.rows.turned(self.candidates);
        let (within, work) = contains_another(&self.rows, &columns);
        let mut all = self.prices.clone();
        for demand in 0..within.len() {
            let mut to = demand;
            while let Some(next) = within[to] {
                to = next;
            }
            if to != demand {
                all[to] += self.prices[demand];
            }
        }
        let (mut rows, mut prices) = (Lists::default(), Vec::new());
        for (demand, (row, _)) in self.rows.rows().enumerate() {
            if within[demand].is_none() {
                rows.push(row.iter().copied());
                prices.push(all[demand]);
            }
        }
        (Self { rows, prices, candidates: self.candidates }, work)
    }

    /// Without candidates all of whose demand another one covers.
    fn without_narrower(&self) -> (Self, usize) {
        let columns = self.rows.turned(self.candidates);
        let (spare, work) = is_within_another(&columns, &self.rows);
        if !spare.contains(&true) {
            return (self.clone(), work);
        }
        (self.after(|_| false, |candidate| spare[candidate as usize]), work)
    }

    /// Candidates that cover all, chosen greedily (Chvatal 1979), then those left out that the others make superfluous;
    /// none if some demand has no candidate or none that fits. `weight` ranks candidates that cover equally much.
    pub fn greedy(&self, fits: impl Fn(u32, &[u32]) -> bool, weight: impl Fn(u32) -> i64) -> Option<Vec<u32>> {
        let columns = self.rows.turned(self.candidates);
        let mut covered = vec![0u32; self.rows.len()];
        let mut left = self.rows.len();
        let mut chosen: Vec<u32> = Vec::new();
        let gain = |candidate: u32, covered: &[u32]| {
            columns.row(candidate as usize).0.iter().filter(|demand| covered[**demand as usize] == 0).count()
        };
        let mut heap: std::collections::BinaryHeap<(usize, i64, std::cmp::Reverse<u32>)> = (0..self.candidates as u32)
            .map(|candidate| (gain(candidate, &covered), weight(candidate), std::cmp::Reverse(candidate)))
            .filter(|(gain, ..)| *gain > 0)
            .collect();
        while left > 0 {
            let (judged, rank, std::cmp::Reverse(candidate)) = heap.pop()?;
            if !fits(candidate, &chosen) {
                continue;
            }
            let now = gain(candidate, &covered);
            if now < judged {
                if now > 0 {
                    heap.push((now, rank, std::cmp::Reverse(candidate)));
                }
                continue;
            }
            chosen.push(candidate);
            for demand in columns.row(candidate as usize).0 {
                left -= usize::from(covered[*demand as usize] == 0);
                covered[*demand as usize] += 1;
            }
        }
        // The last to come cover least by themselves.
        for at in (0..chosen.len()).rev() {
            let (demands, _) = columns.row(chosen[at] as usize);
            if demands.iter().all(|demand| covered[*demand as usize] > 1) {
                for demand in demands {
                    covered[*demand as usize] -= 1;
                }
                chosen.remove(at);
            }
        }
        Some(chosen)
    }
}

/// For each list another one all of which it holds (of equal ones the first stays), as far as that may be compared.
fn contains_another(lists: &Lists, turned: &Lists) -> (Vec<Option<usize>>, usize) {
    let mut within = vec![None; lists.len()];
    let most = MOST_COMPARED * (lists.pairs() + 1_000);
    let mut work = 0;
    let mut order: Vec<usize> = (0..lists.len()).collect();
    order.sort_by_key(|list| lists.row(*list).0.len());
    for small in order {
        let (members, _) = lists.row(small);
        if within[small].is_some() || work > most {
            continue;
        }
        // Whoever holds all members holds the one that is held by fewest.
        let Some(rarest) = members.iter().min_by_key(|member| turned.row(**member as usize).0.len()) else { continue };
        for large in turned.row(*rarest as usize).0 {
            let large = *large as usize;
            let (others, _) = lists.row(large);
            if large == small || within[large].is_some() || others.len() < members.len() {
                continue;
            }
            work += members.len() + 1;
            if holds_all(others, members) && (others.len() > members.len() || large > small) {
                within[large] = Some(small);
            }
        }
    }
    (within, work)
}

/// For each list whether another one holds all of it (of equal ones the first stays), as far as that may be compared.
fn is_within_another(lists: &Lists, turned: &Lists) -> (Vec<bool>, usize) {
    let mut spare = vec![false; lists.len()];
    let most = MOST_COMPARED * (lists.pairs() + 1_000);
    let mut work = 0;
    for small in 0..lists.len() {
        let (members, _) = lists.row(small);
        let Some(rarest) = members.iter().min_by_key(|member| turned.row(**member as usize).0.len()) else { continue };
        if work > most {
            break;
        }
        for large in turned.row(*rarest as usize).0 {
            let large = *large as usize;
            let (others, _) = lists.row(large);
            if large == small || spare[large] || others.len() < members.len() {
                continue;
            }
            work += members.len() + 1;
            if holds_all(others, members) && (others.len() > members.len() || large < small) {
                spare[small] = true;
                break;
            }
        }
    }
    (spare, work)
}

/// Whether a list in order holds all of another.
fn holds_all(list: &[u32], members: &[u32]) -> bool {
    let mut rest = list;
    members.iter().all(|member| match rest.binary_search(member) {
        Ok(at) => {
            rest = &rest[at + 1..];
            true
        }
        Err(_) => false,
    })
}
