//! What is met on the way from a feature to a station? The source's setting, and the doubts.

use super::context::{Context, Setting};
use super::new_words::NewWords;
use super::remembered::Remembered;
use crate::hours::ScheduleId;
use crate::station::vocabulary::{AMENITIES, KINDS};
use crate::station::{Amenity, AmenityId, KindId, List};
use chrono_tz::Tz;
use std::borrow::Cow;

/// A feature on its way to a station: the doubts it met. Used again for the next, it knows what was read before.
pub(super) struct Reading<'a> {
    pub context: &'a Context,
    pub setting: &'a Setting,
    pub zone: Option<Tz>,
    /// Whether it was told that the feature's own zone is none.
    pub bad_zone_told: bool,
    pub warnings: Vec<Cow<'static, str>>,
    /// Lists of plain amenities by how they are written, of which nothing is doubtful.
    pub lists: Remembered<List<Amenity>>,
    /// Schedules by text, in the source's own zone.
    schedules: Remembered<ScheduleId>,
    new_amenities: NewWords,
    new_kinds: NewWords,
}

impl<'a> Reading<'a> {
    pub(super) fn new(context: &'a Context, setting: &'a Setting) -> Self {
        Self {
            context,
            setting,
            zone: setting.timezone,
            bad_zone_told: false,
            warnings: Vec::new(),
            lists: Remembered::default(),
            schedules: Remembered::default(),
            new_amenities: NewWords::new("amenity", AMENITIES),
            new_kinds: NewWords::new("kind", KINDS),
        }
    }

    /// For many features, of which later ones are likely to say what earlier ones said.
    pub(super) fn of_many(context: &'a Context, setting: &'a Setting) -> Self {
        Self { lists: Remembered::roomy(), schedules: Remembered::roomy(), ..Self::new(context, setting) }
    }

    /// Turns to the next feature, of which nothing is known yet.
    pub(super) fn begin(&mut self) {
        self.zone = self.setting.timezone;
        self.bad_zone_told = false;
        self.warnings.clear();
    }

    pub(super) fn warn(&mut self, reason: impl Into<Cow<'static, str>>) {
        self.warnings.push(reason.into());
    }

    /// The amenity of a word, with a warning if it is outside the vocabulary.
    pub(super) fn amenity(&mut self, word: &str) -> AmenityId {
        Context::common_amenity(word).unwrap_or_else(|| {
            self.warnings.extend(self.new_amenities.remark(word).map(Cow::Owned));
            self.context.amenity(word)
        })
    }

    /// The kind of station of a word, with a warning if it is outside the vocabulary.
    pub(super) fn kind(&mut self, word: &str) -> KindId {
        Context::common_kind(word).unwrap_or_else(|| {
            self.warnings.extend(self.new_kinds.remark(word).map(Cow::Owned));
            self.context.kind(word)
        })
    }

    /// The schedule of a text in the station's zone; the error says why it is not understood.
    pub(super) fn schedule(&mut self, text: &str) -> Result<ScheduleId, String> {
        let is_usual = self.zone == self.setting.timezone;
        if is_usual && let Some(known) = self.schedules.find(text) {
            return Ok(*known);
        }
        let schedule = self.context.schedule(text, self.zone, self.setting.calendar.as_ref())?;
        if is_usual {
            self.schedules.keep(text, schedule);
        }
        Ok(schedule)
    }
}

/// Why a feature is no record, with its id as far as it could be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub id: Option<String>,
    pub reason: String,
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self { id: None, reason }
    }
}
