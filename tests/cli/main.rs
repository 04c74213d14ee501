//! Does the program do on the command line what it says?

mod check;
#[path = "../api/data.rs"]
mod data;
mod help;
mod nearest;
mod program;
mod serve;
