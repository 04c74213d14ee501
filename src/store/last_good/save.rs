//! Where are good copies kept, and how are they written so that a crash leaves the last one or the new one whole?

use super::{CURRENT, FILES, LastGood, listing};
use crate::store::input::{Content, Hashed, WINDOW};
use crate::store::snapshot::Snapshot;
use crate::store::source::{Source, plain, unreadable};
use chrono::Utc;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// What a name ends with until what it names is whole.
const UNFINISHED: &str = "tmp";
/// Name of the file whose lock tells that somebody writes.
const LOCK: &str = "lock";

/// The place of one data set's copies.
#[derive(Debug, Clone)]
pub struct Shelf {
    directory: PathBuf,
}

impl Shelf {
    /// The place for the data at a path, below a directory for all of them. What a link leads to does not matter: a
    /// data set stays the same when its link is set to another directory.
    pub fn below(state: &Path, data: &Path) -> Self {
        let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
        let sum = Sha256::digest(data.as_os_str().as_encoded_bytes());
        let name = sum.iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        Self { directory: state.join(name) }
    }

    /// The copy that is kept, as its listing tells of it.
    ///
    /// # Errors
    /// Why there is none that could be served; none if there never was one.
    pub fn read(&self) -> Result<LastGood, Option<String>> {
        listing::read(&self.directory)
    }

    /// Saves the files of a snapshot as they were read from its source. Those that are there already are left alone,
    /// and those that belong to no copy any more are removed.
    ///
    /// # Errors
    /// A sentence; the copy before is then still whole.
    pub fn save(&self, snapshot: &Snapshot, source: &Source) -> Result<(), String> {
        let failed =
            |what: &str, error: &io::Error| format!("{what} in {}: {}", self.directory.display(), plain(error));
        let listing = listing::text(snapshot, Utc::now()).ok_or("a file of the data set could not be read")?;
        make_private(&self.directory.join(FILES)).map_err(|error| failed("cannot make a directory", &error))?;
        let lock = File::create(self.directory.join(LOCK)).map_err(|error| failed("cannot write", &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!("another process writes in {}", self.directory.display()));
            }
            Err(TryLockError::Error(error)) => return Err(failed("cannot lock", &error)),
        }
        let mut kept = HashSet::from([CURRENT.to_owned()]);
        for input in &snapshot.inputs {
            let Some(content) = input.content else { continue };
            if !kept.insert(content.hex()) || self.has(content) {
                continue;
            }
            let unread = |reason: String| format!("{}: {reason}", input.path);
            let mut file = Hashed::of(source.open(&input.path).map_err(unread)?);
            let written = self.put(&format!("{FILES}/{}", content.hex()), |to| {
                copy(&mut file, to)?;
                if file.content() == content { Ok(()) } else { Err(Unwritten::Changed) }
            });
            written.map_err(|unwritten| match unwritten {
                Unwritten::Changed => format!("{} changed since it was loaded", input.path),
                Unwritten::Unread(error) => unread(unreadable(&error)),
                Unwritten::Failed(error) => failed("cannot write", &error),
            })?;
        }
        self.put(CURRENT, |to| to.write_all(listing.as_bytes())).map_err(|error| failed("cannot write", &error))?;
        // What cannot be removed is in nobody's way.
        self.sweep(&kept);
        Ok(())
    }

    /// Whether a file is there. What stands under its name was whole when it got it.
    fn has(&self, content: Content) -> bool {
        fs::metadata(self.directory.join(FILES).join(content.hex())).is_ok_and(|file| file.len() == content.bytes)
    }

    /// Where a file lies of which every byte is as it was saved; none if there is no such.
    pub(in crate::store) fn whole(&self, content: Content) -> Option<PathBuf> {
        let path = self.directory.join(FILES).join(content.hex());
        let kept = File::open(&path).ok().and_then(|kept| Content::of_passing(kept).ok());
        (kept == Some(content)).then_some(path)
    }

    /// Has a file written so that its name stands for the whole of it, or for what it stood for before.
    fn put<E: From<io::Error>>(&self, name: &str, write: impl FnOnce(&mut File) -> Result<(), E>) -> Result<(), E> {
        let path = self.directory.join(name);
        let unfinished = path.with_extension(UNFINISHED);
        let written = write_through(&unfinished, write).and_then(|()| fs::rename(&unfinished, &path).map_err(E::from));
        if written.is_err() {
            // A full disk is the fuller for it.
            let _ = fs::remove_file(&unfinished);
        }
        written?;
        Ok(path.parent().map_or(Ok(()), sync_directory)?)
    }

    /// Removes what belongs to no copy.
    fn sweep(&self, kept: &HashSet<String>) {
        let Ok(entries) = fs::read_dir(self.directory.join(FILES)) else { return };
        for entry in entries.filter_map(Result::ok) {
            if !entry.file_name().to_str().is_some_and(|name| kept.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
        let _ = fs::remove_file(self.directory.join(CURRENT).with_extension(UNFINISHED));
    }
}

/// Has a file written and waits until it is on the disk.
fn write_through<E: From<io::Error>>(path: &Path, write: impl FnOnce(&mut File) -> Result<(), E>) -> Result<(), E> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    write(&mut file)?;
    Ok(file.sync_all()?)
}

/// Why a copy of a file was not written.
enum Unwritten {
    /// It is not what was loaded.
    Changed,
    /// It cannot be read.
    Unread(io::Error),
    /// It cannot be written.
    Failed(io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// Copies what is left of a file, which need not fit into memory.
fn copy(from: &mut impl Read, to: &mut File) -> Result<(), Unwritten> {
    let mut from = BufReader::with_capacity(WINDOW, from);
    loop {
        let bytes = from.fill_buf().map_err(Unwritten::Unread)?;
        if bytes.is_empty() {
            return Ok(());
        }
        to.write_all(bytes)?;
        let copied = bytes.len();
        from.consume(copied);
    }
}

/// Waits until a directory's names are on the disk.
fn sync_directory(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = directory;
    Ok(())
}

/// Makes a directory that only its owner may read: data need not be anybody's who can log in.
fn make_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Where copies are kept if nobody says otherwise: where systemd says, else where the XDG base directories do.
pub fn usual_state_directory(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    // systemd.exec(5): several are separated by colons.
    if let Some(directories) = set("STATE_DIRECTORY") {
        let first = directories.as_encoded_bytes().split(|byte| *byte == b':').next().unwrap_or_default();
        return std::str::from_utf8(first).ok().map(PathBuf::from);
    }
    let state = set("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(PathBuf::from(set("HOME")?).join(".local/state")))?;
    Some(state.join(OsStr::new(env!("CARGO_PKG_NAME"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_kept_where_systemd_or_the_base_directories_say() {
        for (set, expected) in [
            (&[("STATE_DIRECTORY", "/var/lib/a:/var/lib/b"), ("HOME", "/home/x")][..], Some("/var/lib/a")),
            (&[("XDG_STATE_HOME", "/s"), ("HOME", "/home/x")], Some("/s/waystation")),
            (&[("XDG_STATE_HOME", "relative"), ("HOME", "/home/x")], Some("/home/x/.local/state/waystation")),
            (&[("STATE_DIRECTORY", ""), ("HOME", "/home/x")], Some("/home/x/.local/state/waystation")),
            (&[], None),
        ] {
            let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            assert_eq!(usual_state_directory(variable), expected.map(PathBuf::from), "{set:?}");
        }
    }
}
