//! What does a feature say of itself? The buffer of its properties as JSON members, every length checked against it.
//!
//! The buffer is a sequence of a column's number in two bytes and a value of the column's type. Whole numbers and
//! doubles have their size; texts have it before them, in four bytes.

use super::super::added::depth;
use super::super::canonical::push_double;
use super::super::features::DEEPEST;
use super::header::Column;
use crate::json_text::push_quoted;
use ::flatgeobuf::ColumnType;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Appends the members, in the order of the buffer. A number that JSON cannot write (NaN, infinity) is null.
///
/// # Errors
/// What is wrong with the buffer.
pub(super) fn push(
    out: &mut String,
    columns: &[Column],
    buffer: &[u8],
    doubts: &mut Vec<Cow<'static, str>>,
) -> Result<(), String> {
    let fields = fields(columns, buffer)?;
    let mut first = true;
    for (column, value) in fields {
        if column.kind == ColumnType::Binary {
            continue;
        }
        if !first {
            out.push(',');
        }
        first = false;
        out.push_str(&column.member);
        push_value(out, column, value, doubts)?;
    }
    Ok(())
}

/// Cuts the buffer into values.
fn fields<'a, 'c>(columns: &'c [Column], mut buffer: &'a [u8]) -> Result<Vec<(&'c Column, &'a [u8])>, String> {
    let damaged = |what: String| format!("{what}: the feature is damaged");
    let mut fields = Vec::with_capacity(columns.len().min(buffer.len() / 3));
    let mut numbers: Vec<u16> = Vec::with_capacity(fields.capacity());
    while !buffer.is_empty() {
        let Some((number, rest)) = buffer.split_first_chunk::<2>() else {
            return Err(damaged("the properties end inside the number of a column".to_owned()));
        };
        let number = u16::from_le_bytes(*number);
        let Some(column) = columns.get(usize::from(number)) else {
            return Err(damaged(format!("a property is of column {number}, there are {}", columns.len())));
        };
        let (size, rest) = match fixed_size(column.kind) {
            Some(size) => (Some(size), rest),
            None => match rest.split_first_chunk::<4>() {
                Some((size, rest)) => (usize::try_from(u32::from_le_bytes(*size)).ok(), rest),
                None => (None, rest),
            },
        };
        let Some((value, rest)) = size.and_then(|size| rest.split_at_checked(size)) else {
            return Err(damaged(format!("the property {} ends beyond the feature", column.shown())));
        };
        numbers.push(number);
        fields.push((column, value));
        buffer = rest;
    }
    // A name is written out each time: given again and again it would make a large text of a small file.
    if !numbers.is_sorted() {
        numbers.sort_unstable();
    }
    match numbers.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(damaged(format!("the property of column {} is given twice", pair[0]))),
        None => Ok(fields),
    }
}

fn fixed_size(kind: ColumnType) -> Option<usize> {
    match kind {
        ColumnType::Byte | ColumnType::UByte | ColumnType::Bool => Some(1),
        ColumnType::Short | ColumnType::UShort => Some(2),
        ColumnType::Int | ColumnType::UInt | ColumnType::Float => Some(4),
        ColumnType::Long | ColumnType::ULong | ColumnType::Double => Some(8),
        _ => None,
    }
}

fn push_value(
    out: &mut String,
    column: &Column,
    value: &[u8],
    doubts: &mut Vec<Cow<'static, str>>,
) -> Result<(), String> {
    let mut digits = itoa::Buffer::new();
    let signed = |size: usize| i64_of(value, size);
    match column.kind {
        ColumnType::Bool => out.push_str(if value == [0] { "false" } else { "true" }),
        ColumnType::Byte => out.push_str(digits.format(signed(1))),
        ColumnType::Short => out.push_str(digits.format(signed(2))),
        ColumnType::Int => out.push_str(digits.format(signed(4))),
        ColumnType::Long => out.push_str(digits.format(signed(8))),
        ColumnType::UByte | ColumnType::UShort | ColumnType::UInt | ColumnType::ULong => {
            out.push_str(digits.format(u64_of(value)));
        }
        ColumnType::Float => {
            let number = f32::from_bits(u64_of(value) as u32);
            // The shortest digits of a single say what was meant; those of the double equal to it would not.
            match number.is_finite() {
                true => out.push_str(zmij::Buffer::new().format_finite(number)),
                false => out.push_str("null"),
            }
        }
        ColumnType::Double => {
            let number = f64::from_bits(u64_of(value));
            match number.is_finite() {
                true => push_double(out, number),
                false => out.push_str("null"),
            }
        }
        kind => {
            let text = std::str::from_utf8(value).map_err(|error| {
                format!("the property {} is not UTF-8 text at its byte {}", column.shown(), error.valid_up_to())
            })?;
            if kind != ColumnType::Json {
                push_quoted(out, text);
                return Ok(());
            }
            // The braces of the feature and its properties stand around it.
            if depth(value) + 2 > DEEPEST {
                return Err(format!("brackets nest {} deep, at most {DEEPEST} are read", depth(value) + 2));
            }
            match serde_json::from_str::<&RawValue>(text) {
                Ok(json) => out.push_str(json.get()),
                Err(_) => {
                    doubts.push(
                        format!("the property {} is no JSON as its column says: read as a text", column.shown()).into(),
                    );
                    push_quoted(out, text);
                }
            }
        }
    }
    Ok(())
}

impl Column {
    /// The name in quotes, for a reason.
    fn shown(&self) -> &str {
        self.member.trim_end_matches(':')
    }
}

/// The unsigned number of up to eight bytes.
fn u64_of(value: &[u8]) -> u64 {
    value.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// The signed number of so many bytes.
fn i64_of(value: &[u8], size: usize) -> i64 {
    let unused = 64 - 8 * size as u32;
    ((u64_of(value) << unused) as i64) >> unused
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, kind: ColumnType) -> Column {
        Column { member: format!("\"{name}\":").into(), kind }
    }

    fn read(columns: &[Column], buffer: &[u8]) -> Result<String, String> {
        let mut out = String::new();
        push(&mut out, columns, buffer, &mut Vec::new()).map(|()| out)
    }

    #[test]
    fn numbers_of_every_size_are_read_by_their_sign() {
        for (kind, value, text) in [
            (ColumnType::Byte, (-1i8).to_le_bytes().to_vec(), "-1"),
            (ColumnType::UByte, vec![255], "255"),
            (ColumnType::Bool, vec![1], "true"),
            (ColumnType::Bool, vec![0], "false"),
            (ColumnType::Short, i16::MIN.to_le_bytes().to_vec(), "-32768"),
            (ColumnType::UShort, u16::MAX.to_le_bytes().to_vec(), "65535"),
            (ColumnType::Int, i32::MIN.to_le_bytes().to_vec(), "-2147483648"),
            (ColumnType::UInt, u32::MAX.to_le_bytes().to_vec(), "4294967295"),
            (ColumnType::Long, i64::MIN.to_le_bytes().to_vec(), "-9223372036854775808"),
            (ColumnType::ULong, u64::MAX.to_le_bytes().to_vec(), "18446744073709551615"),
            (ColumnType::Float, 0.1f32.to_le_bytes().to_vec(), "0.1"),
            (ColumnType::Double, 0.1f64.to_le_bytes().to_vec(), "0.1"),
            (ColumnType::Double, 2f64.to_le_bytes().to_vec(), "2"),
            (ColumnType::Double, f64::NAN.to_le_bytes().to_vec(), "null"),
            (ColumnType::Float, f32::INFINITY.to_le_bytes().to_vec(), "null"),
        ] {
            let buffer = [&[0, 0], value.as_slice()].concat();
            assert_eq!(read(&[column("a", kind)], &buffer), Ok(format!("\"a\":{text}")), "{kind:?}");
        }
    }

    #[test]
    fn a_length_that_does_not_fit_is_refused_with_its_column() {
        let columns = [column("a", ColumnType::String), column("b", ColumnType::Long)];
        for (buffer, reason) in [
            (&[0u8][..], "the properties end inside the number of a column: the feature is damaged"),
            (&[2, 0, 1], "a property is of column 2, there are 2: the feature is damaged"),
            (&[0, 0, 1], "the property \"a\" ends beyond the feature: the feature is damaged"),
            (&[0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1], "the property \"a\" ends beyond the feature: the feature is damaged"),
            (&[1, 0, 1, 2, 3, 4, 5, 6, 7], "the property \"b\" ends beyond the feature: the feature is damaged"),
            (&[0, 0, 1, 0, 0, 0, 0xFF], "the property \"a\" is not UTF-8 text at its byte 0"),
            (&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "the property of column 0 is given twice: the feature is damaged"),
        ] {
            assert_eq!(read(&columns, buffer), Err(reason.to_owned()), "{buffer:?}");
        }
    }

    #[test]
    fn json_is_nested_and_what_is_none_is_a_text_with_a_doubt() {
        let columns = [column("a", ColumnType::Json)];
        let field = |text: &str| [&[0, 0][..], &(text.len() as u32).to_le_bytes(), text.as_bytes()].concat();
        let mut doubts = Vec::new();
        for (text, read, doubted) in [
            ("[1,{\"b\":null}]", "\"a\":[1,{\"b\":null}]", 0),
            (" 5 ", "\"a\":5", 0),
            ("[1", "\"a\":\"[1\"", 1),
            ("", "\"a\":\"\"", 1),
            ("1,\"id\":2", "\"a\":\"1,\\\"id\\\":2\"", 1),
        ] {
            let mut out = String::new();
            doubts.clear();
            push(&mut out, &columns, &field(text), &mut doubts).unwrap();
            assert_eq!((out.as_str(), doubts.len()), (read, doubted), "{text}");
        }
        let deep = "[".repeat(63) + &"]".repeat(63);
        assert_eq!(read(&columns, &field(&deep)), Err("brackets nest 65 deep, at most 64 are read".to_owned()));
    }
}
