//! Which positions does an encoded polyline hold? Google's algorithm, read strictly: nothing cut off, nothing out of range.
//!
//! Latitude and longitude alternate, each as the difference from the one before in units of the last decimal place,
//! its sign in the lowest bit, in groups of five bits, the lowest first, each plus 63 and all but the last plus 32
//! (developers.google.com/maps/documentation/utilities/polylinealgorithm).

/// Most groups of a number: 360 degrees in millionths, with a sign, fit into 30 bits.
const MOST_GROUPS: u32 = 6;

/// Reads pairs of longitude and latitude in degrees, with so many decimal places; at most `most` of them.
///
/// # Errors
/// What is wrong, naming the position and the byte, both from 0.
pub(super) fn decode(text: &str, places: u8, most: usize) -> Result<Vec<[f64; 2]>, String> {
    let unit = 10f64.powi(i32::from(places));
    let mut bytes = text.bytes().enumerate().peekable();
    let mut positions = Vec::new();
    let (mut lat, mut lon) = (0i64, 0i64);
    while let Some((start, _)) = bytes.peek().copied() {
        let position = positions.len();
        if position == most {
            return Err(format!("it has more than {most} positions"));
        }
        lat += number(&mut bytes).map_err(|reason| format!("position {position}, {reason}"))?;
        if bytes.peek().is_none() {
            return Err(format!("position {position}, byte {start}: it ends after a latitude, without its longitude"));
        }
        lon += number(&mut bytes).map_err(|reason| format!("position {position}, {reason}"))?;
        positions.push([lon as f64 / unit, lat as f64 / unit]);
    }
    Ok(positions)
}

fn number(bytes: &mut impl Iterator<Item = (usize, u8)>) -> Result<i64, String> {
    let mut bits = 0i64;
    let mut last = 0;
    for group in 0.. {
        let Some((at, byte)) = bytes.next() else {
            return Err(format!("byte {last}: it ends within a number"));
        };
        last = at;
        if !(63..=126).contains(&byte) {
            return Err(format!("byte {at}: characters from ? to ~ are expected"));
        }
        if group == MOST_GROUPS {
            return Err(format!("byte {at}: the number is longer than any of degrees can be"));
        }
        let value = i64::from(byte - 63);
        bits |= (value & 0x1f) << (5 * group);
        if value & 0x20 == 0 {
            break;
        }
    }
    Ok(if bits & 1 == 0 { bits >> 1 } else { !(bits >> 1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_read() {
        let text = "_p~iF~ps|U_ulLnnqC_mqNvxq`@";
        let expected = [[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]];
        assert_eq!(decode(text, 5, 9), Ok(expected.to_vec()));
        let finer: Vec<[f64; 2]> = decode(text, 6, 9).unwrap();
        assert_eq!(finer[0], [-12.02, 3.85]);
    }

    #[test]
    fn what_is_cut_off_or_no_polyline_is_refused_with_its_place() {
        for (text, told) in [
            ("_p~iF~ps|", "position 0, byte 8"),
            ("_p~iF", "position 0, byte 0"),
            ("_p~iF~ps|U_ulL", "position 1, byte 10"),
            ("_p~iF~ps|U_ulLnnq C", "position 1, byte 17"),
            ("_p~iF~ps|Uéé", "position 1, byte 10"),
            ("~~~~~~~~~~~~~~~~", "position 0, byte 6"),
            ("\u{7f}", "position 0, byte 0"),
        ] {
            let reason = decode(text, 5, 9).unwrap_err();
            assert!(reason.starts_with(told), "{text}: {reason}");
        }
        assert_eq!(decode("????????", 5, 3).unwrap_err(), "it has more than 3 positions");
        assert_eq!(decode("", 5, 3), Ok(Vec::new()));
    }
}
