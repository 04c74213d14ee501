//! What of a covering problem is left to decide? Demand that is in reach of more or of fewer, and who can be spared.

use super::lists::{Known, Lists};
use super::patience::Patience;

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
    /// cover nothing beyond another one; as far as that is found before patience ends.
    pub fn reduced(self, may_spare: bool, patience: &Patience) -> Self {
        let mut cover = self;
        loop {
            let pairs = cover.rows.pairs();
            patience.spend(pairs + 1);
            if may_spare {
                cover = cover.without_twins();
            }
            cover = cover.without_wider(patience);
            if may_spare {
                cover = cover.without_narrower(patience);
            }
            if cover.rows.pairs() == pairs || patience.is_over() {
                return cover;
            }
        }
    }

    /// Without demand whose list holds all of another's list and that needs no more: who covers that covers this too. Its
    /// price goes to the other, which no candidate earns that did not earn it before, so that the bound is no worse.
    fn without_wider(&self, patience: &Patience) -> Self {
        let columns = self.rows.turned(self.candidates);
        let within = contains_another(&self.rows, &self.needs, &columns, patience);
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
        left
    }

    /// Without candidates that cover just what one before them does, where that demand needs one. Thousands of candidates
    /// are told apart by a hundred of demand no better than hundreds, and are found by one look at each.
    fn without_twins(self) -> Self {
        let columns = self.rows.turned(self.candidates);
        let mut known = Known::default();
        let mut spare = vec![false; self.candidates];
        let mut names = Vec::new();
        for (candidate, (column, _)) in columns.rows().enumerate().filter(|(_, (column, _))| !column.is_empty()) {
            let place = known.place((column, 0), names.len(), |place| (columns.row(names[place]).0, 0));
            if place == names.len() {
                names.push(candidate);
            } else {
                spare[candidate] = true;
            }
        }
        self.without_spare(spare)
    }

    /// Without candidates that can be spared, where no demand needs more than one of its own.
    fn without_spare(self, mut spare: Vec<bool>) -> Self {
        for (row, _) in self.each().filter(|(_, need)| *need > 1) {
            row.iter().for_each(|candidate| spare[*candidate as usize] = false);
        }
        if !spare.contains(&true) {
            return self;
        }
        self.after(|_| false, |candidate| spare[candidate as usize])
    }

    /// Without candidates all of whose demand another one covers, where that demand needs one: who is in a cover is
    /// exchanged for the other or, if that is in it too, superfluous. Demand that needs more may need both.
    fn without_narrower(self, patience: &Patience) -> Self {
        let columns = self.rows.turned(self.candidates);
        let spare = is_within_another(&columns, &self.rows, patience);
        self.without_spare(spare)
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
fn contains_another(lists: &Lists, needs: &[u32], turned: &Lists, patience: &Patience) -> Vec<Option<usize>> {
    let mut within = vec![None; lists.len()];
    let mut comparing = Comparing::of(lists.pairs(), patience);
    let mut order: Vec<usize> = (0..lists.len()).collect();
    order.sort_by_key(|list| lists.row(*list).0.len());
    for small in order {
        let (members, _) = lists.row(small);
        if within[small].is_some() || !comparing.goes_on() {
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
            comparing.done += members.len() + 1;
            if holds_all(others, members) && (others.len() > members.len() || large > small) {
                within[large] = Some(small);
            }
        }
    }
    within
}

/// For each list whether another one holds all of it (of equal ones the first stays), as far as that may be compared.
pub(super) fn is_within_another<V: Copy + Default>(
    lists: &Lists<V>,
    turned: &Lists<V>,
    patience: &Patience,
) -> Vec<bool> {
    let mut spare = vec![false; lists.len()];
    let mut comparing = Comparing::of(lists.pairs(), patience);
    for small in 0..lists.len() {
        let (members, _) = lists.row(small);
        let Some(rarest) = members.iter().min_by_key(|member| turned.row(**member as usize).0.len()) else { continue };
        if !comparing.goes_on() {
            break;
        }
        for large in turned.row(*rarest as usize).0 {
            let large = *large as usize;
            let (others, _) = lists.row(large);
            if large == small || spare[large] || others.len() < members.len() {
                continue;
            }
            comparing.done += members.len() + 1;
            if holds_all(others, members) && (others.len() > members.len() || large < small) {
                spare[small] = true;
                break;
            }
        }
    }
    spare
}

/// How far lists are compared: nobody has to be spared.
struct Comparing<'a> {
    patience: &'a Patience,
    most: usize,
    done: usize,
    /// What is taken down of it.
    told: usize,
}

impl<'a> Comparing<'a> {
    fn of(pairs: usize, patience: &'a Patience) -> Self {
        Self { patience, most: MOST_COMPARED * (pairs + 1_000), done: 0, told: 0 }
    }

    /// Whether to compare the next. The clock is looked at now and then.
    fn goes_on(&mut self) -> bool {
        const A_LOOK: usize = 1 << 16;
        if self.done - self.told >= A_LOOK {
            self.patience.spend(self.done - self.told);
            self.told = self.done;
            if self.patience.is_over() {
                self.most = 0;
            }
        }
        self.done <= self.most
    }
}

impl Drop for Comparing<'_> {
    fn drop(&mut self) {
        self.patience.spend(self.done - self.told);
    }
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
