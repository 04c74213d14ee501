//! What is told of regions and demand, record by record, with the id of each?

use super::data::{DataDir, collection, feature};
use super::load::{loaded, refused, warned};
use serde_json::{Value, json};
use waystation::coverage::DemandPlace;
use waystation::store::Snapshot;

/// A feature with a geometry.
fn record(id: Value, geometry: Value, properties: Value) -> Value {
    let mut record = json!({"type": "Feature", "geometry": geometry, "properties": properties});
    if !id.is_null() {
        record["id"] = id;
    }
    record
}

fn polygon(corners: Value) -> Value {
    json!({"type": "Polygon", "coordinates": [corners]})
}

fn square() -> Value {
    polygon(json!([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]))
}

/// Regions and demand of these texts beside one station.
fn with(regions: &str, demand: &str) -> Snapshot {
    let list =
        "[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"d.geojson\"\n";
    let dir = DataDir::new()
        .with("dataset.toml", list)
        .with_stations("s.geojson", &[feature("s", 1.0, 2.0, json!({"name": "S"}))])
        .with("r.geojson", regions)
        .with("d.geojson", demand);
    loaded(dir.path())
}

/// These records as regions and as demand, told of with the file's name left out.
fn both(records: &[Value]) -> [Vec<String>; 2] {
    let text = collection(records);
    let snapshot = with(&text, &text);
    let of =
        |file: &str| refused(&snapshot).iter().filter_map(|told| told.strip_prefix(file)).map(str::to_owned).collect();
    [of("r.geojson:"), of("d.geojson:")]
}

#[test]
fn a_refused_region_or_demand_is_told_with_its_id_wherever_that_can_be_read() {
    let unclosed = polygon(json!([[0, 0], [1, 0], [1, 1], [0, 1]]));
    let line = json!({"type": "LineString", "coordinates": [[0, 0], [1, 1]]});
    let weight = |mut properties: Value| {
        properties["weight"] = json!(1);
        properties
    };
    let bad = [
        (record(json!("unclosed"), unclosed.clone(), weight(json!({}))), "unclosed", "not closed"),
        (record(json!(7), line.clone(), weight(json!({}))), "7", "the geometry is a LineString"),
        (record(Value::Null, unclosed, weight(json!({"id": "of property"}))), "of property", "not closed"),
        (record(json!([]), line, weight(json!({"id": 8}))), "8", "the geometry is a LineString"),
        (
            record(json!("empty"), json!({"type": "MultiPolygon", "coordinates": []}), weight(json!({}))),
            "empty",
            "empty",
        ),
        (record(json!("none"), Value::Null, weight(json!({}))), "none", "there is no geometry"),
        (record(json!("a list"), square(), json!([1])), "a list", "\"properties\" is an array"),
        (
            json!({"type": "Point", "id": "typed", "geometry": square(), "properties": {"weight": 1}}),
            "typed",
            "\"type\" is \"Point\"",
        ),
    ];
    let records: Vec<Value> = bad.iter().map(|(record, ..)| record.clone()).collect();
    for told in both(&records) {
        assert_eq!(told.len(), bad.len(), "{told:#?}");
        for (place, (told, (_, id, reason))) in told.iter().zip(&bad).enumerate() {
            let head = format!("{} [{place}] {id}: ", place + 2);
            assert!(told.starts_with(&head) && told.contains(reason), "{head}… {reason}: {told}");
        }
    }
    let told =
        refused(&with(&collection(&[]), &collection(&[record(json!("heavy"), square(), json!({"weight": "5"}))])));
    assert_eq!(told, ["d.geojson:2 [0] heavy: weight \"5\" is not a number"]);
}

#[test]
fn what_is_no_json_is_told_with_the_id_that_stands_before_the_fault() {
    let text = collection(&[
        record(json!("x"), square(), json!({"weight": 1})),
        record(json!("y"), square(), json!({"weight": 1})),
    ]);
    // As Python writes what is no number. The id stands behind the geometry there, and is moved before it.
    let text = text.replacen("{\"geometry\"", "{\"id\":\"x\",\"geometry\"", 1).replacen(
        ",\"id\":\"x\",\"properties\"",
        ",\"properties\"",
        1,
    );
    let text = text.replacen("[1,1]", "[NaN,1]", 1);
    let snapshot = with(&text, &text);
    let told = refused(&snapshot);
    assert_eq!((snapshot.regions.len(), snapshot.demand[0].records.len(), told.len()), (1, 1, 2), "{told:?}");
    for (told, file) in told.iter().zip(["r", "d"]) {
        assert!(told.starts_with(&format!("{file}.geojson:2 [0] x: not a JSON object")), "{told}");
    }
}

#[test]
fn a_row_of_demand_that_is_refused_is_told_with_its_id() {
    let dir = DataDir::new()
        .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\n[[demand]]\npath = \"d.csv\"\n")
        .with_stations("s.geojson", &[feature("s", 1.0, 2.0, json!({"name": "S"}))])
        .with("d.csv", "id,lon,lat,weight\na,1,2,x\n,150,99,1\nc,1,2,3\n");
    let told = refused(&loaded(dir.path()));
    assert_eq!(told, ["d.csv:2 [0] a: weight \"x\" is not a number", "d.csv:3 [1]: lat 99 is outside -90..90"]);
}

#[test]
fn demand_of_a_wrong_geometry_is_told_what_is_taken() {
    let taken = "a Point, Polygon or MultiPolygon is expected";
    for (geometry, reason) in [
        (
            json!({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}),
            format!("the geometry is a LineString, {taken}"),
        ),
        (json!({"coordinates": [0, 0]}), format!("the geometry has no \"type\": {taken}")),
        (json!(5), format!("\"geometry\" is a number, {taken}")),
        (Value::Null, format!("there is no geometry: {taken}")),
        (
            json!({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}),
            "the geometry is a MultiPoint of 2 positions, a Point is expected".to_owned(),
        ),
        (json!({"type": "Point", "coordinates": ["1", 2]}), "lon is a text (\"1\"), a number is expected".to_owned()),
    ] {
        let snapshot =
            with(&collection(&[]), &collection(&[record(json!("x"), geometry.clone(), json!({"weight": 1}))]));
        assert_eq!(refused(&snapshot), [format!("d.geojson:2 [0] x: {reason}")], "{geometry}");
    }
}

#[test]
fn a_multipoint_of_one_position_is_taken_as_demand_as_it_is_as_a_station() {
    let geometry = json!({"type": "MultiPoint", "coordinates": [[113.65, 34.75]]});
    let text = collection(&[record(json!("x"), geometry, json!({"weight": 3}))]);
    let snapshot = with(&collection(&[]), &text);
    let demand = &snapshot.demand[0].records[0];
    let DemandPlace::Position(position) = demand.place else { panic!("{demand:?}") };
    assert_eq!((position.lon(), position.lat(), demand.weight), (113.65, 34.75, 3.0));
    let told: Vec<String> = warned(&snapshot).into_iter().filter(|told| told.contains("[0]")).collect();
    assert_eq!(told, ["d.geojson:2 [0] x: the geometry is a MultiPoint of one position, read as a Point"]);
}

#[test]
fn a_region_without_a_name_is_taken_with_a_warning() {
    for (properties, reason) in [
        (json!({}), "no name: it is shown by its id"),
        (json!({"name": null}), "no name: it is shown by its id"),
        (json!({"name": " "}), "no name: it is shown by its id"),
        (json!({"name": 5}), "\"name\" is a number, a text is expected"),
    ] {
        let snapshot = with(&collection(&[record(json!("x"), square(), properties)]), &collection(&[]));
        assert_eq!(snapshot.regions.len(), 1);
        assert_eq!(warned(&snapshot)[0], format!("r.geojson:2 [0] x: {reason}"));
    }
    let snapshot = with(&collection(&[record(json!("x"), square(), json!({"name": "X"}))]), &collection(&[]));
    assert_eq!(warned(&snapshot), ["d.geojson: the file holds no features"]);
}

#[test]
fn an_area_that_crosses_itself_is_taken_with_a_warning_that_says_where() {
    let bow_tie = json!([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]);
    let crossing = json!({"type": "MultiPolygon", "coordinates": [[[[5, 5], [6, 5], [6, 6], [5, 5]]], [[[-1, -1], [9, -1], [9, 9], [-1, 9], [-1, -1]], bow_tie]]});
    let text = collection(&[
        record(json!("good"), square(), json!({"name": "n", "weight": 1})),
        record(json!("tie"), polygon(bow_tie), json!({"name": "n", "weight": 1})),
        record(json!("hole"), crossing, json!({"name": "n", "weight": 1})),
    ]);
    let snapshot = with(&text, &text);
    assert_eq!((refused(&snapshot), snapshot.regions.len(), snapshot.demand[0].records.len()), (vec![], 3, 3));
    let told = warned(&snapshot);
    let even = "what it encloses an even number of times counts as outside";
    for (told, file) in told.chunks(2).zip(["r", "d"]) {
        assert_eq!(told[0], format!("{file}.geojson:3 [1] tie: polygon 0, ring 0 crosses itself near [0, 2]: {even}"));
        assert_eq!(told[1], format!("{file}.geojson:4 [2] hole: polygon 1, ring 1 crosses itself near [0, 2]: {even}"));
    }
    assert_eq!(told.len(), 4, "{told:#?}");
}

#[test]
fn a_hole_that_reaches_out_of_its_area_is_taken_with_a_warning_that_says_where() {
    let ring = |west: f64, width: f64| {
        let east = west + width;
        json!([[west, 1], [east, 1], [east, 1.5], [west, 1.5], [west, 1]])
    };
    let exterior = json!([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]);
    let of = |holes: &[Value]| {
        let rings: Vec<Value> = std::iter::once(&exterior).chain(holes).cloned().collect();
        json!({"type": "MultiPolygon", "coordinates": [[exterior], rings]})
    };
    let named = |id: &str, geometry| record(json!(id), geometry, json!({"name": id, "weight": 1}));
    let text = collection(&[
        named("within", of(&[ring(0.5, 0.25), ring(1.0, 1.0)])),
        named("out", of(&[ring(0.5, 0.25), ring(1.5, 1.0), ring(7.0, 1.0)])),
    ]);
    let snapshot = with(&text, &text);
    assert_eq!((refused(&snapshot), snapshot.regions.len(), snapshot.demand[0].records.len()), (vec![], 2, 2));
    let told = warned(&snapshot);
    for (told, file) in told.chunks(2).zip(["r", "d"]) {
        let within = "a hole takes away only what lies within";
        for (told, (ring, near)) in told.iter().zip([(2, "[2, 0]"), (3, "[7, 1]")]) {
            let reason = format!("polygon 1, ring {ring} reaches out of ring 0 near {near}: {within}");
            assert_eq!(*told, format!("{file}.geojson:3 [1] out: {reason}"));
        }
    }
    assert_eq!(told.len(), 4, "{told:#?}");
}

#[test]
fn an_area_that_goes_the_long_way_around_the_earth_is_taken_with_a_warning() {
    let corners = |west: f64, east: f64| polygon(json!([[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]));
    let named = |id: &str, geometry| record(json!(id), geometry, json!({"name": id, "weight": 1}));
    let records = [
        named("long", corners(170.0, -170.0)),
        named("half", corners(-90.0, 90.0)),
        named("world", corners(-180.0, 180.0)),
    ];
    let text = collection(&records);
    let told = warned(&with(&text, &text));
    assert_eq!(told.len(), 2, "{told:?}");
    for (told, file) in told.iter().zip(["r", "d"]) {
        let begins =
            format!("{file}.geojson:2 [0] long: polygon 0, ring 0 goes from [170, 0] to [-170, 0] the long way");
        assert!(told.starts_with(&begins), "{told}");
    }
}

#[test]
fn what_is_given_twice_is_told_of_regions_and_demand_and_the_last_counts() {
    let text = collection(&[record(json!("x"), square(), json!({"name": "n", "weight": 1}))]);
    let twice = text
        .replace("\"id\":\"x\"", "\"id\":\"first\",\"id\":\"x\"")
        .replace("\"name\":\"n\"", "\"name\":\"m\",\"name\":\"n\"");
    let snapshot = with(&twice, &twice);
    assert_eq!((snapshot.regions[0].id.as_ref(), snapshot.regions[0].name.as_deref()), ("x", Some("n")));
    let told = warned(&snapshot);
    for (told, file) in told.chunks(2).zip(["r", "d"]) {
        assert_eq!(told[0], format!("{file}.geojson:2 [0] x: \"id\" is given twice: the last one counts"));
        assert_eq!(told[1], format!("{file}.geojson:2 [0] x: a property is given twice: the last one counts"));
    }
    assert_eq!(told.len(), 4, "{told:#?}");
}

#[test]
fn an_id_that_is_none_gives_way_to_the_property_as_it_does_for_a_station() {
    let snapshot = with(&collection(&[record(json!(""), square(), json!({"name": "n", "id": "x"}))]), &collection(&[]));
    assert_eq!(snapshot.regions[0].id.as_ref(), "x");
    assert_eq!(warned(&snapshot)[0], "r.geojson:2 [0] x: the id is an empty text");
    let snapshot = with(&collection(&[record(json!({}), square(), json!({"name": "n"}))]), &collection(&[]));
    assert_eq!(refused(&snapshot), ["r.geojson:2 [0]: the id {} is an object, a text or an integer is expected"]);
}

#[test]
fn corners_and_weights_in_gcj02_are_held_to_a_billionth_of_a_degree_as_stations_are() {
    let corners = json!([[113.6, 34.7], [113.7, 34.7], [113.7, 34.8], [113.6, 34.7]]);
    let dir = DataDir::new()
        .with(
            "dataset.toml",
            "[[regions]]\npath = \"r.geojson\"\ncrs = \"gcj02\"\n[[demand]]\npath = \"d.csv\"\ncrs = \"gcj02\"\n",
        )
        .with("r.geojson", collection(&[record(json!("x"), polygon(corners), json!({"name": "n"}))]))
        .with("d.csv", "lon,lat,weight\n113.6,34.7,1\n");
    let snapshot = loaded(dir.path());
    let DemandPlace::Position(position) = snapshot.demand[0].records[0].place else { panic!() };
    let corner = snapshot.regions[0].area.0[0].exterior().0[0];
    assert_eq!((corner.x, corner.y), (position.lon(), position.lat()));
    assert!((113.5..113.6).contains(&corner.x), "{corner:?}");
    for degrees in [corner.x, corner.y] {
        assert_eq!(degrees, (degrees * 1e9).round() / 1e9);
    }
}
