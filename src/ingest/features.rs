//! Which features does a file hold, whatever its format? Each as the text of a GeoJSON Feature, so that one judge serves all.

use super::flatgeobuf;
use super::given::{Given, refused_text};
use super::notice::{Intake, Lines, Locator, Notice, Placed};
use super::reading::Refusal;
use super::split::{Piece, Split, split};
use super::table::Table;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// Deepest nesting of brackets taken in one feature: twice what any GeoJSON geometry needs, with room for properties.
pub(super) const DEEPEST: usize = 64;

/// Longest name of a column, in bytes. A name stands once in a table and in the text of each of its features, so that
/// without a bound a small file could make a large text.
pub(crate) const LONGEST_NAME: usize = 256;

/// The features of a file.
pub(super) struct Features<'a> {
    /// The file without its byte order mark.
    bytes: &'a [u8],
    /// Bytes of the mark, where there is one.
    mark: usize,
    form: Form<'a>,
}

/// What tells them apart.
enum Form<'a> {
    GeoJson(Split),
    FlatGeobuf(flatgeobuf::File<'a>),
    Csv(Box<Table<'a>>),
}

impl<'a> Features<'a> {
    /// Finds the features. FlatGeobuf is known by its first bytes or its name, CSV by its name; all else is GeoJSON.
    ///
    /// # Errors
    /// Why the file as a whole cannot be read.
    pub(super) fn of(file: &str, bytes: &'a [u8]) -> Result<Self, Cow<'static, str>> {
        if is_flatgeobuf(file, bytes) {
            let form = Form::FlatGeobuf(flatgeobuf::File::open(bytes)?);
            return Ok(Self { bytes, mark: 0, form });
        }
        let text = text(bytes)?;
        let form =
            if ends_with(file, "csv") { Form::Csv(Box::new(Table::of(text)?)) } else { Form::GeoJson(split(text)) };
        // The mark stands before the text.
        Ok(Self { bytes: text, mark: bytes.len() - text.len(), form })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match &self.form {
            Form::GeoJson(split) => split.features.len(),
            Form::FlatGeobuf(file) => file.len(),
            Form::Csv(table) => table.len(),
        }
    }

    /// The byte at which a feature begins, after the mark, in a file that consists of lines.
    pub(super) fn start(&self, index: usize) -> Option<usize> {
        match &self.form {
            Form::GeoJson(split) => split.features.get(index).map(|piece| piece.range.start),
            Form::FlatGeobuf(_) => None,
            Form::Csv(table) => table.start(index),
        }
    }

    /// The byte of the whole file at which a feature begins, if the file consists of lines.
    pub(super) fn offset(&self, index: usize) -> Option<usize> {
        self.start(index).map(|start| self.mark + start)
    }

    /// The byte at which a feature begins in a file that does not consist of lines.
    pub(super) fn byte(&self, index: usize) -> Option<usize> {
        match &self.form {
            Form::FlatGeobuf(file) => file.start(index),
            Form::GeoJson(_) | Form::Csv(_) => None,
        }
    }

    /// Counts lines from a byte on.
    pub(super) fn lines_from(&self, start: usize) -> Lines<'a> {
        Lines::of(self.bytes.get(start..).unwrap_or_default())
    }

    /// A feature as GeoJSON, written to `room` if the file is none. What is doubtful of its form is put into `doubts`.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn text<'t>(
        &'t self,
        index: usize,
        room: &'t mut String,
        doubts: &mut Vec<Cow<'static, str>>,
    ) -> Result<&'t str, Refusal> {
        match &self.form {
            Form::GeoJson(split) => match split.features.get(index) {
                Some(piece) => feature_text(self.bytes, piece),
                None => Ok(""),
            },
            Form::FlatGeobuf(file) => file.write(index, room, doubts).map(|()| room.as_str()),
            Form::Csv(table) => table.write(index, room).map(|()| room.as_str()),
        }
    }

    /// Whether the file could be read to its end.
    pub(super) fn is_whole(&self) -> bool {
        match &self.form {
            Form::GeoJson(split) => split.fault.is_none(),
            Form::FlatGeobuf(file) => file.fault().is_none(),
            Form::Csv(table) => table.is_whole(),
        }
    }

    /// Tells what is wrong with the file as a whole.
    pub(super) fn tell<T>(&self, file: &str, intake: &mut Intake<T>) {
        match &self.form {
            Form::GeoJson(split) => {
                let mut lines = Lines::of(self.bytes);
                about_geojson(file, self.bytes, split, |offset| lines.at(offset), intake);
            }
            Form::FlatGeobuf(read) => {
                intake.warnings.extend(read.doubts().iter().map(|doubt| Notice::of_file(file, doubt.clone())));
                intake.rejections.extend(read.fault().map(|(byte, fault)| Notice {
                    locator: Some(Locator::Byte(byte)),
                    ..Notice::of_file(file, fault.to_owned())
                }));
            }
            Form::Csv(table) => table.tell(file, intake),
        }
        if self.len() == 0 && self.is_whole() {
            let what = if matches!(self.form, Form::Csv(_)) { "rows" } else { "features" };
            intake.warnings.push(Notice::of_file(file, format!("the file holds no {what}")));
        }
    }
}

/// The text of a file that is GeoJSON, if only by its name.
pub(super) fn geojson<'a>(file: &str, bytes: &'a [u8]) -> Option<&'a [u8]> {
    if is_flatgeobuf(file, bytes) || ends_with(file, "csv") { None } else { text(bytes).ok() }
}

fn is_flatgeobuf(file: &str, bytes: &[u8]) -> bool {
    bytes.starts_with(b"fgb") || ends_with(file, "fgb")
}

/// Reads every feature of a file by itself. What the reader doubts is told with the feature's place and id.
pub(super) fn read_each<T>(
    file: &str,
    features: &Features,
    read: impl Fn(&Given, &mut Vec<Cow<'static, str>>) -> Result<T, String>,
) -> Intake<Placed<T>> {
    let mut intake = Intake::default();
    let mut lines = features.lines_from(0);
    let (mut room, mut doubts) = (String::new(), Vec::new());
    let file: Arc<str> = file.into();
    for index in 0..features.len() {
        let line = features.start(index).map(|start| Locator::Line(lines.at(start)));
        let locator = line.or(features.byte(index).map(Locator::Byte));
        let notice = |id, reason| Notice { file: file.clone(), locator, index: Some(index), id, reason };
        doubts.clear();
        let text = features.text(index, &mut room, &mut doubts);
        let read = text.and_then(|text| {
            let given = Given::read(text, &mut doubts)?;
            let id = || given.id(&mut Vec::new()).map(Cow::into_owned);
            let record = read(&given, &mut doubts).map_err(|reason| Refusal { id: id(), reason })?;
            let id = if doubts.is_empty() { None } else { id() };
            Ok((record, id))
        });
        match read {
            Ok((record, id)) => {
                intake.warnings.extend(doubts.drain(..).map(|doubt| notice(id.clone(), doubt)));
                intake.records.push(Placed { record, locator, index });
            }
            Err(Refusal { id, reason }) => intake.rejections.push(notice(id, reason.into())),
        }
    }
    features.tell(&file, &mut intake);
    intake
}

/// Tells what is wrong with a GeoJSON text as a whole, whose bytes stand on these lines.
pub(super) fn about_geojson<T>(
    file: &str,
    text: &[u8],
    split: &Split,
    mut line_of: impl FnMut(usize) -> usize,
    intake: &mut Intake<T>,
) {
    let mut at = |offset: usize, reason: &str| Notice {
        locator: Some(Locator::Line(line_of(offset))),
        ..Notice::of_file(file, reason.to_owned())
    };
    intake.warnings.extend(split.slips.iter().map(|slip| at(slip.offset, &slip.reason)));
    if let Some(crs) = &split.crs
        && !names_wgs84(&text[crs.clone()])
    {
        let reason = "the file's \"crs\" member is not used (RFC 7946): say crs in dataset.toml if its coordinates are not WGS 84";
        intake.warnings.push(at(crs.start, reason));
    }
    intake.rejections.extend(split.fault.iter().map(|fault| at(fault.offset, &fault.reason)));
}

/// Whether an old `crs` member says what is assumed anyway.
fn names_wgs84(member: &[u8]) -> bool {
    let member = String::from_utf8_lossy(member);
    // As our own answers say it.
    matches!(&*member, "null" | "\"wgs84\"")
        || member.contains("CRS84")
        || member.contains("EPSG::4326")
        || member.contains("EPSG:4326")
}

/// The bytes of a text file without their byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&[u8], &'static str> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("the file is UTF-16: save it as UTF-8");
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Err("the file is compressed with gzip: unpack it first");
    }
    Ok(bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes))
}

/// Whether a file's name has an ending, in large or small letters.
pub(super) fn ends_with(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// A feature's text, if it is fit to be read.
pub(super) fn feature_text<'a>(text: &'a [u8], piece: &Piece) -> Result<&'a str, Refusal> {
    let bytes = &text[piece.range.clone()];
    let feature = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let reason = format!("not UTF-8 text at its byte {}", error.valid_up_to());
        refused_text(before.unwrap_or_default(), reason)
    })?;
    if piece.depth > DEEPEST {
        let reason = format!("brackets nest {} deep, at most {DEEPEST} are read", piece.depth);
        return Err(refused_text(feature, reason));
    }
    Ok(feature)
}
