//! What is read of a station's properties, and what is told of those that are odd?

use super::data::{collection, feature};
use super::load::{amenities, features, file, ids, refused, shown, warned};
use serde_json::{Value, json};
use waystation::store::Snapshot;

/// One station `x` with these properties, and a name.
fn station(mut properties: Value) -> Snapshot {
    if properties.get("name").is_none() {
        properties["name"] = json!("n");
    }
    let snapshot = features(&[feature("x", 1.0, 2.0, properties)]);
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec!["x"], vec![]));
    snapshot
}

/// The reasons told of station `x`.
fn doubts(snapshot: &Snapshot) -> Vec<String> {
    let of_x = |told: String| told.strip_prefix("s.geojson:2 [0] x: ").unwrap_or_else(|| panic!("{told}")).to_owned();
    warned(snapshot).into_iter().map(of_x).collect()
}

#[test]
fn a_station_without_a_name_is_kept_with_a_warning() {
    for properties in [json!({}), Value::Null, json!({"name": null}), json!({"name": ""}), json!({"name": "  "})] {
        let snapshot = features(&[feature("x", 1.0, 2.0, properties.clone())]);
        assert_eq!(
            (ids(&snapshot), doubts(&snapshot)),
            (vec!["x"], vec!["no name: it is shown by its kind".to_owned()]),
            "{properties}"
        );
    }
    for properties in [json!({"name:zh": "站"}), json!({"name:en": "S"})] {
        assert_eq!(doubts(&features(&[feature("x", 1.0, 2.0, properties)])), [""; 0]);
    }
    let told = doubts(&features(&[feature("x", 1.0, 2.0, json!({"name": true}))]));
    assert!(told[0].contains("\"name\" is true or false, a text is expected"), "{told:?}");
}

#[test]
fn who_reads_a_name_or_hours_meets_a_text_whatever_the_source_wrote() {
    for (name, shown_as) in
        [(json!(5), Some("5")), (json!(-2.50), Some("-2.5")), (json!(["a"]), None), (json!(true), None)]
    {
        let snapshot = station(json!({"name": name}));
        let shown = shown(&snapshot);
        assert_eq!((shown.get("name").and_then(Value::as_str), &shown["source:name"]), (shown_as, &name), "{name}");
        assert_eq!(snapshot.index.stations()[0].name.as_deref(), shown_as);
        assert_eq!(doubts(&snapshot).len(), if shown_as.is_some() { 1 } else { 2 }, "{:?}", doubts(&snapshot));
    }
    let shown_hours = shown(&station(json!({"opening_hours": 5, "phone": 5})));
    assert_eq!((shown_hours.get("opening_hours"), &shown_hours["source:opening_hours"]), (None, &json!(5)));
    assert_eq!(shown_hours["phone"], 5, "what nobody works with stays as it is");
}

#[test]
fn a_long_name_is_kept_and_remarked_upon() {
    let long = "长".repeat(10_000 / 3);
    let snapshot = station(json!({"name": long}));
    assert_eq!(shown(&snapshot)["name"], json!(long));
    assert_eq!(doubts(&snapshot), ["\"name\" is 3333 characters long"]);
}

#[test]
fn characters_that_do_not_show_are_left_out_of_a_name_and_told() {
    for (name, visible) in [
        ("a\u{0}b", "ab"),
        ("a\u{1b}[2Jb", "a[2Jb"),
        ("\u{202e}abc\u{202c}", "abc"),
        ("a\u{2066}b\u{2069}", "ab"),
        ("a\nb", "ab"),
        ("a\u{200f}b", "ab"),
        ("a\u{85}b", "ab"),
    ] {
        let snapshot = station(json!({"name": name}));
        assert_eq!(shown(&snapshot)["name"], visible, "{name:?}");
        let told = doubts(&snapshot);
        assert!(told.len() == 1 && told[0].contains("control or direction characters"), "{name:?}: {told:?}");
    }
    let snapshot = station(json!({"name": "\u{202e}\u{0}"}));
    assert!(doubts(&snapshot).iter().any(|told| told.starts_with("no name")), "{:?}", warned(&snapshot));
}

#[test]
fn a_text_that_is_no_unicode_does_not_spoil_the_answer() {
    for member in
        [r#""name":"\ud800""#, r#""name":"n","address":"\udc00x""#, r#""name":"n","a":{"b":["\ud800\ud800"]}"#]
    {
        let text = collection(&[feature("x", 1.0, 2.0, json!({"name": "n"}))]).replace(r#""name":"n""#, member);
        let snapshot = file(text);
        if snapshot.index.len() == 1 {
            shown(&snapshot);
        } else {
            assert_eq!(refused(&snapshot).len(), 1, "{member}");
        }
    }
}

#[test]
fn a_word_outside_the_vocabulary_is_kept_with_a_warning() {
    let snapshot = station(json!({"kind": "tea_house"}));
    assert_eq!(doubts(&snapshot), ["kind \"tea_house\" is outside the vocabulary: kept"]);
    assert_eq!(shown(&snapshot)["kind"], "tea_house");
    let snapshot = station(json!({"kind": "libary"}));
    assert_eq!(doubts(&snapshot), ["kind \"libary\" is outside the vocabulary, perhaps \"library\" is meant: kept"]);
    let snapshot = station(json!({"amenities": ["sauna", "watr"], "amenities_absent": ["pool"]}));
    assert_eq!(amenities(&snapshot), (vec!["sauna", "watr"], vec!["pool"]));
    assert_eq!(
        doubts(&snapshot),
        [
            "amenity \"sauna\" is outside the vocabulary: kept",
            "amenity \"watr\" is outside the vocabulary, perhaps \"water\" is meant: kept",
            "amenity \"pool\" is outside the vocabulary: kept",
        ]
    );
    assert!(snapshot.lexicon.amenity("sauna").is_some());
}

#[test]
fn a_word_outside_a_closed_list_is_unknown_with_a_warning() {
    let snapshot = station(json!({"status": "Operational"}));
    assert_eq!(
        doubts(&snapshot),
        [
            "status \"Operational\" is not in the vocabulary: read as \"unknown\", so that it is never found; is \"operating\" meant?"
        ]
    );
    let snapshot = station(json!({"access": "private"}));
    assert_eq!(doubts(&snapshot), ["access \"private\" is not in the vocabulary: read as \"unknown\""]);
    let shown = shown(&snapshot);
    assert_eq!((&shown["access"], &shown["source:access"]), (&json!("unknown"), &json!("private")));
    for (key, value) in
        [("status", json!(1)), ("access", json!(["public"])), ("status", json!("")), ("access", json!(true))]
    {
        let mut properties = json!({});
        properties[key] = value.clone();
        let told = doubts(&station(properties));
        assert!(told.len() == 1 && told[0].starts_with(key) && told[0].contains("unknown"), "{key} {value}: {told:?}");
    }
    for word in ["public", "members", "staff", "app", "code", "customers", "unknown"] {
        assert_eq!(doubts(&station(json!({"access": word}))), [""; 0], "{word}");
    }
    for word in ["operating", "closed", "maintenance", "planned"] {
        assert_eq!(doubts(&station(json!({"status": word}))), [""; 0], "{word}");
    }
}

#[test]
fn amenities_are_words_or_objects_with_hours_note_and_access() {
    let snapshot = station(json!({"amenities": [
        "water",
        {"kind": "microwave"},
        {"kind": "haircut", "opening_hours": "Fr[-1] 09:00-17:00", "note": "free", "access": "members", "price": {"cny": 0}},
    ]}));
    assert_eq!((amenities(&snapshot).0, doubts(&snapshot)), (vec!["water", "microwave", "haircut"], vec![]));
    let haircut = &shown(&snapshot)["amenities"][2];
    for (name, value) in [
        ("kind", json!("haircut")),
        ("opening_hours", json!("Fr[-1] 09:00-17:00")),
        ("note", json!("free")),
        ("access", json!("members")),
        ("price", json!({"cny": 0})),
    ] {
        assert_eq!(haircut[name], value, "{name}");
    }
}

#[test]
fn an_amenity_of_which_something_is_said_stands_once_wherever_its_bare_word_does() {
    let said = json!({"kind": "water", "opening_hours": "24/7"});
    for list in [json!(["water", said]), json!([said, "water"]), json!(["water", said, "water", {"kind": "water"}])] {
        let snapshot = station(json!({"amenities": list}));
        let shown = shown(&snapshot)["amenities"].clone();
        assert_eq!((amenities(&snapshot).0, &shown[0]["opening_hours"]), (vec!["water"], &json!("24/7")), "{list}");
    }
}

#[test]
fn an_odd_entry_of_a_list_costs_only_itself() {
    for (list, has, told) in [
        (json!(["water", 5, "wifi"]), "water wifi", 1),
        (json!(["water", null]), "water", 1),
        (json!(["water", ""]), "water", 1),
        (json!(["water", "  "]), "water", 1),
        (json!(["water", {}]), "water", 1),
        (json!(["water", {"kind": ""}]), "water", 1),
        (json!(["water", {"kind": 7}]), "water", 1),
        (json!(["water", ["wifi"]]), "water", 1),
        (json!(["water", "x".repeat(101)]), "water", 1),
        (json!([" water "]), "water", 0),
        (json!([]), "", 0),
        (json!("water,wifi"), "", 1),
        (json!({"water": true}), "", 1),
        (json!(true), "", 1),
        (Value::Null, "", 0),
    ] {
        let snapshot = station(json!({"amenities": list}));
        assert_eq!((amenities(&snapshot).0.join(" ").as_str(), doubts(&snapshot).len()), (has, told), "{list}");
    }
    for (list, lacks, told) in
        [(json!(["water", 5]), "water", 1), (json!("water"), "", 1), (json!([{"kind": "water"}]), "", 1)]
    {
        let snapshot = station(json!({"amenities_absent": list}));
        assert_eq!((amenities(&snapshot).1.join(" ").as_str(), doubts(&snapshot).len()), (lacks, told), "{list}");
    }
}

#[test]
fn what_is_said_to_be_there_and_not_there_is_unknown() {
    for properties in [
        json!({"amenities": ["water"], "amenities_absent": ["water"]}),
        json!({"amenities": [{"kind": "water"}], "drinking_water": "no"}),
        json!({"amenities_absent": ["water"], "drinking_water": "yes"}),
    ] {
        let snapshot = station(properties.clone());
        assert_eq!(amenities(&snapshot), (vec![], vec![]), "{properties}");
        assert_eq!(doubts(&snapshot), ["water is said both to be there and not to be there: it counts as unknown"]);
    }
}

#[test]
fn osm_tags_that_say_the_same_are_understood() {
    for (properties, has, lacks, kind) in [
        (json!({"drinking_water": "yes"}), "water", "", "other"),
        (json!({"drinking_water": "no"}), "", "water", "other"),
        (json!({"drinking_water": "limited"}), "", "", "other"),
        (json!({"drinking_water": "untreated"}), "", "", "other"),
        (json!({"toilets": "yes", "shower": "no"}), "toilets", "shower", "other"),
        (json!({"air_conditioning": "yes", "bench": "yes"}), "air_conditioning seating", "", "other"),
        (json!({"wheelchair": "yes"}), "wheelchair", "", "other"),
        (json!({"wheelchair": "no"}), "", "wheelchair", "other"),
        (json!({"wheelchair": "limited"}), "", "", "other"),
        (json!({"internet_access": "wlan"}), "wifi", "", "other"),
        (json!({"internet_access": "wifi"}), "wifi", "", "other"),
        (json!({"internet_access": "yes"}), "wifi", "", "other"),
        (json!({"internet_access": "no"}), "", "wifi", "other"),
        (json!({"internet_access": "terminal"}), "", "", "other"),
        (json!({"amenity": "toilets"}), "toilets", "", "public_toilet"),
        (json!({"amenity": "drinking_water"}), "water", "", "drinking_water"),
        (json!({"amenity": "shelter"}), "shelter", "", "other"),
        (json!({"amenity": "library"}), "library", "", "library"),
        (json!({"amenity": "library", "kind": "union_station"}), "library", "", "union_station"),
        (json!({"toilets": true, "shower": false}), "toilets", "shower", "other"),
        (json!({"toilets": "yes", "amenities": ["toilets"]}), "toilets", "", "other"),
    ] {
        let snapshot = station(properties.clone());
        let (found, missing) = amenities(&snapshot);
        assert_eq!((found.join(" ").as_str(), missing.join(" ").as_str()), (has, lacks), "{properties}");
        let shown = shown(&snapshot);
        assert_eq!(shown["kind"], kind, "{properties}");
        // Whatever a tag says is carried through, as a note where it says neither yes nor no.
        for (name, value) in properties.as_object().unwrap() {
            assert!(["amenities", "kind"].contains(&name.as_str()) || shown[name] == *value, "{name} in {shown}");
        }
    }
}

#[test]
fn a_whole_number_is_one_however_it_is_spelled() {
    for (spelled, taken) in [("20.0", 20), ("1e2", 100), ("-0", 0), ("4.294967295e9", u32::MAX)] {
        let text =
            collection(&[feature("x", 1.0, 2.0, json!({"name": "n", "capacity": "#"}))]).replace("\"#\"", spelled);
        let snapshot = file(text);
        assert_eq!((snapshot.index.stations()[0].capacity, warned(&snapshot)), (Some(taken), vec![]), "{spelled}");
        let shown = shown(&snapshot);
        assert_eq!((&shown["capacity"], shown.get("source:capacity")), (&json!(taken), None));
    }
}

#[test]
fn only_a_whole_number_of_people_is_a_capacity() {
    for (capacity, taken) in [("0", Some(0)), ("20", Some(20)), ("4294967295", Some(4_294_967_295u32))] {
        let text =
            collection(&[feature("x", 1.0, 2.0, json!({"name": "n", "capacity": "#"}))]).replace("\"#\"", capacity);
        let snapshot = file(text);
        assert_eq!((snapshot.index.stations()[0].capacity, warned(&snapshot)), (taken, vec![]), "{capacity}");
        assert_eq!(shown(&snapshot)["capacity"].to_string(), capacity);
    }
    for capacity in ["-1", "1.5", "\"20\"", "true", "[20]", "{}", "4294967296", "1e10", "99999999999999999999", "\"\""]
    {
        let text =
            collection(&[feature("x", 1.0, 2.0, json!({"name": "n", "capacity": "#"}))]).replace("\"#\"", capacity);
        let snapshot = file(text);
        assert_eq!(snapshot.index.stations()[0].capacity, None, "{capacity}");
        assert_eq!(shown(&snapshot).get("capacity"), None, "{capacity}");
        let told = warned(&snapshot);
        assert!(
            told.len() == 1 && told[0].starts_with("s.geojson:2 [0] x: capacity ") && told[0].ends_with("dropped"),
            "{told:?}"
        );
    }
}

#[test]
fn a_source_cannot_speak_for_what_is_computed() {
    let said = json!({"distance_m": -5, "bearing_deg": "x", "open": true, "arrives_at": 1, "open_at_arrival": 1, "closes_in_s": 1});
    let shown = shown(&station(said.clone()));
    assert_eq!((&shown["distance_m"], &shown["open"]), (&json!(0), &json!({"state": "unknown"})));
    for (name, value) in said.as_object().unwrap() {
        assert_eq!(&shown[format!("source:{name}")], value, "{name}");
    }
    assert_eq!(shown.get("arrives_at"), None);
}

#[test]
fn a_property_given_twice_is_told_and_the_last_counts() {
    let text = collection(&[feature("x", 1.0, 2.0, json!({"name": "n"}))])
        .replace(r#""name":"n""#, r#""name":"first","name":"last""#);
    let snapshot = file(text);
    assert_eq!(shown(&snapshot)["name"], "last");
    assert_eq!(doubts(&snapshot), ["a property is given twice: the last one counts"]);

    // Of a name that means nothing to us too, among few and among many, even where the last says nothing.
    let many: String = (0..100).map(|number| format!(r#""x{number}":{number},"#)).collect();
    for (more, last, expected) in [("", "2", json!(2)), ("", "null", Value::Null), (many.as_str(), "null", Value::Null)]
    {
        let text = collection(&[feature("x", 1.0, 2.0, json!({"name": "n"}))])
            .replace(r#""name":"n""#, &format!(r#""floor":1,{more}"name":"n","floor":{last}"#));
        let snapshot = file(text);
        assert_eq!(shown(&snapshot).get("floor").unwrap_or(&Value::Null), &expected);
        assert_eq!(doubts(&snapshot), ["a property is given twice: the last one counts"]);
    }
}

#[test]
fn a_preset_in_the_data_means_all_its_amenities() {
    let snapshot = station(json!({"name": "n", "amenities": ["base_kit"], "amenities_absent": ["shower"]}));
    let of_first = &snapshot.index.stations()[0];
    let words: Vec<&str> =
        of_first.amenities.iter().map(|amenity| snapshot.lexicon.amenity_word(amenity.kind)).collect();
    assert_eq!(words, ["water", "microwave", "seating", "phone_charging", "first_aid"]);
    assert!(doubts(&snapshot).is_empty(), "{:?}", doubts(&snapshot));
}

#[test]
fn a_member_of_a_feature_given_twice_is_told_and_the_last_counts() {
    let text = collection(&[feature("x", 1.0, 2.0, json!({"name": "n"}))]);
    let twice = text.replace("\"id\":\"x\"", "\"id\":\"first\",\"id\":\"x\"");
    let snapshot = file(twice);
    assert_eq!(ids(&snapshot), ["x"]);
    assert_eq!(doubts(&snapshot), ["\"id\" is given twice: the last one counts"]);
}
