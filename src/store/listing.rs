//! Which stations are listed, in which order? All that are meant, by id, or as a ranking has them; page by page.

use super::items::{Sources, StationItem};
use super::lately::{Known, Lately};
use super::question::Choice;
use super::said::moments;
use super::snapshot::Snapshot;
use crate::coverage::{Effort, Halt};
use crate::cql2::{Filter, Moment};
use crate::geodesy::{BoundingBox, Crs};
use crate::station::{self, Status};
use chrono::{DateTime, TimeDelta, Utc};
use rayon::prelude::*;
use std::sync::Arc;

/// Stations judged by one thread before it takes down what that cost.
const PIECE: usize = 1024;

/// Stations that are looked at, found and put in order in less time than it takes to have another thread do it, and wake
/// for it.
const LOOKED_AT_AT_ONCE: usize = 512;

/// Degrees that no offset system moves a position by: 1.54 km at 54 degrees north are 0.024 of longitude.
const OFFSET_DEG: f64 = 0.05;

/// Which stations are to be listed.
#[derive(Debug, Clone)]
pub struct Listing {
    /// What they must have, and when it must be usable.
    pub choice: Choice,
    /// The system of the caller's coordinates.
    pub crs: Crs,
    /// They lie in this box, in the caller's coordinates.
    pub window: Option<BoundingBox>,
    /// One of their dates lies in this time, or they have none.
    pub during: Option<During>,
    /// A filter is true of them.
    pub filter: Option<Arc<Filter>>,
    /// They are found by these words, and listed best first; without words they are listed by id.
    pub words: Option<Arc<str>>,
}

/// A time with an end, or without, on each side; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct During {
    /// Its first instant.
    pub from: Option<DateTime<Utc>>,
    /// Its last instant.
    pub to: Option<DateTime<Utc>>,
}

impl During {
    /// Whether any date of a feature, in properties that are dates throughout, lies in this time. What has none always
    /// does (OGC 17-069r4, requirement /req/core/fc-time-response, which leaves the choice of properties to servers; all
    /// are taken, since GDAL sends any comparison with a date as `datetime`, and nothing that it means may be lost).
    pub(super) fn meets(&self, said: &str, temporal: &[Box<str>]) -> bool {
        let moments = if temporal.is_empty() { Vec::new() } else { moments(said, temporal) };
        let lies_in = |moment: &Moment| {
            let (first, last) = moment.span();
            self.from.is_none_or(|from| last >= from) && self.to.is_none_or(|to| first <= to)
        };
        moments.is_empty() || moments.iter().any(lies_in)
    }
}

/// All that decides which stations are listed, but the instant.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    filter: station::Filter,
    open: Option<TimeDelta>,
    crs: Crs,
    window: Option<BoundingBox>,
    during: Option<During>,
    cql2: Option<Arc<Filter>>,
    words: Option<Arc<str>>,
}

/// What listing needs beside the stations, and what was listed lately: pages of one list are asked one after another.
#[derive(Debug, Default)]
pub(super) struct Listings {
    /// The place of each station in the order of ids.
    ranks: Vec<u32>,
    all_operate: bool,
    recent: Lately<Asked, Vec<u32>>,
}

impl Listings {
    pub(super) fn of(stations: &[station::Station], by_id: &[u32]) -> Self {
        let mut ranks = vec![0; by_id.len()];
        for (rank, ordinal) in (0u32..).zip(by_id) {
            if let Some(slot) = ranks.get_mut(*ordinal as usize) {
                *slot = rank;
            }
        }
        let all_operate = stations.iter().all(|station| station.status == Status::Operating);
        Self { ranks, all_operate, recent: Lately::default() }
    }
}

/// The stations listed, in order.
#[derive(Debug)]
pub enum Listed<'a> {
    /// All there are, by id.
    Everyone(&'a [u32]),
    /// Some.
    These(These),
    /// Some that were found at once.
    Found(Vec<u32>),
}

/// Some stations in order.
#[derive(Debug)]
pub struct These(Arc<Known<Asked, Vec<u32>>>);

impl Listed<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.all().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// The ordinals of so many from some place on.
    pub fn page(&self, offset: usize, limit: usize) -> impl ExactSizeIterator<Item = usize> + Clone {
        self.all().get(offset..).unwrap_or_default().iter().take(limit).map(|ordinal| *ordinal as usize)
    }

    fn all(&self) -> &[u32] {
        match self {
            Self::Everyone(by_id) => by_id,
            Self::These(These(known)) => &known.value,
            Self::Found(ordinals) => ordinals,
        }
    }
}

impl Snapshot {
    /// The stations that a listing means. What was listed lately, or is simply all there are, costs nothing.
    ///
    /// # Errors
    /// [`Halt`] when judging them takes too much work.
    pub fn listed(&self, listing: &Listing, effort: &Effort) -> Result<Listed<'_>, Halt> {
        let Listing { choice, crs, window, during, filter, words } = listing;
        let asked = Asked {
            filter: choice.filter.clone(),
            open: choice.open,
            crs: *crs,
            window: *window,
            during: *during,
            cql2: filter.clone(),
            words: words.clone(),
        };
        if self.is_everyone(&asked) {
            return Ok(Listed::Everyone(&self.by_id));
        }
        if let Some(known) = self.listings.recent.find(&asked, choice.at) {
            return Ok(Listed::These(These(known)));
        }
        let ordinals = self.judged(self.candidates(listing), listing, effort)?;
        let until = self.choice_changes_at(choice).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let from = if choice.open.is_some() { choice.at } else { DateTime::<Utc>::MIN_UTC };
        Ok(Listed::These(These(self.listings.recent.keep(&asked, (from, until), ordinals))))
    }

    /// The same, if they are told in some tens of microseconds: all there are, or those in a small box.
    pub fn listed_at_once(&self, listing: &Listing) -> Option<Listed<'_>> {
        let Listing { choice, crs, window, during: None, filter: None, words: None } = listing else { return None };
        match window {
            None if choice.open.is_none() => {
                self.passes_everyone(&choice.filter).then_some(Listed::Everyone(&self.by_id))
            }
            Some(window) if *crs == Crs::Wgs84 => {
                let found = self.chosen_in_small(choice, window, LOOKED_AT_AT_ONCE)?;
                Some(Listed::Found(self.in_order_of_ids(found)))
            }
            _ => None,
        }
    }

    fn is_everyone(&self, asked: &Asked) -> bool {
        let Asked { filter, open: None, window: None, during: None, cql2: None, words: None, .. } = asked else {
            return false;
        };
        self.passes_everyone(filter)
    }

    fn passes_everyone(&self, filter: &station::Filter) -> bool {
        let operating = station::Filter::default();
        let any = station::Filter { status: Status::ALL.to_vec(), ..station::Filter::default() };
        *filter == any || (self.listings.all_operate && *filter == operating)
    }

    fn in_order_of_ids(&self, found: Vec<usize>) -> Vec<u32> {
        let rank = |ordinal: &u32| self.listings.ranks.get(*ordinal as usize).copied().unwrap_or(u32::MAX);
        let mut ordinals: Vec<u32> = found.into_iter().map(|ordinal| ordinal as u32).collect();
        ordinals.sort_unstable_by_key(rank);
        ordinals
    }

    /// Stations that are meant by choice and box, in the order of the answer: the one place that decides it.
    fn candidates(&self, listing: &Listing) -> Vec<u32> {
        let Listing { choice, crs, window, filter, words, .. } = listing;
        if let Some(words) = words {
            // Whoever asks has read the words: nothing is found by those that are none.
            let ranked = self.search_stations(words).unwrap_or_default();
            let meant = self.meant(choice);
            return ranked.into_iter().filter(|ordinal| meant.has(*ordinal)).map(|ordinal| ordinal as u32).collect();
        }
        // A filter that asks for an area is judged only of what is near it.
        let found = match window.or_else(|| filter.as_ref()?.bounds()) {
            Some(window) if *crs == Crs::Wgs84 => self.chosen_in(choice, &window),
            Some(window) => self.chosen_in(choice, &window.grown(OFFSET_DEG)),
            None => self.chosen(choice),
        };
        self.in_order_of_ids(found)
    }

    /// Those candidates that box, time and filter mean, in the same order.
    fn judged(&self, candidates: Vec<u32>, listing: &Listing, effort: &Effort) -> Result<Vec<u32>, Halt> {
        let Listing { crs, window, during, filter, words, .. } = listing;
        // The index has answered for boxes in its own coordinates.
        let window = window.filter(|_| *crs != Crs::Wgs84 || words.is_some());
        if window.is_none() && during.is_none() && filter.is_none() {
            return Ok(candidates);
        }
        let filter = filter.as_ref().map(|filter| (filter, Sources::of_stations(filter)));
        let steps = 1 + filter.as_ref().map_or(0, |(filter, _)| filter.steps());
        let during = during.map(|during| (during, self.described_stations()));
        let is_meant = |ordinal: &u32| {
            let ordinal = *ordinal as usize;
            let lies_in = |window: BoundingBox| {
                self.index.stations().get(ordinal).is_some_and(|station| {
                    let (lon, lat) = crs.from_wgs84(station.position);
                    window.contains(lon, lat)
                })
            };
            window.is_none_or(lies_in)
                && during.as_ref().is_none_or(|(during, described)| {
                    self.feature_text(ordinal).is_some_and(|text| during.meets(text.said(), &described.temporal))
                })
                && filter.as_ref().is_none_or(|(filter, sources)| {
                    StationItem::of(self, ordinal, *crs, sources).is_some_and(|item| filter.means(&item))
                })
        };
        let piece = |piece: &[u32]| {
            effort.spend(piece.len() * steps)?;
            Ok(piece.iter().copied().filter(is_meant).collect())
        };
        let pieces: Vec<Vec<u32>> = candidates.par_chunks(PIECE).map(piece).collect::<Result<_, Halt>>()?;
        Ok(pieces.concat())
    }
}
