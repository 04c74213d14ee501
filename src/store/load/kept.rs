//! What stands for a file that is no good now? What it held when it last was, on the same terms.

use crate::ingest::Manifest;
use crate::store::input::{Content, Input};
use crate::store::last_good::Shelf;
use crate::store::reload::{Before, fault};
use crate::store::snapshot::{FileKind, FileReport, Snapshot};
use std::borrow::Cow;
use std::path::PathBuf;

/// Files that stay as they last were good.
#[derive(Debug, Default)]
pub struct Kept(Vec<KeptFile>);

#[derive(Debug)]
struct KeptFile {
    path: String,
    kind: FileKind,
    /// Why it is no good now.
    reason: String,
    /// What it held.
    content: Content,
    /// Where that can be read, if what came of it cannot be taken from the load before.
    copy: Option<PathBuf>,
}

/// What can be read in place of a file.
pub(super) enum Stand {
    /// Its own bytes.
    Own,
    /// Those of a copy.
    Copy(PathBuf),
}

impl Kept {
    /// The files of a load that are no good and were so in the load before. None if there are none, or one of them
    /// cannot be kept: a new one never was good, and one of which the list says something else than before may be meant
    /// in another way.
    pub fn of(before: &Snapshot, after: &Snapshot, shelf: Option<&Shelf>) -> Option<Self> {
        let known = Before::of(before);
        let mut kept = Vec::new();
        for file in &after.files {
            let Some(reason) = fault(file, known.file(file)) else { continue };
            let is_it = |input: &&Input| input.kind == file.kind && input.path == file.path;
            let content = before.inputs.iter().find(is_it)?.content?;
            if !says_the_same(&before.manifest, &after.manifest, file) {
                return None;
            }
            let copy = shelf.and_then(|shelf| shelf.whole(content));
            kept.push(KeptFile { path: file.path.clone(), kind: file.kind, reason, content, copy });
        }
        (!kept.is_empty()).then_some(Self(kept))
    }

    fn file(&self, kind: FileKind, path: &str) -> Option<&KeptFile> {
        self.0.iter().find(|file| file.kind == kind && file.path == path)
    }

    /// What a file held when it was good, if it is kept.
    pub(super) fn content(&self, kind: FileKind, path: &str) -> Option<Content> {
        self.file(kind, path).map(|file| file.content)
    }

    /// What is read for a file.
    ///
    /// # Errors
    /// Why it is no good, if it is kept and there is no copy of it.
    pub(super) fn stand(&self, kind: FileKind, path: &str) -> Result<Stand, String> {
        match self.file(kind, path) {
            None => Ok(Stand::Own),
            Some(KeptFile { copy: Some(copy), .. }) => Ok(Stand::Copy(copy.clone())),
            Some(KeptFile { reason, .. }) => Err(reason.clone()),
        }
    }

    /// Why files are no good, with what became of them.
    pub fn told(&self) -> String {
        /// Files of which the reason is told; the others are counted.
        const TOLD: usize = 3;
        let told: Vec<&str> = self.0.iter().take(TOLD).map(|file| file.reason.as_str()).collect();
        let others = match self.0.len().saturating_sub(TOLD) {
            0 => Cow::Borrowed(""),
            others => Cow::Owned(format!("; and {others} more files")),
        };
        let of_them = if self.0.len() == 1 { "what it held before stays" } else { "what they held before stays" };
        format!("{}{others} ({of_them} in use; all other files are in use as they are now)", told.join("; "))
    }
}

/// Whether two lists say the same of a file.
fn says_the_same(before: &Manifest, after: &Manifest, file: &FileReport) -> bool {
    fn same<T: PartialEq>(before: &[T], after: &[T], is_it: impl Fn(&T) -> bool) -> bool {
        before.iter().filter(|source| is_it(source)).eq(after.iter().filter(|source| is_it(source)))
    }
    let path = &file.path;
    match file.kind {
        FileKind::Stations => same(&before.stations, &after.stations, |source| source.path == *path),
        FileKind::Regions => same(&before.regions, &after.regions, |source| source.path == *path),
        FileKind::Demand => same(&before.demand, &after.demand, |source| source.path == *path),
        // Nothing is said of a calendar but where it is.
        FileKind::Calendar => true,
    }
}
