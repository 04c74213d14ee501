//! At which resolution does a question fit that asks for too much? Tried at coarse ones, whose work bounds that of finer ones.

use super::effort::Effort;
use h3o::Resolution;

/// Why a question has no answer at a resolution.
#[derive(Debug)]
pub enum Unfit<E> {
    /// There is more of something than an answer may have, whatever the work.
    Bounds(E),
    /// The work ran out before that was known.
    Unknown(E),
    /// The work ran out, and there is no more of anything than an answer may have.
    Work(E),
    /// The resolution has nothing to do with it.
    Other(E),
}

/// A trial may take this part of the work that an answer may.
///
/// A cell has seven children, and bounds on what lies below it are wider by less than 0.38 of themselves where the
/// resolution is one finer; so a walk looks at no more than 7 * 1.38^2 = 13.3 times as many cells there. Hence what
/// was enough for one resolution leaves an answer enough for the next.
const TRIAL: u64 = 16;

impl<E> Unfit<E> {
    /// The reason itself.
    pub fn why(self) -> E {
        match self {
            Self::Bounds(why) | Self::Unknown(why) | Self::Work(why) | Self::Other(why) => why,
        }
    }
}

/// The answer at the resolution asked; otherwise why there is none, and the finest coarser resolution that is known
/// to have one.
///
/// `ask` answers at a resolution within an effort. What it spends must depend on nothing but the question, so that it
/// fits on every machine or on none.
///
/// # Errors
/// Why not, and what would fit; nothing would where only `ask` has failed otherwise, or not even the coarsest does.
pub fn fitted<T, E>(
    asked: Resolution,
    effort: &Effort,
    ask: impl Fn(Resolution, &Effort) -> Result<T, Unfit<E>>,
) -> Result<T, (E, Option<Resolution>)> {
    let (all, trial) = (effort.most(), effort.most() / TRIAL);
    // Most questions are answered by the trial.
    let mut unfit = match ask(asked, &effort.anew(if effort.is_bounded() { trial } else { all })) {
        Ok(answer) => return Ok(answer),
        Err(Unfit::Other(why)) => return Err((why, None)),
        Err(unfit) => unfit,
    };
    let coarser = || Resolution::range(Resolution::Zero, asked).filter(|resolution| *resolution < asked);
    // The finest that a trial was enough for, the work of it and of the one before, and what was too much next.
    let (mut enough, mut spent, mut next) = (None, [0, 0], None);
    for resolution in coarser() {
        let effort = effort.anew(trial);
        match ask(resolution, &effort) {
            Ok(_) => (enough, spent) = (Some(resolution), [spent[1], effort.spent()]),
            Err(Unfit::Other(why)) => return Err((why, None)),
            Err(unfit) => {
                next = Some((resolution, unfit));
                break;
            }
        }
    }
    if !matches!(unfit, Unfit::Bounds(_)) {
        let from = next.as_ref().map_or(asked, |(resolution, _)| *resolution);
        // Work grows from here on about as it did, or half as much again at least.
        let growth = if spent[0] > 0 { 0.75 * spent[1] as f64 / spent[0] as f64 } else { 1.5 };
        let levels = i32::from(u8::from(asked)) - i32::from(u8::from(from));
        if growth.max(1.5).powi(levels) <= TRIAL as f64 {
            match ask(asked, &effort.anew(all)) {
                Ok(answer) => return Ok(answer),
                Err(other) => unfit = other,
            }
        }
    }
    let fits = match next {
        Some((resolution, Unfit::Work(_))) if enough.is_some() => Some(resolution),
        // The coarsest of all may take more than a trial.
        Some((coarsest, Unfit::Work(_) | Unfit::Unknown(_))) if enough.is_none() => {
            ask(coarsest, &effort.anew(all)).is_ok().then_some(coarsest)
        }
        _ => enough,
    };
    Err((unfit.why(), fits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// A question that costs so much at resolution 0, by so much more with each resolution, and so many cells.
    fn asked(at: u8, first: f64, growth: f64, most_cells: u64) -> Result<(), (&'static str, Option<u8>)> {
        let effort = Effort::new(1_600_000, None, Arc::default());
        let ask = |resolution: Resolution, effort: &Effort| {
            if resolution.cell_count() > most_cells {
                return Err(Unfit::Bounds("cells"));
            }
            let units = first * growth.powi(u8::from(resolution).into());
            effort.spend(units as usize).map_err(|_| Unfit::Work("work"))
        };
        fitted(Resolution::try_from(at).unwrap(), &effort, ask).map_err(|(why, fits)| (why, fits.map(u8::from)))
    }

    #[test]
    fn what_fits_is_answered_and_what_is_named_is_answered_too() {
        for growth in [1.5, 2.65, 5.0, 7.0, 13.0] {
            for first in [1.0, 100.0, 90_000.0] {
                for at in 0..=12 {
                    let fits = first * f64::powi(growth, at.into()) <= 1_600_000.0;
                    match asked(at, first, growth, u64::MAX) {
                        Ok(()) => assert!(fits, "{growth} {first} {at}"),
                        Err((why, named)) => {
                            assert!(!fits && why == "work", "{growth} {first} {at}");
                            let named = named.unwrap();
                            assert!(
                                named < at && asked(named, first, growth, u64::MAX).is_ok(),
                                "{growth} {first} {at}: {named}"
                            );
                            // Nor is it much coarser than need be.
                            let finer = first * f64::powi(growth, i32::from(named) + 3);
                            assert!(
                                finer > 1_600_000.0 || named + 3 > at || growth < 2.0,
                                "{growth} {first} {at}: {named}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_bound_is_told_without_work_and_named_as_the_finest_that_keeps_it() {
        assert_eq!(asked(9, 1.0, 2.0, 6_000), Err(("cells", Some(2))));
        assert_eq!(asked(9, 1.0, 2.0, 100), Err(("cells", None)));
        // Whatever it is that is too much at the next.
        assert_eq!(asked(9, 90_000.0, 5.0, 6_000), Err(("cells", Some(1))));
        assert_eq!(asked(5, 1e9, 2.0, u64::MAX), Err(("work", None)));
    }
}
