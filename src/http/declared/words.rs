//! Which words may a request say? One of a few, lists, texts, instants, and what has a form of its own.

use super::{Absence, Declared, Optional, Stands, look_for};
use crate::http::api::schema::{self, Shape};
use crate::http::params::Params;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::borrow::Cow;

/// A truth.
#[derive(Debug)]
pub struct Truth<A = Optional> {
    /// Its name.
    pub name: &'static str,
    /// What it means that it is not given.
    pub absent: A,
    /// What it means.
    pub about: &'static str,
}

impl<A: Absence<bool>> Truth<A> {
    /// Takes it, or what stands for it.
    pub fn take(&self, params: &mut Params) -> A::Taken {
        self.absent.taken(params.truth(self.name))
    }
}

impl<A: Absence<bool>> Declared for Truth<A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::truth_or(self.absent.default().copied()))
    }
}

/// One of a few words, each with what it stands for.
#[derive(Debug)]
pub struct Word<T: 'static, A = Optional> {
    /// Its name.
    pub name: &'static str,
    /// The words. Of several that stand for the same the first is told.
    pub words: &'static [(&'static str, T)],
    /// What it means that it is not given.
    pub absent: A,
    /// What it means.
    pub about: &'static str,
}

impl<T: Copy + PartialEq + Sync, A: Absence<T>> Word<T, A> {
    /// Takes it, or what stands for it.
    pub fn take(&self, params: &mut Params) -> A::Taken {
        self.absent.taken(self.given(params))
    }

    /// Takes it if it is given.
    pub fn given(&self, params: &mut Params) -> Option<T> {
        look_for(params, self.name, self.absent.refusal());
        let known = |text: &str| self.words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        params.one_of(self.name, self.words.iter().map(|(word, _)| *word), known)
    }

    /// The word for a value; empty if there is none.
    pub fn of(&self, value: T) -> &'static str {
        self.words.iter().find(|(_, of)| *of == value).map_or("", |(word, _)| word)
    }

    fn known(&self) -> Vec<&'static str> {
        self.words.iter().map(|(word, _)| *word).collect()
    }
}

impl<T: Copy + PartialEq + Sync, A: Absence<T>> Declared for Word<T, A> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn is_needed(&self) -> bool {
        self.absent.refusal().is_some()
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::word_or(&self.known(), self.absent.default().map(|default| self.of(*default))))
    }
}

/// A list of words.
pub struct Words {
    /// Its name.
    pub name: &'static str,
    /// The form of one.
    pub each: fn() -> Shape,
    /// What they mean.
    pub about: &'static str,
}

impl Words {
    /// Takes them if they are given.
    pub fn take<'a>(&self, params: &mut Params<'a>) -> Option<Vec<Cow<'a, str>>> {
        params.list(self.name)
    }
}

impl Declared for Words {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::list_in(1..=usize::MAX, (self.each)(), None))
    }

    fn shown(&self, text: &str) -> Value {
        text.split(',').collect()
    }
}

/// A text.
#[derive(Debug)]
pub struct Text {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
}

impl Text {
    /// Takes it if it is given.
    pub fn take(&self, params: &mut Params) -> Option<String> {
        params.text(self.name)
    }
}

impl Declared for Text {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::some_text())
    }
}

/// An instant, or `now`.
#[derive(Debug)]
pub struct Instant {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
}

impl Instant {
    /// Takes it if it is given.
    pub fn take(&self, params: &mut Params, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        params.instant(self.name, now)
    }
}

impl Declared for Instant {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::now_or_instant())
    }
}

/// What has a form of its own, and is read by whoever declares it.
pub struct Shaped {
    /// Its name.
    pub name: &'static str,
    /// Why a request without it is refused, if it always is.
    pub needed: Option<&'static str>,
    /// Its form in an address, if it may stand there.
    pub in_address: Option<fn() -> Shape>,
    /// Its form in a body.
    pub in_body: fn() -> Shape,
    /// What it means.
    pub about: &'static str,
}

impl Shaped {
    /// Takes down that it is missing, if it is and may not be.
    pub fn look_for(&self, params: &mut Params) {
        look_for(params, self.name, self.needed);
    }
}

impl Declared for Shaped {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn is_needed(&self) -> bool {
        self.needed.is_some()
    }

    fn shape(&self, stands: Stands) -> Option<Shape> {
        match stands {
            Stands::InAddress => self.in_address.map(|form| form()),
            Stands::InBody => Some((self.in_body)()),
        }
    }
}
