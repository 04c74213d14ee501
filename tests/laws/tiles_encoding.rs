//! Does another reader of vector tiles find what was written?

use super::random::Random;
use geo::{Geometry, LineString, MultiPolygon, Polygon};
use mvt_reader::Reader;
use mvt_reader::feature::Value as Read;
use std::collections::HashMap;
use waystation::tiles::{EXTENT, Layer, Value};

const KEYS: [&str; 6] = ["name", "钥匙", "", "a much longer key than others have", "open", "n"];
const TEXTS: &[&str] = &["", "驿站", "a", "\u{0}\n\"", "the same text again and again"];

fn value(random: &mut Random) -> Value<'static> {
    match random.below(5) {
        0 => Value::Text(random.one_of::<&str>(TEXTS)),
        1 => Value::Double(random.between(-1e300, 1e300)),
        2 => Value::Whole(random.bits() >> random.below(64)),
        3 => Value::Signed(-((random.bits() >> (1 + random.below(63))) as i64)),
        _ => Value::Bool(random.chance(0.5)),
    }
}

fn read(value: Value) -> Read {
    match value {
        Value::Text(text) => Read::String(text.to_owned()),
        Value::Double(number) => Read::Double(number),
        Value::Whole(number) => Read::UInt(number),
        Value::Signed(number) => Read::SInt(number),
        Value::Bool(yes) => Read::Bool(yes),
    }
}

#[test]
fn an_independent_reader_finds_every_feature_with_its_properties() {
    for seed in 0..50 {
        let mut random = Random::seeded(seed);
        let mut layer = Layer::new("a layer");
        let mut written: Vec<(Geometry<i32>, HashMap<String, Read>)> = Vec::new();
        for _ in 0..1 + random.below(200) {
            let mut properties = HashMap::new();
            for key in KEYS {
                if random.chance(0.6) {
                    let value = value(&mut random);
                    layer.tag(key, value);
                    properties.insert(key.to_owned(), read(value));
                }
            }
            let mut unit = || random.below(2 * EXTENT as usize) as i32 - 1000;
            if unit() % 2 == 0 {
                let at = [unit(), unit()];
                layer.point(at);
                written.push((Geometry::Point(geo::Point::new(at[0], at[1])), properties));
            } else {
                let (x, y, side) = (unit(), unit(), 100);
                let square = |inset: i32| {
                    let (low, high) = (inset, side - inset);
                    vec![[x + low, y + low], [x + high, y + low], [x + high, y + high], [x + low, y + high]]
                };
                let hole: Vec<[i32; 2]> = square(20).into_iter().rev().collect();
                layer.polygon(&[square(0), hole.clone()]);
                let line = |ring: &[[i32; 2]]| -> LineString<i32> {
                    ring.iter().chain(&ring[..1]).map(|[x, y]| (*x, *y)).collect()
                };
                let polygon = Polygon::new(line(&square(0)), vec![line(&hole)]);
                written.push((Geometry::MultiPolygon(MultiPolygon(vec![polygon])), properties));
            }
        }
        let reader = Reader::new(layer.into_tile()).unwrap();
        let layers = reader.get_layer_metadata().unwrap();
        assert_eq!((layers.len(), layers[0].version, layers[0].extent), (1, 2, EXTENT));
        assert_eq!((layers[0].name.as_str(), layers[0].feature_count), ("a layer", written.len()));
        let found = reader.get_features_as::<i32>(0).unwrap();
        assert_eq!(found.len(), written.len());
        for (found, (geometry, properties)) in found.iter().zip(&written) {
            assert_eq!(found.properties.as_ref().unwrap(), properties);
            let found = match &found.geometry {
                Geometry::Polygon(one) => Geometry::MultiPolygon(MultiPolygon(vec![one.clone()])),
                Geometry::MultiPoint(points) if points.len() == 1 => Geometry::Point(points.0[0]),
                other => other.clone(),
            };
            assert_eq!(&found, geometry);
        }
    }
}
