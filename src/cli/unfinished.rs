//! What becomes of a file that is being written when the process is told to end? It is removed first.

use super::signals::Signals;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// The files being written.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file being written, until it is dropped.
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    /// From here on an interrupt or a termination signal removes the file, and ends the process.
    pub(super) fn at(path: &Path) -> Self {
        static LISTENING: Once = Once::new();
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        LISTENING.call_once(listen);
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}

fn listen() {
    // Before the first byte is written: what comes later must not end the process by itself.
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    let Ok(mut signals) = runtime.block_on(async { Signals::listen() }) else { return };
    let wait = move || {
        let number = runtime.block_on(signals.next());
        // It is held to the end, so that no other file is begun.
        let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        for path in unfinished.iter() {
            // It may not be there yet, and there is nobody left to tell.
            let _ = fs::remove_file(path);
        }
        // By the shell's convention, 128 and the signal's number.
        std::process::exit(128 + i32::from(number));
    };
    // Without the thread a signal would go unheard, but a system that has none left is about to end us anyway.
    let _ = std::thread::Builder::new().name("unfinished".to_owned()).spawn(wait);
}
