//! What does an unchanged file give again? Its records as they were, in the numbers of the new load.

use super::Made;
use super::numbers::{Numbers, Old};
use crate::coverage::{Demand, Region};
use crate::hours::Calendar;
use crate::ingest::{Context, Intake, Notice, Origin, Placed, Setting, Stations};
use crate::store::Snapshot;
use crate::store::input::{Gave, Input};
use rayon::prelude::*;
use std::sync::Arc;

/// A file in the load before.
type Known<'a> = (&'a Snapshot, &'a Input);

/// The calendar of a file, if it held any days.
pub(super) fn calendar((before, input): Known) -> Option<Intake<Arc<Calendar>>> {
    let Gave::Calendar(calendar) = &input.gave else { return None };
    told(before, input, calendar.iter().cloned().collect())
}

/// The regions of a file, those whose id is taken among them.
pub(super) fn regions((before, input): Known) -> Option<Intake<Placed<Arc<Region>>>> {
    let Gave::Regions(regions) = &input.gave else { return None };
    told(before, input, regions.clone())
}

/// The demand of a file.
pub(super) fn demand((before, input): Known) -> Option<Intake<Arc<Vec<Demand>>>> {
    let Gave::Demand(demand) = &input.gave else { return None };
    told(before, input, vec![demand.clone()])
}

/// The stations of a file.
///
/// Words and hours are taken up anew, and only those that these stations use: what a snapshot knows must not
/// depend on what was loaded before it.
pub(super) fn stations(
    before: &Snapshot,
    input: &Input,
    context: &Context,
    setting: &Setting,
) -> Option<Stations<Made>> {
    let Gave::Stations(places) = &input.gave else { return None };
    let intake = told(before, input, Vec::new())?;
    let ordinals = before.ordinals.get(places.clone())?;
    let station_at = |ordinal: u32| before.index.stations().get(ordinal as usize);
    let old = Old { lexicon: &before.lexicon, schedules: &before.schedules };
    // The calendar is the same or its like.
    let calendar = |_| setting.calendar.clone();
    let new = Numbers::of(ordinals.iter().filter_map(|ordinal| station_at(*ordinal)), old, context, calendar);
    let taken = ordinals.par_iter().zip(indexes(&intake.rejections, ordinals.len())).map(|(ordinal, index)| {
        let mut station = station_at(*ordinal)?.clone();
        new.number(&mut station)?;
        let text = before.texts.get(*ordinal as usize)?.clone();
        let sum = *before.sums.get(*ordinal as usize)?;
        Some((station, Origin { made: Made { text, sum }, index, offset: None }))
    });
    let (records, origins) = taken.collect::<Option<(Vec<_>, Vec<_>)>>()?;
    Some(Stations { intake: Intake { records, ..intake }, origins })
}

/// The places that stations had among the features of their file: every feature was either taken or refused.
fn indexes(rejections: &[Notice], stations: usize) -> Vec<usize> {
    let mut refused: Vec<usize> = rejections.iter().filter_map(|notice| notice.index).collect();
    refused.sort_unstable();
    let mut refused = refused.into_iter().peekable();
    (0..).filter(|index| refused.next_if_eq(index).is_none()).take(stations).collect()
}

/// Records with what their reader refused and doubted.
fn told<T>(before: &Snapshot, input: &Input, records: Vec<T>) -> Option<Intake<T>> {
    Some(Intake {
        records,
        rejections: before.rejections.get(input.rejections.clone())?.to_vec(),
        warnings: before.warnings.get(input.warnings.clone())?.to_vec(),
    })
}
