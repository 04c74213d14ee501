//! How does each peer read the stations? GeoJSON, CSV, text for COPY, plain columns of numbers, and commands of Redis and Tile38.

use crate::points::Random;
use crate::resp::command;
use crate::stations::{Station, WORDS};
use std::io::{Result, Write};

/// What is said of each station, as members of a JSON object: the form of `points.rs`, with a schedule for each.
fn said(stations: &[Station]) -> impl Iterator<Item = (&Station, String)> {
    let mut random = Random(8);
    stations.iter().enumerate().map(move |(number, station)| {
        let (first, last) = ((random.uniform() * 60.0) as u32, (random.uniform() * 55.0) as u32);
        let hours = match random.uniform() {
            share if share < 0.5 => format!("Mo-Su 08:{first:02}-17:{last:02}"),
            _ => format!("Mo-Su 18:{first:02}-23:{last:02}"),
        };
        let words: Vec<String> = words_of(station.flags).map(|bit| format!("\"{}\"", WORDS[bit])).collect();
        let said = format!(
            "{{\"name\":\"Station {number}\",\"kind\":\"union_station\",\
             \"address\":\"{number} Renmin Road\",\"district\":\"Zhifu\",\"operator\":\"Federation of Trade Unions\",\
             \"phone\":\"+86 535 {number:07}\",\"access\":\"public\",\"opening_hours\":\"{hours}\",\
             \"verified_at\":\"2026-05-01\",\"amenities\":[{}]}}",
            words.join(",")
        );
        (station, said)
    })
}

/// GeoJSON as a town would publish it, about 420 bytes a station.
pub fn geojson(stations: &[Station], out: &mut impl Write) -> Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    for (number, (Station { lon, lat, .. }, said)) in said(stations).enumerate() {
        let separator = if number == 0 { "" } else { ",\n" };
        write!(
            out,
            "{separator}{{\"type\":\"Feature\",\"id\":\"s{number}\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon:.6},{lat:.6}]}},\
             \"properties\":{said}}}"
        )?;
    }
    out.write_all(b"\n]}\n")
}

/// The same as PostgreSQL copies it fastest, with tabs between: id, lon, lat, and all that is said as JSON, in which nothing
/// is escaped.
pub fn told(stations: &[Station], out: &mut impl Write) -> Result<()> {
    for (number, (Station { lon, lat, .. }, said)) in said(stations).enumerate() {
        writeln!(out, "s{number}\t{lon:.6}\t{lat:.6}\t{said}")?;
    }
    Ok(())
}

/// The bits of a station's amenities.
fn words_of(flags: u32) -> impl Iterator<Item = usize> {
    (0..WORDS.len()).filter(move |bit| flags >> bit & 1 == 1)
}

/// CSV without a header: id, name, lon, lat, amenities as a number of bits.
pub fn csv(stations: &[Station], out: &mut impl Write) -> Result<()> {
    for (number, Station { lon, lat, flags }) in stations.iter().enumerate() {
        writeln!(out, "{number},Station {number},{lon:.6},{lat:.6},{flags}")?;
    }
    Ok(())
}

/// Three columns one after another, little-endian: lon and lat as 64-bit floats, amenities as 32 bits.
pub fn columns(stations: &[Station], out: &mut impl Write) -> Result<()> {
    stations.iter().try_for_each(|station| out.write_all(&station.lon.to_le_bytes()))?;
    stations.iter().try_for_each(|station| out.write_all(&station.lat.to_le_bytes()))?;
    stations.iter().try_for_each(|station| out.write_all(&station.flags.to_le_bytes()))
}

/// Commands that fill Redis: the sorted set `all`, and one for each amenity, a thousand members at a time.
pub fn redis(stations: &[Station], out: &mut impl Write) -> Result<()> {
    let mut add = |key: &str, members: &mut dyn Iterator<Item = usize>| -> Result<()> {
        let mut members = members.peekable();
        while members.peek().is_some() {
            let mut words = vec!["GEOADD".to_owned(), key.to_owned()];
            for number in members.by_ref().take(1000) {
                let station = &stations[number];
                words.extend([format!("{:.6}", station.lon), format!("{:.6}", station.lat), number.to_string()]);
            }
            out.write_all(&command(words.iter().map(String::as_str)))?;
        }
        Ok(())
    };
    add("all", &mut (0..stations.len()))?;
    for (bit, word) in WORDS.iter().enumerate() {
        add(word, &mut (0..stations.len()).filter(|number| stations[*number].flags >> bit & 1 == 1))?;
    }
    Ok(())
}

/// Commands that fill Tile38: the key `all`, and one for each amenity.
pub fn tile38(stations: &[Station], out: &mut impl Write) -> Result<()> {
    for (number, Station { lon, lat, flags }) in stations.iter().enumerate() {
        let (number, lon, lat) = (number.to_string(), format!("{lon:.6}"), format!("{lat:.6}"));
        for key in std::iter::once("all").chain(words_of(*flags).map(|bit| WORDS[bit])) {
            out.write_all(&command(["SET", key, &number, "POINT", &lat, &lon].into_iter()))?;
        }
    }
    Ok(())
}
