//! What of a covering problem is left to decide? Demand that is in reach of more or of fewer, and who can be spared.

use super::lists::{Known, Lists};

/// Demand to be covered, each by at least so many of its candidates as it needs (set multi-cover); candidates keep the
/// problem's numbers.
#[derive(Debug, Clone)]
pub(super) struct Cover {
    /// Candidates by demand, each list in order, none twice.
    pub rows: Lists,
    /// By demand: how many of its candidates it needs, one at least.
    pub needs: Vec<u32>,
    /// By demand: its price in the bound, 0 before there is one.
    pub prices: Vec<i64>,
    /// How many candidates the problem has.
    pub candidates: usize,
}

/// Pairs of lists compared in looking for one within another, as a multiple of all pairs.
const MOST_COMPARED: usize = 60;

impl Cover {
    /// Of lists in order of candidates, and how many of each are needed.
    pub fn new(rows: impl IntoIterator<Item = (Vec<u32>, u32)>, candidates: usize) -> Self {
        Self::priced(rows.into_iter().map(|(row, need)| (row, need, 0)), candidates)
    }

    /// Of lists, needs and prices. Where two lists are equal the one that needs more stands for both, at both prices.
    fn priced(rows: impl IntoIterator<Item = (Vec<u32>, u32, i64)>, candidates: usize) -> Self {
        let mut known = Known::default();
        let mut cover = Self { rows: Lists::default(), needs: Vec::new(), prices: Vec::new(), candidates };
        for (row, need, price) in rows {
            let next = cover.prices.len();
            let place = known.place((&row, 0), next, |place| (cover.rows.row(place).0, 0));
            if place < next {
                cover.prices[place] += price;
                cover.needs[place] = cover.needs[place].max(need);
                continue;
            }
            cover.rows.push(row);
            cover.needs.push(need);
            cover.prices.push(price);
        }
        cover
    }

    /// Every list, and how many of it are needed.
    pub fn each(&self) -> impl Iterator<Item = (&[u32], u32)> {
        self.rows.rows().zip(&self.needs).map(|((row, _), need)| (row, *need))
    }

    /// What is left once some are chosen and some ruled out.
    pub fn after(&self, is_in: impl Fn(u32) -> bool, is_out: impl Fn(u32) -> bool) -> Self {
        let open = self.each().zip(&self.prices).filter_map(|((row, need), price)| {
            let chosen = row.iter().filter(|candidate| is_in(**candidate)).count() as u32;
            let more = need.checked_sub(chosen).filter(|more| *more > 0)?;
            let left = row.iter().copied().filter(|candidate| !is_in(*candidate) && !is_out(*candidate));
            Some((left.collect(), more, *price))
        });
        Self::priced(open, self.candidates)
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

    /// Without demand whose list holds all of another's list and that needs no more: who covers that covers this too. Its
    /// price goes to the other, which no candidate earns that did not earn it before, so that the bound is no worse.
    fn without_wider(&self) -> (Self, usize) {
        let columns = self.rows.turned(self.candidates);
        let (within, work) = contains_another(&self.rows, &self.needs, &columns);
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
        let mut left =
            Self { rows: Lists::default(), needs: Vec::new(), prices: Vec::new(), candidates: self.candidates };
        for (demand, (row, need)) in self.each().enumerate() {
            if within[demand].is_none() {
                left.rows.push(row.iter().copied());
                left.needs.push(need);
                left.prices.push(all[demand]);
            }
        }
        (left, work)
    }

    /// Without candidates all of whose demand another one covers, where that demand needs one: who is in a cover is
    /// exchanged for the other or, if that is in it too, superfluous. Demand that needs more may need both.
    fn without_narrower(&self) -> (Self, usize) {
        let columns = self.rows.turned(self.candidates);
        let (mut spare, work) = is_within_another(&columns, &self.rows);
        for (row, need) in self.each() {
            if need > 1 {
                row.iter().for_each(|candidate| spare[*candidate as usize] = false);
            }
        }
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
        let mut left = self.needs.iter().map(|need| *need as usize).sum::<usize>();
        let mut chosen: Vec<u32> = Vec::new();
        let lacks = |demand: &u32, covered: &[u32]| covered[*demand as usize] < self.needs[*demand as usize];
        let gain = |candidate: u32, covered: &[u32]| {
            columns.row(candidate as usize).0.iter().filter(|demand| lacks(demand, covered)).count()
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
                left -= usize::from(lacks(demand, &covered));
                covered[*demand as usize] += 1;
            }
        }
        // The last to come cover least by themselves.
        for at in (0..chosen.len()).rev() {
            let (demands, _) = columns.row(chosen[at] as usize);
            if demands.iter().all(|demand| covered[*demand as usize] > self.needs[*demand as usize]) {
                for demand in demands {
                    covered[*demand as usize] -= 1;
                }
                chosen.remove(at);
            }
        }
        Some(chosen)
    }
}

/// For each list another one all of which it holds and of which no fewer are needed (of equal ones the first stays), as
/// far as that may be compared.
fn contains_another(lists: &Lists, needs: &[u32], turned: &Lists) -> (Vec<Option<usize>>, usize) {
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
            let implied = needs[large] <= needs[small];
            if large == small || !implied || within[large].is_some() || others.len() < members.len() {
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
pub(super) fn is_within_another<V: Copy + Default>(lists: &Lists<V>, turned: &Lists<V>) -> (Vec<bool>, usize) {
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
