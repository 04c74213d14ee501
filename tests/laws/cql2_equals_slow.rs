//! Does a CQL2 filter mean the same, as text and as JSON, as the slow reading of what was said?

use super::random::Random;
use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value as Json, json};
use std::borrow::Cow;
use waystation::cql2::{Drawn, Encoding, Filter, Item, Kind, Queryable, Value};

/// A feature, as plain as can be.
struct Row {
    properties: Map<String, Json>,
    at: [f64; 2],
}

/// A row, asked by a filter.
struct Asked<'a>(&'a Row, &'a Filter);

impl Item for Asked<'_> {
    fn value(&self, number: usize) -> Value<'_> {
        match self.0.properties.get(self.1.names()[number].as_ref()) {
            Some(Json::String(text)) => Value::Text(Cow::Borrowed(text)),
            Some(Json::Number(number)) => Value::Number(number.as_f64().unwrap()),
            Some(Json::Bool(truth)) => Value::Boolean(*truth),
            _ => Value::Null,
        }
    }

    fn meets(&self, number: usize, drawn: &Drawn) -> Option<bool> {
        (self.1.names()[number].as_ref() == "geometry").then(|| drawn.meets_point(self.0.at[0], self.0.at[1]))
    }
}

const KINDS: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("name:zh", Kind::Text),
    ("odd \"name\"", Kind::Text),
    ("number", Kind::Number),
    ("whole", Kind::Integer),
    ("truth", Kind::Boolean),
    ("day", Kind::Date),
    ("instant", Kind::Timestamp),
    ("mixed", Kind::Mixed),
    ("geometry", Kind::Geometry),
];
const TEXTS: &[&str] = &["", "a", "A", "ab", "aB%", "b_", "it's", "驿站", "驿", "Île", "\\a", "a\\b"];
const DAYS: &[&str] = &["2026-01-01", "2026-02-28", "2026-11-21", "1999-12-31"];
const INSTANTS: &[&str] =
    &["2026-01-01T00:00:00Z", "2026-01-01T08:00:00+08:00", "2026-11-21T10:30:00.5Z", "1999-12-31T23:59:59-01:00"];
const PATTERNS: &[&str] = &["%", "a%", "%b%", "_", "__", "a\\%", "%\\_", "aB%", "驿%", "%站", "A_", "", "%'%"];
const OPS: &[&str] = &["=", "<>", "<", "<=", ">", ">="];

fn row(random: &mut Random) -> Row {
    let mut properties = Map::new();
    for (name, kind) in KINDS {
        if random.chance(0.25) {
            continue;
        }
        let value = match kind {
            Kind::Geometry => continue,
            Kind::Mixed => match random.below(3) {
                0 => value(random, Kind::Text),
                1 => value(random, Kind::Number),
                _ => value(random, Kind::Boolean),
            },
            kind => value(random, *kind),
        };
        properties.insert((*name).to_owned(), value);
    }
    Row { properties, at: [random.between(-180.0, 180.0), random.between(-90.0, 90.0)] }
}

fn value(random: &mut Random, kind: Kind) -> Json {
    match kind {
        Kind::Number => (*random.one_of(&[-1.5, 0.0, 0.25, 2.0, 1e6])).into(),
        Kind::Integer => (*random.one_of(&[-2, 0, 1, 2])).into(),
        Kind::Boolean => random.chance(0.5).into(),
        Kind::Date => (*random.one_of(DAYS)).into(),
        Kind::Timestamp => (*random.one_of(INSTANTS)).into(),
        _ => (*random.one_of(TEXTS)).into(),
    }
}

/// What a filter says, in a form of the test's own.
enum Said {
    Joined(&'static str, Vec<Said>),
    Not(Box<Said>),
    Compare(&'static str, Kind, &'static str, Json),
    Like(&'static str, &'static str, bool),
    Between(&'static str, Kind, Json, Json),
    Among(&'static str, Kind, Vec<Json>),
    Null(&'static str),
    Within([f64; 4]),
    Inside(Vec<[f64; 2]>),
    Truth(bool),
}

fn said(random: &mut Random, depth: usize) -> Said {
    if depth > 0 && random.chance(0.6) {
        return match random.below(3) {
            0 => Said::Not(Box::new(said(random, depth - 1))),
            1 => Said::Joined("AND", (0..2 + random.below(3)).map(|_| said(random, depth - 1)).collect()),
            _ => Said::Joined("OR", (0..2 + random.below(3)).map(|_| said(random, depth - 1)).collect()),
        };
    }
    let (name, kind) = *random.one_of(&KINDS[..9]);
    let asked = if kind == Kind::Mixed { *random.one_of(&[Kind::Text, Kind::Number, Kind::Boolean]) } else { kind };
    match random.below(9) {
        0..=2 => Said::Compare(name, asked, random.one_of::<&'static str>(OPS), value(random, asked)),
        3 if [Kind::Text, Kind::Date].contains(&kind) => {
            Said::Like(name, random.one_of::<&'static str>(PATTERNS), kind == Kind::Text && random.chance(0.5))
        }
        4 => Said::Between(name, asked, value(random, asked), value(random, asked)),
        5 => Said::Among(name, asked, (0..1 + random.below(3)).map(|_| value(random, asked)).collect()),
        6 => {
            let (south, north) = (random.between(-90.0, 0.0), random.between(0.0, 90.0));
            Said::Within([random.between(-180.0, 180.0), south, random.between(-180.0, 180.0), north])
        }
        7 => {
            // A triangle is the area between three half-planes, whichever way it turns.
            Said::Inside((0..3).map(|_| [random.between(-180.0, 180.0), random.between(-90.0, 90.0)]).collect())
        }
        8 if random.chance(0.3) => Said::Truth(random.chance(0.5)),
        _ => Said::Null(name),
    }
}

/// By Kleene's tables: 1 is true, -1 false, 0 neither.
fn slow(said: &Said, row: &Row) -> i8 {
    let of = |name: &str| row.properties.get(name);
    let truth = |truth: bool| if truth { 1 } else { -1 };
    match said {
        Said::Joined("AND", parts) => parts.iter().map(|part| slow(part, row)).min().unwrap(),
        Said::Joined(_, parts) => parts.iter().map(|part| slow(part, row)).max().unwrap(),
        Said::Not(part) => -slow(part, row),
        Said::Compare(name, kind, op, value) => compared(of(name), op, value, *kind),
        Said::Between(name, kind, low, high) => {
            compared(of(name), ">=", low, *kind).min(compared(of(name), "<=", high, *kind))
        }
        Said::Among(name, kind, list) => list.iter().map(|one| compared(of(name), "=", one, *kind)).max().unwrap(),
        Said::Like(name, pattern, folded) => match of(name).and_then(Json::as_str) {
            Some(text) if *folded => truth(fits(&chars(&text.to_lowercase()), &chars(&pattern.to_lowercase()))),
            Some(text) => truth(fits(&chars(text), &chars(pattern))),
            None => 0,
        },
        Said::Null(name) => truth(of(name).is_none()),
        Said::Truth(told) => truth(*told),
        Said::Within([west, south, east, north]) => {
            let [lon, lat] = row.at;
            let over = if west <= east { *west <= lon && lon <= *east } else { lon >= *west || lon <= *east };
            truth(over && *south <= lat && lat <= *north)
        }
        Said::Inside(corners) => {
            let side = |place: usize| {
                let ([ax, ay], [bx, by]) = (corners[place], corners[(place + 1) % 3]);
                (bx - ax) * (row.at[1] - ay) - (by - ay) * (row.at[0] - ax) > 0.0
            };
            truth(side(0) == side(1) && side(1) == side(2))
        }
    }
}

fn compared(one: Option<&Json>, op: &str, other: &Json, kind: Kind) -> i8 {
    let order = match (one, other) {
        (Some(Json::String(one)), Json::String(other)) => match kind {
            Kind::Date => day(one).cmp(&day(other)),
            Kind::Timestamp => instant(one).cmp(&instant(other)),
            _ => one.chars().cmp(other.chars()),
        },
        (Some(Json::Number(one)), Json::Number(other)) => one.as_f64().unwrap().total_cmp(&other.as_f64().unwrap()),
        (Some(Json::Bool(one)), Json::Bool(other)) => one.cmp(other),
        _ => return 0,
    };
    let holds = match op {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    };
    if holds { 1 } else { -1 }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Every way to spread a pattern over a text is tried.
fn fits(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|skipped| fits(&text[skipped..], rest)),
        ['_', rest @ ..] => !text.is_empty() && fits(&text[1..], rest),
        ['\\', c, rest @ ..] | [c, rest @ ..] => text.first() == Some(c) && fits(&text[1..], rest),
    }
}

fn quoted(name: &str, random: &mut Random) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == ':');
    if plain && random.chance(0.5) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

fn literal(value: &Json, kind: Kind) -> String {
    match (value, kind) {
        (Json::String(text), Kind::Date) => format!("DATE('{text}')"),
        // The standard has instants in UTC; offsets are read too.
        (Json::String(text), Kind::Timestamp) => format!("TIMESTAMP('{text}')"),
        (Json::String(text), _) => format!("'{}'", text.replace('\'', "''")),
        (other, _) => other.to_string(),
    }
}

fn cased(word: &str, random: &mut Random) -> String {
    if random.chance(0.3) { word.to_lowercase() } else { word.to_owned() }
}

/// As CQL2 Text, in one of many ways to write it.
fn text(said: &Said, random: &mut Random) -> String {
    match said {
        Said::Joined(op, parts) => {
            let op = format!(" {} ", cased(op, random));
            let parts: Vec<String> = parts.iter().map(|part| format!("({})", text(part, random))).collect();
            parts.join(&op)
        }
        Said::Not(part) => {
            let inner = text(part, random);
            format!("{} ({inner})", cased("NOT", random))
        }
        Said::Compare(name, kind, op, value) => {
            let space = if random.chance(0.5) { " " } else { "" };
            format!("{}{space}{op}{space}{}", quoted(name, random), literal(value, *kind))
        }
        Said::Like(name, pattern, folded) => {
            let (name, pattern) = (quoted(name, random), format!("'{}'", pattern.replace('\'', "''")));
            match folded {
                true => format!("CASEI({name}) {} casei({pattern})", cased("LIKE", random)),
                false => format!("{name} {} {pattern}", cased("LIKE", random)),
            }
        }
        Said::Between(name, kind, low, high) => {
            format!("{} BETWEEN {} AND {}", quoted(name, random), literal(low, *kind), literal(high, *kind))
        }
        Said::Among(name, kind, list) => {
            let list: Vec<String> = list.iter().map(|one| literal(one, *kind)).collect();
            format!("{} {} ({})", quoted(name, random), cased("IN", random), list.join(", "))
        }
        Said::Null(name) => format!("{} {}", quoted(name, random), cased("IS NULL", random)),
        Said::Truth(truth) => truth.to_string(),
        Said::Within([w, s, e, n]) => format!("S_INTERSECTS(geometry, BBOX({w},{s},{e},{n}))"),
        Said::Inside(corners) => {
            let ring =
                corners.iter().chain([&corners[0]]).map(|[x, y]| format!("{x} {y}")).collect::<Vec<_>>().join(",");
            format!("s_intersects(\"geometry\",POLYGON(({ring})))")
        }
    }
}

/// As CQL2 JSON.
fn json(said: &Said) -> Json {
    let property = |name: &str| json!({"property": name});
    let op = |op: &str, args: Vec<Json>| json!({"op": op, "args": args});
    let literal = |value: &Json, kind: Kind| match kind {
        Kind::Date => json!({"date": value}),
        Kind::Timestamp => json!({"timestamp": value}),
        _ => value.clone(),
    };
    match said {
        Said::Joined(word, parts) => op(&word.to_lowercase(), parts.iter().map(json).collect()),
        Said::Not(part) => op("not", vec![json(part)]),
        Said::Compare(name, kind, sign, value) => op(sign, vec![property(name), literal(value, *kind)]),
        Said::Like(name, pattern, true) => {
            op("like", vec![op("casei", vec![property(name)]), op("casei", vec![json!(pattern)])])
        }
        Said::Like(name, pattern, false) => op("like", vec![property(name), json!(pattern)]),
        Said::Between(name, kind, low, high) => {
            op("between", vec![property(name), literal(low, *kind), literal(high, *kind)])
        }
        Said::Among(name, kind, list) => {
            op("in", vec![property(name), list.iter().map(|one| literal(one, *kind)).collect()])
        }
        Said::Null(name) => op("isNull", vec![property(name)]),
        Said::Truth(truth) => json!(truth),
        Said::Within(corners) => op("s_intersects", vec![property("geometry"), json!({"bbox": corners})]),
        Said::Inside(corners) => {
            let ring: Vec<[f64; 2]> = corners.iter().chain([&corners[0]]).copied().collect();
            op("s_intersects", vec![property("geometry"), json!({"type": "Polygon", "coordinates": [ring]})])
        }
    }
}

fn known() -> Vec<Queryable> {
    KINDS.iter().map(|(name, kind)| Queryable { name: (*name).into(), kind: *kind }).collect()
}

#[test]
fn a_filter_means_what_the_slow_reading_of_it_means() {
    let mut random = Random::seeded(20_261_126);
    let rows: Vec<Row> = (0..60).map(|_| row(&mut random)).collect();
    let known = known();
    let mut judged = [0usize; 3];
    for number in 0..4_000 {
        let depth = random.below(4);
        let said = said(&mut random, depth);
        let written = [(text(&said, &mut random), Encoding::Text), (json(&said).to_string(), Encoding::Json)];
        for (written, encoding) in &written {
            let filter = Filter::read(written, *encoding, &known).unwrap_or_else(|fault| panic!("{fault}: {written}"));
            for row in &rows {
                let expected = slow(&said, row);
                judged[(expected + 1) as usize] += 1;
                let found = filter.means(&Asked(row, &filter));
                assert_eq!(found, expected == 1, "filter {number}, {written}, of {:?} at {:?}", row.properties, row.at);
            }
        }
    }
    assert!(judged.iter().all(|count| *count > 20_000), "{judged:?}: too few to tell anything");
}

#[test]
fn three_valued_truth_is_that_of_the_standard() {
    // OGC 21-065r2, table 2; "text" is missing, so that a comparison with it is neither true nor false.
    let nothing = Row { properties: Map::new(), at: [0.0, 0.0] };
    let (yes, no, neither) = ("true", "false", "text='a'");
    for (one, other, both, either) in [
        (yes, yes, 1, 1),
        (yes, no, -1, 1),
        (no, yes, -1, 1),
        (no, no, -1, -1),
        (yes, neither, 0, 1),
        (no, neither, -1, 0),
        (neither, yes, 0, 1),
        (neither, no, -1, 0),
        (neither, neither, 0, 0),
    ] {
        for (filter, expected) in [(format!("{one} AND {other}"), both), (format!("{one} OR {other}"), either)] {
            let read = |text: &str| Filter::read(text, Encoding::Text, &known()).unwrap();
            let (plain, negated) = (read(&filter), read(&format!("NOT ({filter})")));
            assert_eq!(plain.means(&Asked(&nothing, &plain)), expected == 1, "{filter}");
            assert_eq!(negated.means(&Asked(&nothing, &negated)), expected == -1, "not {filter}");
        }
    }
}

#[test]
fn no_text_ends_the_reader() {
    const PIECES: &[&str] = &[
        "(",
        ")",
        "NOT ",
        "AND ",
        " OR ",
        "text",
        "'a'",
        "1",
        "-",
        "=",
        "<>",
        " LIKE ",
        " IN (",
        ",",
        " BETWEEN ",
        " IS NULL",
        "S_INTERSECTS(",
        "geometry",
        "BBOX(",
        "POLYGON((",
        "0 0",
        "CASEI(",
        "DATE('",
        "TIMESTAMP('2026-01-01T00:00:00Z')",
        "\"",
        "'",
        "\\",
        "é",
        "\u{0}",
        "1e9",
        "{\"op\":",
        "[",
        "]",
        "}",
        "\"args\":[",
        "GEOMETRYCOLLECTION(",
        "NULL",
        ".",
        "%",
    ];
    let mut random = Random::seeded(7);
    let known = known();
    let mut read = 0;
    for _ in 0..60_000 {
        let text: String = (0..1 + random.below(14)).map(|_| *random.one_of(PIECES)).collect();
        for encoding in [Encoding::Text, Encoding::Json] {
            read += usize::from(Filter::read(&text, encoding, &known).is_ok());
        }
    }
    assert!(read > 0);
}
