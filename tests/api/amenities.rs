//! Does `GET /v1/amenities` list the words one can ask for, in both languages, with how many stations have each?

use super::server::{BUNDLED, FIVE};
use serde_json::{Value, json};

/// The words that the data contract lists at least, by group.
const VOCABULARY: &str = "seating air_conditioning heating shelter toilets shower nursing_room women_room sleeping \
    water hot_water microwave fridge canteen food_storage \
    phone_charging power_bank ebike_charging battery_swap ebike_repair bicycle_parking ebike_parking tyre_pump umbrella \
    first_aid medicine aed blood_pressure counselling clinic \
    legal_aid mediation wage_claims union_joining government_services job_board hardship_relief \
    library wifi training skills_contest gym yoga activity_room board_games meeting_room haircut matchmaking live_stage \
    wheelchair lockers parking lost_and_found";

fn entry<'a>(listed: &'a Value, word: &str) -> &'a Value {
    let amenities = listed["amenities"].as_array().unwrap();
    amenities.iter().find(|amenity| amenity["kind"] == word).unwrap_or_else(|| panic!("{word} is not listed"))
}

#[test]
fn every_word_of_the_contract_is_listed_with_labels_in_chinese_and_english() {
    let listed = BUNDLED.json("/v1/amenities");
    for word in VOCABULARY.split_whitespace() {
        let labels = &entry(&listed, word)["labels"];
        assert!(labels["en"].as_str().unwrap().is_ascii(), "{word}");
        assert!(!labels["zh"].as_str().unwrap().is_ascii(), "{word}");
    }
}

#[test]
fn stations_that_have_an_amenity_are_counted_once_and_only_where_in_use() {
    let listed = FIVE.json("/v1/amenities");
    for (word, stations) in [("water", 4), ("microwave", 3), ("toilets", 1), ("haircut", 1), ("gym", 0), ("sauna", 1)] {
        assert_eq!(entry(&listed, word)["stations"], stations, "{word}");
    }
}

#[test]
fn counts_equal_what_a_search_finds() {
    let listed = BUNDLED.json("/v1/amenities");
    for word in ["haircut", "legal_aid", "counselling", "station_mission"] {
        let stations = entry(&listed, word)["stations"].as_u64().unwrap();
        let found = BUNDLED.json(&format!("/v1/nearest?lon=60&lat=45&limit=100&amenity={word}"));
        assert_eq!(found["numberReturned"], stations.min(100), "{word}");
    }
}

#[test]
fn labels_follow_the_language() {
    for (query, label) in [("?lang=zh", "饮用水"), ("?lang=en", "Drinking water"), ("", "Drinking water")] {
        let listed = FIVE.json(&format!("/v1/amenities{query}"));
        assert_eq!(entry(&listed, "water")["label"], label, "{query}");
    }
}

#[test]
fn the_base_kit_is_a_preset_of_five() {
    let listed = FIVE.json("/v1/amenities");
    let kit = listed["presets"].as_array().unwrap().iter().find(|preset| preset["kind"] == "base_kit").unwrap();
    assert_eq!(kit["amenities"], json!(["water", "microwave", "seating", "phone_charging", "first_aid"]));
}

#[test]
fn the_answer_names_its_data() {
    let answer = FIVE.get("/v1/amenities");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json()["dataset"]["version"], answer.header("waystation-dataset"));
}

#[test]
fn other_parameters_are_refused() {
    for (query, param) in [("lang=de", "lang"), ("lang=", "lang"), ("lang=en&lang=en", "lang"), ("crs=wgs84", "crs")] {
        let problem = FIVE.get(&format!("/v1/amenities?{query}")).problem();
        assert_eq!((&problem["status"], &problem["errors"][0]["param"]), (&json!(400), &json!(param)), "{query}");
    }
}
