//! Is what is kept of an opening, as it is written, what a schedule says at that instant?

use crate::random::Random;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use std::cell::Cell;
use waystation::hours::{Opening, ScheduleId};
use waystation::station::{OwnHours, Station};
use waystation::store::{Snapshot, Source, load};

/// Schedules of stations and of their amenities, each with the zone of one that has it.
fn schedules(snapshot: &Snapshot) -> Vec<(ScheduleId, Tz)> {
    let of_station = |station: &Station| {
        let amenities = station.amenities.iter().map(|amenity| amenity.hours);
        let all: Vec<OwnHours> = [OwnHours::Stations].into_iter().chain(amenities).collect();
        let zone = station.timezone.unwrap_or(Tz::UTC);
        let ids = all.into_iter().filter_map(|hours| station.told_by(hours).ok());
        ids.map(|id| (id, zone)).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = snapshot.index.stations().iter().flat_map(of_station).collect();
    all.sort_unstable_by_key(|(id, _)| *id);
    all.dedup_by_key(|(id, _)| *id);
    all
}

#[test]
fn what_is_kept_of_an_opening_is_what_the_schedule_says_whenever_it_is_asked_for() {
    let snapshot = load(&Source::Bundled, &|_, _, _| {}).unwrap();
    let (mut random, written) = (Random::seeded(91), Cell::new(0));
    let write = |out: &mut String, opening: &Opening, zone: Tz| {
        written.set(written.get() + 1);
        out.push_str(&format!("{opening:?} in {zone}"));
    };
    let all = schedules(&snapshot);
    assert!(all.len() > 50, "{}", all.len());
    let check = |id: ScheduleId, at: DateTime<Utc>, zone: Tz| {
        let expected = snapshot.schedules.at(id, at);
        let mut out = "before ".to_owned();
        let told = snapshot.openings.push(&mut out, &snapshot.schedules, (id, at, zone), write);
        assert_eq!((told, out), (expected, format!("before {expected:?} in {zone}")), "{at}");
    };
    let mut asked = 0;
    for (id, zone) in all {
        let now = Utc::now();
        let mut instants = vec![now, now];
        if let Some(lasting) = snapshot.schedules.lasting(id, now) {
            let instant = TimeDelta::nanoseconds(1);
            instants.extend([lasting.from - instant, lasting.from, lasting.until - instant, lasting.until, now]);
        }
        for _ in 0..8 {
            // Within the days that are laid out, before them and after them; and again what is kept.
            let aside_s = (random.unit() - 0.4) * 14.0 * 86_400.0;
            instants.extend([now + TimeDelta::seconds(aside_s as i64), now]);
        }
        for at in instants {
            asked += 1;
            check(id, at, zone);
        }
        // Another zone tells the same instants otherwise.
        for zone in [Tz::Asia__Kathmandu, zone] {
            asked += 1;
            check(id, now, zone);
        }
    }
    assert!(written.get() * 4 < asked * 3, "{} of {asked} were written anew", written.get());
}

#[test]
fn an_unknown_schedule_is_unknown_and_kept_nowhere() {
    let snapshot = load(&Source::Bundled, &|_, _, _| {}).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let lone = r#"{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {}}"#;
    std::fs::write(directory.path().join("lone.geojson"), lone).unwrap();
    let other = load(&Source::Directory(directory.path().into()), &|_, _, _| {}).unwrap();
    assert_eq!(other.index.len(), 1);
    let (id, zone) = schedules(&snapshot)[0];
    let mut out = String::new();
    let write = |out: &mut String, opening: &Opening, _: Tz| out.push_str(&format!("{:?}", opening.state));
    other.openings.push(&mut out, &other.schedules, (id, Utc::now(), zone), write);
    assert_eq!(out, "Unknown");
}
