//! Which way does a request mean? The vertices of a GeoJSON LineString, or of an encoded polyline.

use super::members::{Members, array, excerpt, kind_of, string};
use super::polyline;
use crate::geodesy::{Crs, Position};
use serde_json::value::RawValue;

/// Most vertices of a route: with as many, ten metres apart, one crosses a continent.
pub const MOST_VERTICES: usize = 100_000;

/// Decimal places of a polyline that does not say: those of the algorithm's own description.
const USUAL_PLACES: u8 = 5;

/// Reads `{"type": "LineString", "coordinates": [...]}` or `{"polyline": "...", "precision": 5|6}`.
///
/// Heights are read and left out; everything else that is not known is refused.
///
/// # Errors
/// What is wrong, naming the position from 0.
pub fn read_route(value: &RawValue, crs: Crs) -> Result<Vec<Position>, String> {
    const EXPECTED: &str = "a LineString, or an object with polyline and precision, is expected";
    let members = Members::read(value.get()).map_err(|_| format!("it is {}: {EXPECTED}", kind_of(value)))?;
    let has = |name: &str| members.0.iter().any(|(given, _)| given == name);
    let degrees = match (has("polyline"), has("type")) {
        (true, false) => of_polyline(&members)?,
        (false, true) => of_line_string(&members)?,
        _ => return Err(EXPECTED.to_owned()),
    };
    if degrees.len() < 2 {
        return Err(format!("positions: {}, at least 2 are needed", degrees.len()));
    }
    let read = |(number, [lon, lat]): (usize, &[f64; 2])| {
        // Told as the caller gave them, so that what is told can be found in the question.
        let position = Position::new(*lon, *lat).and_then(|_| crs.to_wgs84(*lon, *lat));
        position.map_err(|error| format!("position {number}: {error}"))
    };
    degrees.iter().enumerate().map(read).collect()
}

/// Refuses members that are not known, and those given twice.
fn check(members: &Members, known: &[&str]) -> Result<(), String> {
    for (at, (name, _)) in members.0.iter().enumerate() {
        if !known.contains(&name.as_ref()) {
            return Err(format!("\"{}\" is unknown here, {} are known", excerpt(name), known.join(", ")));
        }
        if members.0.iter().take(at).any(|(other, _)| other == name) {
            return Err(format!("\"{name}\" is given twice"));
        }
    }
    Ok(())
}

fn of_polyline(members: &Members) -> Result<Vec<[f64; 2]>, String> {
    check(members, &["polyline", "precision"])?;
    let places = match members.0.iter().find(|(name, _)| name == "precision").map(|(_, value)| value.get()) {
        None => USUAL_PLACES,
        Some("5") => 5,
        Some("6") => 6,
        Some(other) => return Err(format!("precision {}: 5 or 6 is expected", excerpt(other))),
    };
    let text = members.get("polyline").and_then(string).ok_or("polyline: a text is expected")?;
    polyline::decode(&text, places, MOST_VERTICES).map_err(|reason| format!("polyline: {reason}"))
}

fn of_line_string(members: &Members) -> Result<Vec<[f64; 2]>, String> {
    let kind = members.get("type").and_then(string).unwrap_or_default();
    if kind != "LineString" {
        return Err(format!("its type is \"{}\", a LineString is expected", excerpt(&kind)));
    }
    check(members, &["type", "coordinates", "bbox"])?;
    let positions =
        members.get("coordinates").and_then(array).ok_or("coordinates: an array of positions is expected")?;
    if positions.len() > MOST_VERTICES {
        return Err(format!("positions: {}, at most {MOST_VERTICES} are allowed", positions.len()));
    }
    let read = |(number, position): (usize, &&RawValue)| {
        let numbers: Option<Vec<f64>> = array(position)
            .filter(|numbers| (2..=3).contains(&numbers.len()))
            .and_then(|numbers| numbers.iter().map(|number| serde_json::from_str(number.get()).ok()).collect());
        match numbers.as_deref() {
            Some([lon, lat, ..]) => Ok([*lon, *lat]),
            _ => Err(format!("position {number}: {} is not [lon, lat] in degrees", excerpt(position.get()))),
        }
    };
    positions.iter().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Position>, String> {
        read_route(serde_json::from_str(text).unwrap(), Crs::Wgs84)
    }

    #[test]
    fn a_line_and_its_polyline_are_one_route() {
        let line =
            read(r#"{"type":"LineString","coordinates":[[-120.2,38.5],[-120.95,40.7,812.5],[-126.453,43.252]]}"#);
        assert_eq!(line.as_ref().map(Vec::len), Ok(3));
        assert_eq!(line, read(r#"{"polyline":"_p~iF~ps|U_ulLnnqC_mqNvxq`@","precision":5}"#));
        assert_eq!(line, read(r#"{"polyline":"_p~iF~ps|U_ulLnnqC_mqNvxq`@"}"#));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (text, told) in [
            ("7", "it is a number"),
            ("{}", "a LineString"),
            (r#"{"type":"Point","coordinates":[1,2]}"#, "its type is \"Point\""),
            (r#"{"type":"LineString","polyline":"??"}"#, "a LineString, or"),
            (r#"{"type":"LineString"}"#, "coordinates: an array"),
            (r#"{"type":"LineString","coordinates":7}"#, "coordinates: an array"),
            (r#"{"type":"LineString","coordinates":[]}"#, "positions: 0"),
            (r#"{"type":"LineString","coordinates":[[1,2]]}"#, "positions: 1"),
            (r#"{"type":"LineString","coordinates":[[1,2],[1]]}"#, "position 1: [1] is not"),
            (r#"{"type":"LineString","coordinates":[[1,2],[1,"2"]]}"#, "position 1:"),
            (r#"{"type":"LineString","coordinates":[[1,2],[1,1e999]]}"#, "position 1:"),
            (r#"{"type":"LineString","coordinates":[[1,2],[1,2,3,4]]}"#, "position 1:"),
            (r#"{"type":"LineString","coordinates":[[1,2],[31,121]]}"#, "position 1: lat 121 is outside -90..90: lon"),
            (r#"{"type":"LineString","coordinates":[[1,2],[3,4]],"crs":"x"}"#, "\"crs\" is unknown"),
            (r#"{"type":"LineString","coordinates":[[1,2],[3,4]],"coordinates":[]}"#, "\"coordinates\" is given twice"),
            (r#"{"polyline":7}"#, "polyline: a text"),
            (r#"{"polyline":""}"#, "positions: 0"),
            (r#"{"polyline":"????","precision":7}"#, "precision 7"),
            (r#"{"polyline":"????","precision":null}"#, "precision null"),
            (r#"{"polyline":"_p~iF~ps|U_"}"#, "polyline: position 1, byte 10"),
            (r#"{"polyline":"_p~iF~ps|U_ulLnnqC_mqNvxq`@______A?"}"#, "polyline: position 3"),
        ] {
            let reason = read(text).unwrap_err();
            assert!(reason.starts_with(told), "{text}: {reason}");
        }
    }
}
