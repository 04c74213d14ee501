//! The process: reads its arguments, runs, and says in a sentence what went wrong.

use clap::Parser;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// A load makes millions of small allocations on every core, at which the system's allocator takes a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match waystation::cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            // Whoever stopped reading, as `head` does, has seen enough.
            let closed =
                error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe);
            if closed {
                return ExitCode::SUCCESS;
            }
            let _ = writeln!(std::io::stderr(), "waystation: {error:#}");
            ExitCode::from(error.downcast_ref::<waystation::cli::NoService>().map_or(2, |error| error.exit_code()))
        }
    }
}
