//! How does a new file take the place of an old one? Whole or not at all.

use anyhow::Context;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file beside the place where it is to stand, and moves it there when it is whole.
///
/// # Errors
/// When writing or moving fails; what stood there is then as it was.
pub(super) fn replace<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> anyhow::Result<T> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = written(&beside, write).and_then(|made| fs::rename(&beside, path).map(|()| made));
    if written.is_err() {
        // It may not be there, and there is nobody to tell of a second failure.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn written<T>(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<T>) -> io::Result<T> {
    let mut out = BufWriter::new(OpenOptions::new().write(true).create_new(true).open(path)?);
    let made = write(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()?;
    Ok(made)
}
