//! What is served when the sources are broken after a restart? The files that were last found good, kept beside them.
//!
//! A directory of its own for each data set holds `files/`, each file under the hash of its bytes, and `current`,
//! which lists those that belong together. Everything is written under another name, brought to the disk, and only
//! then renamed, `current` last: whatever happens in between, `current` names a whole copy or there is none.

mod listing;
mod save;

pub use save::{Shelf, usual_state_directory};

use super::input::Content;
use super::reload::Before;
use crate::ingest::Manifest;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A copy, as its listing tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastGood {
    directory: PathBuf,
    saved_at: DateTime<Utc>,
    manifest: Manifest,
    before: Before,
    files: BTreeMap<String, Content>,
}

impl LastGood {
    /// When it was saved.
    pub fn saved_at(&self) -> DateTime<Utc> {
        self.saved_at
    }

    /// What it is good for.
    pub fn before(&self) -> &Before {
        &self.before
    }

    /// Looks whether every byte is as it was saved.
    ///
    /// # Errors
    /// Which file is not.
    pub fn verify(&self) -> Result<(), String> {
        for (path, content) in &self.files {
            let kept = self.path_of(path).and_then(|kept| File::open(kept).ok());
            if kept.and_then(|kept| Content::of_passing(kept).ok()) != Some(*content) {
                return Err(format!("{path} is damaged"));
            }
        }
        Ok(())
    }

    /// Where it lies.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Whether its source was one file of this name. A directory without a list could hold one of its own name alone;
    /// nobody calls it so.
    pub(super) fn is_of_file(&self, name: &str) -> bool {
        let is_only = matches!(self.manifest.stations.as_slice(), [only] if only.path == name);
        !self.before.has_manifest && is_only
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub(super) fn path_of(&self, path: &str) -> Option<PathBuf> {
        self.files.get(path).map(|content| self.directory.join(FILES).join(content.hex()))
    }
}

/// Name of the directory of files.
const FILES: &str = "files";
/// Name of the list of those that belong together.
const CURRENT: &str = "current";
