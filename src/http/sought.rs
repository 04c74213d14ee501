//! Which words does a request look for? `q`, refused if it asks for nothing.

use super::declared::Text;
use super::params::Params;
use crate::words::{LONGEST_QUERY, NoQuery, Query};

/// Words to look for.
pub static Q: Text = Text {
    name: "q",
    about: "Only features in which each of these words is found, in a name, address, district or operator; the last may be unfinished. Chinese is found by its pinyin too. 16 words and 200 characters at most.",
};

/// Takes `q`: what [`Snapshot::search_stations`](crate::store::Snapshot::search_stations) looks for.
pub fn take_words(params: &mut Params) -> Option<String> {
    let text = Q.take(params)?;
    match Query::parse(&text) {
        Ok(_) => Some(text),
        Err(why) => {
            let code = if why == NoQuery::NoWords { "no_words" } else { "out_of_range" };
            let hint =
                format!("{why} (words of names, addresses, districts and operators, 1 to {LONGEST_QUERY} characters)");
            params.error(Q.name, code, Some(&text), hint);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_as_they_are_and_nothing_to_look_for_is_told() {
        for (query, taken) in [("q=%E9%A9%BF%E7%AB%99", Some("驿站")), ("q=a+b%20c", Some("a b c")), ("", None)] {
            let mut params = Params::from_query(query);
            assert_eq!(take_words(&mut params).as_deref(), taken, "{query}");
            assert!(params.finish().is_ok(), "{query}");
        }
        let long = format!("q={}", "a".repeat(LONGEST_QUERY + 1));
        let many = format!("q={}", ('a'..='z').map(|letter| format!("{letter}+")).collect::<String>());
        for (query, code) in [
            ("q=", "empty"),
            ("q=%20%00!%F0%9F%98%80", "no_words"),
            ("q=%FF", "not_utf8"),
            ("q=a&q=b", "repeated"),
            (&long, "out_of_range"),
            (&many, "out_of_range"),
        ] {
            let mut params = Params::from_query(query);
            take_words(&mut params);
            let problem = params.finish().unwrap_err();
            assert_eq!(problem.errors().iter().map(|error| error.code).collect::<Vec<_>>(), [code], "{query}");
        }
    }
}
