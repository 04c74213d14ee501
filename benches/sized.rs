//! What would a data set of a given size look like? Stations of a made-up country, as a city's open data or OpenStreetMap
//! has them; the same for the same count on any machine.
//!
//! Included by the benches with `#[path]`, and by `tests/memory`. Needs nothing but the standard library.

use std::io::{self, Write};

/// How much is said of each station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// About 300 bytes: name, address, hours, amenities and others, each as often as such data has it.
    Much,
    /// About 130 bytes: id, kind and a few amenities.
    Little,
}

/// A seeded generator: SplitMix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.uniform() * bound as f64) as usize
    }

    /// One of some, the first far more often than the last.
    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let place = (words.len() as f64 * self.uniform().powi(2)) as usize;
        words.get(place).copied().unwrap_or_default()
    }

    fn in_share(&mut self, share: f64) -> bool {
        self.uniform() < share
    }
}

const CITIES: usize = 2000;

const DISTRICTS: &[&str] = &[
    "金水区",
    "中原区",
    "二七区",
    "管城区",
    "惠济区",
    "郑东新区",
    "高新区",
    "经开区",
    "上街区",
    "中牟县",
    "巩义市",
    "荥阳市",
    "新密市",
    "登封市",
    "芝罘区",
    "莱山区",
    "福山区",
    "牟平区",
    "海曙区",
    "江北区",
    "鄞州区",
];

const ROADS: &[&str] = &[
    "人民路",
    "中山路",
    "建设路",
    "解放路",
    "花园路",
    "文化路",
    "经三路",
    "东风路",
    "农业路",
    "黄河路",
    "航海路",
    "陇海路",
    "嵩山路",
    "紫荆山路",
    "商城路",
    "未来路",
    "金水路",
    "健康路",
    "南阳路",
    "桐柏路",
];

const NAMES: &[&str] = &["户外劳动者驿站", "工会驿站", "爱心驿站", "暖心驿站", "司机之家", "环卫休息室", "骑手驿站"];

const OPERATORS: &[&str] = &["市总工会", "区总工会", "建设银行", "中国移动", "中国邮政", "街道办事处", "国家电网"];

const KINDS: &[&str] =
    &["union_station", "service_centre", "sanitation_rest_room", "courier_hub", "bank_branch", "library"];

const ACCESS: &[&str] = &["public", "members", "customers", "app"];

/// With how often each is there.
const AMENITIES: &[(&str, f64)] = &[
    ("water", 0.7),
    ("seating", 0.6),
    ("phone_charging", 0.5),
    ("microwave", 0.3),
    ("first_aid", 0.2),
    ("air_conditioning", 0.2),
    ("toilets", 0.2),
    ("wifi", 0.1),
    ("fridge", 0.05),
    ("ebike_charging", 0.05),
    ("library", 0.02),
    ("shower", 0.01),
    ("haircut", 0.005),
    ("yoga", 0.001),
];

/// Writes so many stations as a GeoJSON FeatureCollection. With another `edition` one in a thousand says something else.
///
/// # Errors
/// What the writer says.
pub fn write_geojson(out: &mut impl Write, count: usize, said: Said, edition: u64) -> io::Result<()> {
    let mut city_random = Random(1);
    let cities: Vec<(f64, f64, f64)> = (0..CITIES)
        .map(|_| {
            (75.0 + 58.0 * city_random.uniform(), 19.0 + 33.0 * city_random.uniform(), city_random.uniform() * 0.2)
        })
        .collect();
    let mut random = Random(42);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    for number in 0..count {
        let city = (CITIES as f64).powf(random.uniform()) as usize - 1;
        let (lon, lat, spread) = cities.get(city).copied().unwrap_or_default();
        // The sum of four is near enough to a bell.
        let mut strewn = || (0..4).map(|_| random.uniform() - 0.5).sum::<f64>() * spread;
        let (lon, lat) = (lon + strewn(), lat + strewn());
        let separator = if number == 0 { "" } else { ",\n" };
        write!(
            out,
            "{separator}{{\"type\":\"Feature\",\"id\":\"s{number}\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon:.6},{lat:.6}]}},\"properties\":{{"
        )?;
        match said {
            Said::Much => much(out, number, &mut random, edition)?,
            Said::Little => {
                write!(out, "\"kind\":\"{}\"", random.one_of(KINDS))?;
                amenities(out, &mut random, 0.2)?;
            }
        }
        out.write_all(b"}}")?;
    }
    out.write_all(b"\n]}\n")
}

fn much(out: &mut impl Write, number: usize, random: &mut Random, edition: u64) -> io::Result<()> {
    let (district, road) = (random.one_of(DISTRICTS), random.one_of(ROADS));
    write!(out, "\"name\":\"{road}{}\",\"kind\":\"{}\"", random.one_of(NAMES), random.one_of(KINDS))?;
    if random.in_share(0.6) {
        write!(out, ",\"address\":\"{road}{}号\"", 1 + random.below(400))?;
    }
    if random.in_share(0.4) {
        write!(out, ",\"district\":\"{district}\"")?;
    }
    if random.in_share(0.4) {
        write!(out, ",\"operator\":\"{}\"", random.one_of(OPERATORS))?;
    }
    if random.in_share(0.3) {
        write!(out, ",\"access\":\"{}\"", random.one_of(ACCESS))?;
    }
    if random.in_share(0.15) {
        write!(out, ",\"phone\":\"+86 371 {:08}\"", random.below(100_000_000))?;
    }
    if random.in_share(0.5) {
        let (opens, closes) = (6 + random.below(4), 17 + random.below(6));
        let days = random.one_of(&["Mo-Su", "Mo-Fr", "Mo-Sa"]);
        let minutes = 10 * random.below(6);
        write!(out, ",\"opening_hours\":\"{days} {opens:02}:{minutes:02}-{closes:02}:{minutes:02}\"")?;
    }
    if random.in_share(0.3) {
        write!(out, ",\"capacity\":{}", 2 + random.below(40))?;
    }
    if random.in_share(0.2) {
        write!(out, ",\"floor\":{},\"source:ref\":\"{:06x}\"", 1 + random.below(5), random.next() & 0xFF_FFFF)?;
    }
    if edition > 0 && number % 1000 == 7 {
        write!(out, ",\"edition\":{edition}")?;
    }
    amenities(out, random, 1.0)
}

fn amenities(out: &mut impl Write, random: &mut Random, times: f64) -> io::Result<()> {
    let there =
        AMENITIES.iter().filter(|(_, share)| random.in_share(share * times)).map(|(word, _)| format!("\"{word}\""));
    let there: Vec<String> = there.collect();
    if there.is_empty() { Ok(()) } else { write!(out, ",\"amenities\":[{}]", there.join(",")) }
}
