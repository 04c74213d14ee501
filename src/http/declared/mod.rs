//! What may a request say? Each parameter's name, range, unit, default and meaning, said once for its reader and for the document.

mod numbers;
mod words;

pub use numbers::{Number, Numbers, Whole};
pub use words::{Instant, Shaped, Text, Truth, Word, Words};

use super::api::schema::{self, Shape};
use super::params::Params;
use serde_json::Value;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Type};

/// Where a value stands, which decides how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In an address: text, lists separated by commas.
    InAddress,
    /// In a body: JSON.
    InBody,
}

/// A parameter of an address, or a member of a body.
pub trait Declared: Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// What it means, in a sentence or two.
    fn about(&self) -> &'static str;

    /// Whether a request without it is refused.
    fn is_needed(&self) -> bool {
        false
    }

    /// The form of its values; none where it may not stand.
    fn shape(&self, stands: Stands) -> Option<Shape>;

    /// A value as a document shows it, from how an address has it.
    fn shown(&self, text: &str) -> Value {
        text.into()
    }
}

/// What it means that a parameter is not given.
pub trait Absence<T>: Sync {
    /// What the reader has in the end.
    type Taken;

    /// What the reader has, of what was given if it was right.
    fn taken(&self, given: Option<T>) -> Self::Taken;

    /// The value that stands for none.
    fn default(&self) -> Option<&T> {
        None
    }

    /// Why the request is refused, if it is.
    fn refusal(&self) -> Option<&'static str> {
        None
    }
}

/// Not given, it means the same as this value.
#[derive(Debug)]
pub struct Means<T>(pub T);

/// Not given, it asks for nothing.
#[derive(Debug)]
pub struct Optional;

/// Not given, the request is refused with this hint.
#[derive(Debug)]
pub struct Needed(pub &'static str);

impl<T: Clone + Sync> Absence<T> for Means<T> {
    type Taken = T;

    fn taken(&self, given: Option<T>) -> T {
        given.unwrap_or_else(|| self.0.clone())
    }

    fn default(&self) -> Option<&T> {
        Some(&self.0)
    }
}

impl<T> Absence<T> for Optional {
    type Taken = Option<T>;

    fn taken(&self, given: Option<T>) -> Option<T> {
        given
    }
}

impl<T> Absence<T> for Needed {
    type Taken = Option<T>;

    fn taken(&self, given: Option<T>) -> Option<T> {
        given
    }

    fn refusal(&self) -> Option<&'static str> {
        Some(self.0)
    }
}

/// Not given, the request is refused, though its kind knows nothing of that.
#[derive(Debug)]
pub struct Always<D> {
    /// What is to be given.
    pub of: D,
    /// Why the request is refused.
    pub needed: &'static str,
}

impl<D: Declared> Always<D> {
    /// Takes down that it is missing, if it is.
    pub fn look_for(&self, params: &mut Params) {
        look_for(params, self.of.name(), Some(self.needed));
    }
}

impl<D: Declared> Declared for Always<D> {
    fn name(&self) -> &'static str {
        self.of.name()
    }

    fn about(&self) -> &'static str {
        self.of.about()
    }

    fn is_needed(&self) -> bool {
        true
    }

    fn shape(&self, stands: Stands) -> Option<Shape> {
        self.of.shape(stands)
    }

    fn shown(&self, text: &str) -> Value {
        self.of.shown(text)
    }
}

/// Takes down that a parameter is missing, if it is and may not be.
fn look_for(params: &mut Params, name: &'static str, refusal: Option<&'static str>) {
    if let Some(hint) = refusal
        && !params.has(name)
    {
        params.missing(name, hint);
    }
}

/// An object of a body that has these members and no others.
pub fn body_of(members: &[&dyn Declared]) -> ObjectBuilder {
    let object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(false)));
    members.iter().fold(object, |object, declared| {
        let Some(shape) = declared.shape(Stands::InBody) else { return object };
        let object = object.property(declared.name(), schema::about(declared.about(), shape));
        if declared.is_needed() { object.required(declared.name()) } else { object }
    })
}
