//! Does the index find exactly the stations in a box, and does it look at few others?

use super::places::{self, Arrangement};
use super::random::{Random, Words, bare_station, position};
use waystation::geodesy::BoundingBox;
use waystation::index::{Everything, Passing, StationIndex};
use waystation::station::Station;

const SETS: &[(&str, Arrangement, usize)] = &[
    ("spread evenly", places::spread_evenly, 0),
    ("spread evenly", places::spread_evenly, 1),
    ("spread evenly", places::spread_evenly, 3_000),
    ("in cities", places::in_cities, 3_000),
    ("all at one place", places::all_at_one_place, 300),
    ("on a ring around the poles", places::on_a_ring_around_the_poles, 1_000),
    ("along the antimeridian", places::along_the_antimeridian, 1_000),
    ("beside the antimeridian", places::beside_the_antimeridian, 1_000),
    ("at the poles", places::at_the_poles, 129),
    ("along the equator", places::along_the_equator, 1_025),
];

/// A box of any size, half of them around a station, some with a station on a corner.
fn any_box(random: &mut Random, stations: &[Station]) -> BoundingBox {
    let width = random.magnitude(1e-4, 360.0).min(359.9);
    let height = random.magnitude(1e-4, 180.0);
    let (mut west, mut south) = (random.between(-180.0, 180.0), random.between(-90.0, 90.0));
    if random.chance(0.7) && !stations.is_empty() {
        let at = random.one_of(stations).position;
        let inside = if random.chance(0.3) { 0.0 } else { random.unit() };
        (west, south) = (at.lon() - width * inside, at.lat() - height * inside);
    }
    let wrapped = |lon: f64| position(lon, 0.0).lon();
    let south = south.clamp(-90.0, 90.0);
    BoundingBox::new(wrapped(west), south, wrapped(west + width), (south + height).min(90.0)).unwrap()
}

#[test]
fn the_stations_in_a_box_are_those_of_the_scan() {
    let (mut asked, mut answered) = (0, 0);
    for (row, (name, arrangement, count)) in (0u64..).zip(SETS) {
        let mut random = Random::seeded(row);
        let words = Words::seeded(row);
        let stations = {
            let places = arrangement(&mut random, *count);
            random.stations(&places, &words)
        };
        let index = StationIndex::build(stations).0;
        for _ in 0..400 {
            let window = any_box(&mut random, index.stations());
            let filter = random.filter(index.stations(), &words);
            let everyone = random.chance(0.3);
            let (mut found, looks) = match everyone {
                true => index.in_box(&window, &Everything),
                false => index.in_box(&window, &Passing::new(&filter)),
            };
            // A box is small if no more need be looked at than are allowed, and then holds the same.
            for most in [looks.saturating_sub(1), looks, looks + 1, 10] {
                let small = match everyone {
                    true => index.in_small_box(&window, &Everything, most),
                    false => index.in_small_box(&window, &Passing::new(&filter), most),
                };
                let is_wide = window.width_deg() > 180.0;
                assert_eq!(
                    small,
                    (looks <= most && !is_wide).then(|| found.clone()),
                    "{most} of {looks} in {window:?}"
                );
            }
            found.sort_unstable();
            let [west, south, east, north] = window.corners();
            let lies_in = |station: &Station| {
                let (lon, lat) = (station.position.lon(), station.position.lat());
                let between =
                    |lon: f64| if west <= east { west <= lon && lon <= east } else { lon >= west || lon <= east };
                (between(lon) || lon.abs() == 180.0 && between(-lon)) && south <= lat && lat <= north
            };
            let is_meant = |station: &Station| lies_in(station) && (everyone || filter.passes(station));
            let expected: Vec<usize> =
                (0..index.len()).filter(|ordinal| is_meant(&index.stations()[*ordinal])).collect();
            assert_eq!(found, expected, "{count} stations {name}, {window:?}");
            asked += 1;
            answered += usize::from(!found.is_empty());
        }
    }
    assert!(answered * 4 > asked, "{answered} of {asked} boxes hold a station: too few to tell anything");
}

#[test]
fn a_small_box_costs_little_however_many_stations_there_are() {
    let mut random = Random::seeded(5);
    let places: Vec<_> = (0..100_000).map(|_| random.position()).collect();
    let stations = places.iter().enumerate().map(|(number, at)| bare_station(*at, &number.to_string())).collect();
    let index = StationIndex::build(stations).0;
    for _ in 0..200 {
        let (lon, lat) = (random.between(-179.0, 179.0), random.between(-80.0, 80.0));
        let window = BoundingBox::new(lon, lat, lon + 1.0, lat + 1.0).unwrap();
        let (_, looks) = index.in_box(&window, &Everything);
        // Some 3 lie in such a box at the equator, some 5 in the circle around it.
        assert!(looks <= 60, "{looks} looks for {window:?}");
    }
}
