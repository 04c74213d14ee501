//! What is called so? Names and addresses found by words in any script, the best first.
//!
//! - [`Query`]: what is asked for, and why some texts ask for nothing.
//! - [`Words`]: an index over texts, built once and asked many times.
//! - [`Found`]: all that match, in a total order by [`Rank`].
//!
//! A text is a row of tokens: each character of a script that is written without spaces, each word of any other. An
//! index lists for every pair of neighbouring characters and for every word the positions at which it stands, so that
//! a question of any length is answered by positions alone, and no text is kept. Pinyin needs no list of its own: what
//! is spelled names the pairs of characters that are read so.

mod build;
mod dictionary;
mod find;
mod fold;
mod lists;
mod marks;
mod part;
mod query;
mod readings;
mod spelled;

pub use build::Class;
pub use find::{Found, Rank, Words};
pub use query::{LONGEST_QUERY, MOST_WORDS, NoQuery, Query};
