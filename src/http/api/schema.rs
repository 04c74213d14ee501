//! How is a form of data told? In a few words that make schemas (JSON Schema 2020-12, which OpenAPI 3.1 takes as they are).

use crate::geodesy::Crs;
use serde_json::Value;
use std::ops::RangeInclusive;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType,
    Type,
};
use utoipa::openapi::{Ref, RefOr};

/// A schema, or the name of one.
pub type Shape = RefOr<Schema>;

/// A schema under the name by which others know it.
pub type Named = (&'static str, Shape);

fn done(builder: ObjectBuilder) -> Shape {
    RefOr::T(Schema::Object(builder.build()))
}

fn of(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(kind))
}

fn told(kind: Type, about: &str) -> ObjectBuilder {
    of(kind).description((!about.is_empty()).then_some(about))
}

/// A text.
pub fn text(about: &str) -> Shape {
    done(told(Type::String, about))
}

/// A text with something in it.
pub fn some_text() -> Shape {
    done(of(Type::String).min_length(Some(1)))
}

/// A text of a form, as a regular expression has it (ECMA-262).
pub fn text_like(pattern: &str) -> Shape {
    done(of(Type::String).pattern(Some(pattern)))
}

/// One of a few words.
pub fn word(about: &str, words: &[&str]) -> Shape {
    done(told(Type::String, about).enum_values(Some(words.iter().copied())))
}

/// One of a few words, one of which stands for none.
pub fn word_or(words: &[&str], default: Option<&str>) -> Shape {
    done(of(Type::String).enum_values(Some(words.iter().copied())).default(default.map(Value::from)))
}

/// A system of coordinates.
pub fn crs() -> Shape {
    word("The system of the answer's coordinates, as asked.", &Crs::ALL.map(Crs::as_str))
}

/// A number.
pub fn number(about: &str) -> Shape {
    done(told(Type::Number, about).format(Some(SchemaFormat::KnownFormat(KnownFormat::Double))))
}

/// A number of something, not negative.
pub fn amount(about: &str) -> Shape {
    done(told(Type::Number, about).format(Some(SchemaFormat::KnownFormat(KnownFormat::Double))).minimum(Some(0)))
}

/// A number in a range, with its unit and what stands for none.
pub fn number_in(range: &RangeInclusive<f64>, unit: &str, default: Option<f64>) -> Shape {
    done(
        of(Type::Number)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
            .minimum(Some(*range.start()))
            .maximum(Some(*range.end()))
            .default(default.map(Value::from))
            .extensions(Some(ExtensionsBuilder::new().add("x-unit", unit).build())),
    )
}

/// A whole number, not negative.
pub fn whole(about: &str) -> Shape {
    done(told(Type::Integer, about).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))).minimum(Some(0)))
}

/// A whole number that may be negative.
pub fn signed(about: &str) -> Shape {
    done(told(Type::Integer, about).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))))
}

/// A whole number in a range, with its unit and what stands for none.
pub fn whole_in(range: &RangeInclusive<u64>, unit: &str, default: Option<u64>) -> Shape {
    done(
        of(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(*range.start() as usize))
            .maximum(Some(*range.end() as usize))
            .default(default.map(Value::from))
            .extensions(Some(ExtensionsBuilder::new().add("x-unit", unit).build())),
    )
}

/// A whole number in a range, of which more is taken for the most.
pub fn clamped_in(range: &RangeInclusive<u64>, unit: &str, default: u64) -> Shape {
    match whole_in(range, unit, Some(default)) {
        RefOr::T(Schema::Object(mut object)) => {
            let clamped = ExtensionsBuilder::new().add("x-unit", unit).add("x-clamped", true).build();
            object.extensions = Some(clamped);
            RefOr::T(Schema::Object(object))
        }
        other => other,
    }
}

/// A truth.
pub fn truth(about: &str) -> Shape {
    done(told(Type::Boolean, about))
}

/// A truth, and what stands for none.
pub fn truth_or(default: Option<bool>) -> Shape {
    done(of(Type::Boolean).default(default.map(Value::from)))
}

/// An instant as RFC 3339 writes it.
pub fn instant(about: &str) -> Shape {
    done(told(Type::String, about).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))))
}

/// The moment of asking, or an instant.
pub fn now_or_instant() -> Shape {
    any_of("", [word("The moment of asking.", &["now"]), instant("A time with its offset (RFC 3339).")])
}

/// The id of something: a text, or an integer, which is read as its text.
pub fn id(about: &str) -> Shape {
    any_of(about, [some_text(), done(of(Type::Integer))])
}

/// Whatever it is.
pub fn anything(about: &str) -> Shape {
    done(ObjectBuilder::new().schema_type(SchemaType::AnyValue).description((!about.is_empty()).then_some(about)))
}

/// Bytes that are no text.
pub fn bytes() -> Shape {
    done(of(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary))))
}

/// Always this text.
pub fn always(text: &str) -> Shape {
    word("", &[text])
}

/// A list.
pub fn list(about: &str, each: Shape) -> Shape {
    let builder = ArrayBuilder::new().items(each).description((!about.is_empty()).then_some(about));
    RefOr::T(Schema::Array(builder.build()))
}

/// A list of so many, and what stands for none.
pub fn list_in(count: RangeInclusive<usize>, each: Shape, default: Option<Value>) -> Shape {
    let (least, most) = (*count.start(), *count.end());
    let builder = ArrayBuilder::new()
        .items(each)
        .min_items((least > 0).then_some(least))
        .max_items((most < usize::MAX).then_some(most))
        .default(default);
    RefOr::T(Schema::Array(builder.build()))
}

/// An object with members; a question mark after a name says that it may be missing. More may be added to answers.
pub fn object<'a>(about: &str, members: impl IntoIterator<Item = (&'a str, Shape)>) -> Shape {
    done(with(told(Type::Object, about), members))
}

/// An object made elsewhere.
pub fn made(builder: ObjectBuilder) -> Shape {
    done(builder)
}

/// An object that has other members too.
pub fn open<'a>(about: &str, members: impl IntoIterator<Item = (&'a str, Shape)>) -> Shape {
    done(with(told(Type::Object, about), members).additional_properties(Some(AdditionalProperties::FreeForm(true))))
}

fn with<'a>(builder: ObjectBuilder, members: impl IntoIterator<Item = (&'a str, Shape)>) -> ObjectBuilder {
    members.into_iter().fold(builder, |builder, (name, shape)| match name.strip_suffix('?') {
        Some(name) => builder.property(name, shape),
        None => builder.property(name, shape).required(name),
    })
}

/// The schema of a name.
pub fn named(name: &str) -> Shape {
    RefOr::Ref(Ref::from_schema_name(name))
}

/// One of several.
pub fn any_of<const N: usize>(about: &str, shapes: [Shape; N]) -> Shape {
    let builder = shapes.into_iter().fold(AnyOfBuilder::new(), AnyOfBuilder::item);
    RefOr::T(Schema::AnyOf(builder.description((!about.is_empty()).then_some(about)).build()))
}

/// Or nothing is known.
pub fn or_null(shape: Shape) -> Shape {
    let nullable = |kind: SchemaType| match kind {
        SchemaType::Type(kind) => SchemaType::Array(vec![kind, Type::Null]),
        kind => kind,
    };
    match shape {
        RefOr::T(Schema::Object(mut object)) => {
            object.schema_type = nullable(object.schema_type);
            if let Some(words) = &mut object.enum_values {
                words.push(Value::Null);
            }
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.schema_type = nullable(array.schema_type);
            RefOr::T(Schema::Array(array))
        }
        other => any_of("", [other, done(of(Type::Null))]),
    }
}

/// A schema under a description of its own.
pub fn about(about: &str, shape: Shape) -> Shape {
    match shape {
        RefOr::Ref(mut of) => {
            of.description = about.to_owned();
            RefOr::Ref(of)
        }
        RefOr::T(Schema::Object(mut object)) => {
            object.description = Some(about.to_owned());
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.description = Some(about.to_owned());
            RefOr::T(Schema::Array(array))
        }
        RefOr::T(Schema::AnyOf(mut any)) => {
            any.description = Some(about.to_owned());
            RefOr::T(Schema::AnyOf(any))
        }
        other => other,
    }
}

/// `[west, south, east, north]` in degrees.
pub fn bbox(about: &str) -> Shape {
    let builder = ArrayBuilder::new()
        .items(number(""))
        .min_items(Some(4))
        .max_items(Some(4))
        .description((!about.is_empty()).then_some(about));
    RefOr::T(Schema::Array(builder.build()))
}
