//! How is coverage told? As the contract's members, before, after, and what a scenario changes.

use super::asked::Asked;
use crate::coverage::hierarchy::centre;
use crate::coverage::{Amount, Band, Distances, Farthest, Part, Site, Summary};
use crate::geodesy::{Crs, Position};
use crate::http::dataset;
use crate::http::digits::write_rfc3339;
use crate::store::Snapshot;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

/// What every answer says first: the question as understood, and the data.
pub fn head(asked: &Asked, snapshot: &Snapshot, now: DateTime<Utc>) -> Value {
    let mut time_stamp = String::new();
    write_rfc3339(&mut time_stamp, now, Tz::UTC);
    json!({
        "region": asked.place.named,
        "radius_m": asked.reach.radius_m,
        "min_stations": asked.reach.min_stations,
        "resolution": u8::from(asked.resolution),
        "query": asked.echo,
        "crs": asked.crs.as_str(),
        "dataset": dataset::named(snapshot),
        "timeStamp": time_stamp,
    })
}

/// Puts the members of one object into another.
pub fn merge(into: &mut Value, members: Value) {
    if let (Value::Object(into), Value::Object(members)) = (into, members) {
        into.extend(members);
    }
}

/// The members that a scenario may change.
pub fn summary(summary: &Summary, sites: &[Site], asked: &Asked) -> Value {
    let kind = asked.demand.as_deref();
    let mut told = json!({
        "stations": sites.len(),
        "cells": {"total": summary.cells.total, "covered": summary.cells.covered},
        "area_m2": amounts(&summary.area_m2),
        "demand": summary.demand.as_ref().map(|demand| of_kind(kind, amounts(demand))),
    });
    let include = asked.reach.include;
    if include.distances || include.farthest {
        told["distance_m"] = distances(summary.distances.as_ref(), summary.farthest.as_ref());
    }
    if include.farthest {
        told["farthest"] = summary.farthest.map_or(Value::Null, |far| farthest(&far, sites, asked.crs));
    }
    if let Some(bands) = &summary.bands {
        told["bands"] = bands.iter().map(band).collect();
    }
    told
}

/// What is more after than before, member by member; none where either has none.
pub fn delta(before: (&Summary, usize), after: (&Summary, usize), asked: &Asked) -> Value {
    let ((before, stations_before), (after, stations_after)) = (before, after);
    let more = |before: u64, after: u64| i128::from(after) as i64 - i128::from(before) as i64;
    let amount = |before: Amount, after: Amount| after.minus(before).value();
    let part = |before: &Part<Amount>, after: &Part<Amount>| json!({"total": amount(before.total, after.total), "covered": amount(before.covered, after.covered)});
    let demand = before.demand.as_ref().zip(after.demand.as_ref());
    let mut told = json!({
        "stations": more(stations_before as u64, stations_after as u64),
        "cells": {
            "total": more(before.cells.total, after.cells.total),
            "covered": more(before.cells.covered, after.cells.covered),
        },
        "area_m2": part(&before.area_m2, &after.area_m2),
        "demand": demand.map(|(before, after)| of_kind(asked.demand.as_deref(), part(before, after))),
    });
    let mm = |before: u64, after: u64| more(before, after) as f64 / 1000.0;
    let include = asked.reach.include;
    if include.distances || include.farthest {
        let mut distance_m = Map::new();
        if let (Some(before), Some(after)) = (&before.distances, &after.distances) {
            distance_m.insert("mean".to_owned(), micrometres(after.mean_m - before.mean_m).into());
            for (name, before, after) in
                [("p50", before.p50, after.p50), ("p90", before.p90, after.p90), ("p95", before.p95, after.p95)]
            {
                distance_m.insert(name.to_owned(), mm(before.mm(), after.mm()).into());
            }
        }
        if let (Some(before), Some(after)) = (&before.farthest, &after.farthest) {
            distance_m.insert("max".to_owned(), mm(before.served.distance.mm(), after.served.distance.mm()).into());
        }
        told["distance_m"] = if distance_m.is_empty() { Value::Null } else { distance_m.into() };
    }
    if include.farthest {
        // Cells and stations have no difference; distances do.
        let further = |(before, after): (Farthest, Farthest)| json!({"distance_m": mm(before.served.distance.mm(), after.served.distance.mm())});
        told["farthest"] = before.farthest.zip(after.farthest).map(further).into();
    }
    if let (Some(before), Some(after)) = (&before.bands, &after.bands) {
        let band = |(before, after): (&Band, &Band)| {
            let demand = before.demand.zip(after.demand).map(|(before, after)| amount(before, after));
            json!({"up_to_m": after.up_to_m, "cells": more(before.cells, after.cells), "demand": demand})
        };
        told["bands"] = before.iter().zip(after).map(band).collect();
    }
    told
}

/// Metres rounded to the micrometre.
fn micrometres(metres: f64) -> f64 {
    unsigned((metres * 1e6).round() / 1e6)
}

/// The number; what is rounded to nothing from below, or the sum of nothing, loses its sign.
pub(in crate::http) fn unsigned(number: f64) -> f64 {
    // In IEEE 754 the sum of both zeros is the one without a sign.
    number + 0.0
}

fn amounts(part: &Part<Amount>) -> Value {
    json!({"total": part.total.value(), "covered": part.covered.value()})
}

fn of_kind(kind: Option<&str>, mut amounts: Value) -> Value {
    amounts["kind"] = kind.into();
    amounts
}

fn distances(distances: Option<&Distances>, farthest: Option<&Farthest>) -> Value {
    let mut told = Map::new();
    if let Some(distances) = distances {
        told.insert("mean".to_owned(), micrometres(distances.mean_m).into());
        for (name, distance) in [("p50", distances.p50), ("p90", distances.p90), ("p95", distances.p95)] {
            told.insert(name.to_owned(), distance.m().into());
        }
    }
    if let Some(farthest) = farthest {
        told.insert("max".to_owned(), farthest.served.distance.m().into());
    }
    if told.is_empty() { Value::Null } else { told.into() }
}

fn band(band: &Band) -> Value {
    json!({"up_to_m": band.up_to_m, "cells": band.cells, "demand": band.demand.map(Amount::value)})
}

/// The farthest cell, its centre, and the station that its distance refers to.
pub fn farthest(farthest: &Farthest, sites: &[Site], crs: Crs) -> Value {
    let [lon, lat] = lon_lat(crs, centre(farthest.cell));
    json!({
        "cell": farthest.cell.to_string(),
        "lon": lon,
        "lat": lat,
        "distance_m": farthest.served.distance.m(),
        "nearest": sites.get(farthest.served.site as usize).map(|site| site.id),
    })
}

/// A position in a caller's system, rounded to a billionth of a degree, a tenth of a millimetre.
pub fn lon_lat(crs: Crs, position: Position) -> [f64; 2] {
    let (lon, lat) = crs.from_wgs84(position);
    [lon, lat].map(|degrees| unsigned((degrees * 1e9).round() / 1e9))
}
