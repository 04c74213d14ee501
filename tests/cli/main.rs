//! Does the program do on the command line what it says?

mod check;
mod convert;
mod coverage;
#[path = "../api/data.rs"]
mod data;
mod files;
mod help;
mod log;
mod nearest;
mod program;
mod serve;
mod stop;
mod supervisor;
