//! Which request is this? The caller's name for it if it is well-formed, or one of ours.

use super::digits::push_hex;
use super::reply::text;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The header that carries it, both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Most characters of a caller's name.
const MOST_CHARACTERS: usize = 64;

/// What tells the names of this process from those of others: how each begins.
static PROCESS: LazyLock<String> =
    LazyLock::new(|| format!("{:08x}-", RandomState::new().hash_one(std::process::id()) as u32));
static NEXT: AtomicU64 = AtomicU64::new(1);

/// The name of a request.
pub fn request_id(headers: &HeaderMap) -> HeaderValue {
    match headers.get(REQUEST_ID) {
        Some(given) if is_well_formed(given.as_bytes()) => given.clone(),
        _ => made(),
    }
}

/// Letters, digits and what UUIDs and other ids are joined with: nothing that could break a log, or hide in one.
fn is_well_formed(given: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MOST_CHARACTERS).contains(&given.len()) && given.iter().all(fits)
}

fn made() -> HeaderValue {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut name = String::with_capacity(32);
    name.push_str(&PROCESS);
    push_hex(&mut name, number, 1);
    text(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_well_formed_name_is_kept_and_any_other_replaced() {
        let named = |given: &[u8]| {
            let given = HeaderValue::from_bytes(given).unwrap();
            request_id(&HeaderMap::from_iter([(REQUEST_ID, given.clone())])) == given
        };
        for given in ["a", "01J9-x_Y", "9c5b94b1-35ad-49bb-b118-8e8fc24abf80", &"x".repeat(64)] {
            assert!(named(given.as_bytes()), "{given}");
        }
        // A dot could be that of a latitude.
        for given in [&b""[..], b"a b", b"121.4737", b"31,121", b"\xff", b"a=b", "x".repeat(65).as_bytes()] {
            assert!(!named(given), "{}", given.escape_ascii());
        }
    }

    #[test]
    fn no_two_requests_are_called_the_same() {
        assert_ne!(request_id(&HeaderMap::new()), request_id(&HeaderMap::new()));
    }
}
