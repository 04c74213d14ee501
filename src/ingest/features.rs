//! Which features does a GeoJSON file hold, and what is wrong with the file as a whole?

use super::notice::{Intake, Lines, Notice, Placed};
use super::split::{Piece, Split, split};

/// Deepest nesting of brackets taken in one feature: twice what any GeoJSON geometry needs, with room for properties.
const DEEPEST: usize = 64;

/// Reads every feature of a file by itself.
pub(super) fn read_each<T>(file: &str, text: &[u8], read: impl Fn(&str) -> Result<T, String>) -> Intake<Placed<T>> {
    let split = split(text);
    let mut intake = Intake::default();
    let mut lines = Lines::of(text);
    for (index, piece) in split.features.iter().enumerate() {
        let line = lines.at(piece.range.start);
        match feature_text(text, piece).and_then(&read) {
            Ok(record) => intake.records.push(Placed { record, line, index }),
            Err(reason) => {
                intake.rejections.push(Notice {
                    line: Some(line),
                    index: Some(index),
                    ..Notice::of_file(file, reason)
                });
            }
        }
    }
    about_the_file(file, text, &split, &mut intake);
    intake
}

/// What is wrong with a file as a whole.
pub(super) fn about_the_file<T>(file: &str, text: &[u8], split: &Split, intake: &mut Intake<T>) {
    let mut lines = Lines::of(text);
    let mut at = |offset: usize, reason: &str| Notice {
        line: Some(lines.at(offset)),
        ..Notice::of_file(file, reason.to_owned())
    };
    intake.warnings.extend(split.slips.iter().map(|slip| at(slip.offset, &slip.reason)));
    if let Some(crs) = &split.crs
        && !names_wgs84(&text[crs.clone()])
    {
        let reason = "the file's \"crs\" member is not used (RFC 7946): say crs in dataset.toml if its coordinates are not WGS 84";
        intake.warnings.push(at(crs.start, reason));
    }
    if let Some(fault) = &split.fault {
        intake.rejections.push(at(fault.offset, &fault.reason));
    } else if split.features.is_empty() {
        intake.warnings.push(Notice::of_file(file, "the file holds no features"));
    }
}

/// Whether an old `crs` member says what is assumed anyway.
fn names_wgs84(member: &[u8]) -> bool {
    let member = String::from_utf8_lossy(member);
    member == "null" || member.contains("CRS84") || member.contains("EPSG::4326") || member.contains("EPSG:4326")
}

/// The text without its byte order mark.
pub(super) fn geojson_text(bytes: &[u8]) -> Result<&[u8], &'static str> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("the file is UTF-16: save it as UTF-8");
    }
    if bytes.starts_with(b"fgb") {
        return Err("the file is FlatGeobuf, which is not read yet: convert it to GeoJSON");
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Err("the file is compressed with gzip: unpack it first");
    }
    Ok(bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes))
}

/// A feature's text, if it is fit to be read.
pub(super) fn feature_text<'a>(text: &'a [u8], piece: &Piece) -> Result<&'a str, String> {
    if piece.depth > DEEPEST {
        return Err(format!("brackets nest {} deep, at most {DEEPEST} are read", piece.depth));
    }
    std::str::from_utf8(&text[piece.range.clone()])
        .map_err(|error| format!("not UTF-8 text at its byte {}", error.valid_up_to()))
}
