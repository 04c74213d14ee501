//! May an answer be sent as it is? Always, though the caller says otherwise: what can be packed as asked is packed.
//!
//! A server may leave the field out of account (RFC 9110, section 12.5.3), and `406` would tell less than the answer.

use axum::http::{HeaderMap, HeaderValue, header};

/// The least weight there is above none.
const LEAST: &str = "identity;q=0.001";

/// Changes what the caller takes so that an answer as it is comes last and not never. What does not speak of it stays
/// untouched.
pub fn allow_identity(headers: &mut HeaderMap) {
    let lines = || headers.get_all(header::ACCEPT_ENCODING).iter();
    // Only a weight can forbid anything; browsers send none.
    if !lines().any(|line| line.as_bytes().contains(&b';')) {
        return;
    }
    let text: Vec<&str> = lines().filter_map(|line| line.to_str().ok()).collect();
    if !text.iter().flat_map(|line| line.split(',')).any(|coding| forbidden(coding).is_some()) {
        return;
    }
    let allowed = text.iter().flat_map(|line| line.split(',')).filter_map(|coding| match forbidden(coding) {
        Some("*") => None,
        Some(_) => Some(LEAST),
        None => Some(coding.trim()),
    });
    let allowed = allowed.collect::<Vec<_>>().join(", ");
    if let Ok(allowed) = HeaderValue::try_from(allowed) {
        headers.insert(header::ACCEPT_ENCODING, allowed);
    }
}

/// Which of the two that hold for an answer as it is this forbids, if it does: `identity`, or `*` for all not named.
fn forbidden(coding: &str) -> Option<&'static str> {
    let (name, weight) = coding.split_once(';')?;
    let weight = weight.trim();
    let weight = weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?;
    let known = ["identity", "*"].into_iter().find(|known| name.trim().eq_ignore_ascii_case(known))?;
    (weight.parse::<f64>() == Ok(0.0)).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_forbids_an_answer_as_it_is_is_changed() {
        for (asked, taken) in [
            (&["gzip, deflate, br, zstd"][..], "gzip, deflate, br, zstd"),
            (&["gzip;q=0"], "gzip;q=0"),
            (&["*;q=0.5, identity;q=0.1"], "*;q=0.5, identity;q=0.1"),
            (&["identity;q=0"], LEAST),
            (&["Identity ; Q=0.000"], LEAST),
            (&["br, *;q=0"], "br"),
            (&["*;q=0"], ""),
            (&["gzip;q=0, identity;q=0"], "gzip;q=0, identity;q=0.001"),
            (&["gzip;q=0.5", "*;q=0"], "gzip;q=0.5"),
        ] {
            let given = asked.iter().map(|line| (header::ACCEPT_ENCODING, HeaderValue::from_static(line)));
            let mut headers: HeaderMap = given.collect();
            allow_identity(&mut headers);
            assert_eq!(headers[header::ACCEPT_ENCODING], taken, "{asked:?}");
        }
    }
}
