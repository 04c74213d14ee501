//! Does the program do on the command line what it says?

mod admin;
mod along;
mod check;
mod convert;
mod coverage;
#[path = "../api/data.rs"]
mod data;
mod files;
mod full_disk;
mod generations;
mod help;
mod killed;
mod log;
mod nearest;
mod nearest_batch;
mod program;
mod refused;
mod reload;
mod replaced;
mod search;
mod serve;
mod site;
mod stop;
mod supervisor;
mod system_calls;
