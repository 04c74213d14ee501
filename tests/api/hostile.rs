//! Whatever is asked, is it answered or refused, and never with a failure of ours?

use super::server::{Answer, FIVE, Server, raw, raw_and_gone};
use axum::body::Body;
use axum::http::{Request, Uri};
use waystation::http::Limits;

const GOOD_TARGETS: &[&str] = &[
    "/v1/nearest?lon=121.001&lat=31.2&limit=3",
    "/v1/nearest?lon=-179.5&lat=-89.9&radius_m=1e6&amenity=water,microwave&amenity_not=wifi",
    "/v1/nearest?lon=121&lat=31&open=2026-11-23T10:00:00%2B08:00&open_for_s=3600&speed_mps=1.4",
    "/v1/nearest?lon=121&lat=31&at=now&amenity_any=base_kit&kind=library&access=public&min_capacity=3",
    "/v1/nearest?lon=121.5&lat=31.2&crs=bd09&lang=zh",
    "/v1/coverage?bbox=121,31,121.01,31.01&resolution=5&radius_m=500&min_stations=2&bands=1,2&include=none",
    "/v1/coverage/gaps?bbox=179.9,31,-179.9,31.1&resolution=3&preset=acftu-cross&limit=2&amenity_any=water",
    "/v1/coverage/cells?bbox=121,31,121.2,31.1&resolution=2&crs=gcj02&open=2026-11-23T10:00:00%2B08:00&f=json",
    "/v1/tiles/stations/3/6/3?amenity=water&open=2026-11-23T10:00:00%2B08:00&open_for_s=60&crs=gcj02",
    "/v1/tiles/gaps/7/107/51?bbox=121,31,121.1,31.1&resolution=5&limit=3",
    "/v1/tiles/regions?crs=bd09",
    "/v1/amenities?lang=zh",
    "/v1/dataset",
    "/readyz",
];

const GOOD_BODIES: &[&str] = &[
    r#"{"points":[{"id":"x","lon":121.5,"lat":31},{"lon":-1e1,"lat":0.5}],"limit":3,"radius_m":5e6,"crs":"gcj02"}"#,
    r#"{"points":[{"id":7,"lon":121,"lat":31}],"amenity":["water"],"open":"2026-11-23T10:00:00+08:00","open_for_s":60,"speed_mps":2}"#,
    r#"{"points":[{"lon":0,"lat":0}],"amenity_not":["wifi","gym"],"kind":["other"],"access":["unknown"],"min_capacity":0,"lang":"zh","at":"now"}"#,
];

/// Pieces that break readers.
const PIECES: &[&str] = &[
    "&",
    "=",
    "%",
    "%00",
    "%FF",
    "%2B",
    ",",
    "-",
    "+",
    "e",
    "1e400",
    "NaN",
    "inf",
    "null",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "\\u0000",
    "0",
    "9",
    "99999999999999999999",
    "lon",
    "points",
    "\u{202e}",
    "é",
    " ",
    "T",
    "Z",
    ":",
    "?",
    "#",
    "/",
    ".",
    "now",
];

/// Seeded numbers (Marsaglia, Xorshift RNGs, 2003: the triple 13, 7, 17).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end.max(1)
    }
}

/// One change of a text, sometimes up to four: a byte changed, taken out or doubled, a piece put in, the rest cut off or repeated.
fn mutated(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let changes = if random.below(3) == 0 { 1 + random.below(4) } else { 1 };
    for _ in 0..changes {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            3 => bytes.truncate(at.max(1)),
            4 => {
                let tail = bytes[at..].to_vec();
                bytes.extend(tail);
            }
            5 if at < bytes.len() => bytes[at] = b"0123456789-.,e\"{}[]&=%"[random.below(22)],
            _ => bytes.insert(at, random.below(256) as u8),
        }
    }
    bytes
}

fn is_answer_or_problem(answer: &Answer, asked: &[u8]) {
    let shown = asked.escape_ascii();
    assert!((200..500).contains(&answer.status), "{} for {shown}", answer.status);
    if answer.status >= 400 {
        answer.problem();
    } else if answer.status == 200 && answer.header("content-type").contains("json") {
        answer.json();
    }
}

#[test]
fn five_thousand_mutated_requests_are_answered_or_refused() {
    let mut random = Random(0x5EED_0001);
    let (mut asked, mut found, mut refused) = (0, 0, 0);
    while asked < 5000 {
        let bytes;
        let answer = if random.below(2) == 0 {
            bytes = mutated(GOOD_TARGETS[random.below(GOOD_TARGETS.len())], &mut random);
            let Ok(uri) = Uri::try_from(bytes.as_slice()) else { continue };
            FIVE.send(Request::get(uri).body(Body::empty()).unwrap())
        } else {
            bytes = mutated(GOOD_BODIES[random.below(GOOD_BODIES.len())], &mut random);
            FIVE.post_text(bytes.clone())
        };
        is_answer_or_problem(&answer, &bytes);
        asked += 1;
        found += usize::from(answer.status == 200);
        refused += usize::from(answer.status >= 400);
    }
    // Mutations that spoil everything, or nothing, would test little.
    assert!(found > 200 && refused > 2000, "{found} found, {refused} refused");
}

#[test]
fn ten_thousand_malformed_requests_on_the_wire_are_refused_or_the_connection_closed() {
    let mut random = Random(0x5EED_0002);
    let good =
        "GET /v1/nearest?lon=121&lat=31 HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nConnection: close\r\n\r\n";
    let posted = "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 33\r\nConnection: close\r\n\r\n{\"points\":[{\"lon\":121,\"lat\":31}]}";
    let mut sent: Vec<Vec<u8>> = [
        "GARBAGE\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
        "GET / HTTP/9.9\r\n\r\n",
        "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\n\r\n",
        "GET /v1 HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzzz\r\n",
        "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    sent.extend((0..5000).map(|_| mutated(good, &mut random)));
    sent.extend((0..3000).map(|_| mutated(posted, &mut random)));
    sent.extend((0..2000).map(|_| (0..random.below(400)).map(|_| random.below(256) as u8).collect()));
    Server::within(Limits::default()).listening(|address| {
        let mut refused = 0;
        for bytes in &sent {
            let answer = raw_and_gone(address, bytes);
            if answer.is_empty() {
                continue;
            }
            // What begins as HTTP/2 is answered in it, with settings first (RFC 9113, section 3.4).
            if bytes.starts_with(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") && answer.get(3) == Some(&4) {
                continue;
            }
            let text = String::from_utf8_lossy(&answer);
            let status =
                text.strip_prefix("HTTP/1.").and_then(|text| text.get(2..5)).and_then(|code| code.parse::<u16>().ok());
            let status = status.unwrap_or_else(|| panic!("{text} for {}", bytes.escape_ascii()));
            assert!((100..500).contains(&status), "{text} for {}", bytes.escape_ascii());
            refused += usize::from(status >= 400);
        }
        // Changes that spoil everything, or nothing, would test little.
        assert!(sent.len() > 10_000 && refused > 5000, "{refused} of {} refused", sent.len());
        // And it still answers.
        assert!(raw(address, good.as_bytes()).starts_with(b"HTTP/1.1 200 OK"));
        let metrics = raw(address, b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert!(String::from_utf8_lossy(&metrics).contains("\nwaystation_panics_total 0\n"));
    });
}
