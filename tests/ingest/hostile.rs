//! Whatever becomes of the bytes, does nothing panic, and are the good records elsewhere kept?

use super::data::{collection, feature};
use serde_json::json;
use waystation::ingest::{Context, Setting, read_calendar, read_demand, read_regions, read_stations};

/// A small file with a bit of everything, between a good station before and one after.
fn small() -> (String, usize, usize) {
    let text = collection(&[
        feature("first", 1.0, 2.0, json!({"name": "first"})),
        feature(
            7,
            121.47,
            31.23,
            json!({
                "name": "站\n\"x\"", "kind": "library", "opening_hours": "Mo-Fr 09:00-18:00; PH off", "capacity": 20,
                "amenities": ["water", {"kind": "haircut", "opening_hours": "Fr[-1] 09:00-17:00", "note": "n"}],
                "amenities_absent": ["wifi"], "access": "public", "status": "operating", "timezone": "Asia/Shanghai",
                "drinking_water": "yes", "wheelchair": "limited", "opening_hours:zh": "周一至周日 9:00-21:00", "nested": {"a": [1, null]},
            }),
        ),
        feature("last", 3.0, 4.0, json!({"name": "last"})),
    ]);
    let start = text.match_indices('\n').nth(1).unwrap().0 + 1;
    let end = text.match_indices(",\n").last().unwrap().0;
    (text, start, end)
}

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

const BYTES: &[u8] = b"\"\\{}[],:0123456789-+.eEnulltruefalse \n\r\t\x00\x1b\x80\xc3\xff/*'";

/// One to three bytes of a part changed, taken out or put in.
fn mutate(bytes: &mut Vec<u8>, start: usize, mut end: usize, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = start + random.below(end - start);
        match random.below(4) {
            0 => bytes[at] = BYTES[random.below(BYTES.len())],
            1 => bytes[at] ^= 1 << random.below(8),
            2 => {
                bytes.remove(at);
                end -= 1;
            }
            _ => {
                bytes.insert(at, BYTES[random.below(BYTES.len())]);
                end += 1;
            }
        }
    }
}

#[test]
fn twenty_thousand_mutations_never_panic_and_the_good_records_stay() {
    let (text, start, end) = small();
    let mut random = Random(0x5EED_0003);
    let mut whole = 0;
    for _ in 0..20_000 {
        let mut bytes = text.as_bytes().to_vec();
        mutate(&mut bytes, start, end, &mut random);
        let intake = read_stations("s", &bytes, &Context::default(), &Setting::default(), |_, _| ()).intake;
        let kept: Vec<&str> = intake.records.iter().map(|station| station.id.as_str()).collect();
        let shown = || String::from_utf8_lossy(&bytes[start..]).into_owned();
        assert!(kept.contains(&"first"), "{}", shown());
        // A quote or bracket gone astray may swallow what follows; that is told.
        if kept.contains(&"last") {
            whole += 1;
        } else {
            assert!(!intake.rejections.is_empty(), "{} is lost without a word: {}", "last", shown());
        }
    }
    assert!(whole > 12_000, "{whole} of 20,000 kept both");
}

#[test]
fn mutations_anywhere_never_panic_in_any_reader() {
    let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
    let regions = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","id":"r","geometry":{square},"properties":{{"weight":3}}}}]}}"#
    );
    let csv = "cell,weight\n891f1d48177ffff,12.5\n\"891f1d48173ffff\",3\n";
    let days = "date,kind,name,as\n2026-10-01,holiday,\"x\",\n2026-10-10,workday,x,Mo\n";
    let mut random = Random(0x5EED_0004);
    for round in 0..6000 {
        let text = [small().0, regions.clone(), csv.to_owned(), days.to_owned()][round % 4].clone();
        let mut bytes = text.into_bytes();
        let end = bytes.len();
        mutate(&mut bytes, 0, end - 4, &mut random);
        let crs = waystation::geodesy::Crs::ALL[round % 3];
        read_stations("s", &bytes, &Context::default(), &Setting { crs, ..Setting::default() }, |_, _| ());
        read_regions("r", &bytes, crs);
        read_demand("d", &bytes, crs);
        read_calendar("c", &bytes);
    }
}
