//! What are a station's properties? In the order of the text, those that mean something found by their numbers.

use super::members::Members;
use super::names::{Known, MOST};
use super::written::Written;
use std::borrow::Cow;

/// The properties of a feature.
#[derive(Debug)]
pub(super) struct Properties<'a> {
    all: Vec<Property<'a>>,
    /// By the number of a name, the place after that of the last property that has it.
    last: [u32; MOST],
    has_tags: bool,
}

/// One of them.
#[derive(Debug)]
pub(super) struct Property<'a> {
    pub known: Known,
    pub name: Cow<'a, str>,
    pub value: Written<'a>,
}

impl Default for Properties<'_> {
    fn default() -> Self {
        Self { all: Vec::new(), last: [0; MOST], has_tags: false }
    }
}

impl<'a> From<Members<'a>> for Properties<'a> {
    fn from(members: Members<'a>) -> Self {
        let mut properties = Self::default();
        for (name, value) in members.0 {
            properties.push(name, Written::of(value));
        }
        properties
    }
}

impl<'a> Properties<'a> {
    pub(super) fn push(&mut self, name: Cow<'a, str>, value: Written<'a>) {
        if self.all.is_empty() {
            // As many as most have, in one piece of memory.
            self.all.reserve(16);
        }
        let known = Known::of(&name);
        self.has_tags |= known.is_tag();
        self.all.push(Property { known, name, value });
        if let Some(last) = self.last.get_mut(known.index()) {
            *last = self.all.len() as u32;
        }
    }

    pub(super) fn all(&self) -> &[Property<'a>] {
        &self.all
    }

    /// Whether any has a name that may be the key of a tag.
    pub(super) fn has_tags(&self) -> bool {
        self.has_tags
    }

    /// The last value of a property, as JSON readers commonly take it; `null` counts as absent.
    pub(super) fn get(&self, known: Known) -> Option<Written<'a>> {
        let place = self.last.get(known.index())?.checked_sub(1)?;
        self.all.get(place as usize).map(|property| property.value).filter(|value| !value.is_null())
    }

    /// Whether a property of a known name comes again after a place.
    pub(super) fn known_comes_again(&self, place: usize, known: Known) -> bool {
        self.last.get(known.index()).is_some_and(|last| *last as usize > place + 1)
    }
}
