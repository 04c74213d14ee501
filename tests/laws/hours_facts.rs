//! Do real-world hours mean at sixteen instants what they should?
//!
//! Each letter is a state, O open, C closed, U unknown, at the instant of the same place in
//! [`INSTANTS`]. All rows were checked against opening_hours.js 3.15; three differ from it on
//! purpose and say why.

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Asia::Shanghai;
use chrono_tz::Tz;
use waystation::hours::{Schedule, State};

/// Wall time: a Thursday night, a Friday, Easter Sunday and Monday, the turn of a month, the
/// days of the week of Monday, 3 August 2026, a Sunday the clocks change in Europe, Christmas
/// Eve, a winter night, a leap day.
const INSTANTS: [&str; 16] = [
    "2026-01-01T00:30",
    "2026-02-27T11:00",
    "2026-04-05T10:30",
    "2026-04-06T15:00",
    "2026-07-31T12:15",
    "2026-08-01T01:00",
    "2026-08-03T08:45",
    "2026-08-05T12:30",
    "2026-08-06T01:30",
    "2026-08-07T17:15",
    "2026-08-08T03:30",
    "2026-08-09T02:30",
    "2026-10-25T19:00",
    "2026-12-24T12:00",
    "2027-02-09T23:30",
    "2028-02-29T11:30",
];

#[rustfmt::skip]
const FACTS: [(&str, &str); 150] = [
    ("OOOOOOOOOOOOOOOO", "24/7"),
    ("OOOOOOOOOOOOOOOO", "open"),
    ("CCCCCCCCCCCCCCCC", "off"),
    ("CCCCCCCCCCCCCCCC", "closed \"under renovation until spring\""),
    ("UUUUUUUUUUUUUUUU", "unknown"),
    ("COCOOCCOCCCCCOCO", "Mo-Fr 09:00-17:00"),
    ("COCOOCCOCCCCCOCO", "Mo-Fr 9:00-17:00"),
    ("COOOOCOOCOCCOOCO", "Mo-Su 06:00-22:00"),
    ("COOOOCOOCOCCOOCO", "06:30-20:30"),
    ("OOOOOOOOOOOOOOOO", "00:00-24:00"),
    ("COCOCCOCCOCCCCCC", "Mo-Fr 08:30-11:30,13:30-17:30"),
    ("COCOCCOCCOCCCCCC", "Mo-Fr 08:30-11:30, 13:30-17:30"),
    ("COCOOCOOCOCCCOCO", "Mo - Fr 08:30 - 17:30"),
    ("COCCCCCCCCCCCCCO", "Mo-Fr 09:00-12:00; Sa 09:00-11:00"),
    ("COCCCCCCCCCCCCCO", "Mo-Fr 09:00-12:00;Sa 09:00-11:00"),
    ("COCOOCCCCOCCCOCO", "Mo-Fr 09:00-18:00; We off"),
    ("COCOOCCCCOCCCOCO", "Mo-Fr 09:00-18:00; We 13:00-18:00"),
    ("COCOOCCOCOCCCOCO", "Mo-Fr 09:00-18:00, We 18:00-21:00"),
    ("COCOOCCOCOCCCOCO", "We off; Mo-Fr 09:00-18:00"),
    ("COOCOCCOCOCCCOCO", "Tu-Su 10:00-19:00; Mo closed"),
    ("COOOOCOOCOCCOOCO", "Su-Th 08:00-20:00; Fr-Sa 08:00-23:00"),
    ("CCOOCCCCCCCCCCCC", "Sa-Mo 10:00-16:00"),
    ("COOOOCCCCCCCCCCO", "Su-Tu,Fr 10:00-16:00"),
    ("COCOOCOOCOCCCCCC", "Mo,We,Fr 07:00-19:00"),
    ("COCOOCOOCOCCCCCC", "Mo, We, Fr 07:00-19:00"),
    ("COCOOCOOCOCCCOCC", "Mo, We-Fr 07:00-19:00; Tu 12:00-19:00"),
    ("CCOOOCOOCOCCCOCO", "Mo-We, Sa, Su 07:00-19:00; Th, Fr 12:00-20:00"),
    ("COCCOCCOCCCCCOCO", "Sa, Su off; Mo-Fr 11:00-14:00"),
    ("COOOOCCOCCCCCOCO", "Mo-Fr, Su 09:00-16:00; Sa 09:00-12:30"),
    ("COCOOCCOCCCCCOCO", "mo-fr 09:00-17:00; SA 10:00-12:00"),
    ("COCOCCOCCOCCCCCO", "Mo-Sa 07:00-19:00; Mo-Fr 12:00-13:30 off"),
    ("COCOCCOCCOCCCCCO", "Mo-Fr 08:00-12:00; 14:00-18:00"),
    ("CCCOCCCCCOCCCCCC", "08:00-12:00; 14:00-18:00"),
    ("COCOCCOCCCCCCCCO", "Mo-Fr 08:00-12:00, Mo-Th 14:00-18:00"),
    ("COCOOCOCCCCCCCCO", "Mo-Th 08:00-12:00, Mo-Th 14:00-18:00, Fr 08:00-13:00"),
    ("CCCCCCOOCOCCCCCO", "Mo 08:00-10:00; Tu 10:00-12:00; We 12:00-14:00; Th 14:00-16:00; Fr 16:00-18:00; Sa,Su off"),
    ("COCOOCOOCOCCCOCO", "Mo-Fr 08:00-18:00 open; Sa 10:00-14:00 unknown; Su closed"),
    ("COCOOCOOCOCCCOCO", "Mo-Fr 08:00-18:00 open \"ring twice\""),
    ("CUCUUCUUCUCCCUCU", "Mo-Fr 08:00-18:00 \"riders only\""),
    ("COCOOUOOCOUCCOCO", "Mo-Fr 08:00-18:00; Sa \"by arrangement\""),
    ("UUUUUUUUUUUUUUUU", "Mo-Fr 08:00-18:00; \"by arrangement\""),
    ("UUUUUUUUUUUUUUUU", "\"by arrangement\""),
    ("UUUUUUUUUUUUUUUU", "\"only in summer\""),
    ("UOUOOUOOUOUUUOUO", "Mo-Fr 08:00-18:00 || \"by arrangement\""),
    ("UOUOOUOOUOUUUOUO", "Mo-Fr 08:00-18:00; Sa,Su off || \"ask the guard\""),
    ("OOOOOOOOOOOOOOOO", "Mo-Fr 08:00-18:00 || 24/7 open \"outer room\""),
    ("COCOOCOOCOCCCOCO", "Mo-Fr 08:00-18:00 || Sa 10:00-12:00 unknown"),
    ("COCOOCOOCOCCCOCO", "Mo-Fr 08:00-18:00 || Sa 10:00-12:00 \"side door\" || closed"),
    ("CUOUUCUUCUCCCUCU", "Mo-Fr 08:00-18:00 \"desk\", Sa-Su 10:00-16:00 open \"machine\""),
    ("OOOOOOOCOOOOOOOO", "24/7; We 12:00-13:00 off \"cleaning\""),
    ("OOOOOOOOOOOCOOOO", "24/7; Sa 22:00-24:00 off; Su 00:00-09:00 off"),
    ("UUUUUUUUUUUUUUUU", "24/7 \"with a code\""),
    ("OOOOOOOOOOOOOOOO", "24/7 open \"with a code\""),
    ("CCCCCCCCCCCCCCCC", "24/7 closed \"moved\""),
    ("OCCCCOCCOCOCCCOC", "Mo-Fr 22:00-06:00"),
    ("OCCCCOCCOCOOCCOC", "22:00-06:00"),
    ("OCCCCOCCOCCCOCOC", "Mo-Su 18:00-02:00"),
    ("CCCCCOCCCCOCCCCC", "Fr 20:00-04:00"),
    ("CCCCCCCCCCCCCCCC", "Th 20:00-04:00"),
    ("CCCCCOCCCCOOCCCC", "Fr,Sa 20:00-28:00"),
    ("CCCCCOCCCCCOCCCC", "Fr 18:00-24:00; Sa 00:00-03:00,18:00-24:00; Su 00:00-03:00"),
    ("CCCCCCCCCCCCCCCC", "We 18:00-02:00; Th 09:00-12:00"),
    ("OCCCCCCCOCCCCCCC", "Th 09:00-12:00; We 18:00-02:00"),
    ("OCCCCCCCOCCCCCCC", "We 18:00-02:00, Th 09:00-12:00"),
    ("OCCOOOCOCOOOOOOC", "Su-Th 12:00-01:00; Fr,Sa 12:00-04:00"),
    ("CCCCCOCCCCCCOCOC", "Su-We 18:00-01:00; Th-Sa 18:00-02:00"),
    ("OOOOOOOOOOOOOOOO", "10:00-10:00"),
    ("OOOOOOOOOOOOOOOO", "00:00-00:00"),
    ("UCCCCUCCUUCCCCUC", "Mo-Fr 17:00+"),
    ("UCCCCUCCUUCUUCUC", "17:00+"),
    ("CCCCCUCCCCUCCCCC", "Fr 22:00+"),
    ("CUUUUCCUCUCCUUUU", "10:00+"),
    ("UOCCOUCOUUCCCOUO", "Mo-Fr 11:00-14:00,17:00+"),
    // opening_hours.js closes the open end after its first minute
    ("CUUOOCUOCCCCCOCU", "07:00+,12:00-16:00"),
    ("UCCCCUCCUOUUCCOC", "Mo-Sa 16:00-24:00+"),
    ("OCCCCUCCUCUUCCOC", "Mo-Sa 19:00-01:00+"),
    ("CCCCCUCCCCUCCCCC", "Th-Sa 19:00+; Su-We off"),
    ("UCCCCUCCUCUCOCUC", "Mo-Sa 18:00+; Su 18:00-22:00"),
    ("UOCCCUOCUCUCCCUO", "Mo-Fr 08:00-12:00,18:00+; Sa \"closed on rainy days\""),
    ("COOOOCOOCOCCOOCO", "Jan-Mar 08:00-17:00; Apr-Oct 07:00-20:00; Nov-Dec 08:00-16:30"),
    ("COOOOCOOCOCCOOCO", "Apr-Oct: 07:00-20:00; Nov-Mar: 08:00-16:30"),
    ("COCCCCCCCCCCOOCO", "Oct-Mar: 07:00-20:00"),
    ("COOOOCOOCOCCOOCO", "Apr-Oct:07:00-20:00;Nov-Mar:08:00-16:30"),
    ("COCOOCOOCOCCCOCO", "Apr-Sep Mo-Fr 08:00-18:00; Oct-Mar Mo-Fr 09:00-16:00; Sa 09:00-12:00"),
    ("CCCCOCOOCOCCCCCC", "May, Sep: 07:30-18:30; Jun-Aug: 07:00-19:00"),
    ("COOOOCOOCOCCCOCO", "Jan,Feb,Nov,Dec: 08:00-16:00; Mar,Oct: 07:00-18:00; Apr-Sep: 06:00-20:00"),
    ("COOOOCOOCOCCCOCO", "Jan-May,Oct-Dec: 08:15-17:30; Jun-Sep: 08:15-18:30"),
    ("CCCCCCCCCCCCCCCC", "Jul-Aug off"),
    ("COCOCCCCCCCCCOCO", "Mo-Fr 09:00-17:00; Jul-Aug off"),
    ("CCCCOOOOOOOOCCCC", "Jul-Aug"),
    ("OOCOOOOOOOOCCOOO", "Mo-Sa"),
    ("COOOOCCOCOCCCOCO", "Dec 24,31: 09:00-13:00; 10:00-18:00"),
    ("COOOOCCOCOCCCOCO", "10:00-18:00; Dec 24,31: 09:00-13:00"),
    ("COOOOCCOCOCCCCCO", "10:00-18:00; Dec 24-26 off"),
    ("COOOOCCOCOCCCCCO", "10:00-18:00; Dec 24-Jan 06 off"),
    ("CCOOOCCOCOCCCCCC", "10:00-18:00; Oct 17-Mar 25 off"),
    ("CCCCOCCOCOCCCCCC", "Jun 15-Sep 15 10:00-20:00"),
    ("COCCCCCCCCCCCOCC", "Nov 15-Feb 28 10:00-20:00"),
    ("CCCCOCCOCOCCCCCC", "Jun 15-Jul 31: 10:00-20:00; Aug: 10:00-19:00; Sep 01-15: 10:00-18:00"),
    ("COOOOCOOCOCCCOCO", "Apr 01-Sep 30,Oct 25-Nov 11 07:00-20:00; Oct 01-Mar 31 07:00-18:00"),
    ("CCCCCCCCCCCCCCCO", "Feb 29 10:00-12:00"),
    // opening_hours.js never matches a range that ends on 29 February
    ("COCCCCCCCCCCCCCO", "Feb 25-29 10:00-12:00"),
    ("COCCCCCCCCCCCOCO", "Nov 03-Feb 29 08:00-17:00"),
    ("CCCCCCCOCOCCCCCC", "2026 Aug 01-2026 Aug 31 10:00-20:00"),
    ("CCCCCCCOCOCCOOCC", "2026 Aug 01-2027 Feb 10 10:00-20:00"),
    ("COCOOCCOCOCCCOCC", "2026 Mo-Fr 10:00-20:00"),
    ("CCCCCCCCCCCCCCCC", "2027 Mo-Fr 10:00-20:00"),
    ("COOOOCCOCOCCOOCO", "2026-2028 10:00-20:00"),
    ("CCCCCCCCCCCCCCCO", "2027+ 10:00-20:00"),
    ("CCCCCCCCCCCCCCCC", "2025-2031/2 10:00-20:00"),
    ("CCCCOCCOCOCCCCCC", "2026 Jun-Aug 10:00-20:00"),
    ("OOOOOCCCCCCCOOOO", "open; 2026 Aug 01-2026 Aug 31 off"),
    ("OOOOOCCCCCCCOOOO", "24/7; Aug 01-31 off \"holidays\""),
    ("CCCCCCCOCOCCCCCC", "week 32 10:00-18:00"),
    ("COCOOCCCCCCCCCCO", "week 01-53/2 Mo-Fr 10:00-18:00"),
    ("CCCCCCCOCOCCCOCC", "week 02-52/2 Mo-Fr 10:00-18:00"),
    ("CCCCOCOOCOCCCCCC", "week 20-35: 06:00-22:00"),
    ("CCCCOCOOCOCCCCCC", "Jun-Aug week 20-35 Mo-Fr 06:00-22:00"),
    ("CCCCCCCCCCCCCCCC", "week 31,33 Mo 10:00-18:00"),
    ("COCCOCCCCCCCCCCC", "Fr[-1] 10:00-16:00"),
    ("CCCCCCCCCCCCCCCC", "Fr[1] 10:00-16:00"),
    ("CCCCCCCOCCCCCCCC", "We[1,3] 10:00-16:00"),
    ("CCCCCCCOCCCCCCCC", "We[1-2,-1] 10:00-16:00"),
    ("CCCCCCCCCCCCCCCC", "Sa[1],Sa[3] 10:00-14:00"),
    ("COCOOCCCCCCCCOCO", "Mo-Fr 09:00-17:00; We[1] off"),
    ("CCCCCCCCCCCCCCCC", "Apr-Oct Su[1] 14:00-17:00; Dec Sa[1] 14:00-16:30; Mo off"),
    ("CCOCCCCCCCCCCCCC", "Sa[1] +1 day 10:00-16:00"),
    ("CCCCCCCCCCCCCCCC", "Su[2] -1 day 10:00-16:00"),
    ("COOOOCOOCOCCOOCO", "Mar Su[-1]-Oct Su[-1] 07:00-20:00; Oct Su[-1] +1 day-Mar Su[-1] -1 day 09:00-17:00"),
    ("COOOOCOOCOCCCOCO", "Mar Su[-1]-Oct Su[-1] -1 day: 07:00-20:00; Oct Su[-1]-Mar Su[-1] -1 day: 08:00-18:00"),
    ("CCOCCCCCCCCCCCCC", "easter 10:00-16:00"),
    ("CCCCCCCCCCCCCCCC", "easter -2 days 10:00-16:00"),
    ("CCCCCCCCCCCCCCCC", "easter +1 day off"),
    ("COOCOCCOCCCCCOCO", "10:00-16:00; easter -2 days off; easter +1 day off"),
    ("CCOOOCCOCCCCCCCC", "easter-Oct 15 10:00-16:00"),
    // opening_hours.js leaves out the last day if it is Easter
    ("COOCCCCCCCCCCOCO", "Oct 15-easter 10:00-16:00"),
    ("COCOOCOOCCCCCOCO", "Mo-Fr 08:00-17:00 open, Sa 10:00-12:00 open"),
    ("COCOOCOOCCCCCOCO", "Mo-Fr 08:00-17:00,Sa 10:00-12:00"),
    ("OOOOOCCOOOOOOOOO", "open, Aug 01-Aug 05: 00:00-12:00 off"),
    ("COOOOCOOCOCCOOCO", "Mo-Fr 06:00-22:00, Sa 07:00-22:00, Su 08:00-20:00"),
    ("COCOOCOOCOCCCOCO", "Mo-Fr 07:00-19:00, Sa 07:00-12:30, Su closed"),
    ("CCCCOCCOCCCCCOOO", "Su off, Mo-Fr 11:30-15:00,17:30-24:00, Sa 18:00-01:00"),
    ("COOOOCOOCOCCOOOO", "Mo-Sa 05:00-24:00; Su 06:00-24:00"),
    ("OOCOOCOOOOCCCOOO", "Mo-Fr 00:00-23:59"),
    ("COOOOCOCCOCCOOOO", "Mo-Su 04:30-24:00; We 04:30-12:00"),
    ("CCCOCCCCCCCCCCCC", "Tu,Th 09:00-11:00,14:00-16:00; Mo,We,Fr 14:00-16:00"),
    ("CCCCOCCOCCCCCOCO", "Mo-Fr 11:30-13:30"),
    ("COCOOCOOCOCCCOCO", "Mo-Fr 08:00-18:00;"),
    ("COCOOCOOCOCCCOCO", "Mo–Fr 08:00–18:00"),
    ("CCOCCCCCCCCOOCCC", "Su 00:00-24:00"),
];

fn letters(schedule: &Schedule, zone: Tz) -> String {
    let letter = |wall: &str| {
        let wall = NaiveDateTime::parse_from_str(wall, "%Y-%m-%dT%H:%M").unwrap();
        let instant: DateTime<Utc> = wall.and_local_timezone(zone).unwrap().to_utc();
        match schedule.at(instant, zone, None).state {
            State::Open => 'O',
            State::Closed => 'C',
            State::Unknown => 'U',
        }
    };
    INSTANTS.into_iter().map(letter).collect()
}

#[test]
fn hours_mean_what_they_say() {
    for (expected, text) in FACTS {
        let schedule = Schedule::parse(text).unwrap();
        assert_eq!(letters(&schedule, Shanghai), expected, "{text}");
    }
}

#[test]
fn hours_mean_the_same_on_the_walls_of_any_zone() {
    for (expected, text) in FACTS {
        let schedule = Schedule::parse(text).unwrap();
        for zone in [chrono_tz::UTC, chrono_tz::Europe::Berlin, chrono_tz::Pacific::Auckland] {
            assert_eq!(letters(&schedule, zone), expected, "{text} in {zone}");
        }
    }
}
