//! What is met on the way from a feature to a station? The source's setting, and the doubts.

use super::context::{Context, Setting};
use super::new_words::NewWords;
use crate::station::vocabulary::{AMENITIES, KINDS};
use chrono_tz::Tz;
use std::borrow::Cow;

/// A feature on its way to a station: the doubts it met.
pub(super) struct Reading<'a> {
    pub context: &'a Context,
    pub setting: &'a Setting,
    pub zone: Option<Tz>,
    pub warnings: Vec<Cow<'static, str>>,
    new_amenities: NewWords,
    new_kinds: NewWords,
}

impl<'a> Reading<'a> {
    pub(super) fn new(context: &'a Context, setting: &'a Setting) -> Self {
        let (new_amenities, new_kinds) = (NewWords::new("amenity", AMENITIES), NewWords::new("kind", KINDS));
        Self { context, setting, zone: setting.timezone, warnings: Vec::new(), new_amenities, new_kinds }
    }

    /// Turns to the next feature, of which nothing is known yet.
    pub(super) fn begin(&mut self) {
        self.zone = self.setting.timezone;
        self.warnings.clear();
    }

    pub(super) fn warn(&mut self, reason: impl Into<Cow<'static, str>>) {
        self.warnings.push(reason.into());
    }

    /// Warns of an amenity outside the vocabulary.
    pub(super) fn remark_amenity(&mut self, word: &str) {
        self.warnings.extend(self.new_amenities.remark(word).map(Cow::Owned));
    }

    /// Warns of a kind of station outside the vocabulary.
    pub(super) fn remark_kind(&mut self, word: &str) {
        self.warnings.extend(self.new_kinds.remark(word).map(Cow::Owned));
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
