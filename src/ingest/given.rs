//! What does a feature hold, before any of it is understood? Its members, its properties, and the id by which it is called.

use super::members::{Members, excerpt, is_integer, kind_of};
use super::reading::Refusal;
use super::written::Written;
use std::borrow::Cow;

/// Members of a feature that mean something, so that it matters which of two counts.
const COUNTED: [&str; 4] = ["type", "id", "geometry", "properties"];

/// A feature that is no station, or not yet.
pub(super) struct Given<'a> {
    pub members: Members<'a>,
    pub properties: Members<'a>,
}

impl<'a> Given<'a> {
    /// Reads a feature. What is doubtful of its form is put into `doubts`.
    ///
    /// # Errors
    /// Why it is none, with its id if that can be read all the same.
    pub(super) fn read(text: &'a str, doubts: &mut Vec<Cow<'static, str>>) -> Result<Self, Refusal> {
        let members = Members::read(text).map_err(|error| {
            let before = Members::before_fault(text);
            refused(&before, format!("not a JSON object: {}", without_place(&error)))
        })?;
        let properties = match members.get("properties") {
            None => Members::default(),
            Some(value) => Members::read(value.get()).map_err(|_| {
                refused(&members, format!("\"properties\" is {}, an object is expected", kind_of(value)))
            })?,
        };
        doubts.extend(
            members.repeated(&COUNTED).map(|name| format!("\"{name}\" is given twice: the last one counts").into()),
        );
        Ok(Self { members, properties })
    }

    /// Whether it calls itself something else than a feature, as a reason to refuse it.
    pub(super) fn other_type(&self) -> Option<String> {
        let kind = self.members.get("type").filter(|kind| kind.get() != "\"Feature\"")?;
        Some(format!("\"type\" is {}, \"Feature\" is expected", excerpt(kind.get())))
    }

    /// The id, as [`id_of`] finds it.
    pub(super) fn id(&self, doubts: &mut Vec<Cow<'static, str>>) -> Option<Cow<'a, str>> {
        let [of_feature, of_properties] = [&self.members, &self.properties].map(|members| members.get("id"));
        id_of(of_feature.map(Written::of), of_properties.map(Written::of), doubts)
    }

    /// Tells of properties of which only the last counts.
    pub(super) fn tell_repeated_properties(&self, doubts: &mut Vec<Cow<'static, str>>) {
        if self.properties.is_any_repeated() {
            doubts.push(REPEATED_PROPERTY.into());
        }
    }
}

/// What is told of properties of which only the last counts.
pub(super) const REPEATED_PROPERTY: &str = "a property is given twice: the last one counts";

/// A refusal that names the feature's id, if that can be read.
fn refused(members: &Members, reason: String) -> Refusal {
    let id = members.get("id").and_then(|id| id_of(Some(Written::of(id)), None, &mut Vec::new()));
    Refusal { id: id.map(Cow::into_owned), reason }
}

/// A refusal of a feature's text that names the id, if that can be read.
pub(super) fn refused_text(text: &str, reason: String) -> Refusal {
    refused(&Members::before_fault(text), reason)
}

/// `Feature.id`, else the property; none if neither is a text or an integer.
pub(super) fn id_of<'a>(
    of_feature: Option<Written<'a>>,
    of_properties: Option<Written<'a>>,
    doubts: &mut Vec<Cow<'static, str>>,
) -> Option<Cow<'a, str>> {
    for value in [of_feature, of_properties].into_iter().flatten() {
        if let Some(text) = value.string() {
            if !text.is_empty() {
                return Some(text);
            }
            doubts.push("the id is an empty text".into());
        } else if is_integer(value.get()) {
            return Some(Cow::Borrowed(value.get()));
        } else {
            let (id, kind) = (excerpt(value.get()), value.kind());
            doubts.push(format!("the id {id} is {kind}, a text or an integer is expected").into());
        }
    }
    None
}

/// A parser's message without its own count of lines, which starts at the feature.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}
