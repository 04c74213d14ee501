//! Does a reload slow the questions asked meanwhile? Nearest at a fixed rate, with the data as it is and while it is replaced.
//!
//! `WAYSTATION_BENCH_STATIONS` says how many stations (1,000,000), `WAYSTATION_BENCH_RATE` how many questions a second
//! (500). The program itself is served, as anybody would start it. A question's time runs from when it was due, so that
//! one that had to wait for another counts too.

#[path = "sized.rs"]
#[allow(dead_code)]
mod sized;

use sized::{Said, write_geojson};
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};

const ROUNDS: u64 = 5;
/// How long the undisturbed half of a round is.
const QUIET: Duration = Duration::from_secs(6);
const ADDRESS: &str = "127.0.0.1:18399";

/// The program, ended with the bench.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn setting<T: FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// Writes the stations of an edition.
fn write(path: &Path, stations: usize, edition: u64) {
    let mut file = BufWriter::new(File::create(path).expect("a file can be made"));
    write_geojson(&mut file, stations, Said::Much, edition).expect("the file can be written");
}

/// Asks, and gives back the head of the answer in small letters, if it is a good one.
fn ask(stream: &mut TcpStream, target: &str, buffer: &mut Vec<u8>) -> Option<String> {
    stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: bench\r\n\r\n").as_bytes()).ok()?;
    buffer.clear();
    let mut chunk = [0; 16 << 10];
    loop {
        let read = stream.read(&mut chunk).ok().filter(|read| *read > 0)?;
        buffer.extend_from_slice(chunk.get(..read)?);
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(buffer.get(..head)?).to_ascii_lowercase();
        let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or("0");
        if buffer.len() >= head + 4 + length.parse::<usize>().ok()? {
            return text.starts_with("http/1.1 200").then_some(text);
        }
    }
}

fn version(head: &str) -> Option<String> {
    head.lines().find_map(|line| line.strip_prefix("waystation-dataset: ")).map(str::to_owned)
}

/// Asks at a rate until told to stop; the times in order, and the last version.
fn asked(rate: u32, mut goes_on: impl FnMut(Duration, &str) -> bool) -> (Vec<Duration>, String) {
    let mut stream = TcpStream::connect(ADDRESS).expect("the server listens");
    stream.set_nodelay(true).expect("a socket");
    let (mut times, mut buffer, mut last) = (Vec::new(), Vec::new(), String::new());
    let began = Instant::now();
    for number in 0u32.. {
        let due = began + Duration::from_secs(1) * number / rate;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let lon = 80.0 + f64::from(number * 7919 % 50_000) / 1000.0;
        let lat = 20.0 + f64::from(number * 104_729 % 30_000) / 1000.0;
        let head = ask(&mut stream, &format!("/v1/nearest?lon={lon}&lat={lat}&limit=5"), &mut buffer);
        times.push(due.elapsed());
        last = version(&head.expect("a good answer")).expect("a version");
        if !goes_on(began.elapsed(), &last) {
            break;
        }
    }
    times.sort_unstable();
    (times, last)
}

fn shares(times: &[Duration]) -> [Duration; 3] {
    let at = |share: usize| times.get(times.len() * share / 1000).copied().unwrap_or_default();
    [at(500), at(990), times.last().copied().unwrap_or_default()]
}

fn main() {
    let stations = setting("WAYSTATION_BENCH_STATIONS", 1_000_000);
    let rate = setting("WAYSTATION_BENCH_RATE", 500);
    let directory = std::env::temp_dir().join(format!("waystation-bench-{}-reload", std::process::id()));
    fs::create_dir_all(&directory).expect("the temporary directory can be made");
    let (served, next) = (directory.join("stations.geojson"), directory.join("stations.next"));
    let manifest = "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"stations.geojson\"\n";
    fs::write(directory.join("dataset.toml"), manifest).expect("the temporary directory can be written");
    write(&served, stations, 0);
    let program = std::env::var("WAYSTATION_BENCH_PROGRAM").ok();
    let program = program.as_deref().or(option_env!("CARGO_BIN_EXE_waystation")).expect("a program");
    let _server = Server(
        Command::new(program)
            .args(["serve", "--no-last-good", "--log", "warn", "--listen", ADDRESS])
            .arg(&directory)
            .stdout(Stdio::null())
            .spawn()
            .expect("the program can be started"),
    );
    let ready = || ask(&mut TcpStream::connect(ADDRESS).ok()?, "/readyz", &mut Vec::new());
    while ready().is_none() {
        thread::sleep(Duration::from_millis(100));
    }
    println!("{stations} stations, {rate} questions a second\n");
    println!("| round | quiet: median, p99, longest | while reloading: median, p99, longest | p99 | reload |");
    println!("|---|---|---|---:|---:|");
    for edition in 1..=ROUNDS {
        // The file is written and all is ready for searches before anything is measured.
        write(&next, stations, edition);
        thread::sleep(Duration::from_secs(10));
        let (quiet, before) = asked(rate, |since, _| since < QUIET);
        fs::rename(&next, &served).expect("the file can be moved");
        let began = Instant::now();
        let (busy, _) = asked(rate, |_, version| version == before);
        let took = began.elapsed();
        let ([m, p, l], [bm, bp, bl]) = (shares(&quiet), shares(&busy));
        println!(
            "| {edition} | {m:.0?}, {p:.0?}, {l:.1?} | {bm:.0?}, {bp:.0?}, {bl:.1?} | {:.1} | {took:.1?} |",
            bp.as_secs_f64() / p.as_secs_f64()
        );
    }
    let _ = fs::remove_dir_all(directory);
}
