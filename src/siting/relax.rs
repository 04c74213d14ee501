//! What can no choice exceed? A Lagrangian bound, with its prices lowered step by step.
//!
//! At any prices of demand no `p` candidates are worth more than a base and what the `p` greatest of them add to it. For
//! demand that needs several sites [`needs`](super::needs) says why. For savings: for any prices `l >= 0` and any chosen
//! set `S`, the most saved at demand `i` is no more than its price and what the chosen save beyond it:
//! `max(s_ij : j in S) <= l_i + sum((s_ij - l_i)+ : j in S)`. So no set of `p` candidates saves more than all prices
//! together and the `p` greatest of `r_j = sum((s_ij - l_i)+)`. This is the Lagrangian dual of the strong formulation of
//! the median (Cornuejols, Fisher and Nemhauser 1977) and, with savings all alike, of maximal covering (Galvao and ReVelle
//! 1996). Prices equal to what a set saves make it the submodular bound. All is whole numbers, so that each bound is proven
//! as it stands.
//!
//! With the bound goes what every better set must contain and cannot contain: a candidate outside the `p` greatest
//! costs the bound at least the difference to the least of them, one inside at least the difference to the next.

use super::gains::Gains;

/// How long prices are lowered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Steps at most.
    pub steps: usize,
    /// Pairs looked at at most, once a few steps are done.
    pub work: usize,
    /// Steps without a better bound after which shorter ones are tried.
    pub stall: usize,
    /// Steps shorter than this, as a part of the way to the best value known, are not worth taking.
    pub shortest: f64,
}

/// Steps that are done whatever they cost.
const FEWEST: usize = 8;

/// What was proven.
#[derive(Debug, Clone)]
pub(super) struct Relaxed {
    /// No `p` candidates are worth more.
    pub bound: i64,
    /// The prices that prove it.
    pub prices: Vec<i64>,
    /// By candidate: whether every better choice contains it.
    pub taken: Vec<bool>,
    /// By candidate: whether no better choice contains it.
    pub dropped: Vec<bool>,
    /// By candidate: in what part of the last steps it was among the greatest.
    pub share: Vec<f64>,
    /// What each candidate adds at the prices that prove the bound.
    pub beyond: Vec<i64>,
    /// Pairs looked at.
    pub work: usize,
}

/// Lowers prices as long as that pays. `floor` is the value that has to be exceeded; `meet` is shown the greatest
/// candidates of each step that proves more, and tells a new floor.
pub(super) fn relax<G: Gains>(
    gains: &G,
    sites: usize,
    mut floor: i64,
    prices: Vec<i64>,
    plan: Plan,
    mut meet: impl FnMut(&[u32], usize) -> Option<i64>,
) -> Relaxed {
    let (demands, candidates) = (gains.demands(), gains.candidates());
    let sites = sites.min(candidates);
    let mut found = Relaxed {
        bound: i64::MAX,
        prices: prices.clone(),
        taken: vec![false; candidates],
        dropped: vec![false; candidates],
        share: vec![0.0; candidates],
        beyond: vec![0; candidates],
        work: 0,
    };
    let mut at = prices;
    let mut order: Vec<u32> = (0..candidates as u32).collect();
    let mut beyond = vec![0i64; candidates];
    let mut is_top = vec![false; candidates];
    let mut direction = vec![0f64; demands];
    let (mut step, mut stalled) = (1.0, 0);
    for number in 0..plan.steps {
        found.work += gains.beyond(&at, &mut beyond);
        let greatest_first =
            |one: &u32, other: &u32| (beyond[*other as usize], one).cmp(&(beyond[*one as usize], other));
        if sites < candidates {
            order.select_nth_unstable_by(sites, greatest_first);
        }
        let (top, rest) = order.split_at(sites);
        let next = rest.first().map_or(0, |candidate| beyond[*candidate as usize]);
        let least = top.iter().map(|candidate| beyond[*candidate as usize]).min().unwrap_or(0);
        let bound = gains.base(&at) + top.iter().map(|candidate| beyond[*candidate as usize]).sum::<i64>();
        is_top.fill(false);
        for candidate in top {
            is_top[*candidate as usize] = true;
        }
        for candidate in 0..candidates {
            let rank = beyond[candidate];
            // Strictly more than the floor is asked, so that what comes to no more than it is out.
            if is_top[candidate] {
                found.taken[candidate] |= bound - rank + next <= floor;
            } else {
                found.dropped[candidate] |= bound - least + rank <= floor;
            }
            found.share[candidate] += 0.1 * (f64::from(u8::from(is_top[candidate])) - found.share[candidate]);
        }
        if bound < found.bound {
            found.bound = bound;
            found.prices.clone_from(&at);
            found.beyond.clone_from(&beyond);
            stalled = 0;
        } else {
            stalled += 1;
            if stalled >= plan.stall {
                stalled = 0;
                step *= 0.6;
                at.clone_from(&found.prices);
            }
        }
        if found.bound <= floor {
            break;
        }
        if stalled == 0 || number % 8 == 0 {
            if let Some(higher) = meet(top, found.work) {
                floor = floor.max(higher);
            }
            if found.bound <= floor {
                break;
            }
        }
        if step < plan.shortest || (found.work > plan.work && number >= FEWEST) {
            break;
        }
        // Downhill.
        let mut length2 = 0.0;
        for demand in 0..demands {
            let slope = gains.slope(demand, at[demand], &is_top);
            // Part of the way that was taken before, against going to and fro (Crowder 1976).
            direction[demand] = slope + 0.5 * direction[demand];
            if at[demand] == 0 && direction[demand] > 0.0 {
                direction[demand] = 0.0;
            }
            length2 += direction[demand] * direction[demand];
        }
        if length2 == 0.0 {
            break;
        }
        let length = step * (bound - floor).max(1) as f64 / length2;
        for demand in 0..demands {
            let price = at[demand] as f64 - length * direction[demand];
            at[demand] = (price.round() as i64).clamp(0, gains.dearest(demand));
        }
    }
    found
}
