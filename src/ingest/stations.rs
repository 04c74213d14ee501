//! Which stations does a GeoJSON file hold? Every feature judged alone, the good ones kept.

use super::context::{Context, Setting};
use super::features::{about_the_file, feature_text, geojson_text};
use super::notice::{Intake, Lines, Notice};
use super::split::{Piece, split};
use super::station::{self, Read, Record, Refusal};
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

/// Features judged side by side before they are put in order: enough for all cores, too few to weigh in memory.
const RUN: usize = 8192;

/// Reads the stations of a GeoJSON file. `file` is its name in notices.
pub fn read_stations(file: &str, bytes: &[u8], context: &Context, setting: &Setting) -> Intake<Record> {
    let text = match geojson_text(bytes) {
        Ok(text) => text,
        Err(reason) => return Intake::refused(file, reason),
    };
    // Bytes of the mark before the text, where there is one.
    let mark = bytes.len() - text.len();
    let split = split(text);
    let mut intake = Intake { records: Vec::with_capacity(split.features.len()), ..Intake::default() };
    let mut lines = Lines::of(text);
    let name: Arc<str> = file.into();
    let mut derived = None;
    for (run, pieces) in split.features.chunks(RUN).enumerate() {
        let judged: Vec<Result<Read, Refusal>> =
            pieces.par_iter().map(|piece| judge(text, piece, context, setting)).collect();
        for (place, (piece, judgement)) in pieces.iter().zip(judged).enumerate() {
            let index = run * RUN + place;
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
    }
    if let Some((first, count)) = derived {
        let reason = format!("features without an id: {count}, the first here; ids are made from position and name");
        intake.warnings.push(Notice { reason: reason.into(), ..first });
    }
    about_the_file(file, text, &split, &mut intake);
    intake
}

fn judge(text: &[u8], piece: &Piece, context: &Context, setting: &Setting) -> Result<Read, Refusal> {
    let text = feature_text(text, piece).map_err(|reason| Refusal { id: None, reason })?;
    station::read(text, context, setting)
}
