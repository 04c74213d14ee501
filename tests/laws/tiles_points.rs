//! Do the tiles of a zoom show every station once, where it is, whatever is asked and wherever the stations are?

use super::places::{self, Arrangement};
use super::random::{Random, Words, bare_station, position};
use std::collections::BTreeSet;
use std::f64::consts::{FRAC_PI_4, PI};
use std::sync::atomic::{AtomicUsize, Ordering};
use waystation::geodesy::{Crs, Position};
use waystation::index::Bits;
use waystation::station::{Filter, Station, Status};
use waystation::tiles::{Drawn, EXTENT, MAX_ZOOM, MOST_SINGLE, Marked, Pyramid, TileId, scan};

const SETS: &[(&str, Arrangement, usize)] = &[
    ("none", places::spread_evenly, 0),
    ("one", places::spread_evenly, 1),
    ("spread evenly", places::spread_evenly, 1_500),
    ("in cities", places::in_cities, 3_000),
    ("all at one place", places::all_at_one_place, MOST_SINGLE * 3 / 2),
    ("on a ring around the poles", places::on_a_ring_around_the_poles, 700),
    ("mirrored by fours", places::mirrored_by_fours, 700),
    ("along a meridian", places::along_a_meridian, 500),
    ("along the equator", places::along_the_equator, 500),
    ("along the antimeridian", places::along_the_antimeridian, 500),
    ("beside the antimeridian", places::beside_the_antimeridian, 700),
    ("at the poles", places::at_the_poles, 700),
    ("within a metre", places::within_a_metre, 700),
    ("at the corners of tiles", at_the_corners_of_tiles, 700),
    ("in China", in_china, 700),
];

/// On the edges that tiles of coarse zooms have in common, as exactly as degrees can say it.
fn at_the_corners_of_tiles(random: &mut Random, count: usize) -> Vec<Position> {
    let corner = |random: &mut Random| {
        let share = random.below(33) as f64 / 32.0;
        let lat = (PI * (1.0 - 2.0 * random.below(33) as f64 / 32.0)).sinh().atan().to_degrees();
        position(360.0 * share - 180.0, lat)
    };
    (0..count).map(|_| corner(random)).collect()
}

fn in_china(random: &mut Random, count: usize) -> Vec<Position> {
    (0..count).map(|_| position(random.between(75.0, 133.0), random.between(20.0, 50.0))).collect()
}

/// Where a station is drawn at a zoom: column and row of its tile and units within it, by the formula of EPSG:3857.
fn expected(station: &Station, crs: Crs, zoom: u8) -> [f64; 2] {
    let (lon, lat) = crs.from_wgs84(station.position);
    let units = f64::from(EXTENT) * 2f64.powi(zoom.into());
    let y = 0.5 - (FRAC_PI_4 + lat.clamp(-85.06, 85.06).to_radians() / 2.0).tan().ln() / (2.0 * PI);
    [lon / 360.0 + 0.5, y].map(|share| (share * units).clamp(0.0, units - 1.0))
}

/// All tiles that may show any of the stations: all there are of a coarse zoom, those around each of a fine one.
fn tiles(stations: &[Station], crs: Crs, zoom: u8) -> Vec<TileId> {
    if zoom <= 4 {
        return TileId::all_of(zoom).collect();
    }
    let mut near = BTreeSet::new();
    for station in stations {
        let [x, y] = expected(station, crs, zoom);
        // A rounding error puts what is on the edge into the next.
        for (dx, dy) in [(-0.01, -0.01), (-0.01, 0.01), (0.01, -0.01), (0.01, 0.01)] {
            let tile = [x + dx, y + dy].map(|units| (units / f64::from(EXTENT)).floor() as u32);
            near.insert(tile);
        }
    }
    near.into_iter().filter_map(|[column, row]| TileId::new(zoom, column, row)).collect()
}

fn counted(drawn: &Drawn) -> u64 {
    match drawn {
        Drawn::Cluster { stations, .. } => *stations,
        Drawn::Single { .. } => 1,
    }
}

fn sorted(mut drawn: Vec<Drawn>) -> Vec<Drawn> {
    drawn.sort_unstable();
    drawn
}

/// Stations and words, of a set.
fn made(random: &mut Random, arrangement: Arrangement, count: usize) -> (Vec<Station>, Words) {
    let words = Words::seeded(7);
    let places = arrangement(random, count);
    (random.stations(&places, &words), words)
}

fn meant<'a>(stations: &'a [Station], filter: &'a Filter) -> impl Fn(usize) -> bool + 'a {
    |ordinal| filter.passes(&stations[ordinal])
}

fn is_open(ordinal: usize) -> bool {
    ordinal.is_multiple_of(3)
}

#[test]
fn the_tiles_of_every_zoom_show_all_stations_that_pass_once_and_as_the_scan_does() {
    for (seed, (name, arrangement, count)) in (0..).zip(SETS) {
        let mut random = Random::seeded(seed);
        let (stations, words) = made(&mut random, *arrangement, *count);
        for (crs, filter) in [
            (Crs::Wgs84, Filter::default()),
            (Crs::Wgs84, random.filter(&stations, &words)),
            (Crs::Gcj02, random.filter(&stations, &words)),
        ] {
            let filter = Filter { status: vec![Status::Operating], ..filter };
            let passing = stations.iter().filter(|station| filter.passes(station)).count() as u64;
            let pyramid = Pyramid::build(&stations, crs);
            let shown = pyramid.marked(0..pyramid.len(), meant(&stations, &filter));
            let open = pyramid.bits(0..pyramid.len(), is_open);
            for zoom in 0..=MAX_ZOOM {
                let mut sum = 0;
                for tile in tiles(&stations, crs, zoom) {
                    let drawn = pyramid.drawn(tile, &shown, &open);
                    sum += drawn.iter().map(counted).sum::<u64>();
                    // The scan looks at all stations for every tile.
                    if zoom <= 2 || (!drawn.is_empty() && random.chance(0.02)) {
                        let scanned = scan::drawn(
                            &stations,
                            crs,
                            tile,
                            |_, station| filter.passes(station),
                            |ordinal, _| is_open(ordinal),
                        );
                        assert_eq!(sorted(drawn), sorted(scanned), "{name} {tile:?}");
                        // Judged for the tile alone it is the same.
                        let places = pyramid.places(tile);
                        let alone = pyramid.marked(places.clone(), meant(&stations, &filter));
                        let drawn = pyramid.drawn(tile, &alone, &pyramid.bits(places, is_open));
                        assert_eq!(sorted(drawn), sorted(pyramid.drawn(tile, &shown, &open)), "{name} {tile:?}");
                    }
                }
                assert_eq!(sum, passing, "{name} zoom {zoom}");
            }
        }
    }
}

#[test]
fn what_is_drawn_lies_where_the_stations_are() {
    for (seed, (name, arrangement, count)) in (100..).zip(SETS) {
        let (stations, _) = made(&mut Random::seeded(seed), *arrangement, *count);
        for crs in Crs::ALL {
            let pyramid = Pyramid::build(&stations, crs);
            for zoom in [0, 3, 9, 14, MAX_ZOOM] {
                for tile in tiles(&stations, crs, zoom) {
                    for drawn in pyramid.drawn(tile, pyramid.everyone(), &Bits::default()) {
                        let (Drawn::Cluster { at, .. } | Drawn::Single { at, .. }) = drawn;
                        assert!(at.iter().all(|units| *units < EXTENT), "{name} {tile:?} {at:?}");
                        if let Drawn::Single { at, ordinal } = drawn {
                            let there = expected(&stations[ordinal as usize], crs, zoom);
                            let origin = [tile.column(), tile.row()].map(|number| f64::from(number * EXTENT));
                            for axis in 0..2 {
                                let off = there[axis] - origin[axis] - f64::from(at[axis]);
                                assert!((-0.01..=1.01).contains(&off), "{name} {tile:?} {at:?}: {off}");
                            }
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_cluster_lies_at_the_mean_of_its_stations() {
    let at = |lon: f64, lat: f64, id: &str| bare_station(position(lon, lat), id);
    let stations = [at(10.0, 0.0, "a"), at(10.0, 0.0, "b"), at(11.0, 0.0, "c"), at(80.0, -10.0, "far")];
    let pyramid = Pyramid::build(&stations, Crs::Wgs84);
    let tile = TileId::new(0, 0, 0).unwrap();
    let drawn = pyramid.drawn(tile, pyramid.everyone(), &pyramid.bits(0..pyramid.len(), |ordinal| ordinal < 2));
    let x = ((180.0 + 31.0 / 3.0) / 360.0 * f64::from(EXTENT)) as u32;
    assert_eq!(drawn[0], Drawn::Cluster { at: [x, EXTENT / 2], stations: 3, open: 2 });
    assert!(matches!(drawn[1], Drawn::Single { .. }) && drawn.len() == 2, "{drawn:?}");
}

#[test]
fn tiles_do_not_depend_on_the_order_of_the_stations() {
    for (seed, (name, arrangement, count)) in (200..).zip(SETS) {
        let mut random = Random::seeded(seed);
        let (stations, _) = made(&mut random, *arrangement, *count);
        let mut shuffled = stations.clone();
        random.shuffle(&mut shuffled);
        let told = |stations: &[Station]| {
            let pyramid = Pyramid::build(stations, Crs::Wgs84);
            let open = pyramid.bits(0..pyramid.len(), |ordinal| stations[ordinal].capacity.is_some());
            let mut told = Vec::new();
            for zoom in [0, 2, 4, MAX_ZOOM] {
                for tile in tiles(stations, Crs::Wgs84, zoom) {
                    told.extend(pyramid.drawn(tile, pyramid.everyone(), &open).into_iter().map(|drawn| match drawn {
                        Drawn::Cluster { at, stations, open } => (at, stations, open, String::new()),
                        Drawn::Single { at, ordinal } => (at, 1, 0, stations[ordinal as usize].id.to_string()),
                    }));
                }
            }
            told
        };
        assert_eq!(told(&stations), told(&shuffled), "{name}");
    }
}

#[test]
fn a_tile_shows_no_more_than_its_cells_or_two_thousand_stations() {
    let mut random = Random::seeded(300);
    let place = random.position();
    let mut places = vec![place; 30_000];
    places.extend((0..30_000).map(|_| random.near(place, 3_000.0)));
    let stations: Vec<Station> =
        (0..).zip(&places).map(|(number, place): (u32, _)| bare_station(*place, &number.to_string())).collect();
    let pyramid = Pyramid::build(&stations, Crs::Wgs84);
    for zoom in 0..=MAX_ZOOM {
        for tile in tiles(&stations, Crs::Wgs84, zoom) {
            let drawn = pyramid.drawn(tile, pyramid.everyone(), &Bits::default());
            let clustered = drawn.iter().any(|drawn| matches!(drawn, Drawn::Cluster { .. }));
            assert!(drawn.len() <= if clustered { 64 } else { MOST_SINGLE }, "{tile:?}: {}", drawn.len());
        }
    }
}

#[test]
fn a_tile_judges_its_own_stations_alone() {
    let (stations, _) = made(&mut Random::seeded(400), places::in_cities, 20_000);
    let pyramid = Pyramid::build(&stations, Crs::Wgs84);
    let judged = AtomicUsize::new(0);
    let mut all = 0;
    for tile in TileId::all_of(5) {
        let places = pyramid.places(tile);
        let _: Marked = pyramid.marked(places.clone(), |_| judged.fetch_add(1, Ordering::Relaxed) < usize::MAX);
        assert_eq!(judged.swap(0, Ordering::Relaxed), places.len());
        all += places.len();
    }
    assert_eq!(all, pyramid.len());
}
