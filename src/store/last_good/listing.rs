//! How is a copy listed? One line of JSON, and the hash of that line.

use super::{CURRENT, LastGood};
use crate::ingest::Manifest;
use crate::store::input::Content;
use crate::store::reload::{Before, FileBefore, unknown_zones};
use crate::store::snapshot::{FileKind, Snapshot};
use crate::store::source::plain;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Which form of listing this is; another is not read.
const FORMAT: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Listing {
    format: u32,
    saved_at: String,
    version: String,
    stations: usize,
    has_manifest: bool,
    manifest: Manifest,
    files: Vec<ListedFile>,
}

#[derive(Serialize, Deserialize)]
struct ListedFile {
    path: String,
    kind: String,
    accepted: usize,
    broken: bool,
    bytes: u64,
    xxh3: String,
}

/// The text of a listing of a snapshot's files; none if one of them could not be read.
pub(super) fn text(snapshot: &Snapshot, now: DateTime<Utc>) -> Option<String> {
    let files = snapshot.files.iter().zip(&snapshot.inputs).map(|(file, input)| {
        let content = input.content?;
        Some(ListedFile {
            path: file.path.clone(),
            kind: file.kind.as_str().to_owned(),
            accepted: file.accepted,
            broken: file.broken.is_some(),
            bytes: content.bytes,
            xxh3: content.hex(),
        })
    });
    let listing = Listing {
        format: FORMAT,
        saved_at: now.to_rfc3339_opts(SecondsFormat::Millis, true),
        version: snapshot.version.clone(),
        stations: snapshot.index.len(),
        has_manifest: snapshot.has_manifest,
        manifest: snapshot.manifest.clone(),
        files: files.collect::<Option<_>>()?,
    };
    let line = serde_json::to_string(&listing).ok()?;
    Some(format!("{line}\n{}\n", Content::of(line.as_bytes()).hex()))
}

/// Reads which files belong to a copy.
///
/// # Errors
/// Why there is no copy that could be served; none if there never was one.
pub(super) fn read(directory: &Path) -> Result<LastGood, Option<String>> {
    let text = match fs::read_to_string(directory.join(CURRENT)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(None),
        Err(error) => return Err(Some(format!("its listing cannot be read: {}", plain(&error)))),
    };
    let damaged = || Some("its listing is damaged".to_owned());
    let (line, sum) = text.split_once('\n').ok_or_else(damaged)?;
    if Content::of(line.as_bytes()).hex() != sum.trim_end() {
        return Err(damaged());
    }
    let listing: Listing = serde_json::from_str(line).map_err(|_| damaged())?;
    if listing.format != FORMAT {
        return Err(Some("its listing has another form".to_owned()));
    }
    let saved_at = listing.saved_at.parse().map_err(|_| damaged())?;
    let mut files = BTreeMap::new();
    let mut before = Before {
        stations: listing.stations,
        has_manifest: listing.has_manifest,
        unknown_zones: unknown_zones(&listing.manifest),
        files: Vec::new(),
    };
    for ListedFile { path, kind, accepted, broken, bytes, xxh3 } in listing.files {
        let kind = FileKind::parse(&kind).ok_or_else(damaged)?;
        files.insert(path.clone(), Content { bytes, hash: hash_of(&xxh3).ok_or_else(damaged)? });
        before.files.push(FileBefore { path, kind, accepted, broken });
    }
    Ok(LastGood { directory: directory.to_owned(), saved_at, manifest: listing.manifest, before, files })
}

/// The hash that 32 hexadecimal digits tell.
fn hash_of(hex: &str) -> Option<u128> {
    let digits = hex.len() == 32 && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    digits.then(|| u128::from_str_radix(hex, 16).ok())?
}
