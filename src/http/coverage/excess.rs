//! Of what does a question ask too much, and what would fit? Of cells, of outline, or of work, told with a resolution.

use super::asked::{Asked, RESOLUTION};
use crate::coverage::{self, Effort, Ground, Halt, Unfit, outline_steps};
use crate::http::problem::Problem;
use crate::store::Snapshot;
use h3o::Resolution;
use std::sync::Arc;

/// Most cells that an outline may run through.
const MOST_ALONG: f64 = 600_000.0;

/// What there is too much of.
#[derive(Debug)]
pub(in crate::http) enum Excess {
    /// An outline through some so many cells.
    Outline(f64),
    /// So many cells, of so many at most; and what else would fit.
    Cells(u64, u64, &'static str),
    /// Work.
    Work,
    /// It is refused for another reason.
    Refused(Problem),
}

/// Whether there are few enough cells for an answer, before they are known.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) enum Bound {
    /// There may be any number.
    Kept,
    /// That remains to be seen.
    Unknown,
}

impl Excess {
    /// What ended the work of an answer that keeps all bounds.
    pub(in crate::http) fn of_work(halt: Halt) -> Unfit<Self> {
        match halt {
            Halt::TooMuch => Unfit::Work(Self::Work),
            Halt::TooMany => Unfit::Bounds(Self::Work),
            Halt::Overdue => Unfit::Other(Self::Refused(Problem::timed_out())),
            Halt::Abandoned => Unfit::Other(Self::Refused(Problem::busy())),
        }
    }

    /// The same where it is not known whether it would keep them.
    pub(in crate::http) fn of_unknown(halt: Halt) -> Unfit<Self> {
        match Self::of_work(halt) {
            Unfit::Work(excess) => Unfit::Unknown(excess),
            other => other,
        }
    }

    /// What is said of it, with the parameter that would have to be the resolution that fits.
    pub(in crate::http) fn told(self, param: &str, fits: Option<Resolution>) -> Problem {
        let (what, besides) = match self {
            Self::Refused(problem) => return problem,
            Self::Outline(along) => {
                let what = format!(
                    "the outline runs through some {along:.0} cells, more than the {MOST_ALONG:.0} of one answer"
                );
                (what, "a smaller area or a simpler outline would fit".to_owned())
            }
            Self::Cells(cells, most, besides) => {
                // A little more than the quotient: an area that is so much smaller may have a few cells more.
                let times = (cells + cells / 50).div_ceil(most);
                let what = format!("{cells} cells are more than the {most} of one answer");
                (what, format!("an area {times} times smaller would fit; {besides}"))
            }
            Self::Work => {
                let what = "this would take more work than one answer may".to_owned();
                (what, "a smaller area or a simpler outline would fit".to_owned())
            }
        };
        Problem::too_much(match fits {
            Some(fits) => format!("{what}: {param} {fits} or {besides}"),
            None => format!("{what}, at any resolution: {besides}"),
        })
    }
}

/// Answers at the resolution asked, or refuses with one that would fit.
///
/// # Errors
/// `422`, or what the work itself refuses.
pub(in crate::http) fn fitted<T>(
    asked: &Asked,
    effort: &Effort,
    ask: impl Fn(Resolution, &Effort) -> Result<T, Unfit<Excess>>,
) -> Result<T, Problem> {
    coverage::fitted(asked.resolution, effort, ask).map_err(|(excess, fits)| excess.told(RESOLUTION.name, fits))
}

/// The cells and the demand of a question at a resolution.
///
/// # Errors
/// Too long an outline, before any work is done, or too much work.
pub(in crate::http) fn ground(
    snapshot: &Snapshot,
    asked: &Asked,
    resolution: Resolution,
    bound: Bound,
    effort: &Effort,
) -> Result<Arc<Ground>, Unfit<Excess>> {
    let along = outline_steps(&asked.place.area) * 7f64.sqrt().powi(u8::from(resolution).into());
    if along > MOST_ALONG && effort.is_bounded() {
        return Err(Unfit::Bounds(Excess::Outline(along)));
    }
    let found = snapshot.ground(&asked.place.area, resolution, asked.demand.as_deref(), effort);
    found.map_err(match bound {
        Bound::Kept => Excess::of_work,
        Bound::Unknown => Excess::of_unknown,
    })
}

/// Nothing, if there are so many cells at most.
///
/// # Errors
/// Too many cells, and what else would fit.
pub(in crate::http) fn few_enough(ground: &Ground, most: u64, besides: &'static str) -> Result<(), Unfit<Excess>> {
    match ground.tiling().cells() {
        cells if cells > most => Err(Unfit::Bounds(Excess::Cells(cells, most, besides))),
        _ => Ok(()),
    }
}
