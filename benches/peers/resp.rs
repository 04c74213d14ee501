//! How are Redis and Tile38 asked? Commands and answers of RESP, version 2.

use memchr::memchr;

/// A command as an array of bulk strings.
pub fn command<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", words.clone().count()).into_bytes();
    for word in words {
        bytes.extend_from_slice(format!("${}\r\n{word}\r\n", word.len()).as_bytes());
    }
    bytes
}

/// How long the answer at the start of some bytes is. None if there is more to come.
///
/// # Errors
///
/// The error that the server tells, or that this is no RESP.
pub fn answer(bytes: &[u8]) -> Result<Option<usize>, String> {
    // How many values are still to be read: an array is as many more.
    let (mut at, mut values) = (0, 1usize);
    while values > 0 {
        let Some(rest) = bytes.get(at..) else { return Ok(None) };
        let Some(end) = memchr(b'\r', rest).filter(|end| end + 1 < rest.len()) else { return Ok(None) };
        let line = String::from_utf8_lossy(&rest[..end]);
        at += end + 2;
        values -= 1;
        let number = || line.get(1..).and_then(|digits| digits.parse::<i64>().ok()).ok_or_else(|| line.to_string());
        match line.as_bytes().first() {
            Some(b'+' | b':') => {}
            Some(b'$') => at += usize::try_from(number()?).map_or(0, |length| length + 2),
            Some(b'*') => values += usize::try_from(number()?).unwrap_or(0),
            _ => return Err(line.into_owned()),
        }
    }
    Ok((at <= bytes.len()).then_some(at))
}
