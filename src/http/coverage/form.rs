//! In which form is an answer wanted? As JSON, or as a file for another program.

use crate::http::declared::Word;
use crate::http::gate::quality;
use crate::http::params::Params;
use axum::http::HeaderMap;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON or GeoJSON.
    Json,
    /// The file that the route has beside it.
    File,
}

impl Form {
    /// Takes `f=`; without it, what the caller accepts most gladly.
    pub(super) fn take(params: &mut Params, headers: &HeaderMap, declared: &Word<Self>, media_type: &str) -> Self {
        let as_json = quality(headers, "application/geo+json").max(quality(headers, "application/json"));
        let otherwise = if quality(headers, media_type) > as_json { Self::File } else { Self::Json };
        declared.take(params).unwrap_or(otherwise)
    }
}
