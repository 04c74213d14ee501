//! How long does a cold tile take among a million stations? Beside the obvious scan, at every zoom.

#[path = "points.rs"]
mod points;

use chrono::{DateTime, TimeDelta, Utc};
use points::{geojson, load_text};
use std::hint::black_box;
use std::time::{Duration, Instant};
use waystation::geodesy::Crs;
use waystation::http::tiles::draw_stations;
use waystation::station::Filter;
use waystation::store::{Choice, Snapshot};
use waystation::tiles::{MAX_ZOOM, Pyramid, TileId, scan};

const MILLION: usize = 1_000_000;

/// Of each zoom the tiles that hold the most stations, as many as this.
const FULLEST: usize = 20;

/// The fullest tiles of a zoom, the fullest first.
fn fullest(pyramid: &Pyramid, snapshot: &Snapshot, zoom: u8) -> Vec<TileId> {
    let across = 2f64.powi(zoom.into());
    let mut tiles: Vec<(u32, u32)> = snapshot
        .index
        .stations()
        .iter()
        .map(|station| {
            let y = 0.5 - station.position.lat().to_radians().tan().asinh() / std::f64::consts::TAU;
            (((station.position.lon() / 360.0 + 0.5) * across) as u32, (y * across) as u32)
        })
        .collect();
    tiles.sort_unstable();
    tiles.dedup();
    let mut tiles: Vec<TileId> = tiles.into_iter().filter_map(|(column, row)| TileId::new(zoom, column, row)).collect();
    tiles.sort_by_cached_key(|tile| std::cmp::Reverse(pyramid.places(*tile).len()));
    tiles.truncate(FULLEST);
    tiles
}

/// The median and the longest of what each tile takes once.
fn timed(tiles: &[TileId], mut draw: impl FnMut(TileId)) -> (Duration, Duration) {
    let mut took: Vec<Duration> = tiles
        .iter()
        .map(|tile| {
            let began = Instant::now();
            draw(*tile);
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() - 1])
}

fn main() {
    // Asked to list its benches, as test runners do, it has none.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let at: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().expect("an instant");
    for (shape, clustered) in [("uniform", false), ("clustered", true)] {
        let snapshot = load_text(shape, &geojson(clustered, MILLION));
        snapshot.schedules.lay_out(at);
        let stations = snapshot.index.stations();
        let began = Instant::now();
        let pyramid = Pyramid::build(stations, Crs::Wgs84);
        println!(
            "{shape}: built in {:?}, {:.1} bytes a station",
            began.elapsed(),
            pyramid.bytes() as f64 / MILLION as f64
        );
        let choice = |filter: Filter| Choice { filter, at, open: None };
        let everyone = choice(Filter::default());
        // What is open in a minute is worked out once for all routes.
        let began = Instant::now();
        black_box(draw_stations(&snapshot, TileId::all_of(0).next().expect("one tile"), Crs::Wgs84, &everyone));
        println!("{shape}: the first tile of a minute, with what is open in it: {:?}", began.elapsed());
        println!(
            "zoom | median µs | longest µs | by amenity: first µs | longest of the others µs | open for a while: first µs | \
             longest of the others µs | scan µs | most bytes"
        );
        for zoom in 0..=MAX_ZOOM {
            let tiles = fullest(&pyramid, &snapshot, zoom);
            let mut most_bytes = 0;
            let (median, longest) = timed(&tiles, |tile| {
                most_bytes = most_bytes.max(draw_stations(&snapshot, tile, Crs::Wgs84, &everyone).0.len());
            });
            // Written differently at each zoom, so that each is a question that nobody asked before.
            let word = |word: &str| snapshot.lexicon.amenity(word).into_iter().collect::<Vec<_>>();
            let filters = [
                Filter { any: word("seating").repeat(1 + usize::from(zoom)), ..Filter::default() },
                Filter { all: word("seating").repeat(1 + usize::from(zoom)), ..Filter::default() },
            ];
            let [by_amenity, by_hours] = filters;
            let lasting = TimeDelta::seconds(60 * i64::from(zoom) + 1);
            let questions = [choice(by_amenity), Choice { filter: by_hours, at, open: Some(lasting) }].map(|choice| {
                let (first, others) = tiles.split_at(1);
                let mut draw = |tile| drop(black_box(draw_stations(&snapshot, tile, Crs::Wgs84, &choice)));
                let (_, first) = timed(first, &mut draw);
                (first, if others.is_empty() { Duration::ZERO } else { timed(others, &mut draw).1 })
            });
            let (_, scanned) = timed(&tiles[..1], |tile| {
                drop(black_box(scan::drawn(stations, Crs::Wgs84, tile, |_, _| true, |ordinal, _| ordinal % 2 == 0)));
            });
            println!(
                "{zoom} | {} | {} | {} | {} | {} | {} | {} | {most_bytes}",
                median.as_micros(),
                longest.as_micros(),
                questions[0].0.as_micros(),
                questions[0].1.as_micros(),
                questions[1].0.as_micros(),
                questions[1].1.as_micros(),
                scanned.as_micros()
            );
            assert!(longest < scanned, "a tile takes less than looking at every station");
        }
    }
}
