//! Where are the files of a data set? A directory, one file, or the program itself.

use super::bundled;
use super::last_good::LastGood;
use crate::ingest::Manifest;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the file that lists a data set's sources.
pub(super) const MANIFEST: &str = "dataset.toml";

/// A data set's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The data bundled in the program.
    Bundled,
    /// A directory, with a `dataset.toml` or station files of its own.
    Directory(PathBuf),
    /// One station file.
    File(PathBuf),
    /// The last good copy of a data set.
    LastGood(Arc<LastGood>),
}

impl Source {
    /// The source at a path, or the bundled data without one. A list of sources stands for its directory.
    ///
    /// # Errors
    /// A sentence, when there is nothing readable at the path.
    pub fn at(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else { return Ok(Self::Bundled) };
        let metadata =
            fs::metadata(path).map_err(|error| format!("cannot read {}: {}", path.display(), plain(&error)))?;
        Ok(match listed_by(path) {
            _ if metadata.is_dir() => Self::Directory(path.to_owned()),
            Some(directory) => Self::Directory(directory),
            None => Self::File(path.to_owned()),
        })
    }

    /// The source that was at a path when a copy of it was saved, before it could not be read any more.
    pub fn expected_at(path: &Path, copy: &LastGood) -> Self {
        match listed_by(path) {
            Some(directory) => Self::Directory(directory),
            None if copy.is_of_file(&name_of(path)) => Self::File(path.to_owned()),
            None => Self::Directory(path.to_owned()),
        }
    }

    /// Which files it has and what holds for each.
    pub(super) fn manifest(&self) -> Result<Manifest, String> {
        match self {
            Self::Bundled => Manifest::parse(&String::from_utf8_lossy(&self.read(MANIFEST)?)),
            Self::Directory(directory) if is_named(&directory.join(MANIFEST)) => {
                let bytes = self.read(MANIFEST).map_err(|reason| no_manifest(&directory.join(MANIFEST), &reason))?;
                let text = std::str::from_utf8(&bytes).map_err(|_| format!("{MANIFEST} is not UTF-8 text"))?;
                Manifest::parse(text).map_err(|reason| format!("{MANIFEST}: {reason}"))
            }
            Self::Directory(directory) => station_files(directory).map(Manifest::of_station_files),
            Self::File(path) => Ok(Manifest::of_station_files([name_of(path)])),
            Self::LastGood(copy) => Ok(copy.manifest().clone()),
        }
    }

    /// Where a file that the manifest names lies; none of the program's own.
    pub(super) fn path_of(&self, path: &str) -> Option<PathBuf> {
        match self {
            Self::Bundled => None,
            Self::Directory(directory) => Some(directory.join(path)),
            Self::File(file) => Some(file.clone()),
            Self::LastGood(copy) => copy.path_of(path),
        }
    }

    /// Whether its files are listed by a file of their own.
    pub(super) fn has_manifest(&self) -> bool {
        match self {
            Self::Bundled => true,
            Self::Directory(directory) => is_named(&directory.join(MANIFEST)),
            Self::File(_) => false,
            Self::LastGood(copy) => copy.before().has_manifest,
        }
    }

    /// The bytes of a file that the manifest names.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn read(&self, path: &str) -> Result<Cow<'static, [u8]>, String> {
        self.open(path)?.all()
    }

    /// Opens a file that the manifest names, to be read from its beginning to its end.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn open(&self, path: &str) -> Result<Opened, String> {
        if let Self::Bundled = self {
            let file = bundled::FILES.iter().find(|(name, _)| *name == path);
            return file
                .map(|(_, bytes)| Opened::Bundled(bytes))
                .ok_or_else(|| "there is no such bundled file".to_owned());
        }
        open_at(&self.path_of(path).ok_or("there is no such file in the last good copy")?)
    }
}

/// Opens a file to be read from its beginning to its end.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn open_at(path: &Path) -> Result<Opened, String> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        // What a listing writes for what it cannot.
        io::ErrorKind::NotFound if path.to_string_lossy().contains(char::REPLACEMENT_CHARACTER) => {
            "its name is not UTF-8 text: rename it".to_owned()
        }
        _ => unreadable(&error),
    })?;
    if metadata.is_dir() {
        return Err("is a directory, a file is expected".to_owned());
    }
    // Opening a pipe would wait for a writer that may never come.
    if !metadata.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
    Ok(Opened::File { file, bytes: metadata.len() })
}

/// A file that is ready to be read.
#[derive(Debug)]
pub(super) enum Opened {
    /// What is left of one in the program.
    Bundled(&'static [u8]),
    /// One of so many bytes when it was opened.
    File { file: fs::File, bytes: u64 },
}

impl Opened {
    /// About how many bytes it has.
    pub(super) fn about(&self) -> usize {
        match self {
            Self::Bundled(bytes) => bytes.len(),
            Self::File { bytes, .. } => usize::try_from(*bytes).unwrap_or(usize::MAX),
        }
    }

    /// What is left of it.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn all(self) -> Result<Cow<'static, [u8]>, String> {
        match self {
            Self::Bundled(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::File { file, bytes } => read_all(file, bytes).map(Cow::Owned).map_err(|error| unreadable(&error)),
        }
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bundled(bytes) => bytes.read(into),
            Self::File { file, .. } => file.read(into),
        }
    }
}

/// Why a file cannot be read.
pub(super) fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {}", plain(error))
}

/// The directory whose list of sources is at a path, if the path is called so.
fn listed_by(path: &Path) -> Option<PathBuf> {
    let is_list = path.file_name().is_some_and(|name| name == MANIFEST);
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    is_list.then(|| directory.unwrap_or(Path::new(".")).to_owned())
}

/// What a file is called as the only one of its data set.
fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Whether there is anything by a name, were it a link that leads nowhere or something that may not be looked at: that
/// is not the same as nothing.
fn is_named(path: &Path) -> bool {
    let nothing = |error: io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
    !fs::symlink_metadata(path).is_err_and(nothing)
}

/// Why a list of sources that is there does not tell them.
fn no_manifest(path: &Path, reason: &str) -> String {
    match fs::read_link(path) {
        Ok(target) => format!("{MANIFEST}: it leads to {}, which {reason}", target.display()),
        Err(_) => format!("{MANIFEST}: {reason}"),
    }
}

/// Bytes that one processor reads at a time.
const STRETCH: usize = 4 << 20;

/// The bytes of a file, a large one by all processors: most of the time goes into fresh memory to read it to.
fn read_all(mut file: fs::File, length: u64) -> io::Result<Vec<u8>> {
    #[cfg(unix)]
    if let Ok(length) = usize::try_from(length)
        && length > 2 * STRETCH
    {
        let mut bytes = vec![0; length];
        bytes.par_chunks_mut(STRETCH).enumerate().try_for_each(|(number, stretch)| {
            std::os::unix::fs::FileExt::read_exact_at(&file, stretch, (number * STRETCH) as u64)
        })?;
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// An operating system's reason without its number.
pub(super) fn plain(error: &std::io::Error) -> String {
    let message = error.to_string();
    message.split(" (os error").next().unwrap_or(&message).to_lowercase()
}

/// Every `*.geojson` and `*.fgb` in a directory, by name in byte order.
fn station_files(directory: &Path) -> Result<Vec<String>, String> {
    let entries =
        fs::read_dir(directory).map_err(|error| format!("cannot list {}: {}", directory.display(), plain(&error)))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| (name.ends_with(".geojson") || name.ends_with(".fgb")) && !name.starts_with('.'))
        .collect();
    names.sort();
    if names.is_empty() {
        return Err(format!("{} has neither a {MANIFEST} nor any *.geojson or *.fgb file", directory.display()));
    }
    Ok(names)
}
