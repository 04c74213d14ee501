//! How long does a search by words take among 200,000 and a million stations? Beside reading every text.

use std::hint::black_box;
use std::time::{Duration, Instant};
use waystation::words::{Class, Query, Words};

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each question is asked.
const TIMES: usize = 41;

/// SplitMix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % count as u64) as usize
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const CITIES: &[&str] =
    &["郑州市", "杭州市", "沈阳市", "烟台市", "长沙市", "重庆市", "西安市", "厦门市", "成都市", "武汉市"];
const DISTRICTS: &[&str] = &[
    "郑东新区",
    "金水区",
    "二七区",
    "中原区",
    "管城回族区",
    "惠济区",
    "上街区",
    "西湖区",
    "拱墅区",
    "滨江区",
    "余杭区",
    "和平区",
    "沈河区",
    "铁西区",
    "芝罘区",
    "福山区",
    "岳麓区",
    "渝中区",
    "雁塔区",
    "思明区",
    "武侯区",
    "江汉区",
];
/// Characters of which roads and communities are called.
const CHARACTERS: &[&str] = &[
    "中", "山", "人", "民", "解", "放", "建", "设", "和", "平", "东", "西", "南", "北", "长", "江", "黄", "河", "金",
    "水", "花", "园", "文", "化", "农", "业", "商", "城", "大", "学", "科", "技", "新", "华", "光", "明", "青", "年",
    "红", "旗", "友", "谊", "胜", "利", "前", "进", "工", "人", "劳", "动", "朝", "阳", "春", "风", "秋", "月", "玉",
    "泉", "龙", "凤", "福", "寿", "康", "宁", "永", "安", "兴", "隆", "顺", "达", "通", "海", "天", "云", "松", "柏",
    "梅", "兰", "竹", "菊",
];
const PLACES: &[&str] = &["社区", "街道", "广场", "小区", "公园", "地铁站", "党群服务中心", "商圈", "产业园", "银行"];
const KINDS: &[&str] =
    &["驿站", "户外劳动者驿站", "工会驿站", "暖心驿站", "户外劳动者服务站点", "职工之家", "爱心驿站"];
const OPERATORS: &[&str] = &["市总工会", "街道办事处", "城管局", "邮政储蓄银行", "社区居委会"];

/// Names and what else is said of a station.
struct Station {
    names: Vec<String>,
    about: Vec<String>,
}

fn stations(count: usize) -> Vec<Station> {
    let mut random = Random(11);
    (0..count)
        .map(|number| {
            let called = |random: &mut Random| -> String {
                (0..2 + random.below(2)).map(|_| random.one_of(CHARACTERS)).collect()
            };
            let (city, district) = (random.one_of(CITIES), random.one_of(DISTRICTS));
            let (road, place) = (called(&mut random), called(&mut random));
            let kind = random.one_of(KINDS);
            let name = format!("{}{place}{}{kind}", if number % 3 == 0 { district } else { "" }, random.one_of(PLACES));
            let english = (number % 10 == 0).then(|| format!("Rest station {number} by the café"));
            Station {
                names: [name].into_iter().chain(english).collect(),
                about: vec![
                    format!("{city}{district}{road}路{}号", 1 + random.below(400)),
                    district.to_owned(),
                    format!("{district}{}", random.one_of(OPERATORS)),
                ],
            }
        })
        .collect()
}

/// The median and the longest of what asking takes.
fn timed(times: usize, mut ask: impl FnMut() -> usize) -> (Duration, Duration, usize) {
    let mut found = 0;
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let began = Instant::now();
            found = black_box(ask());
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() - 1], found)
}

fn main() {
    // Asked to list its benches, as test runners do, it has none.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    for count in [200_000, 1_000_000] {
        let stations = stations(count);
        let texts = |station: &Station| station.names.iter().chain(&station.about).map(String::len).sum::<usize>();
        let text_bytes: usize = stations.iter().map(texts).sum();
        let began = Instant::now();
        let words = Words::build(count as u32, |number, class, each| {
            let station = &stations[number as usize];
            let texts = if class == Class::Name { &station.names } else { &station.about };
            texts.iter().for_each(|text| each(text));
        });
        println!(
            "{count} stations with {:.0} bytes of text each: built in {:?}, {:.1} bytes a station beside the texts",
            text_bytes as f64 / count as f64,
            began.elapsed(),
            words.bytes() as f64 / count as f64
        );
        println!("asked for | found | median µs | longest µs | scan µs");
        for asked in [
            "驿站",
            "站",
            "户外劳动者驿站",
            "郑州市",
            "郑东新区",
            "中山路",
            "玉泉梅兰",
            "寿柏凤社区",
            "金水区 户外 驿站",
            "路 号 区 站",
            "yizhan",
            "yz",
            "hwldz",
            "zhengdong",
            "zdxq",
            "zhengdongxinqu",
            "yuquan she",
            "z",
            "rest",
            "Café",
            "station 120",
            "1",
            "rest station by the cafe",
            "nowhere",
            "不存在",
        ] {
            let query = Query::parse(asked).expect("it asks for something");
            let (median, longest, found) = timed(TIMES, || words.find(&query).numbers.len());
            let folded = asked.to_lowercase();
            let (scanned, ..) = timed(1, || {
                let has = |station: &&Station, word: &str| {
                    station.names.iter().chain(&station.about).any(|text| text.to_lowercase().contains(word))
                };
                stations.iter().filter(|station| folded.split(' ').all(|word| has(station, word))).count()
            });
            println!("{asked} | {found} | {} | {} | {}", median.as_micros(), longest.as_micros(), scanned.as_micros());
        }
    }
}
