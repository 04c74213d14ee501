//! How does one figure grow with another? A picture of lines on two logarithmic scales, as SVG.
//!
//! Included by the benches with `#[path]`.

use std::fmt::Write;

/// A line of a picture: its name, and its points.
pub type Line<'a> = (&'a str, Vec<(f64, f64)>);

const SIZE: (f64, f64) = (640.0, 400.0);
/// Left, top, right and bottom of the plot within the picture.
const PLOT: (f64, f64, f64, f64) = (70.0, 20.0, 470.0, 350.0);
const COLOURS: [&str; 6] = ["#1b6ca8", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#475569"];

/// The picture. All values must be above zero.
pub fn plot(across: &str, up: &str, lines: &[Line]) -> String {
    let points = || lines.iter().flat_map(|(_, points)| points);
    let (least_x, most_x) = decades(points().map(|(x, _)| *x));
    let (least_y, most_y) = decades(points().map(|(_, y)| *y));
    let (left, top, right, bottom) = PLOT;
    let at_x = |x: f64| left + (x.log10() - least_x) / (most_x - least_x) * (right - left);
    let at_y = |y: f64| bottom - (y.log10() - least_y) / (most_y - least_y) * (bottom - top);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        SIZE.0, SIZE.1
    );
    for decade in least_x as i32..=most_x as i32 {
        let (value, x) = (10f64.powi(decade), at_x(10f64.powi(decade)));
        grid(&mut out, (x, top), (x, bottom));
        text(&mut out, (x, bottom + 16.0), "middle", &short(value));
    }
    for decade in least_y as i32..=most_y as i32 {
        let (value, y) = (10f64.powi(decade), at_y(10f64.powi(decade)));
        grid(&mut out, (left, y), (right, y));
        text(&mut out, (left - 6.0, y + 4.0), "end", &short(value));
    }
    text(&mut out, (left.midpoint(right), SIZE.1 - 10.0), "middle", across);
    text(&mut out, (left + 4.0, top - 6.0), "start", up);
    for ((name, points), (place, colour)) in lines.iter().zip(COLOURS.iter().enumerate()) {
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{:.1},{:.1}", at_x(*x), at_y(*y))).collect();
        let _ = writeln!(
            out,
            "<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{}\"/>",
            path.join(" ")
        );
        for (x, y) in points {
            let _ = writeln!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>", at_x(*x), at_y(*y));
        }
        let y = top + 16.0 + 20.0 * place as f64;
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\" fill=\"{colour}\"/>",
            right + 12.0,
            y - 10.0
        );
        text(&mut out, (right + 30.0, y), "start", name);
    }
    out.push_str("</svg>\n");
    out
}

/// The powers of ten around some values.
fn decades(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) =
        values.fold((f64::INFINITY, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
    let (least, most) = (least.log10().floor(), most.log10().ceil());
    (least, most.max(least + 1.0))
}

fn grid(out: &mut String, from: (f64, f64), to: (f64, f64)) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let _ = writeln!(out, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#ddd\"/>");
}

fn text(out: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#333\">{text}</text>");
}

fn short(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{} M", value / 1e6),
        value if value >= 1e3 => format!("{} k", value / 1e3),
        value => format!("{value}"),
    }
}
