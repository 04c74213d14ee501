//! What becomes of a file that a killed process left half written? Whoever writes there next removes it.

use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::path::Path;

/// What a file is called until it is whole and takes the place of one of a name.
pub(super) fn unfinished(name: &OsStr, process: u32) -> OsString {
    let mut unfinished = before_number(name);
    unfinished.push(process.to_string());
    unfinished.push(ENDING);
    unfinished
}

const ENDING: &str = ".part";

/// What comes before the number of the process: a name that nobody else gives.
fn before_number(name: &OsStr) -> OsString {
    let mut before = OsString::from(".");
    before.push(name);
    before.push(concat!(".", env!("CARGO_PKG_NAME"), "-"));
    before
}

/// Removes what processes that are gone left of a file that they wrote to this place. Whoever still writes holds a lock;
/// what cannot be looked at or removed is in nobody's way.
pub(super) fn remove(path: &Path) {
    let Some(name) = path.file_name() else { return };
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let before = before_number(name);
    for entry in fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok) {
        let found = entry.file_name();
        let number = found.as_encoded_bytes().strip_prefix(before.as_encoded_bytes());
        let number = number.and_then(|rest| rest.strip_suffix(ENDING.as_bytes()));
        let Some(process) = number.and_then(|number| std::str::from_utf8(number).ok()?.parse().ok()) else { continue };
        // A link is none of ours, wherever it leads.
        if entry.file_type().is_ok_and(|kind| kind.is_file()) && is_left(&entry.path(), process) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether nobody writes a file any more that a process began.
fn is_left(path: &Path, process: u32) -> bool {
    let Ok(file) = OpenOptions::new().write(true).open(path) else { return false };
    if file.try_lock().is_err() {
        return false;
    }
    // Who has just begun may not hold the lock yet, and has written nothing before.
    let is_empty = file.metadata().is_ok_and(|metadata| metadata.len() == 0);
    !is_empty || process == std::process::id() || !may_run(process)
}

/// Whether there may be a process of a number: where nothing tells, there may.
fn may_run(process: u32) -> bool {
    !cfg!(target_os = "linux") || Path::new("/proc").join(process.to_string()).exists()
}
