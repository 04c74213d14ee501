//! Where are the files of a data set? A directory, one file, or the program itself.

use super::bundled;
use crate::ingest::Manifest;
use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the file that lists a data set's sources.
const MANIFEST: &str = "dataset.toml";

/// A data set's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The data bundled in the program.
    Bundled,
    /// A directory, with a `dataset.toml` or station files of its own.
    Directory(PathBuf),
    /// One station file.
    File(PathBuf),
}

impl Source {
    /// The source at a path, or the bundled data without one.
    ///
    /// # Errors
    /// A sentence, when there is nothing readable at the path.
    pub fn at(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else { return Ok(Self::Bundled) };
        let metadata =
            fs::metadata(path).map_err(|error| format!("cannot read {}: {}", path.display(), plain(&error)))?;
        Ok(if metadata.is_dir() { Self::Directory(path.to_owned()) } else { Self::File(path.to_owned()) })
    }

    /// Which files it has and what holds for each.
    pub(super) fn manifest(&self) -> Result<Manifest, String> {
        match self {
            Self::Bundled => Manifest::parse(&String::from_utf8_lossy(&self.read(MANIFEST)?)),
            Self::Directory(directory) if directory.join(MANIFEST).exists() => {
                let bytes = self.read(MANIFEST)?;
                let text = std::str::from_utf8(&bytes).map_err(|_| format!("{MANIFEST} is not UTF-8 text"))?;
                Manifest::parse(text).map_err(|reason| format!("{MANIFEST}: {reason}"))
            }
            Self::Directory(directory) => station_files(directory).map(Manifest::of_station_files),
            Self::File(path) => {
                let name = path
                    .file_name()
                    .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
                Ok(Manifest::of_station_files([name]))
            }
        }
    }

    /// The bytes of a file that the manifest names.
    pub(super) fn read(&self, path: &str) -> Result<Cow<'static, [u8]>, String> {
        let path = match self {
            Self::Bundled => {
                let file = bundled::FILES.iter().find(|(name, _)| *name == path);
                return file
                    .map(|(_, bytes)| Cow::Borrowed(*bytes))
                    .ok_or_else(|| "there is no such bundled file".to_owned());
            }
            Self::Directory(directory) => directory.join(path),
            Self::File(path) => path.clone(),
        };
        let metadata = fs::metadata(&path).map_err(|error| format!("cannot be read: {}", plain(&error)))?;
        if metadata.is_dir() {
            return Err("is a directory, a file is expected".to_owned());
        }
        // Opening a pipe would wait for a writer that may never come.
        if !metadata.is_file() {
            return Err("is not a regular file".to_owned());
        }
        fs::read(&path).map(Cow::Owned).map_err(|error| format!("cannot be read: {}", plain(&error)))
    }
}

/// An operating system's reason without its number.
fn plain(error: &std::io::Error) -> String {
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
