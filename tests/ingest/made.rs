//! How does a test make a FlatGeobuf file, good or bad? Table by table, with the parts in its hands.

use flatbuffers::FlatBufferBuilder;
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry, GeometryArgs, GeometryType, Header,
    HeaderArgs,
};

/// The bytes before a header.
pub const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";

/// A system of coordinates: organisation, code, code as a text, WKT.
pub type System<'a> = (Option<&'a str>, i32, Option<&'a str>, Option<&'a str>);

/// What a header says.
pub struct Head<'a> {
    pub kind: GeometryType,
    pub columns: &'a [(&'a str, ColumnType)],
    pub count: u64,
    pub node_size: u16,
    pub crs: Option<System<'a>>,
}

impl Default for Head<'_> {
    fn default() -> Self {
        Self { kind: GeometryType::Point, columns: &[], count: 0, node_size: 0, crs: None }
    }
}

impl Head<'_> {
    /// The magic bytes, the header and these features.
    pub fn file(&self, features: &[Vec<u8>]) -> Vec<u8> {
        let mut builder = FlatBufferBuilder::new();
        let columns: Vec<_> = self.columns.iter().map(|(name, kind)| column(&mut builder, name, *kind)).collect();
        let columns = (!columns.is_empty()).then(|| builder.create_vector(&columns));
        let crs = self.crs.map(|(org, code, code_string, wkt)| {
            let mut text = |text: Option<&str>| text.map(|text| builder.create_string(text));
            let (org, code_string, wkt) = (text(org), text(code_string), text(wkt));
            Crs::create(&mut builder, &CrsArgs { org, code, code_string, wkt, ..CrsArgs::default() })
        });
        let args = HeaderArgs {
            geometry_type: self.kind,
            columns,
            features_count: self.count,
            index_node_size: self.node_size,
            crs,
            ..HeaderArgs::default()
        };
        let header = Header::create(&mut builder, &args);
        builder.finish_size_prefixed(header, None);
        [&MAGIC, builder.finished_data(), &features.concat()].concat()
    }
}

fn column<'a>(builder: &mut FlatBufferBuilder<'a>, name: &str, kind: ColumnType) -> flatbuffers::WIPOffset<Column<'a>> {
    let name = Some(builder.create_string(name));
    Column::create(builder, &ColumnArgs { name, type_: kind, ..ColumnArgs::default() })
}

/// A geometry: its type where the file has several, flat numbers, ends of rings, parts.
#[derive(Default)]
pub struct Shape<'a> {
    pub kind: GeometryType,
    pub xy: &'a [f64],
    pub ends: &'a [u32],
    pub parts: &'a [Shape<'a>],
}

impl Shape<'_> {
    fn build<'b>(&self, builder: &mut FlatBufferBuilder<'b>) -> flatbuffers::WIPOffset<Geometry<'b>> {
        let parts: Vec<_> = self.parts.iter().map(|part| part.build(builder)).collect();
        let args = GeometryArgs {
            type_: self.kind,
            xy: (!self.xy.is_empty()).then(|| builder.create_vector(self.xy)),
            ends: (!self.ends.is_empty()).then(|| builder.create_vector(self.ends)),
            parts: (!parts.is_empty()).then(|| builder.create_vector(&parts)),
            ..GeometryArgs::default()
        };
        Geometry::create(builder, &args)
    }
}

/// A feature with its size before it.
pub fn feature(shape: Option<&Shape>, properties: &[u8], columns: &[(&str, ColumnType)]) -> Vec<u8> {
    let mut builder = FlatBufferBuilder::new();
    let geometry = shape.map(|shape| shape.build(&mut builder));
    let properties = Some(builder.create_vector(properties));
    let columns: Vec<_> = columns.iter().map(|(name, kind)| column(&mut builder, name, *kind)).collect();
    let columns = (!columns.is_empty()).then(|| builder.create_vector(&columns));
    let feature = Feature::create(&mut builder, &FeatureArgs { geometry, properties, columns });
    builder.finish_size_prefixed(feature, None);
    builder.finished_data().to_vec()
}

/// A station at a position with properties.
pub fn point(lon: f64, lat: f64, properties: &[u8]) -> Vec<u8> {
    feature(Some(&Shape { xy: &[lon, lat], ..Shape::default() }), properties, &[])
}

/// A text in the buffer of properties.
pub fn text(column: u16, text: &str) -> Vec<u8> {
    [&column.to_le_bytes()[..], &(text.len() as u32).to_le_bytes(), text.as_bytes()].concat()
}
