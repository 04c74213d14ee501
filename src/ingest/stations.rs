//! Which stations does a GeoJSON file hold? Every feature judged alone, the good ones kept.

use super::context::{Context, Setting};
use super::notice::{Intake, Lines, Notice};
use super::split::{Piece, split};
use super::station::{self, Read, Record, Refusal};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

/// Deepest nesting of brackets taken in one feature: twice what any GeoJSON geometry needs, with room for properties.
pub(super) const DEEPEST: usize = 64;

/// Reads the stations of a GeoJSON file. `file` is its name in notices.
pub fn read_stations(file: &str, bytes: &[u8], context: &Context, setting: &Setting) -> Intake<Record> {
    let text = match geojson_text(bytes) {
        Ok(text) => text,
        Err(reason) => return Intake::refused(file, reason),
    };
    // Bytes of the mark before the text, where there is one.
    let mark = bytes.len() - text.len();
    let split = split(text);
    let judged: Vec<Result<Read, Refusal>> =
        split.features.par_iter().map(|piece| judge(text, piece, context, setting)).collect();

    let mut intake = Intake { records: Vec::with_capacity(judged.len()), ..Intake::default() };
    let mut lines = Lines::of(text);
    let name: Arc<str> = file.into();
    let mut derived = None;
    for (index, (piece, judgement)) in split.features.iter().zip(judged).enumerate() {
        let mut notice = |id: Option<String>, reason: Cow<'static, str>| Notice {
            file: name.clone(),
            line: Some(lines.at(piece.range.start)),
            index: Some(index),
            id,
            reason,
        };
        match judgement {
            Ok((record, warnings)) => {
                let id = record.station.id.as_str();
                intake.warnings.extend(warnings.into_iter().map(|reason| notice(Some(id.to_owned()), reason)));
                if record.id_derived {
                    derived.get_or_insert((notice(Some(id.to_owned()), Cow::Borrowed("")), 0)).1 += 1;
                }
                intake.records.push(Record { index, offset: mark + piece.range.start, ..record });
            }
            Err(Refusal { id, reason }) => intake.rejections.push(notice(id, reason.into())),
        }
    }
    if let Some((first, count)) = derived {
        let reason = format!("{count} features have no id, this is the first: ids are made from position and name");
        intake.warnings.push(Notice { reason: reason.into(), ..first });
    }
    about_the_file(file, text, &split, &mut intake);
    intake
}

/// What is wrong with a file as a whole.
pub(super) fn about_the_file<T>(file: &str, text: &[u8], split: &super::split::Split, intake: &mut Intake<T>) {
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

fn judge(text: &[u8], piece: &Piece, context: &Context, setting: &Setting) -> Result<Read, Refusal> {
    let text = feature_text(text, piece).map_err(|reason| Refusal { id: None, reason })?;
    station::read(text, context, setting)
}
