//! May a load replace what is in use? Bad data never replaces good.

use crate::ingest::Manifest;
use crate::store::snapshot::{FileKind, FileReport, Snapshot};
use crate::store::source::MANIFEST;

/// What was good, as far as it matters for what may replace it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub(in crate::store) stations: usize,
    pub(in crate::store) has_manifest: bool,
    /// Whose zone is no IANA name: paths of sources, none for the data set itself.
    pub(in crate::store) unknown_zones: Vec<Option<String>>,
    pub(in crate::store) files: Vec<FileBefore>,
}

/// What one file was good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct FileBefore {
    pub path: String,
    pub kind: FileKind,
    pub accepted: usize,
    /// It was no good, as a whole or from some place on.
    pub broken: bool,
}

impl Before {
    /// What a snapshot is good for.
    pub fn of(snapshot: &Snapshot) -> Self {
        let files = snapshot.files.iter().map(|file| FileBefore {
            path: file.path.clone(),
            kind: file.kind,
            accepted: file.accepted,
            broken: file.broken.is_some(),
        });
        Self {
            stations: snapshot.index.len(),
            has_manifest: snapshot.has_manifest,
            unknown_zones: unknown_zones(&snapshot.manifest),
            files: files.collect(),
        }
    }

    /// What a file of a load was good for.
    pub(in crate::store) fn file(&self, file: &FileReport) -> Option<&FileBefore> {
        self.files.iter().find(|known| known.kind == file.kind && known.path == file.path)
    }
}

/// Why a file is no good, unless it was none before: broken, or without one good record.
pub(in crate::store) fn fault(file: &FileReport, known: Option<&FileBefore>) -> Option<String> {
    if let Some(reason) = &file.broken
        && known.is_none_or(|known| !known.broken)
    {
        return Some(reason.clone());
    }
    let is_none_good = file.accepted == 0 && file.rejected > 0 && known.is_none_or(|known| known.accepted > 0);
    is_none_good.then(|| format!("{}: none of its {} records is good", file.path, file.rejected))
}

/// Whose zone is no IANA name.
pub(in crate::store) fn unknown_zones(manifest: &Manifest) -> Vec<Option<String>> {
    manifest.unknown_zones().map(|(path, _)| path.map(str::to_owned)).collect()
}

/// When a load is judged, and so which loss may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum When {
    /// At a start. Whoever starts the service anew means what is there, unless it is no data set any more.
    Start,
    /// While something else is in use, because the files changed: no loss is meant.
    Reload,
    /// While something else is in use, because somebody forces it: any loss is meant.
    Forced,
}

/// A loss of more than one in so many is refused unless it is forced.
const ONE_IN: usize = 10;

/// Judges a load by what it would replace.
///
/// A file that is broken, or none of whose records is good, refuses the load, unless it was so before: half a file is
/// not what anybody meant. A loss that could be meant (stations, a file's records, the zone of opening hours, the list of
/// sources itself) is refused unless it is forced; at a start only that of the list, and of every station there was.
///
/// # Errors
/// A sentence that names the file and what would cure it.
pub(in crate::store) fn judge(before: &Before, after: &Snapshot, when: When) -> Result<(), String> {
    for file in &after.files {
        let known = before.file(file);
        if let Some(reason) = fault(file, known) {
            return Err(reason);
        }
        let (path, had) = (&file.path, known.map_or(0, |known| known.accepted));
        if file.accepted == 0 && had > 0 && when == When::Reload {
            return Err(format!("{path}: it is empty, and had {had} records; {FORCE}"));
        }
        // Stations may move from file to file. A CSV that was cut off looks like one that was always shorter.
        if file.kind != FileKind::Stations && is_loss(had, file.accepted) && when == When::Reload {
            return Err(format!("{path}: {} records where there were {had}: {LOSS}; {FORCE}", file.accepted));
        }
    }
    let is_unlisted = before.has_manifest && !after.has_manifest;
    let gone = format!("{MANIFEST} is gone: without it nothing tells the coordinates' system");
    let (had, has) = (before.stations, after.index.len());
    match when {
        When::Forced => Ok(()),
        When::Start if is_unlisted => Err(format!("{gone}; {RESTORE}")),
        When::Start if has == 0 && had > 0 => Err(format!("no station is left where there were {had}; {RESTORE}")),
        When::Start => Ok(()),
        When::Reload if is_unlisted => Err(format!("{gone}; {FORCE}")),
        When::Reload => {
            keeps_zones(before, &after.manifest)?;
            match is_loss(had, has) {
                true => Err(format!("{has} stations where there were {had}: {LOSS}; {FORCE}")),
                false => Ok(()),
            }
        }
    }
}

/// A zone that is no IANA name leaves all hours unknown, which a slip of the pen does not mean. No zone at all may be
/// meant, as may one that was none before.
fn keeps_zones(before: &Before, after: &Manifest) -> Result<(), String> {
    let is_known = |path: Option<&str>| before.unknown_zones.iter().any(|known| known.as_deref() == path);
    let new = after.unknown_zones().find(|(path, _)| !is_known(*path));
    new.map_or(Ok(()), |(path, name)| {
        let place = path.unwrap_or(MANIFEST);
        Err(format!(
            "{place}: timezone \"{name}\" is not an IANA name such as \"Asia/Shanghai\": opening hours would be unknown; {FORCE}"
        ))
    })
}

/// Why there is nothing to begin with: no station came of any file, and that is not because there are none. A data set
/// that is empty as a whole is as good as any other.
pub fn nothing_good(loaded: &Snapshot) -> Option<String> {
    /// Files of which the reason is told; the others are counted.
    const TOLD: usize = 3;
    if !loaded.index.is_empty() {
        return None;
    }
    let of_stations = loaded.files.iter().filter(|file| file.kind == FileKind::Stations);
    let reasons: Vec<String> = of_stations
        .filter_map(|file| {
            let none_good = || {
                let first = loaded.rejections.iter().find(|notice| *notice.file == *file.path)?;
                Some(format!("{}: none of its {} records is good, as {first}", file.path, file.rejected))
            };
            file.broken.clone().or_else(none_good)
        })
        .collect();
    let others = match reasons.len().saturating_sub(TOLD) {
        0 => String::new(),
        others => format!("; and {others} more files"),
    };
    let told: Vec<&str> = reasons.iter().take(TOLD).map(String::as_str).collect();
    (!told.is_empty()).then(|| format!("{}{others}", told.join("; ")))
}

const LOSS: &str = "more than 10 % fewer";
const FORCE: &str = "if that is meant, force the reload";
/// What cures a loss at a start. A reload that is forced replaces the copy as well.
const RESTORE: &str = "bring back what is gone or, if that is meant, force a reload or remove the last good copy";

fn is_loss(had: usize, has: usize) -> bool {
    had.saturating_sub(has) * ONE_IN > had
}
