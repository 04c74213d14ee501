//! Which link opens a place in somebody's map application? One for each, in the coordinates that it expects.
//!
//! - Amap, `uri.amap.com/navigation` (lbs.amap.com, URI API): longitude first, GCJ-02 with `coordinate=gaode`.
//! - Baidu, `api.map.baidu.com/marker` (lbsyun.baidu.com, URI API): latitude first, BD-09 with `coord_type=bd09ll`.
//! - Tencent, `apis.map.qq.com/uri/v1/routeplan` (lbs.qq.com, URI API): latitude first, always GCJ-02.
//! - Apple, `maps.apple.com/?daddr=` (Apple URL Scheme Reference, Map Links) and Google, `maps/dir/?api=1` (Maps URLs):
//!   latitude first. Neither document names a system. On the mainland both draw maps of GCJ-02 and put a link's numbers
//!   on them as they are (Apple: dpa99c/phonegap-launch-navigator, issue 186; Google: its streets of the mainland, off
//!   by some hundred metres for WGS 84), so they get GCJ-02 there. Elsewhere that is WGS 84.
//! - `geo:` (RFC 5870): WGS 84, with the query that Android's applications read (developer.android.com, common intents).

use super::{Crs, Position};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Everything but what a URI never needs to escape (RFC 3986, section 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters of a name; a link is no place for more.
const MOST_CHARACTERS: usize = 120;

/// A link for each application, with its name in answers.
pub type MapLinks = [(&'static str, String); 6];

/// The links to a place. Whatever a name says, it stays a name: it is escaped, and what does not show is left out.
pub fn map_links(position: Position, name: &str) -> MapLinks {
    let name = escaped(name);
    let [wgs84, gcj02, bd09] = [Crs::Wgs84, Crs::Gcj02, Crs::Bd09].map(|crs| {
        let (lon, lat) = crs.from_wgs84(position);
        (degrees(lon), degrees(lat))
    });
    let lat_lon = |(lon, lat): &(String, String)| format!("{lat},{lon}");
    let (gcj02_lat_lon, bd09, wgs84) = (lat_lon(&gcj02), lat_lon(&bd09), lat_lon(&wgs84));
    let (lon, lat) = gcj02;
    [
        ("amap", format!("https://uri.amap.com/navigation?to={lon},{lat},{name}&coordinate=gaode&callnative=1")),
        (
            "baidu",
            format!(
                "https://api.map.baidu.com/marker?location={bd09}&title={name}&content={name}&coord_type=bd09ll&output=html&src=waystation"
            ),
        ),
        (
            "tencent",
            format!(
                "https://apis.map.qq.com/uri/v1/routeplan?type=walk&to={name}&tocoord={gcj02_lat_lon}&referer=waystation"
            ),
        ),
        ("google", format!("https://www.google.com/maps/dir/?api=1&destination={gcj02_lat_lon}")),
        ("apple", format!("https://maps.apple.com/?daddr={gcj02_lat_lon}&q={name}")),
        ("geo", format!("geo:{wgs84}?q={wgs84}({name})")),
    ]
}

/// Degrees to a tenth of a metre, which is as many decimals as Amap takes, without idle zeros.
fn degrees(degrees: f64) -> String {
    let text = format!("{degrees:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(name: &str) -> String {
    let spaced = name.chars().map(|c| if is_unseen(c) { ' ' } else { c });
    let plain: String = spaced.take(MOST_CHARACTERS).collect();
    percent_encode(plain.trim().as_bytes(), ESCAPED).to_string()
}

/// Controls, marks and overrides of direction (Unicode UAX 9), and separators of lines: they act without being seen.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_application_gets_the_coordinates_that_it_expects() {
        // WGS 84, GCJ-02 and BD-09 as computed with gcoord 1.0.7 (github.com/hujiulong/gcoord).
        let beijing = Position::new(116.3913, 39.9075).unwrap();
        let station = "%E9%A9%BF%E7%AB%99";
        let expected = [
            format!("https://uri.amap.com/navigation?to=116.397541,39.908901,{station}&coordinate=gaode&callnative=1"),
            format!(
                "https://api.map.baidu.com/marker?location=39.915245,116.403914&title={station}&content={station}&coord_type=bd09ll&output=html&src=waystation"
            ),
            format!(
                "https://apis.map.qq.com/uri/v1/routeplan?type=walk&to={station}&tocoord=39.908901,116.397541&referer=waystation"
            ),
            "https://www.google.com/maps/dir/?api=1&destination=39.908901,116.397541".to_owned(),
            format!("https://maps.apple.com/?daddr=39.908901,116.397541&q={station}"),
            format!("geo:39.9075,116.3913?q=39.9075,116.3913({station})"),
        ];
        let links = map_links(beijing, "驿站");
        assert_eq!(links.map(|(_, link)| link), expected);
    }

    #[test]
    fn abroad_all_are_given_the_same_degrees() {
        for (lon, lat, text) in [(13.4, 52.5, "52.5,13.4"), (-0.000_000_1, -90.0, "-90,0"), (180.0, 0.5, "0.5,180")] {
            for (app, link) in map_links(Position::new(lon, lat).unwrap(), "x") {
                let amap = text.split_once(',').map(|(lat, lon)| format!("{lon},{lat}")).unwrap();
                assert!(link.contains(if app == "amap" { &amap } else { text }), "{link}");
            }
        }
    }

    #[test]
    fn a_name_stays_a_name_whatever_it_says() {
        let hostile = "a&b=c#d?e/f,g)h(i\"<script>'\u{202E}\r\nX: y%00 javascript:alert(1)\u{0}\u{2028}";
        let beginnings = ["https://uri.amap.com/", "https://api.map.baidu.com/", "https://apis.map.qq.com/"];
        for (place, (app, link)) in map_links(Position::new(116.4, 39.9).unwrap(), hostile).iter().enumerate() {
            assert!(link.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>'".contains(&byte)), "{link}");
            assert!(beginnings.get(place).is_none_or(|beginning| link.starts_with(beginning)), "{link}");
            assert!(!link.contains('#') && link.matches('?').count() == 1, "{link}");
            let ours = link.split_once('?').unwrap().1.matches('&').count();
            assert_eq!(ours, [2, 5, 3, 1, 1, 0][place], "{link}");
            assert!(!link.contains("%0") && !link.contains("%E2%80"), "{link}");
            assert!(*app != "geo" || link.ends_with(')') && link.matches(['(', ')']).count() == 2, "{link}");
        }
        let endless = map_links(Position::default(), &"驿".repeat(100_000));
        assert!(endless.iter().all(|(_, link)| link.len() < 3_000));
    }
}
