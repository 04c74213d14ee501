//! How does a new file take the place of an old one? Whole or not at all.

use super::unfinished::Unfinished;
use anyhow::Context;
use std::ffi::OsString;
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
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let unfinished = Unfinished::at(&beside);
    let written = written(&beside, there, write).and_then(|made| fs::rename(&beside, path).map(|()| made));
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
) -> io::Result<T> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    if let Some(there) = there {
        // Who may read the old may read the new. That it cannot be said so is no reason not to write.
        let _ = file.set_permissions(there.permissions());
    }
    let keeps = file.try_clone()?;
    let made = into(file, write)?;
    keeps.sync_all()?;
    Ok(made)
}

fn into<T>(file: File, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> io::Result<T> {
    let mut out = BufWriter::new(file);
    let made = write(&mut out)?;
    out.flush()?;
    Ok(made)
}
