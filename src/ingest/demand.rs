//! What demand does a file hold? H3 cells or positions with weights as CSV, points or areas as GeoJSON or FlatGeobuf.

use super::crossing;
use super::features::{Features, ends_with, read_each, text};
use super::given::Given;
use super::holes;
use super::members::excerpt;
use super::notice::{Intake, Lines, Locator, Notice};
use super::point::placed;
use super::rows::{Row, Rows};
use super::shape::{Shape, shape};
use crate::coverage::{Demand, DemandPlace, HEAVIEST};
use crate::geodesy::Crs;
use h3o::CellIndex;
use std::borrow::Cow;

/// Reads demand: a CSV with the columns `cell,weight` or `lon,lat,weight`, or GeoJSON or FlatGeobuf whose features
/// have a `weight`.
pub fn read_demand(file: &str, bytes: &[u8], crs: Crs) -> Intake<Demand> {
    let is_flatgeobuf = bytes.starts_with(b"fgb") || ends_with(file, "fgb");
    let is_geojson = |text: &[u8]| text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    match text(bytes) {
        Ok(text) if !is_flatgeobuf && !is_geojson(text) => from_csv(file, text, crs),
        _ => match Features::of(file, bytes) {
            Ok(features) => from_features(file, &features, crs),
            Err(reason) => Intake::refused(file, reason),
        },
    }
}

/// Columns of a demand CSV.
enum Columns {
    Cell { cell: usize, weight: usize },
    Position { lon: usize, lat: usize, weight: usize },
}

fn from_csv(file: &str, text: &[u8], crs: Crs) -> Intake<Demand> {
    let mut rows = match Rows::of(text) {
        Ok(rows) => rows,
        Err(reason) => return Intake::refused(file, reason),
    };
    let columns = match ["cell", "lon", "lat", "weight"].map(|name| rows.column(name)) {
        [Some(cell), _, _, Some(weight)] => Columns::Cell { cell, weight },
        [None, Some(lon), Some(lat), Some(weight)] => Columns::Position { lon, lat, weight },
        _ => {
            let reason = "the first line must name the columns cell,weight or lon,lat,weight";
            return Intake::refused(file, format!("{reason}{}", rows.hint()));
        }
    };
    let id_column = rows.column("id");
    let mut intake = Intake::default();
    if matches!(columns, Columns::Cell { .. }) && ["lon", "lat"].iter().any(|name| rows.column(name).is_some()) {
        let warning = "the column cell tells where demand lies: lon and lat beside it are not read";
        intake.warnings.push(Notice::of_file(file, warning));
    }
    let mut lines = Lines::of(text);
    let mut index = 0;
    while let Some(row) = rows.next() {
        match from_row(&row, &columns, crs) {
            Ok(demand) => intake.records.push(demand),
            Err(reason) => intake.rejections.push(Notice {
                locator: Some(Locator::Line(lines.at(row.start))),
                index: Some(index),
                id: row.cell(id_column).ok().filter(|id| !id.is_empty()).map(str::to_owned),
                ..Notice::of_file(file, reason)
            }),
        }
        index += 1;
    }
    rows.tell(file, &mut intake);
    if intake.records.is_empty() && intake.rejections.is_empty() {
        intake.warnings.push(Notice::of_file(file, "the file holds no rows"));
    }
    intake
}

fn from_row(row: &Row, columns: &Columns, crs: Crs) -> Result<Demand, String> {
    let number = |name: &str, column: usize| {
        let cell = row.cell(Some(column))?;
        cell.parse::<f64>().map_err(|_| format!("{name} \"{}\" is not a number", excerpt(cell)))
    };
    match *columns {
        Columns::Cell { cell, weight } => {
            let cell = row.cell(Some(cell))?;
            let place =
                cell.parse::<CellIndex>().map_err(|_| format!("cell \"{}\" is not an H3 cell", excerpt(cell)))?;
            Ok(Demand { place: DemandPlace::Cell(place), weight: checked(number("weight", weight)?)? })
        }
        Columns::Position { lon, lat, weight } => {
            let position = placed(number("lon", lon)?, number("lat", lat)?, crs)?;
            Ok(Demand { place: DemandPlace::Position(position), weight: checked(number("weight", weight)?)? })
        }
    }
}

fn checked(weight: f64) -> Result<f64, String> {
    if (0.0..=HEAVIEST).contains(&weight) {
        Ok(weight)
    } else {
        Err(format!("weight {weight:?} is not a number from 0 to {HEAVIEST:e}"))
    }
}

fn from_features(file: &str, features: &Features, crs: Crs) -> Intake<Demand> {
    let read = |given: &Given, doubts: &mut Vec<_>| from_feature(given, crs, doubts);
    let Intake { records, rejections, warnings } = read_each(file, features, read);
    Intake { records: records.into_iter().map(|placed| placed.record).collect(), rejections, warnings }
}

fn from_feature(given: &Given, crs: Crs, doubts: &mut Vec<Cow<'static, str>>) -> Result<Demand, String> {
    if let Some(other) = given.other_type() {
        return Err(other);
    }
    let weight = given.properties.get("weight").ok_or("a demand feature needs a \"weight\"")?;
    let weight =
        serde_json::from_str(weight.get()).map_err(|_| format!("weight {} is not a number", excerpt(weight.get())))?;
    let weight = checked(weight)?;
    let place = match shape(given.members.get("geometry"), crs, doubts)? {
        Shape::Position(position) => DemandPlace::Position(position),
        Shape::Polygon(polygon) => DemandPlace::Area(polygon.into()),
        Shape::MultiPolygon(area) => DemandPlace::Area(area),
    };
    if let DemandPlace::Area(area) = &place {
        doubts.extend(crossing::doubts(area));
        doubts.extend(holes::doubts(area));
    }
    given.tell_repeated_properties(doubts);
    Ok(Demand { place, weight })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_positions_points_and_areas_are_all_demand() {
        for (text, count) in [
            ("cell,weight\n891f1d48177ffff,12.5\n", 1),
            ("weight,lon,lat,name\n3,10,50,x\n0,11,51,y\n", 2),
            (
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"weight":3}}]}"#,
                1,
            ),
            (
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"properties":{"weight":3}}]}"#,
                1,
            ),
        ] {
            let intake = read_demand("d", text.as_bytes(), Crs::Wgs84);
            assert_eq!((intake.records.len(), intake.rejections.len()), (count, 0), "{text}");
        }
    }

    #[test]
    fn rows_are_told_by_their_lines_whatever_ends_them() {
        for end in ["\n", "\r\n", "\n\n", "\r\n\r\n"] {
            let text = ["cell,weight", "891f1d48177ffff,1", "x,1", "891f1d48177ffff,y", ""].join(end);
            let told = read_demand("d.csv", text.as_bytes(), Crs::Wgs84).rejections;
            let lines: Vec<_> = told.iter().map(|notice| (notice.locator, notice.index)).collect();
            let line = |row: usize| Locator::Line(row * end.matches('\n').count() + 1);
            assert_eq!(lines, [(Some(line(2)), Some(1)), (Some(line(3)), Some(2))], "{end:?}");
        }
    }

    #[test]
    fn positions_that_are_not_read_beside_cells_are_told() {
        let read = |text: &str| read_demand("d.csv", text.as_bytes(), Crs::Wgs84).warnings.len();
        assert_eq!(read("cell,weight\n891f1d48177ffff,2\n"), 0);
        assert_eq!(read("lon,lat,weight\n13,52,2\n"), 0);
        assert_eq!(read("lon,cell,lat,weight\n13,891f1d48177ffff,52,2\n"), 1);
    }

    #[test]
    fn a_weight_that_is_cut_off_is_told_and_a_row_that_is_breaks_the_file() {
        let read = |text: &str| read_demand("d.csv", text.as_bytes(), Crs::Wgs84);
        let cut = read("cell,weight\n891f1d48177ffff,2\n891f1d48177ffff,1");
        assert_eq!((cut.records.len(), cut.rejections.len(), cut.warnings.len()), (2, 0, 1));
        let cut = read("cell,weight\n891f1d48177ffff,2\n891f1d48177f");
        assert_eq!(
            (cut.records.len(), cut.rejections[0].index, cut.rejections[0].locator),
            (1, None, Some(Locator::Line(3)))
        );
    }

    #[test]
    fn a_weight_that_is_no_amount_is_refused_by_line() {
        let text = "cell,weight\n891f1d48177ffff,-1\n891f1d48177ffff,NaN\nnonsense,1\n891f1d48177ffff,inf\n891f1d48177ffff\n891f1d48177ffff,1e16\n891f1d48177ffff,1e15\n";
        let told: Vec<_> =
            read_demand("d.csv", text.as_bytes(), Crs::Wgs84).rejections.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "d.csv:2 [0]: weight -1.0 is not a number from 0 to 1e15",
                "d.csv:3 [1]: weight NaN is not a number from 0 to 1e15",
                "d.csv:4 [2]: cell \"nonsense\" is not an H3 cell",
                "d.csv:5 [3]: weight inf is not a number from 0 to 1e15",
                "d.csv:6 [4]: weight \"\" is not a number",
                "d.csv:7 [5]: weight 1e16 is not a number from 0 to 1e15",
            ]
        );
    }
}
