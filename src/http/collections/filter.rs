//! Which features does the caller's CQL2 filter mean? Read and held against the collection, or refused with the cure.

use super::parameters::{FILTER, FILTER_CRS, FILTER_LANG};
use crate::cql2::{Encoding, Fault, Filter, Queryable};
use crate::http::meant::nearest_word;
use crate::http::params::Params;
use std::sync::Arc;

/// Takes `filter`, `filter-lang` and `filter-crs`.
pub fn take_filter(
    params: &mut Params,
    known: impl FnOnce() -> Vec<Queryable>,
    collection: &str,
) -> Option<Arc<Filter>> {
    let encoding = FILTER_LANG.take(params);
    FILTER_CRS.take(params);
    let written = FILTER.take(params)?;
    let known = known();
    match Filter::read(&written, encoding, &known) {
        Ok(filter) => Some(Arc::new(filter)),
        Err(fault) => {
            let lists = format!("GET /v1/collections/{collection}/queryables lists what there is");
            let (code, hint) = match &fault {
                Fault::Unreadable { .. } if encoding == Encoding::Text && written.trim_start().starts_with('{') => {
                    ("unreadable", format!("{fault}; JSON goes with filter-lang=cql2-json"))
                }
                Fault::Unreadable { .. } => ("unreadable", fault.to_string()),
                Fault::UnknownProperty(name) => {
                    match nearest_word(name, known.iter().map(|queryable| queryable.name.as_ref())) {
                        Some(near) => ("unknown_property", format!("{fault}; is {near} meant? {lists}")),
                        None => ("unknown_property", format!("{fault}; {lists}")),
                    }
                }
                Fault::Unfit(_) => ("unfit", fault.to_string()),
            };
            params.error(FILTER.name, code, Some(&written), hint);
            None
        }
    }
}
