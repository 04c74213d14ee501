//! How are numbers and texts written in Protocol Buffers? Varints, zigzag, and fields with their lengths before them.
//!
//! protobuf.dev, *Encoding*.

/// How a field's bytes are to be read.
const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;

/// Appends a number, 7 bits to a byte, the least significant first.
pub(super) fn push_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number with its sign at the end, so that small ones of either sign are short.
pub(super) fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

/// Appends a field that is a number.
pub(super) fn push_number(out: &mut Vec<u8>, field: u32, number: u64) {
    push_varint(out, u64::from(field << 3 | VARINT));
    push_varint(out, number);
}

/// Appends a field that is a double.
pub(super) fn push_double(out: &mut Vec<u8>, field: u32, number: f64) {
    push_varint(out, u64::from(field << 3 | FIXED64));
    out.extend_from_slice(&number.to_le_bytes());
}

/// Appends a field that is bytes: a text, a message, or numbers one after another.
pub(super) fn push_bytes(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    push_varint(out, u64::from(field << 3 | LENGTH_DELIMITED));
    push_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_specification_shows() {
        for (number, bytes) in [
            (0, &[0][..]),
            (1, &[1]),
            (127, &[0x7F]),
            (150, &[0x96, 0x01]),
            (u64::MAX, &[255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
        ] {
            let mut out = Vec::new();
            push_varint(&mut out, number);
            assert_eq!(out, bytes, "{number}");
        }
        let zigzags = [(0, 0), (-1, 1), (1, 2), (-2, 3), (i64::MAX, u64::MAX - 1), (i64::MIN, u64::MAX)];
        assert!(zigzags.iter().all(|(number, written)| zigzag(*number) == *written));
        let mut out = Vec::new();
        push_bytes(&mut out, 2, b"testing");
        assert_eq!(out, b"\x12\x07testing");
    }
}
