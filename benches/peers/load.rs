//! How many questions does a server answer, and how soon? Each connection asks again when answered, or all of them keep to a rate.

use crate::alarm::{Alarm, processor_time};
use crate::connection::Connection;
use crate::points::Random;
use crate::protocol::Protocol;
use crate::timings::Timings;
use anyhow::{Context, ensure};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Builder;

/// Questions that each connection asks before the clock runs: PostgreSQL plans a statement anew the first five times.
const WARM: usize = 8;

#[derive(clap::Args)]
pub struct Load {
    /// What the server speaks.
    protocol: Protocol,
    /// Where it listens: host:port.
    address: String,
    /// What is asked, with {0}, {1}, ... for the words of a line; for PostgreSQL a statement with $1, $2, ...
    ask: String,
    /// Lines of words, one for each question, taken in their order and from the top again.
    questions: PathBuf,
    /// How many connections ask.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// For how long.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Questions a second, coming by chance as those of many people do; without it, each connection asks when answered.
    #[arg(long)]
    rate: Option<f64>,
    /// The line to begin with.
    #[arg(long, default_value_t = 0)]
    first: usize,
}

impl Load {
    pub fn run(self) -> anyhow::Result<()> {
        let lines = std::fs::read_to_string(&self.questions).context("the questions cannot be read")?;
        let questions: Vec<Vec<u8>> = lines.lines().map(|line| self.protocol.question(&self.ask, line)).collect();
        ensure!(!questions.is_empty(), "there are no questions");
        println!("{}", Builder::new_current_thread().enable_all().build()?.block_on(self.all(questions))?);
        Ok(())
    }

    async fn all(self, questions: Vec<Vec<u8>>) -> anyhow::Result<String> {
        let mut connections = Vec::new();
        for number in 0..self.connections {
            let mut connection = Connection::open(&self.address, self.protocol, &self.ask).await?;
            for warm in 0..WARM {
                connection.ask(&questions[(self.first + number * WARM + warm) % questions.len()]).await?;
            }
            connections.push((connection, Alarm::new()?));
        }
        let questions = Arc::new(questions);
        // Whoever measures the server begins to count here.
        println!("ready");
        std::io::stdin().read_line(&mut String::new())?;
        let (began, processor) = (Instant::now(), processor_time());
        let end = began + Duration::from_secs_f64(self.seconds);
        let turns = Arc::new(Mutex::new(Turns { next: self.first, due: began, rate: self.rate, random: Random(11) }));
        let asking: Vec<_> = connections
            .into_iter()
            .map(|(connection, alarm)| tokio::spawn(ask(connection, alarm, questions.clone(), turns.clone(), end)))
            .collect();
        let mut timings = Timings::default();
        for asked in asking {
            timings.join(asked.await??);
        }
        Ok(timings.told(began.elapsed(), processor_time() - processor))
    }
}

/// Whose turn it is: the next question, and when it is due.
struct Turns {
    next: usize,
    due: Instant,
    rate: Option<f64>,
    random: Random,
}

impl Turns {
    /// The next question and its instant, none if it is to be asked at once.
    fn take(&mut self) -> (usize, Option<Instant>) {
        self.next += 1;
        let due = self.rate.map(|rate| {
            // Exponential gaps: arrivals at random.
            self.due += Duration::from_secs_f64(-(1.0 - self.random.uniform()).ln() / rate);
            self.due
        });
        (self.next - 1, due)
    }
}

/// Asks until the end. A question is late from the instant at which it was due, also while all connections wait for
/// answers, so that a server that stalls cannot hide it.
async fn ask(
    mut connection: Connection,
    alarm: Alarm,
    questions: Arc<Vec<Vec<u8>>>,
    turns: Arc<Mutex<Turns>>,
    end: Instant,
) -> anyhow::Result<Timings> {
    let mut timings = Timings::default();
    loop {
        let (number, due) = turns.lock().map_or((0, None), |mut turns| turns.take());
        let due = due.unwrap_or_else(Instant::now);
        if due >= end {
            return Ok(timings);
        }
        alarm.until(due).await?;
        let body = connection.ask(&questions[number % questions.len()]).await?;
        timings.add(due.elapsed(), body);
    }
}
