//! What does coverage look like? One page as SVG: the area, its cells by distance, the stations, and how to read it.

use super::coverage::grouped;
use crate::coverage::{CellServed, Reach, Site};
use crate::geodesy::Distance;
use crate::store::Snapshot;
use geo::{BoundingRect, Coord, LineString, MultiPolygon};
use h3o::{CellIndex, LatLng, Resolution};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Width of the page, and the height that a map has at most, in pixels.
const PAGE: [f64; 2] = [1000.0, 1100.0];
const MARGIN: f64 = 28.0;
/// Room for title and notes above, and for the legend below.
const ABOVE: f64 = 84.0;
const BELOW: f64 = 112.0;

/// Everything that is drawn.
pub(super) struct Picture<'a> {
    pub area: &'a MultiPolygon<f64>,
    pub cells: &'a [CellServed],
    pub sites: &'a [Site<'a>],
    /// Those that are only thought of, in the order in which they are numbered.
    pub added: &'a [Site<'a>],
    pub reach: &'a Reach,
    pub title: String,
    /// Lines below the title, and lines at the foot.
    pub notes: (String, Vec<String>),
}

/// The area's name.
pub(super) fn title(answer: &Value) -> String {
    let region = &answer["region"];
    let named = region["name"].as_str().or(region["id"].as_str());
    named.map_or_else(|| "Coverage".to_owned(), |name| format!("Coverage of {name}"))
}

/// What the picture says in words.
pub(super) fn notes(answer: &Value, snapshot: &Snapshot, drawn: Resolution) -> (String, Vec<String>) {
    let share = |part: &Value| {
        let (covered, total) = (part["covered"].as_f64()?, part["total"].as_f64()?);
        (total > 0.0).then(|| format!("{:.1} %", covered / total * 100.0))
    };
    let radius = grouped(answer["radius_m"].as_f64().unwrap_or_default());
    let stations = match answer["min_stations"].as_u64() {
        Some(1) | None => "a station".to_owned(),
        Some(count) => format!("{count} stations"),
    };
    let mut told = Vec::new();
    if let (Some(share), Some(kind)) = (share(&answer["demand"]), answer["demand"]["kind"].as_str()) {
        told.push(format!("{share} of {kind}"));
    }
    if let Some(share) = share(&answer["area_m2"]) {
        told.push(format!("{share} of the area"));
    }
    let covered = if told.is_empty() { "nothing to cover".to_owned() } else { told.join(", ") };
    let counted = counted(&answer["query"]);
    let counted = if counted.is_empty() { counted } else { format!(" ({counted})") };
    let headline = format!("within {radius} m of {stations}{counted}: {covered}");
    let mut foot = vec![format!(
        "Drawn in H3 cells of resolution {}, counted in cells of resolution {}; distances are WGS 84 geodesics. Data version {}.",
        u8::from(drawn),
        answer["resolution"],
        answer["dataset"]["version"].as_str().unwrap_or_default(),
    )];
    let attributions: BTreeSet<&str> = snapshot.files.iter().filter_map(|file| file.attribution.as_deref()).collect();
    foot.extend(attributions.into_iter().map(str::to_owned));
    (headline, foot)
}

/// Whether an area comes so near to a pole that a page with straight meridians cannot show it.
pub(super) fn shows_a_pole(area: &MultiPolygon<f64>) -> bool {
    const FARTHEST_DEG: f64 = 85.0;
    area.bounding_rect().is_some_and(|bounds| bounds.max().y > FARTHEST_DEG || bounds.min().y < -FARTHEST_DEG)
}

/// Which stations count, in words; empty if all do.
fn counted(query: &Value) -> String {
    let words = |name: &str| {
        let words: Vec<&str> = query[name].as_array()?.iter().filter_map(Value::as_str).collect();
        Some(words.join(", "))
    };
    let mut told = Vec::new();
    for (name, before) in [
        ("amenity", "with"),
        ("amenity_any", "with any of"),
        ("amenity_not", "without"),
        ("kind", "of kind"),
        ("access", "with access"),
    ] {
        told.extend(words(name).map(|words| format!("{before} {words}")));
    }
    told.extend(query["min_capacity"].as_u64().map(|people| format!("for {people} people or more")));
    if query["open"] == true {
        let lasting = query["open_for_s"].as_u64().map_or(String::new(), |lasting| format!(" for {lasting} s more"));
        told.push(format!("open at {}{lasting}", query["at"].as_str().unwrap_or_default()));
    }
    told.join("; ")
}

/// Where degrees come to lie on the page: straight, with longitudes as much shorter as they are in the middle.
struct Frame {
    west: f64,
    north: f64,
    across: f64,
    up: f64,
    /// Whether western longitudes are drawn east of the antimeridian.
    wraps: bool,
    size: [f64; 2],
}

impl Frame {
    fn around(area: &MultiPolygon<f64>) -> Self {
        let bounds = area.bounding_rect();
        let wraps = bounds.is_some_and(|bounds| bounds.width() > 180.0);
        let shifted = |corner: Coord<f64>| Coord { x: shifted(corner.x, wraps), y: corner.y };
        let corners = || area.iter().flat_map(|polygon| polygon.exterior().coords()).copied().map(shifted);
        let fold =
            |least: fn(f64, f64) -> f64, start: f64, of: fn(Coord<f64>) -> f64| corners().map(of).fold(start, least);
        let (west, east) = (fold(f64::min, f64::INFINITY, |c| c.x), fold(f64::max, f64::NEG_INFINITY, |c| c.x));
        let (south, north) = (fold(f64::min, f64::INFINITY, |c| c.y), fold(f64::max, f64::NEG_INFINITY, |c| c.y));
        let (west, east, south, north) =
            if west.is_finite() { (west, east, south, north) } else { (0.0, 1.0, 0.0, 1.0) };
        let narrowing = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let wide = ((east - west) * narrowing).max(1e-6);
        let tall = (north - south).max(1e-6);
        let up = ((PAGE[0] - 2.0 * MARGIN) / wide).min((PAGE[1] - ABOVE - BELOW) / tall);
        Self { west, north, across: up * narrowing, up, wraps, size: [wide * up, tall * up] }
    }

    fn place(&self, lon: f64, lat: f64) -> [f64; 2] {
        let left = MARGIN + (PAGE[0] - 2.0 * MARGIN - self.size[0]) / 2.0;
        [left + (shifted(lon, self.wraps) - self.west) * self.across, ABOVE + (self.north - lat) * self.up]
    }

    /// Pixels of a metre along a meridian.
    fn pixels_a_metre(&self) -> f64 {
        self.up / 111_320.0
    }
}

fn shifted(lon: f64, wraps: bool) -> f64 {
    if wraps && lon < 0.0 { lon + 360.0 } else { lon }
}

/// A class of cells: what it means, and how it is drawn.
struct Shade {
    /// The end of its distances, inclusive; none for the last.
    up_to_m: Option<f64>,
    covered: bool,
    colour: String,
}

impl Picture<'_> {
    /// The picture as an SVG document.
    pub(super) fn svg(&self) -> String {
        let frame = Frame::around(self.area);
        let shades = shades(self.reach);
        let height = ABOVE + frame.size[1] + BELOW + 14.0 * self.notes.1.len() as f64;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {height:.0}\" width=\"{w}\" height=\"{height:.0}\" \
             font-family=\"'Noto Sans', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif\" role=\"img\">\n\
             <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
            w = PAGE[0],
            title = escaped(&self.title),
        );
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"42\" font-size=\"26\" font-weight=\"600\" fill=\"#1d2a33\">{}</text>\n\
             <text x=\"{MARGIN}\" y=\"68\" font-size=\"15\" fill=\"#45545e\">{}</text>",
            escaped(&self.title),
            escaped(&self.notes.0),
        );
        self.draw_cells(&mut svg, &frame, &shades);
        self.draw_area(&mut svg, &frame);
        let drawn = self.draw_sites(&mut svg, &frame);
        self.draw_added(&mut svg, &frame);
        self.draw_legend(&mut svg, &frame, &shades, drawn);
        svg.push_str("</svg>\n");
        svg
    }

    fn draw_cells(&self, svg: &mut String, frame: &Frame, shades: &[Shade]) {
        let mut paths = vec![String::new(); shades.len()];
        for cell in self.cells {
            let distance = cell.served.map(|served| served.distance);
            if let Some(path) = paths.get_mut(shade_of(shades, distance)) {
                push_cell(path, frame, cell.cell);
            }
        }
        for (shade, path) in shades.iter().zip(&paths).filter(|(_, path)| !path.is_empty()) {
            // A hair of the same colour around each closes the seams between neighbours.
            let _ = writeln!(
                svg,
                "<path d=\"{path}\" fill=\"{colour}\" stroke=\"{colour}\" stroke-width=\"0.4\"/>",
                colour = shade.colour,
            );
        }
    }

    fn draw_area(&self, svg: &mut String, frame: &Frame) {
        let mut path = String::new();
        for polygon in self.area {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                push_ring(&mut path, frame, ring);
            }
        }
        let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"#33434d\" stroke-width=\"1.1\"/>");
    }

    /// Draws the stations within the frame, and tells how many those are.
    fn draw_sites(&self, svg: &mut String, frame: &Frame) -> usize {
        let [left, top] = frame.place(frame.west, frame.north);
        let inside = |[x, y]: &[f64; 2]| {
            *x >= left - 2.0 && *x <= left + frame.size[0] + 2.0 && *y >= top - 2.0 && *y <= top + frame.size[1] + 2.0
        };
        let places: Vec<[f64; 2]> = self
            .sites
            .iter()
            .map(|site| frame.place(site.position.lon(), site.position.lat()))
            .filter(inside)
            .collect();
        let radius = (80.0 / (places.len() as f64 + 300.0).sqrt()).clamp(1.0, 4.0);
        let _ = writeln!(svg, "<g fill=\"#14202a\" stroke=\"#ffffff\" stroke-width=\"{:.2}\">", radius / 4.0);
        for [x, y] in &places {
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>");
        }
        svg.push_str("</g>\n");
        places.len()
    }

    /// Numbers those that are only thought of, the last first so that the first lie on top.
    fn draw_added(&self, svg: &mut String, frame: &Frame) {
        for (place, site) in self.added.iter().enumerate().rev() {
            let [x, y] = frame.place(site.position.lon(), site.position.lat());
            let _ = writeln!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"9\" fill=\"#1750ac\" stroke=\"#ffffff\" stroke-width=\"1.5\"/>\n\
                 <text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"10\" font-weight=\"600\" text-anchor=\"middle\" fill=\"#ffffff\">{}</text>",
                y + 3.5,
                place + 1,
            );
        }
    }

    fn draw_legend(&self, svg: &mut String, frame: &Frame, shades: &[Shade], stations: usize) {
        let top = ABOVE + frame.size[1] + 28.0;
        let wide = (PAGE[0] - 2.0 * MARGIN) / shades.len() as f64;
        let mut from = 0.0;
        for (place, shade) in shades.iter().enumerate() {
            let x = MARGIN + wide * place as f64;
            let range = match shade.up_to_m {
                Some(up_to_m) => format!("{} to {} m", grouped(from), grouped(up_to_m)),
                None => format!("over {} m", grouped(from)),
            };
            from = shade.up_to_m.unwrap_or(from);
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"14\" fill=\"{}\"/>\n\
                 <text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"12\" fill=\"#1d2a33\">{range}</text>\n\
                 <text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#66757f\">{}</text>",
                wide - 4.0,
                shade.colour,
                top + 30.0,
                top + 45.0,
                if shade.covered { "covered" } else { "not covered" },
            );
        }
        let below = top + 68.0;
        let (bar_m, bar_px) = scale_bar(frame.pixels_a_metre());
        let right = PAGE[0] - MARGIN;
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.4\" fill=\"#14202a\"/>\n\
             <text x=\"{:.1}\" y=\"{below:.1}\" font-size=\"12\" fill=\"#1d2a33\">{}</text>\n\
             <path d=\"M{:.1} {below:.1}v4h{bar_px:.1}v-4\" fill=\"none\" stroke=\"#33434d\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\" text-anchor=\"end\" fill=\"#1d2a33\">{}</text>",
            MARGIN + 4.0,
            below - 4.0,
            MARGIN + 14.0,
            if stations == 1 {
                "1 station in view".to_owned()
            } else {
                format!("{} stations in view", grouped(stations as f64))
            },
            right - bar_px,
            right - bar_px - 8.0,
            below + 4.0,
            if bar_m >= 1000.0 { format!("{} km", grouped(bar_m / 1000.0)) } else { format!("{} m", grouped(bar_m)) },
        );
        for (line, note) in self.notes.1.iter().enumerate() {
            let y = below + 24.0 + 14.0 * line as f64;
            let _ = writeln!(
                svg,
                "<text x=\"{MARGIN}\" y=\"{y:.1}\" font-size=\"10.5\" fill=\"#66757f\">{}</text>",
                escaped(note)
            );
        }
    }
}

/// Bands of distances cut at the radius, from light green to deep red; a colour-blind eye tells them by lightness.
fn shades(reach: &Reach) -> Vec<Shade> {
    let mut ends_m = reach.bands_m.clone();
    ends_m.push(reach.radius_m);
    ends_m.sort_unstable_by(f64::total_cmp);
    ends_m.dedup();
    let near = ends_m.iter().filter(|end_m| **end_m <= reach.radius_m).count();
    let far = ends_m.len() + 1 - near;
    let ends = ends_m.iter().map(|end_m| Some(*end_m)).chain([None]);
    ends.enumerate()
        .map(|(place, up_to_m)| {
            let covered = place < near;
            let colour = match covered {
                true => between([0x0b, 0x6e, 0x5c], [0xb9, 0xe3, 0xd3], place, near),
                false => between([0xfd, 0xd9, 0xa6], [0x9c, 0x2a, 0x1d], place - near, far),
            };
            Shade { up_to_m, covered, colour }
        })
        .collect()
}

fn shade_of(shades: &[Shade], distance: Option<Distance>) -> usize {
    let within =
        |shade: &Shade| distance.is_some_and(|distance| shade.up_to_m.is_none_or(|up_to_m| distance.within(up_to_m)));
    shades.iter().position(within).unwrap_or(shades.len() - 1)
}

fn between(first: [u8; 3], last: [u8; 3], place: usize, count: usize) -> String {
    let share = if count > 1 { place as f64 / (count - 1) as f64 } else { 0.0 };
    let channel = |at: usize| f64::from(first[at]) + (f64::from(last[at]) - f64::from(first[at])) * share;
    format!("#{:02x}{:02x}{:02x}", channel(0) as u8, channel(1) as u8, channel(2) as u8)
}

fn push_cell(path: &mut String, frame: &Frame, cell: CellIndex) {
    let middle = LatLng::from(cell).lng();
    for (place, corner) in cell.boundary().iter().enumerate() {
        // A cell across the antimeridian is drawn on the side of its centre.
        let mut lon = corner.lng();
        if lon - middle > 180.0 {
            lon -= 360.0;
        } else if middle - lon > 180.0 {
            lon += 360.0;
        }
        let [x, mut y] = frame.place(middle, corner.lat());
        let x = x + (lon - middle) * frame.across;
        y = y.clamp(-PAGE[1], 2.0 * PAGE[1]);
        let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { 'M' } else { 'L' });
    }
    path.push('Z');
}

/// Adds a ring, without the corners that would lie on one another, and without the cut along the antimeridian.
fn push_ring(path: &mut String, frame: &Frame, ring: &LineString<f64>) {
    /// Pixels that an eye does not see.
    const NEAR: f64 = 0.3;
    let mut last = [f64::NEG_INFINITY; 2];
    for line in ring.lines() {
        if line.start.x.abs() == 180.0 && line.end.x.abs() == 180.0 {
            last = [f64::NEG_INFINITY; 2];
            continue;
        }
        let mut to = |corner: Coord<f64>| {
            let place = frame.place(corner.x, corner.y);
            if (place[0] - last[0]).abs().max((place[1] - last[1]).abs()) >= NEAR {
                let step = if last[0].is_finite() { 'L' } else { 'M' };
                let _ = write!(path, "{step}{:.1} {:.1}", place[0], place[1]);
                last = place;
            }
        };
        to(line.start);
        to(line.end);
    }
}

/// A round length between 60 and 150 pixels, in metres and in pixels.
fn scale_bar(pixels_a_metre: f64) -> (f64, f64) {
    let longest_m = 150.0 / pixels_a_metre;
    let power = 10f64.powf(longest_m.log10().floor());
    let bar_m =
        [5.0, 2.0, 1.0].into_iter().map(|times| times * power).find(|bar_m| *bar_m <= longest_m).unwrap_or(power);
    (bar_m, bar_m * pixels_a_metre)
}

fn escaped(text: &str) -> String {
    let sound = |c: &char| !c.is_control();
    text.chars().filter(sound).fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Include;

    #[test]
    fn shades_are_cut_at_the_radius() {
        let reach = Reach { radius_m: 800.0, min_stations: 1, bands_m: vec![500.0, 2000.0], include: Include::ALL };
        let told: Vec<(Option<f64>, bool)> =
            shades(&reach).iter().map(|shade| (shade.up_to_m, shade.covered)).collect();
        assert_eq!(told, [(Some(500.0), true), (Some(800.0), true), (Some(2000.0), false), (None, false)]);
        assert_eq!(shade_of(&shades(&reach), None), 3);
        assert_eq!(shade_of(&shades(&reach), Some(Distance::from_m(800.0))), 1);
    }

    #[test]
    fn a_scale_bar_is_round_and_fits() {
        for pixels_a_metre in [1e-5, 0.0023, 0.1, 3.0] {
            let (bar_m, bar_px) = scale_bar(pixels_a_metre);
            assert!((60.0..=150.0).contains(&bar_px), "{bar_px}");
            let leading = bar_m / 10f64.powf(bar_m.log10().floor());
            assert!([1.0, 2.0, 5.0].iter().any(|round| (leading - round).abs() < 1e-9), "{bar_m}");
        }
    }

    #[test]
    fn what_would_be_markup_is_shown_as_text() {
        assert_eq!(escaped("a<b>&\"\u{7}"), "a&lt;b&gt;&amp;&quot;");
    }
}
