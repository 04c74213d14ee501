//! Does the data change under the service without a wrong answer, and does bad data never replace good?

mod changes;
mod damaged;
#[path = "../api/data.rs"]
mod data;
mod judged;
mod kept;
mod last_good;
mod live;
mod load;
mod words;
