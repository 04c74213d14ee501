//! How do gaps go into a GIS? As FlatGeobuf, with a spatial index.

use super::shape::lon_lat;
use crate::coverage::hierarchy::centre;
use crate::coverage::{Amount, Gap, Site};
use crate::geodesy::{Crs, Position};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Coord, Geometry, MapCoords};
use geozero::{ColumnValue, PropertyProcessor};
use std::io;

/// Columns of the file, in order.
const COLUMNS: [(&str, ColumnType); 9] = [
    ("rank", ColumnType::UInt),
    ("cells", ColumnType::Long),
    ("area_m2", ColumnType::Double),
    ("demand", ColumnType::Double),
    ("farthest_cell", ColumnType::String),
    ("farthest_lon", ColumnType::Double),
    ("farthest_lat", ColumnType::Double),
    ("farthest_distance_m", ColumnType::Double),
    ("farthest_nearest", ColumnType::String),
];

/// Writes gaps, the gravest with rank 1, as a FlatGeobuf file.
///
/// # Errors
/// When the writer fails.
pub fn write_flatgeobuf(out: impl io::Write, gaps: &[Gap], sites: &[Site], crs: Crs) -> io::Result<()> {
    // The offset systems have no code that a GIS would know.
    let code = if crs == Crs::Wgs84 { 4326 } else { 0 };
    let options = FgbWriterOptions {
        // An index over nothing is refused by readers.
        write_index: !gaps.is_empty(),
        crs: FgbCrs { code, name: Some(crs.as_str()), ..FgbCrs::default() },
        ..FgbWriterOptions::default()
    };
    let mut file =
        FgbWriter::create_with_options("gaps", GeometryType::MultiPolygon, options).map_err(io::Error::other)?;
    for (name, kind) in COLUMNS {
        file.add_column(name, kind, |_, _| {});
    }
    for (rank, gap) in (1u32..).zip(gaps) {
        let area = Geometry::MultiPolygon(gap.area.map_coords(|corner| in_system(corner, crs)));
        let mut told = Ok(());
        file.add_feature_geom(area, |feature| {
            for (number, (column, value)) in COLUMNS.iter().zip(values(rank, gap, sites, crs)).enumerate() {
                let Some(value) = value else { continue };
                if let Err(error) = feature.property(number, column.0, &value.as_column()) {
                    told = Err(io::Error::other(error));
                }
            }
        })
        .map_err(io::Error::other)?;
        told?;
    }
    file.write(out).map_err(io::Error::other)
}

enum Cell<'a> {
    Rank(u32),
    Count(i64),
    Number(f64),
    Text(String),
    Id(&'a str),
}

impl Cell<'_> {
    fn as_column(&self) -> ColumnValue<'_> {
        match self {
            Self::Rank(rank) => ColumnValue::UInt(*rank),
            Self::Count(count) => ColumnValue::Long(*count),
            Self::Number(number) => ColumnValue::Double(*number),
            Self::Text(text) => ColumnValue::String(text),
            Self::Id(id) => ColumnValue::String(id),
        }
    }
}

/// What stands in each column; none where nothing is known.
fn values<'a>(rank: u32, gap: &Gap, sites: &[Site<'a>], crs: Crs) -> [Option<Cell<'a>>; 9] {
    let farthest = gap.farthest;
    let at = farthest.map(|farthest| lon_lat(crs, centre(farthest.cell)));
    [
        Some(Cell::Rank(rank)),
        Some(Cell::Count(i64::try_from(gap.cells).unwrap_or(i64::MAX))),
        Some(Cell::Number(gap.area_m2.value())),
        gap.demand.map(Amount::value).map(Cell::Number),
        farthest.map(|farthest| Cell::Text(farthest.cell.to_string())),
        at.map(|[lon, _]| Cell::Number(lon)),
        at.map(|[_, lat]| Cell::Number(lat)),
        farthest.map(|farthest| Cell::Number(farthest.served.distance.m())),
        farthest.and_then(|farthest| sites.get(farthest.served.site as usize)).map(|site| Cell::Id(site.id)),
    ]
}

fn in_system(corner: Coord<f64>, crs: Crs) -> Coord<f64> {
    match Position::new(corner.x, corner.y) {
        Ok(position) if crs != Crs::Wgs84 => {
            let [x, y] = lon_lat(crs, position);
            Coord { x, y }
        }
        _ => corner,
    }
}
