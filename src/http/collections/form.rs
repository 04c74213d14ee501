//! In which form is a resource wanted? As JSON or as a page; `f=` overrides what is accepted.

use super::parameters::F;
use crate::http::gate::quality;
use crate::http::params::Params;
use axum::http::HeaderMap;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON, GeoJSON or JSON Schema.
    Json,
    /// A page for people.
    Html,
}

impl Form {
    /// Takes `f=json|html`; without it, a page for whoever accepts one more gladly than JSON, as browsers do.
    pub fn take(params: &mut Params, headers: &HeaderMap) -> Self {
        let json = ["application/json", "application/geo+json", "application/schema+json"];
        let as_json = json.iter().map(|form| quality(headers, form)).fold(0.0, f64::max);
        let otherwise = if quality(headers, "text/html") > as_json { Self::Html } else { Self::Json };
        F.take(params).unwrap_or(otherwise)
    }

    /// The word for it in `f=`.
    pub fn as_str(self) -> &'static str {
        F.of(self)
    }

    /// The other form.
    pub fn other(self) -> Self {
        match self {
            Self::Json => Self::Html,
            Self::Html => Self::Json,
        }
    }
}
