//! Which time is meant by `datetime`? An instant, or an interval that may be open on one side.

use super::parameters::DATETIME;
use crate::cql2::Moment;
use crate::http::given::with_plus;
use crate::http::params::Params;
use crate::store::During;

const EXPECTED: &str =
    "2026-11-21T10:30:00Z, or an interval such as 2026-01-01T00:00:00Z/.. or ../2026-01-01T00:00:00Z";

/// Takes `datetime` (OGC 17-069r4, requirement /req/core/fc-time-definition). Whole days are read too, and with the `T`
/// that GDAL leaves behind them.
pub fn take_datetime(params: &mut Params) -> Option<During> {
    let text = DATETIME.take(params)?;
    let during = read(&text);
    match during {
        Some(During { from: Some(from), to: Some(to) }) if from > to => {
            params.error(DATETIME.name, "out_of_range", Some(&text), "the interval ends before it begins");
            None
        }
        None => {
            params.error(DATETIME.name, "not_a_time", Some(&text), EXPECTED);
            None
        }
        during => during,
    }
}

fn read(text: &str) -> Option<During> {
    let day = |text: &str| Moment::day(text.strip_suffix('T').unwrap_or(text));
    let moment = |text: &str| day(text).or_else(|| Moment::instant(&with_plus(text)));
    let span = |text: &str| moment(text).map(|moment| moment.span());
    let Some((from, to)) = text.split_once('/') else {
        let (from, to) = span(text)?;
        return Some(During { from: Some(from), to: Some(to) });
    };
    let is_open = |text: &str| matches!(text, "" | "..");
    let first = if is_open(from) { None } else { Some(span(from)?.0) };
    let last = if is_open(to) { None } else { Some(span(to)?.1) };
    let during = During { from: first, to: last };
    // The standard has no interval that is open on both sides.
    (during.from.is_some() || during.to.is_some()).then_some(during)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

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
            ("2026-01-01T/..", early, None),
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
