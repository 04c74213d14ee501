//! By which words are the stations and regions of a data set found?

use super::data::{DataDir, collection, feature};
use serde_json::{Value, json};
use waystation::store::{Snapshot, Source, load};
use waystation::words::NoQuery;

fn snapshot() -> (DataDir, Snapshot) {
    let stations = [
        (
            "7",
            json!({"name": "郑东新区商务内环路工会驿站", "address": "郑州市商鼎路 78 号", "district": "郑东新区", "operator": "郑州市总工会"}),
        ),
        ("a", json!({"name": "长乐路驿站", "name:en": "Changle Road Café", "status": "closed"})),
        (
            "b",
            json!({"name": "驿站", "alt_name": "歇脚点;行者之家", "addr:street": "Königstraße", "addr:housenumber": 12}),
        ),
        ("c", json!({"name": "女贞路驿站", "note": "商鼎", "phone": "78"})),
        ("商鼎", json!({"name:zh": "绿城广场", "name:etymology": "greenery"})),
        ("d", json!({"address": "78"})),
    ];
    let stations: Vec<Value> = stations.into_iter().map(|(id, said)| feature(id, 113.7, 34.7, said)).collect();
    let square = json!({"type": "Polygon", "coordinates": [[[113, 34], [114, 34], [114, 35], [113, 35], [113, 34]]]});
    let regions = [
        ("410105", json!({"name": "金水区", "name:en": "Jinshui District", "address": "somewhere"})),
        ("410104", json!({"name": "管城回族区", "alt_name": "管城"})),
        ("x", json!({})),
    ];
    let region = |(id, said)| json!({"type": "Feature", "id": id, "geometry": square, "properties": said});
    let dir = DataDir::new()
        .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n")
        .with_stations("s.geojson", &stations)
        .with("r.geojson", collection(&regions.map(region)));
    let snapshot = load(&Source::Directory(dir.path().to_owned()), &|_, _, _| {}).unwrap();
    (dir, snapshot)
}

#[test]
fn stations_are_found_by_names_address_district_operator_and_id() {
    let (_dir, snapshot) = snapshot();
    assert!(!snapshot.is_search_prepared());
    for (asked, ids) in [
        ("驿站", &["b", "a", "c", "7"][..]),
        ("驿", &["b", "a", "c", "7"]),
        ("东新", &["7"]),
        ("总工会", &["7"]),
        ("商鼎路78号", &["7"]),
        // The id itself comes first.
        ("商鼎", &["商鼎", "7"]),
        (" 商鼎 ", &["商鼎", "7"]),
        ("7", &["7", "d"]),
        ("78", &["7", "d"]),
        ("changle ROAD", &["a"]),
        ("cafe", &["a"]),
        ("café chang", &["a"]),
        ("changlelu", &["a"]),
        ("changyue", &["a"]),
        ("zdxq", &["7"]),
        ("zhengdong", &["7"]),
        ("zheng dong yi", &["7"]),
        ("nvzhen", &["c"]),
        ("nuzhen", &["c"]),
        ("lvcheng", &["商鼎"]),
        ("xingzhe", &["b"]),
        ("xiejiaodian", &["b"]),
        ("歇脚点", &["b"]),
        ("konigstrasse 12", &["b"]),
        ("ＫÖＮＩＧ", &["b"]),
        ("12 驿站", &["b"]),
        // Inside a word no word begins, what is not a name has no pinyin, and nothing else is looked through.
        ("afe", &[]),
        ("shangding", &[]),
        ("greenery", &[]),
        ("驿站 nowhere", &[]),
    ] {
        let found = snapshot.search_stations(asked).unwrap();
        let found: Vec<&str> = found.iter().map(|ordinal| snapshot.index.stations()[*ordinal].id.as_str()).collect();
        assert_eq!(found, ids, "{asked}");
    }
}

#[test]
fn regions_are_found_by_names_in_any_language_and_by_id() {
    let (_dir, snapshot) = snapshot();
    snapshot.prepare_search();
    assert!(snapshot.is_search_prepared());
    for (asked, ids) in [
        ("金水", &["410105"][..]),
        ("jinshui", &["410105"]),
        ("gc", &["410104"]),
        ("区", &["410105", "410104"]),
        ("410104", &["410104"]),
        ("x", &["x"]),
        ("somewhere", &[]),
    ] {
        let found = snapshot.search_regions(asked).unwrap();
        let found: Vec<&str> = found.iter().map(|place| &*snapshot.regions[*place].id).collect();
        assert_eq!(found, ids, "{asked}");
    }
}

#[test]
fn a_text_without_words_is_refused() {
    let (_dir, snapshot) = snapshot();
    for (asked, why) in [("", NoQuery::NoWords), ("（！）", NoQuery::NoWords), (&*"站".repeat(8192), NoQuery::TooLong)]
    {
        assert_eq!(snapshot.search_stations(asked), Err(why));
        assert_eq!(snapshot.search_regions(asked), Err(why));
    }
}
