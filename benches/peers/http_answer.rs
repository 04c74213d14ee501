//! Where does an HTTP/1.1 answer end, and is it a good one? As little of it is read as that takes.

use memchr::memmem::find;

/// A whole answer at the start of some bytes: how long it is, and how long its body. None if there is more to come.
///
/// # Errors
///
/// What is wrong with the answer: a status other than 200 and 204, or a head that cannot be read.
pub fn answer(bytes: &[u8]) -> Result<Option<(usize, usize)>, String> {
    let Some(head) = find(bytes, b"\r\n\r\n") else { return Ok(None) };
    let told = || String::from_utf8_lossy(&bytes[..bytes.len().min(2000)]).into_owned();
    let begin = head + 4;
    match bytes.get(..12) {
        Some(b"HTTP/1.1 200") => {}
        Some(b"HTTP/1.1 204") => return Ok(Some((begin, 0))),
        _ => return Err(told()),
    }
    let length = match framing(&bytes[..head]) {
        Some(Framing::Length(length)) => Some((begin + length, length)),
        Some(Framing::Chunked) => chunks(&bytes[begin..]).map_err(|()| told())?.map(|(end, body)| (begin + end, body)),
        None => return Err(told()),
    };
    Ok(length.filter(|(end, _)| *end <= bytes.len()))
}

enum Framing {
    Length(usize),
    Chunked,
}

/// How the end of the body is told.
fn framing(head: &[u8]) -> Option<Framing> {
    head.split(|byte| *byte == b'\n').skip(1).find_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        let value = value.get(1..)?.trim_ascii();
        if name.eq_ignore_ascii_case(b"content-length") {
            return Some(Framing::Length(number(value, 10)?));
        }
        let chunked = name.eq_ignore_ascii_case(b"transfer-encoding") && value.eq_ignore_ascii_case(b"chunked");
        chunked.then_some(Framing::Chunked)
    })
}

fn number(digits: &[u8], radix: u32) -> Option<usize> {
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

/// Where the chunks end, and how much they hold, if all of them are there; an error if a length cannot be read.
fn chunks(bytes: &[u8]) -> Result<Option<(usize, usize)>, ()> {
    let (mut at, mut body) = (0, 0);
    loop {
        let Some(line) = bytes.get(at..).and_then(|rest| find(rest, b"\r\n")) else { return Ok(None) };
        let digits = bytes[at..at + line].split(|byte| *byte == b';').next().unwrap_or_default();
        let length = number(digits, 16).ok_or(())?;
        // Behind the last chunk there is an empty line; no server here sends trailers.
        at += line + 2 + length + 2;
        body += length;
        if at > bytes.len() {
            return Ok(None);
        }
        if length == 0 {
            return Ok(Some((at, body)));
        }
    }
}
