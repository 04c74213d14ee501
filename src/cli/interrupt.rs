//! Has the person at the terminal seen enough? The first interrupt asks for what is there, the second ends it.

use super::signals::Signals;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that is set by the first interrupt; where signals cannot be listened to it stays unset, and an interrupt ends
/// the process as ever.
pub(super) fn enough() -> Arc<AtomicBool> {
    let enough = Arc::new(AtomicBool::new(false));
    let told = enough.clone();
    let listen = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            let Ok(mut signals) = Signals::listen() else { return };
            signals.next().await;
            told.store(true, Ordering::Relaxed);
            let number = signals.next().await;
            std::process::exit(128 + i32::from(number));
        });
    };
    // Without the thread there is only no way to stop early.
    let _ = std::thread::Builder::new().name("interrupt".to_owned()).spawn(listen);
    enough
}
