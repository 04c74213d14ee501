//! How does a new file take the place of an old one? Whole or not at all.

use super::leftover;
use super::unfinished::Unfinished;
use anyhow::Context;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file beside the place where it is to stand, and moves it there when it is whole. A link stays and leads to
/// it; a device or a pipe is written into.
///
/// # Errors
/// When writing or moving fails; what stood there is then as it was.
pub(super) fn replace<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> anyhow::Result<T> {
    let there = fs::metadata(path).ok();
    let made = match &there {
        Some(there) if there.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // A file in its place would be the end of /dev/null for all.
        Some(there) if !there.is_file() => OpenOptions::new().write(true).open(path).and_then(|file| into(file, write)),
        _ => beside(&fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()), there.as_ref(), write),
    };
    made.with_context(|| format!("cannot write {}", path.display()))
}

fn beside<T>(
    path: &Path,
    there: Option<&Metadata>,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
) -> io::Result<T> {
    leftover::remove(path);
    let name = leftover::unfinished(path.file_name().unwrap_or_default(), std::process::id());
    let beside = path.with_file_name(name);
    let unfinished = Unfinished::at(&beside);
    // It is held until it stands in its place.
    let written = written(&beside, there, write).and_then(|(made, _held)| fs::rename(&beside, path).map(|()| made));
    if written.is_err() {
        // It may not be there, and there is nobody to tell of a second failure.
        let _ = fs::remove_file(&beside);
    }
    drop(unfinished);
    written
}

fn written<T>(
    path: &Path,
    there: Option<&Metadata>,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>,
) -> io::Result<(T, File)> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    // So that nobody takes it for left. Where there are no locks, nobody does.
    let _ = file.try_lock();
    if let Some(there) = there {
        // Who may read the old may read the new. That it cannot be said so is no reason not to write.
        let _ = file.set_permissions(there.permissions());
    }
    let keeps = file.try_clone()?;
    let made = into(file, write)?;
    keeps.sync_all()?;
    Ok((made, keeps))
}

fn into<T>(file: File, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> io::Result<T> {
    let mut out = BufWriter::new(file);
    let made = write(&mut out)?;
    out.flush()?;
    Ok(made)
}
