//! What do the peers run on, and what asks them? The seeded data, an empty handler and the one load client; `run` does the rest.

mod alarm;
mod bare;
mod check;
mod connection;
mod data;
mod forms;
mod http_answer;
mod load;
mod postgres;
mod protocol;
mod questions;
mod resp;
mod stations;
mod timings;

#[allow(dead_code, reason = "only the places are made as for the other benches")]
#[path = "../points.rs"]
mod points;

use clap::Parser;

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
enum Command {
    /// Writes the seeded stations in the form of every peer, and the questions.
    Data(data::Data),
    /// Answers every request with as many bytes: the least that an axum service can cost.
    Bare(bare::Bare),
    /// Asks questions, as many as are answered or at a fixed rate, and prints how long answers took.
    Load(load::Load),
    /// Checks the client's readers of answers.
    Check,
}

fn main() -> anyhow::Result<()> {
    // Asked to list its benches, as test runners do, it has none.
    if std::env::args().any(|argument| argument == "--list" || argument == "--bench") {
        return Ok(());
    }
    match Command::parse() {
        Command::Data(data) => data.write(),
        Command::Bare(bare) => bare.serve(),
        Command::Load(load) => load.run(),
        Command::Check => {
            check::readers();
            Ok(())
        }
    }
}
