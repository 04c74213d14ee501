//! How is a question put into bytes, and where does its answer end? By the protocol that a peer speaks.

use crate::{http_answer, postgres, resp};

/// What a peer speaks.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Protocol {
    /// HTTP/1.1, kept open, one question after another.
    Http,
    /// Redis and Tile38.
    Resp,
    /// PostgreSQL.
    Postgres,
}

impl Protocol {
    /// What is sent when a connection is opened, each after the answer to the last.
    pub fn greetings(self, ask: &str) -> Vec<Vec<u8>> {
        match self {
            Self::Http | Self::Resp => Vec::new(),
            Self::Postgres => vec![postgres::startup("postgres", "postgres"), postgres::prepare(ask)],
        }
    }

    /// A question as bytes: `ask` with `{0}`, `{1}`, ... replaced by the words of a line, or a statement's parameters.
    pub fn question(self, ask: &str, line: &str) -> Vec<u8> {
        let filled = || {
            let words = line.split(' ').enumerate();
            words.fold(ask.to_owned(), |asked, (at, word)| asked.replace(&format!("{{{at}}}"), word))
        };
        match self {
            Self::Http => format!("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", filled()).into_bytes(),
            Self::Resp => resp::command(filled().split(' ')),
            Self::Postgres => postgres::execute(line.split(' ')),
        }
    }

    /// A whole answer at the start of some bytes: how long it is, and how long its body. None if there is more to come.
    ///
    /// # Errors
    ///
    /// What the server says instead of an answer.
    pub fn answer(self, bytes: &[u8]) -> Result<Option<(usize, usize)>, String> {
        match self {
            Self::Http => http_answer::answer(bytes),
            Self::Resp => resp::answer(bytes).map(|length| length.map(|length| (length, length))),
            Self::Postgres => postgres::answer(bytes).map(|length| length.map(|length| (length, length))),
        }
    }
}
