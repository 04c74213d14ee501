//! Which time is meant by `datetime`? An instant, or an interval that may be open on one side.

use crate::cql2::Moment;
use crate::http::given::with_plus;
use crate::http::params::Params;
use crate::store::During;
use chrono::{DateTime, Utc};

const EXPECTED: &str =
    "2026-11-21T10:30:00Z, or an interval such as 2026-01-01T00:00:00Z/.. or ../2026-01-01T00:00:00Z";

/// Takes `datetime` (OGC 17-069r4, requirement /req/core/fc-time-definition; whole days are read too).
pub fn take_datetime(params: &mut Params) -> Option<During> {
    let text = params.text("datetime")?;
    let during = read(&text);
    match during {
        Some(During { from: Some(from), to: Some(to) }) if from > to => {
            params.error("datetime", "out_of_range", Some(&text), "the interval ends before it begins");
            None
        }
        None => {
            params.error("datetime", "not_a_time", Some(&text), EXPECTED);
            None
        }
        during => during,
    }
}

fn read(text: &str) -> Option<During> {
    let span = |text: &str| Moment::parse(&with_plus(text)).map(|moment| moment.span());
    let Some((from, to)) = text.split_once('/') else {
        let (from, to) = span(text)?;
        return Some(During { from: Some(from), to: Some(to) });
    };
    let end = |text: &str, pick: fn((DateTime<Utc>, DateTime<Utc>)) -> DateTime<Utc>| match text {
        "" | ".." => Some(None),
        text => span(text).map(|span| Some(pick(span))),
    };
    let during = During { from: end(from, |span| span.0)?, to: end(to, |span| span.1)? };
    // The standard has no interval that is open on both sides.
    (during.from.is_some() || during.to.is_some()).then_some(during)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_may_be_open_on_one_side() {
        let at = |text: &str| Some(DateTime::parse_from_rfc3339(text).unwrap().to_utc());
        let (early, late) = (at("2026-01-01T00:00:00Z"), at("2026-11-21T02:30:00Z"));
        for (text, from, to) in [
            ("2026-01-01T00:00:00Z", early, early),
            ("2026-01-01T00:00:00Z/2026-11-21T10:30:00 08:00", early, late),
            ("2026-01-01T00:00:00Z/..", early, None),
            ("2026-01-01T00:00:00Z/", early, None),
            ("../2026-11-21T02:30:00Z", None, late),
            ("/2026-11-21T02:30:00Z", None, late),
            ("2026-01-01/..", early, None),
        ] {
            assert_eq!(read(text), Some(During { from, to }), "{text}");
        }
        for text in
            ["../..", "/", "..", "now", "2026", "2026-01-01T00:00:00", "a/..", "../b", "2026-01-01/2026-01-02/.."]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
