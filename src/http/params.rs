//! What did the caller say, member by member? Query strings and JSON objects read by the same strict rules.
//!
//! Every parameter is taken by name and checked at once; what nobody took is unknown. All that is wrong
//! is gathered, so that a caller mends it in one go.

use super::given::{Given, decoded, is_coded, parted, with_plus};
use super::meant::nearest_word;
use super::problem::{ParamError, Problem};
use crate::ingest::Members;
use chrono::{DateTime, Datelike, Utc};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Longest value repeated in an error, in characters.
const LONGEST_SHOWN: usize = 80;
/// Most errors told of one request.
const MOST_ERRORS: usize = 32;
/// Names that most routes know no more of.
const MOST_NAMES: usize = 24;
/// Years in which an instant may lie: those that RFC 3339 can write, less one at each end for zones and journeys.
const YEARS: RangeInclusive<i32> = 1..=9990;

/// The parameters of one request.
#[derive(Debug)]
pub struct Params<'a> {
    given: Vec<(Cow<'a, str>, Given<'a>)>,
    /// Names that were asked for: what a caller may have meant.
    known: Vec<&'static str>,
    errors: Vec<ParamError>,
    /// Errors beyond those that are told.
    untold: usize,
}

impl<'a> Params<'a> {
    /// Reads a query string.
    pub fn from_query(query: &'a str) -> Self {
        let pairs = query.bytes().filter(|byte| *byte == b'&').count() + 1;
        let mut params = Self::of(pairs.min(MOST_NAMES));
        let coded = is_coded(query);
        let read = |text: &'a str| if coded { decoded(text) } else { Some(Cow::Borrowed(text)) };
        let mut rest = Some(query);
        while let Some(query) = rest {
            let (pair, behind) = parted(query, b'&');
            rest = behind;
            if pair.is_empty() {
                continue;
            }
            let (name, value) = parted(pair, b'=');
            let value = value.unwrap_or_default();
            match (read(name), read(value)) {
                (Some(name), Some(value)) => params.add(name, Given::Text(value)),
                _ => params.error(name, "not_utf8", Some(value), "percent-encode UTF-8 text"),
            }
        }
        params
    }

    /// Takes pairs of names and texts, as from a command line.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut params = Self::none();
        for (name, value) in pairs {
            params.add(name.into(), Given::Text(value.into()));
        }
        params
    }

    /// Takes the members of a JSON object.
    pub fn from_members(members: Members) -> Self {
        let mut params = Self::none();
        for (name, value) in members.0 {
            params.add(name.into_owned().into(), Given::Json(value.to_owned()));
        }
        params
    }

    /// These parameters and one more, as JSON.
    #[must_use]
    pub fn with_json(mut self, name: &str, value: Box<RawValue>) -> Self {
        self.add(name.to_owned().into(), Given::Json(value));
        self
    }

    /// No parameters, to take down errors.
    pub fn none() -> Self {
        Self::of(0)
    }

    /// Room for so many parameters.
    fn of(count: usize) -> Self {
        let (given, known) = (Vec::with_capacity(count), Vec::with_capacity(MOST_NAMES));
        Self { given, known, errors: Vec::new(), untold: 0 }
    }

    fn add(&mut self, name: Cow<'a, str>, value: Given<'a>) {
        // What is named twice fails the request anyway, so that a long list of names need not be searched to its end.
        if self.given.len() <= MOST_ERRORS && self.given.iter().any(|(other, _)| *other == name) {
            self.error(&name, "repeated", None, "give it once; a list is one value");
        } else {
            self.given.push((name, value));
        }
    }

    /// Takes down that a parameter is wrong.
    pub fn error(&mut self, param: &str, code: &'static str, value: Option<&str>, hint: impl Into<String>) {
        if self.errors.len() == MOST_ERRORS {
            self.untold += 1;
            return;
        }
        let shown = |text: &str| text.chars().take(LONGEST_SHOWN).collect();
        self.errors.push(ParamError { param: shown(param), code, value: value.map(shown), hint: hint.into() });
    }

    /// Whether a parameter is given.
    pub fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| given == name)
    }

    /// A parameter as the caller wrote it.
    pub fn written(&self, name: &str) -> Option<String> {
        let value = self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value);
        value.map(|value| value.written().into_owned())
    }

    /// Takes a value as it is; an empty text and `null` are wrong.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Given<'a>> {
        self.known.push(name);
        let place = self.given.iter().position(|(given, _)| given == name)?;
        let (_, value) = self.given.swap_remove(place);
        let empty = match &value {
            Given::Text(text) => text.is_empty(),
            Given::Json(value) => matches!(value.get(), "null" | "\"\""),
        };
        if empty {
            self.error(name, "empty", Some(&value.written()), "give a value or leave it out");
            return None;
        }
        Some(value)
    }

    /// Whether a parameter is given as a JSON array.
    pub fn is_array(&self, name: &str) -> bool {
        let is = |given: &Given| matches!(given, Given::Json(value) if value.get().starts_with('['));
        self.given.iter().any(|(given, value)| given == name && is(value))
    }

    /// Takes a truth.
    pub fn truth(&mut self, name: &'static str) -> Option<bool> {
        let value = self.take(name)?;
        let truth = match &value {
            Given::Text(text) => text.parse().ok(),
            Given::Json(value) => value.get().parse().ok(),
        };
        if truth.is_none() {
            self.error(name, "not_a_truth", Some(&value.written()), "true or false is expected");
        }
        truth
    }

    /// Takes a JSON array of values that are read one by one.
    pub fn array(&mut self, name: &'static str) -> Option<Vec<Box<RawValue>>> {
        let value = self.take(name)?;
        let values = match &value {
            Given::Json(value) if value.get().starts_with('[') => serde_json::from_str(value.get()).ok(),
            _ => None,
        };
        if values.is_none() {
            self.error(name, "not_a_list", Some(&value.written()), "an array is expected");
        }
        values
    }

    /// Takes a JSON object, to be read by itself.
    pub fn object(&mut self, name: &'static str) -> Option<Box<RawValue>> {
        match self.take(name)? {
            Given::Json(value) if value.get().starts_with('{') => Some(value),
            value => {
                let hint = match value {
                    Given::Text(_) => "goes in the body of a POST, as a JSON object",
                    Given::Json(_) => "a JSON object is expected",
                };
                self.error(name, "not_an_object", Some(&value.written()), hint);
                None
            }
        }
    }

    /// Takes down what is wrong with the members of a member, and which of them are unknown.
    pub fn take_errors_of(&mut self, name: &str, members: Params) {
        let Err(problem) = members.finish() else { return };
        for error in problem.errors() {
            self.error(&format!("{name}.{}", error.param), error.code, error.value.as_deref(), error.hint.clone());
        }
    }

    /// Takes an id: a text, or an integer, which is read as its text.
    pub fn id(&mut self, name: &'static str) -> Option<String> {
        let value = self.take(name)?;
        let id = match &value {
            Given::Text(text) => Some(text.clone().into_owned()),
            Given::Json(value) => Self::id_of(value),
        };
        if id.is_none() {
            self.error(name, "not_an_id", Some(&value.written()), "a text or an integer is expected");
        }
        id
    }

    /// The id that a JSON value is: a text, or an integer, which is read as its text.
    pub fn id_of(value: &RawValue) -> Option<String> {
        match value.get() {
            text if text.starts_with('"') => serde_json::from_str(text).ok(),
            number if !number.contains(['.', 'e', 'E']) => number.parse::<i128>().ok().map(|id| id.to_string()),
            _ => None,
        }
    }

    /// Takes a text.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.take(name)?;
        let text = match &value {
            Given::Text(text) => Some(text.clone().into_owned()),
            Given::Json(value) => serde_json::from_str(value.get()).ok(),
        };
        if text.is_none() {
            self.error(name, "not_a_text", Some(&value.written()), "a text is expected");
        }
        text
    }

    /// Takes a list of words: separated by commas in a query, an array in JSON.
    pub fn list(&mut self, name: &'static str) -> Option<Vec<Cow<'a, str>>> {
        let value = self.take(name)?;
        let words: Option<Vec<Cow<str>>> = match &value {
            Given::Text(Cow::Borrowed(text)) => Some(text.split(',').map(Cow::Borrowed).collect()),
            Given::Text(Cow::Owned(text)) => Some(text.split(',').map(|word| word.to_owned().into()).collect()),
            Given::Json(value) => serde_json::from_str(value.get()).ok(),
        };
        let Some(words) = words else {
            self.error(name, "not_a_list", Some(&value.written()), "an array of words is expected");
            return None;
        };
        if words.is_empty() || words.iter().any(|word| word.is_empty()) {
            self.error(name, "empty", Some(&value.written()), "the list has an empty word");
            return None;
        }
        Some(words)
    }

    /// Takes one of a few words.
    pub fn one_of<T>(
        &mut self,
        name: &'static str,
        words: impl IntoIterator<Item = &'static str>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let given = self.take(name)?;
        let text = match &given {
            Given::Text(text) => Some(Cow::Borrowed(text.as_ref())),
            Given::Json(value) => serde_json::from_str(value.get()).ok().map(Cow::Owned),
        };
        let Some(text) = text else {
            self.error(name, "not_a_text", Some(&given.written()), "a text is expected");
            return None;
        };
        let value = parse(&text);
        if value.is_none() {
            self.error(
                name,
                "unknown_value",
                Some(&text),
                format!("one of {} is expected", Vec::from_iter(words).join(", ")),
            );
        }
        value
    }

    /// Takes `now` or an RFC 3339 instant.
    pub fn instant(&mut self, name: &'static str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let value = self.take(name)?;
        let text = value.written().into_owned();
        if text == "now" {
            return Some(now);
        }
        // Only a query string turns a plus into a space.
        let written = if let Given::Text(_) = value { with_plus(&text) } else { text.clone() };
        let instant = DateTime::parse_from_rfc3339(&written).ok().map(|instant| instant.to_utc());
        if instant.is_some_and(|instant| !YEARS.contains(&instant.year())) {
            let expected = format!("an instant between the years {} and {}", YEARS.start(), YEARS.end());
            self.error(name, "out_of_range", Some(&text), expected);
            return None;
        }
        if instant.is_none() {
            self.error(
                name,
                "not_an_instant",
                Some(&text),
                "now, or a time with its offset such as 2026-11-21T18:30:00+08:00",
            );
        }
        instant
    }

    /// Whether it is taken down already that a parameter is wrong.
    pub fn is_wrong(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.param == name)
    }

    /// Takes down that a parameter is missing.
    pub fn missing(&mut self, name: &'static str, what: &str) {
        if !self.is_wrong(name) {
            self.error(name, "missing", None, what);
        }
    }

    /// Takes down that there are too few or too many of something, unless it is known to be wrong already.
    pub fn miscounted(&mut self, name: &'static str, count: usize, what: &str) {
        if !self.is_wrong(name) {
            self.error(name, "out_of_range", Some(&count.to_string()), what);
        }
    }

    /// Ends the reading: whatever nobody took is unknown.
    ///
    /// # Errors
    /// A `400` that names all that is wrong.
    pub fn finish(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.given) {
            let near = nearest_word(&name, self.known.iter().copied());
            let known = self.known.join(", ");
            let hint = match near {
                Some(near) => format!("is {near} meant? known here: {known}"),
                None if known.is_empty() => "none is known here; with POST they are members of the body".to_owned(),
                None => format!("known here: {known}"),
            };
            self.error(&name, "unknown_parameter", None, hint);
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::bad_parameters(self.errors, self.untold)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(params: Params) -> Vec<(String, &'static str)> {
        match params.finish() {
            Ok(()) => Vec::new(),
            Err(problem) => problem.errors().iter().map(|error| (error.param.clone(), error.code)).collect(),
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut params = Params::from_query("lon=x&lat=31,2&limit=0&limit=3&colour=red&radius_m=&speed_mps=1e400");
        params.number("lon", -180.0..=180.0, "degrees");
        params.number("lat", -90.0..=90.0, "degrees");
        params.whole_number("limit", 1..=100, "stations");
        params.number("radius_m", 0.0..=1.0, "metres");
        params.number("speed_mps", 0.1..=70.0, "m/s");
        let told = told(params);
        for expected in [
            ("lon", "not_a_number"),
            ("lat", "not_a_number"),
            ("limit", "repeated"),
            ("limit", "out_of_range"),
            ("radius_m", "empty"),
            ("speed_mps", "not_finite"),
            ("colour", "unknown_parameter"),
        ] {
            assert!(told.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} in {told:?}");
        }
    }

    #[test]
    fn only_plain_finite_numbers_are_numbers() {
        for text in ["NaN", "inf", "-inf", "infinity", "１２", "1_0", "0x10", "1e400", "1,5", "%201", "--1"] {
            let query = format!("n={text}");
            let mut params = Params::from_query(&query);
            assert_eq!(params.number("n", -1e9..=1e9, "m"), None, "{text}");
        }
        for (text, number) in [("1", 1.0), ("-0.5", -0.5), ("1e2", 100.0), (".5", 0.5)] {
            let query = format!("n={text}");
            let mut params = Params::from_query(&query);
            assert_eq!(params.number("n", -1e9..=1e9, "m"), Some(number), "{text}");
        }
    }

    #[test]
    fn a_plus_in_an_offset_may_be_literal_or_encoded() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let expected = DateTime::from_timestamp(1_792_924_200, 0).unwrap();
        for text in [
            "2026-10-25T18:30:00+08:00",
            "2026-10-25T18:30:00%2B08:00",
            "2026-10-25T10:30:00Z",
            "2026-10-25T10:30:00.000Z",
        ] {
            assert_eq!(Params::from_query(&format!("at={text}")).instant("at", now), Some(expected), "{text}");
        }
        for text in ["2026-10-25T18:30:00", "2026-10-25", "18:30", "tomorrow", "2026-02-30T00:00:00Z"] {
            assert_eq!(Params::from_query(&format!("at={text}")).instant("at", now), None, "{text}");
        }
    }

    #[test]
    fn a_misspelt_name_is_told_the_right_one() {
        let mut params = Params::from_query("raduis_m=5");
        params.number("radius_m", 0.0..=1.0, "metres");
        let problem = params.finish().unwrap_err();
        assert!(problem.errors()[0].hint.starts_with("is radius_m meant?"), "{problem:?}");
    }

    #[test]
    fn json_takes_numbers_as_numbers_and_lists_as_arrays() {
        let members =
            Members::read(r#"{"n":"1","m":2,"l":"a,b","k":["a"],"z":null,"h":1e400,"v":2.0,"w":2.5,"m":3}"#).unwrap();
        let mut params = Params::from_members(members);
        assert_eq!(params.number("n", 0.0..=9.0, "m"), None);
        assert_eq!(params.number("m", 0.0..=9.0, "m"), Some(2.0));
        assert_eq!(params.list("l"), None);
        assert_eq!(params.list("k"), Some(vec!["a".into()]));
        assert_eq!(params.text("z"), None);
        assert_eq!(params.number("h", 0.0..=9.0, "m"), None);
        assert_eq!((params.whole_number("v", 0..=9, "m"), params.whole_number("w", 0..=9, "m")), (Some(2), None));
        let codes = ["repeated", "not_a_number", "not_a_list", "empty", "not_finite", "not_a_whole_number"];
        assert_eq!(told(params).into_iter().map(|(_, code)| code).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn an_id_is_a_text_or_an_integer() {
        let members = Members::read(r#"{"a":"x","b":-7,"c":1.5,"d":true,"e":12345678901234567890}"#).unwrap();
        let mut params = Params::from_members(members);
        assert_eq!(
            ["a", "b", "c", "d", "e"].map(|name| params.id(name)).map(Option::unwrap_or_default),
            ["x", "-7", "", "", "12345678901234567890"]
        );
    }
}
