//! How are stations written as a CSV? Their position first, their id, then a column for each property, each cell so that
//! it is read back as what it was.

use super::Features;
use super::columns::{Columns, invalid};
use crate::ingest::{Cell, column_name, is_text_column, meaning};
use crate::json_text::quoted;
use geo::Geometry;
use std::collections::BTreeMap;
use std::io;

pub(super) fn write(out: impl io::Write, features: &(impl Features + ?Sized)) -> io::Result<Vec<String>> {
    let columns = Columns::of(features, |_| {})?;
    let has_ids = columns.ids.is_some();
    let before = 2 + usize::from(has_ids);
    let mut heading = vec!["lon", "lat"];
    heading.extend(has_ids.then_some("id"));
    heading.extend(columns.all.iter().map(|column| column.name.as_ref()));
    let mut file = csv::Writer::from_writer(out);
    file.write_record(&heading)?;
    let mut as_texts: BTreeMap<String, usize> = BTreeMap::new();
    let mut row: Vec<String> = Vec::new();
    features.each(&mut |record| {
        let Geometry::Point(point) = &record.geometry else {
            return Err(invalid("a CSV holds stations at Points, and no areas".to_owned()));
        };
        row.clear();
        row.extend([point.x(), point.y()].map(|degrees| zmij::Buffer::new().format(degrees).to_owned()));
        row.resize(heading.len(), String::new());
        if let (Some(id), Some(slot)) = (&record.id, row.get_mut(2)) {
            *slot = cell("id", id).0;
        }
        for (name, json) in &record.properties {
            let place = columns.find(name).map(|(place, _)| place);
            let Some(slot) = place.and_then(|place| row.get_mut(before + place)) else { continue };
            let (cell, is_as_it_was) = cell(name, json);
            *slot = cell;
            if !is_as_it_was {
                *as_texts.entry(name.to_string()).or_default() += 1;
            }
        }
        Ok(file.write_record(&row)?)
    })?;
    file.flush()?;
    let told = |(name, count)| {
        format!("\"{name}\" is a number, or true or false, in {count} features: a CSV has it as a text")
    };
    let spaced = columns.all.iter().map(|column| column.name.as_ref()).filter(|name| column_name(name) != *name);
    let told_spaced = |name: &str| format!("{}: a CSV is read without the space around this name", quoted(name));
    Ok(as_texts.into_iter().map(told).chain(spaced.map(told_spaced)).collect())
}

/// A value as a cell, and whether it is read back as what it is.
fn cell(column: &str, json: &str) -> (String, bool) {
    match serde_json::from_str::<String>(json) {
        Ok(text) if meaning(column, &text) == Cell::Text => (text, true),
        Ok(_) => (json.to_owned(), true),
        // An id is its text.
        Err(_) => (json.to_owned(), column == "id" || meaning(column, json) == Cell::Json || !is_text_column(column)),
    }
}
