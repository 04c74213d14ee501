//! What do we say where the hours leave it open?
//!
//! The syntax is that of the [OSM specification]. Where it, its two implementations
//! (opening_hours.js 3.15, opening-hours-rs 2.1) and the mappers who write the hours disagree,
//! each kind of text is decided here, once. Two principles: a wrong "open" is the worst answer,
//! and a text has to have one reading or it is refused. Every example is a test below.
//!
//! [OSM specification]: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
//!
//! # Conditions
//!
//! | text | what we say |
//! |---|---|
//! | `"by appointment"` | A comment alone is unknown at all times. |
//! | `Mo-Fr 08:00-12:00; "by appointment"` | So is all the time it is added to by `;`: nobody can say which of the two holds. |
//! | `Mo-Fr 08:00-18:00 "members only"` | A comment without a word for the state is a condition: unknown at these times, closed at others. |
//! | `Mo-Fr 08:00-18:00 open "ring twice"` | A word for the state settles it: open. In the same way `off "renovation"` is closed. |
//! | `Mo-Fr 09:00-12:00 \|\| "by appointment"` | A fallback speaks where it would be closed: open in the morning, unknown at every other time. |
//! | `"winter": 10:00-16:00` | Days that only a reader can tell: unknown, and so is `24/7; "winter": off`. |
//!
//! # Ends that nobody states
//!
//! | text | what we say |
//! |---|---|
//! | `18:00+` | Unknown from 18:00. The end is waited for as long as opening_hours.js waits: 10 hours from 17:00 on, 8 hours from 22:00 on, else until midnight. |
//! | `12:00-14:00,18:00+` | The stated span stays as it is. |
//! | `07:00+,12:00-16:00` | An open end is over when a span listed after it begins. Where spans overlap the last one listed holds. |
//! | `00:00+` | Open the whole day: what begins with the day and has no end can only end with it. |
//! | `17:00-23:00+` | Open to 23:00, closed then until midnight (both implementations say so), unknown in the night after, as long as above. |
//! | `17:00-24:00+`, `19:00-01:00+` | Open to the stated end, unknown after it for as long as above. |
//! | `Sa 18:00+; Su 10:00-12:00` | A night without a stated end yields to what a later rule gives the next day: Sunday 02:00 is closed. |
//!
//! # Lists and rules
//!
//! | text | what we say |
//! |---|---|
//! | `Mo, We, Fr 09:00-12:30` | A list of weekdays, like `Mo,We,Fr`; the same for months, `Oct, Apr: Mo-Fr 09:00-16:30`. A comma begins another rule only after times, a state or a comment. |
//! | `Mo-Fr 08:00-13:00; Tu 14:00-18:00` | `;` replaces the hours of the days it names: Tuesday morning is closed. `,` adds to them. |
//! | `Mo-Fr 08:00-13:00; 14:00-18:00` | Hours for no day in particular add to hours for some days, as opening_hours.js has it: mappers mean the other side of the lunch break. |
//! | `08:00-12:00; 14:00-18:00` | After hours for every day they replace them. |
//! | `Mo-Fr 08:00-18:00; We 12:00-13:00 off` | A closing rule takes its own times away and nothing else. |
//! | `PH Mo-Fr 10:00-12:00` | Joined by a space both hold: a holiday from Monday to Friday. Joined by a comma either does. `Su PH` could mean both and is refused. |
//!
//! # Past midnight
//!
//! | text | what we say |
//! |---|---|
//! | `Fr 20:00-04:00` | The hours of the night belong to the day they began on. |
//! | `Fr 20:00-04:00; Sa off` | A day off does not end the night before it: Saturday 02:00 is open. opening_hours.js says closed. |
//! | `Su-Th 14:00-02:00; Fr,Sa 14:00-04:00` | Nor do the hours of the next day, in an earlier rule: Sunday 03:30 is open. |
//! | `Su-We 18:00-01:00; Th-Sa 18:00-02:00` | Hours in a later rule do: Thursday 00:30 is closed. Both implementations say so, and closed is the safer error. |
//! | `Mo-Su 20:00-04:00; We off` | A day off has no night: Thursday 02:00 is closed. |
//! | `10:00-10:00`, `00:00-00:00` | An end that is not after its start is on the next day. |
//!
//! # What we do not know
//!
//! | text | what we say |
//! |---|---|
//! | `08:00-sunset`, `sunrise-sunset` | We have no position: unknown from the first minute the span can hold to the last. Mornings are before 14:00, evenings after 12:00. |
//! | `SH 10:00-16:00` | Nobody gives us school holidays: unknown wherever it makes a difference, on any day it can name. |
//! | `Mo-Fr 09:00-17:00; PH off` | Holidays come from the calendar. Without one, or in years it does not cover, every day is ordinary. |
//! | `Mo-Fr 09:00-17:00` | A rule that does not name `PH` holds on holidays too. |
//! | `Sa off` | On a make-up workday weekday rules hold as for the weekday it counts as: a Saturday worked as a Monday is not `Sa`. Places in the month (`Fr[-1]`) are those of the real date. |
//!
//! # Where we differ from opening_hours.js
//!
//! | it says | we say | where |
//! |---|---|---|
//! | closed | open | in the night before a day off, as above |
//! | closed | open | `Feb 1-28`: outside of leap years it never matches a range with this end |
//! | closed | open | on the last day of `easter -2 days-easter +1 day`, which we include as in all ranges |
//! | unknown | open | in a night of stated hours that a fallback's night overlaps: it forgets that it is a fallback |
//! | unknown | closed | at the very minute of the stated end of `10:00-18:00+` |
//! | open | closed | in the night of a day whose hours were replaced: `Mo-Su 20:00-04:00; We off` |
//! | closed | unknown | after the first minute of `07:00+` in `07:00+,12:00-16:00` |
//! | either | unknown | where it hangs on the sun or on school holidays |
//! | either | refused | what it repairs by guessing: words of other languages, hours without minutes (`8-18`), no comma or semicolon between rules |
//!
//! # Why the reading and the evaluation are our own
//!
//! The crate opening-hours (2.1) reads the syntax well, but its tree no longer tells a list of
//! weekdays from a list of rules, nor a condition from a remark, and its evaluation differs from
//! opening_hours.js on 381 of 7,657 real texts, saying open in most of them. What would have to
//! be put right before and after it is as long as these files, and harder to be sure of.

#[cfg(test)]
mod tests {
    use super::super::{Schedule, State};
    use State::{Closed, Open, Unknown};
    use chrono_tz::UTC;

    /// 2026-08-03 is a Monday; days of that week by name.
    fn state(text: &str, day_and_time: &str) -> State {
        let (day, time) = day_and_time.split_once(' ').unwrap();
        let date = match day {
            "Mo" => "2026-08-03",
            "Tu" => "2026-08-04",
            "We" => "2026-08-05",
            "Th" => "2026-08-06",
            "Fr" => "2026-08-07",
            "Sa" => "2026-08-08",
            "Su" => "2026-08-09",
            date => date,
        };
        let instant = format!("{date}T{time}:00Z").parse().unwrap();
        Schedule::parse(text).unwrap().at(instant, UTC, None).state
    }

    #[track_caller]
    fn hold(facts: &[(&str, &str, State)]) {
        for &(text, when, expected) in facts {
            assert_eq!(state(text, when), expected, "{text} at {when}");
        }
    }

    #[test]
    fn a_comment_that_sets_a_condition_makes_its_times_unknown() {
        hold(&[
            ("\"by appointment\"", "Mo 10:00", Unknown),
            ("Mo-Fr 08:00-12:00; \"by appointment\"", "Mo 10:00", Unknown),
            ("Mo-Fr 08:00-18:00 \"members only\"", "Mo 10:00", Unknown),
            ("Mo-Fr 08:00-18:00 \"members only\"", "Mo 19:00", Closed),
            ("Mo-Fr 08:00-18:00 open \"ring twice\"", "Mo 10:00", Open),
            ("off \"renovation\"", "Mo 10:00", Closed),
            ("Mo-Fr 09:00-12:00 || \"by appointment\"", "Mo 10:00", Open),
            ("Mo-Fr 09:00-12:00 || \"by appointment\"", "Mo 13:00", Unknown),
            ("\"winter\": 10:00-16:00", "Mo 11:00", Unknown),
            ("\"winter\": 10:00-16:00", "Mo 09:00", Closed),
            ("24/7; \"winter\": off", "Mo 11:00", Unknown),
        ]);
    }

    #[test]
    fn an_end_that_nobody_states_is_unknown() {
        hold(&[
            ("18:00+", "Mo 17:59", Closed),
            ("18:00+", "Mo 18:00", Unknown),
            ("18:00+", "Tu 03:59", Unknown),
            ("18:00+", "Tu 04:00", Closed),
            ("22:30+", "Tu 06:29", Unknown),
            ("22:30+", "Tu 06:30", Closed),
            ("09:00+", "Mo 23:59", Unknown),
            ("09:00+", "Tu 00:00", Closed),
            ("12:00-14:00,18:00+", "Mo 13:00", Open),
            ("12:00-14:00,18:00+", "Mo 15:00", Closed),
            ("07:00+,12:00-16:00", "Mo 11:59", Unknown),
            ("07:00+,12:00-16:00", "Mo 12:00", Open),
            ("07:00+,12:00-16:00", "Mo 16:00", Closed),
            ("08:00-18:00,10:00+", "Mo 12:00", Unknown),
            ("06:00-08:00+,06:00-18:00", "Mo 12:00", Open),
            ("00:00+", "Mo 00:00", Open),
            ("Mo 00:00+", "Tu 00:00", Closed),
            ("17:00-23:00+", "Mo 22:59", Open),
            ("17:00-23:00+", "Mo 23:00", Closed),
            ("17:00-23:00+", "Tu 00:00", Unknown),
            ("17:00-23:00+", "Tu 07:00", Closed),
            ("17:00-24:00+", "Mo 23:59", Open),
            ("17:00-24:00+", "Tu 00:00", Unknown),
            ("19:00-01:00+", "Tu 00:59", Open),
            ("19:00-01:00+", "Tu 01:00", Unknown),
            ("19:00-01:00+", "Tu 09:00", Closed),
            ("Sa 18:00+; Su 10:00-12:00", "Su 02:00", Closed),
            ("Sa 18:00+; Mo 10:00-12:00", "Su 02:00", Unknown),
        ]);
    }

    #[test]
    fn a_comma_lists_days_and_a_semicolon_replaces_their_hours() {
        hold(&[
            ("Mo, We, Fr 09:00-12:30", "Mo 08:00", Closed),
            ("Mo, We, Fr 09:00-12:30", "Mo 10:00", Open),
            ("Mo, We, Fr 09:00-12:30", "Tu 10:00", Closed),
            ("Oct, Apr: Mo-Fr 09:00-16:30", "2026-10-05 10:00", Open),
            ("Oct, Apr: Mo-Fr 09:00-16:30", "2026-10-04 10:00", Closed),
            ("Mo-Fr 08:00-13:00; Tu 14:00-18:00", "Tu 10:00", Closed),
            ("Mo-Fr 08:00-13:00, Tu 14:00-18:00", "Tu 10:00", Open),
            ("Mo-Fr 08:00-13:00; 14:00-18:00", "Mo 10:00", Open),
            ("Mo-Fr 08:00-13:00; 14:00-18:00", "Mo 15:00", Open),
            ("08:00-12:00; 14:00-18:00", "Mo 10:00", Closed),
            ("Mo-Fr 08:00-18:00; We 12:00-13:00 off", "We 12:30", Closed),
            ("Mo-Fr 08:00-18:00; We 12:00-13:00 off", "We 13:00", Open),
        ]);
        assert!(Schedule::parse("Su PH 10:00-12:00").is_err());
    }

    #[test]
    fn a_night_belongs_to_the_day_it_began_on() {
        hold(&[
            ("Fr 20:00-04:00", "Sa 03:59", Open),
            ("Fr 20:00-04:00", "Fr 03:59", Closed),
            ("Fr 20:00-04:00; Sa off", "Sa 02:00", Open),
            ("Fr 20:00-04:00; Sa off", "Sa 04:00", Closed),
            ("Fr 20:00-04:00; Sa 00:00-12:00 off", "Sa 02:00", Closed),
            ("Fr 20:00-04:00; Sa \"on request\"", "Sa 02:00", Unknown),
            ("Su-Th 14:00-02:00; Fr,Sa 14:00-04:00", "Su 03:30", Open),
            ("Su-We 18:00-01:00; Th-Sa 18:00-02:00", "Th 00:30", Closed),
            ("Su-We 18:00-01:00; Th-Sa 18:00-02:00", "We 00:30", Open),
            ("Mo-Su 20:00-04:00; We off", "Th 02:00", Closed),
            ("Mo-Su 20:00-04:00; We off", "We 02:00", Open),
            ("10:00-10:00", "Mo 09:59", Open),
            ("00:00-00:00", "Mo 00:00", Open),
            ("Fr 20:00-28:00", "Sa 03:59", Open),
        ]);
    }

    #[test]
    fn the_sun_and_school_holidays_are_unknown_where_they_matter() {
        hold(&[
            ("08:00-sunset", "Mo 07:59", Closed),
            ("08:00-sunset", "Mo 12:00", Unknown),
            ("sunrise-sunset", "Mo 12:00", Unknown),
            ("Mo sunrise-sunset", "Tu 12:00", Closed),
            ("20:00-22:00,sunset-24:00", "Mo 21:00", Open),
            ("24/7; sunset-24:00 off", "Mo 13:00", Unknown),
            ("24/7; sunset-24:00 off", "Mo 11:00", Open),
            ("(sunset-02:00)-22:00", "Mo 09:59", Closed),
            ("(sunset-02:00)-22:00", "Mo 10:00", Unknown),
            ("SH 10:00-16:00", "Mo 09:00", Closed),
            ("SH 10:00-16:00", "Mo 10:00", Unknown),
            ("Mo-Fr 08:00-18:00; SH Mo-Fr 10:00-16:00", "Mo 09:00", Unknown),
            ("Mo-Fr 08:00-18:00; SH Mo-Fr 10:00-16:00", "Mo 11:00", Open),
            ("Mo-Fr 08:00-18:00; SH Mo-Fr 10:00-16:00", "Sa 11:00", Closed),
            ("Mo-Fr 08:00-18:00; SH off", "Mo 11:00", Unknown),
        ]);
    }
}
