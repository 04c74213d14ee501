//! How many does it take at least to cover all? A Lagrangian bound on set covering.
//!
//! For any prices `l >= 0` of demand that needs `r` of its candidates no cover has fewer members than
//! `sum(r_i l_i) - sum((sum(l_i : i covered by j) - 1)+)`: all prices together, less what candidates earn beyond their
//! cost of one (Beasley 1987), since none is chosen twice. In whole numbers, so that each bound is proven as it stands.

use super::cover::Cover;

/// A candidate's cost of one.
pub(super) const ONE: i64 = 1 << 32;

/// What was proven of covers with at most so many members.
#[derive(Debug, Clone)]
pub(super) struct AtLeast {
    /// No cover has fewer members.
    pub members: usize,
    /// By candidate: whether each such cover contains it, and whether none does.
    pub taken: Vec<bool>,
    pub dropped: Vec<bool>,
    /// By candidate: what it earns at the best prices.
    pub earned: Vec<i64>,
    /// By demand: the best prices.
    pub prices: Vec<i64>,
    /// Pairs looked at.
    pub work: usize,
}

/// Raises prices for so many steps or until no cover of at most `most` members is left.
pub(super) fn at_least(cover: &Cover, most: usize, steps: usize, is_over: impl Fn() -> bool) -> AtLeast {
    let (demands, candidates) = (cover.rows.len(), cover.candidates);
    let wanted = most as i64 * ONE;
    let mut found = AtLeast {
        members: cover.needs.iter().max().map_or(0, |need| *need as usize),
        taken: vec![false; candidates],
        dropped: vec![false; candidates],
        earned: vec![0; candidates],
        prices: Vec::new(),
        work: 0,
    };
    let mut covers = vec![0i64; candidates];
    for (row, _) in cover.rows.rows() {
        for candidate in row {
            covers[*candidate as usize] += 1;
        }
    }
    // Prices at which nobody earns more than one: a demand's share of the candidate that covers most.
    let share = |row: &[u32]| row.iter().map(|candidate| ONE / covers[*candidate as usize]).min().unwrap_or(0);
    let mut prices: Vec<i64> = cover.prices.iter().map(|price| (*price).clamp(0, ONE)).collect();
    if prices.iter().all(|price| *price == 0) {
        prices = cover.rows.rows().map(|(row, _)| share(row)).collect();
    }
    let mut earned = vec![0i64; candidates];
    earn(cover, &prices, &mut earned);
    // Raised one by one as far as all of their candidates allow, the rarest first.
    let mut order: Vec<usize> = (0..demands).collect();
    order.sort_by_key(|demand| cover.rows.row(*demand).0.len());
    for demand in order {
        let (row, _) = cover.rows.row(demand);
        let room = row.iter().map(|candidate| ONE - earned[*candidate as usize]).min().unwrap_or(0).max(0);
        prices[demand] += room;
        for candidate in row {
            earned[*candidate as usize] += room;
        }
    }
    let (mut best, mut best_prices) = (i64::MIN, prices.clone());
    let (mut step, mut stalled) = (1.0, 0);
    let mut direction = vec![0f64; demands];
    for _ in 0..steps {
        earn(cover, &prices, &mut earned);
        found.work += 2 * cover.rows.pairs();
        let paid = prices.iter().zip(&cover.needs).map(|(price, need)| price * i64::from(*need)).sum::<i64>();
        let bound = paid - earned.iter().map(|earned| (earned - ONE).max(0)).sum::<i64>();
        for (candidate, earned) in earned.iter().enumerate() {
            let over = earned - ONE;
            found.dropped[candidate] |= over < 0 && bound - over > wanted;
            found.taken[candidate] |= over > 0 && bound + over > wanted;
        }
        if bound > best {
            best = bound;
            best_prices.clone_from(&prices);
            found.earned.clone_from(&earned);
            found.members = found.members.max((best.max(0) as u64).div_ceil(ONE as u64) as usize);
            stalled = 0;
        } else {
            stalled += 1;
            if stalled >= 8 {
                stalled = 0;
                step *= 0.6;
                prices.clone_from(&best_prices);
            }
        }
        if best > wanted || step < 0.01 || is_over() {
            break;
        }
        let mut length2 = 0.0;
        for (demand, (row, _)) in cover.rows.rows().enumerate() {
            let serving = row.iter().filter(|candidate| earned[**candidate as usize] > ONE).count();
            direction[demand] = f64::from(cover.needs[demand]) - serving as f64 + 0.5 * direction[demand];
            if prices[demand] == 0 && direction[demand] < 0.0 {
                direction[demand] = 0.0;
            }
            length2 += direction[demand] * direction[demand];
        }
        if length2 == 0.0 {
            break;
        }
        let length = step * (wanted + ONE - bound).max(ONE / 16) as f64 / length2;
        for (price, direction) in prices.iter_mut().zip(&direction) {
            *price = ((*price as f64 + length * direction) as i64).clamp(0, ONE);
        }
    }
    found.prices = best_prices;
    found
}

/// What each candidate earns: the prices of all it covers.
fn earn(cover: &Cover, prices: &[i64], earned: &mut [i64]) {
    earned.fill(0);
    for ((row, _), price) in cover.rows.rows().zip(prices) {
        if *price > 0 {
            for candidate in row {
                earned[*candidate as usize] += price;
            }
        }
    }
}
