//! Does the service stay quick for some while others ask too much of it, or too slowly? Ratios of windows that take
//! turns, and medians of them, since the machine is shared; in a program of its own, so that no other test disturbs.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use waystation::http::{App, Limits, serve};
use waystation::store::{Source, load};

/// One test at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// Serves the bundled data for as long as `talk` takes.
fn serving<T>(limits: Limits, talk: impl FnOnce(SocketAddr) -> T) -> T {
    let _alone = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let app = App::new(limits);
    app.store.publish(load(&Source::Bundled, &|_, _, _| {}).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(serve(listener, app.into(), std::future::pending()));
    let said = talk(address);
    runtime.shutdown_background();
    said
}

/// A connection that is kept.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a request and reads its answer to the end: the status.
    fn ask(&mut self, request: &[u8]) -> u16 {
        self.0.get_mut().write_all(request).unwrap();
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the connection was closed");
            match line.trim_end().split_once(": ") {
                Some(("content-length", told)) => length = told.parse().unwrap(),
                Some(_) => {}
                None if line.starts_with("HTTP/1.1 ") => status = line[9..12].parse().unwrap(),
                None => break,
            }
        }
        self.0.read_exact(&mut vec![0; length]).unwrap();
        status
    }
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes()
}

/// A batch of so many points in Germany.
fn batch(points: usize) -> Vec<u8> {
    let point =
        |number: usize| json!({"lon": 7.0 + (number % 60) as f64 / 10.0, "lat": 48.0 + (number % 50) as f64 / 10.0});
    let points: Vec<Value> = (0..points).map(point).collect();
    let body = json!({"points": points, "limit": 5}).to_string();
    let length = body.len();
    format!("POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Answers in a window in which so many clients ask, each at most once in `every`: those of 200, and all others.
fn answers(address: SocketAddr, request: &[u8], clients: usize, every: Duration, window: Duration) -> (usize, usize) {
    let (good, shed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    thread::scope(|scope| {
        for number in 0..clients {
            let (good, shed) = (&good, &shed);
            scope.spawn(move || {
                let mut client = Client::connect(address);
                let mut next = began + every * number as u32 / clients as u32;
                while began.elapsed() < window {
                    // Paced, so that it is known how much is asked.
                    thread::sleep(next.saturating_duration_since(Instant::now()));
                    next = (next + every).max(Instant::now());
                    match client.ask(request) {
                        200 => good.fetch_add(1, Ordering::Relaxed),
                        503 => shed.fetch_add(1, Ordering::Relaxed),
                        other => panic!("{other}"),
                    };
                }
            });
        }
    });
    (good.into_inner(), shed.into_inner())
}

#[test]
fn asked_five_times_what_it_can_do_it_still_does_four_fifths_of_that() {
    const WINDOW: Duration = Duration::from_millis(800);
    let (seats, queue) = (2, 2);
    let limits = Limits { max_requests: seats, max_queue: queue, ..Limits::default() };
    serving(limits, |address| {
        // Some ten milliseconds of work.
        let request = batch(800);
        let (mut ratios, mut shed) = (Vec::new(), 0);
        for _ in 0..9 {
            // As many as there are seats, each asking again as soon as it is answered, is all that can be done.
            let (peak, none) = answers(address, &request, seats, Duration::ZERO, WINDOW);
            assert_eq!(none, 0);
            let clients = 10 * seats;
            let every = WINDOW * clients as u32 / (5 * peak.max(1)) as u32;
            let (good, sent_away) = answers(address, &request, clients, every, WINDOW);
            ratios.push(good as f64 / peak.max(1) as f64);
            shed += sent_away;
        }
        println!("goodput at five times the capacity: {ratios:.2?} of the peak, {shed} sent away");
        assert!(shed > 0);
        assert!(median(ratios.clone()) >= 0.8, "{ratios:?}");
    });
}

#[test]
fn beside_two_hundred_dribbling_connections_healthy_ones_wait_no_longer_than_twice_as_long() {
    const WINDOW: Duration = Duration::from_millis(2500);
    const DRIBBLING: usize = 200;
    serving(Limits::default(), |address| {
        let request = get("/v1/nearest?lon=13.4&lat=52.5&limit=5");
        // The time that 99 of 100 answers take at most, in microseconds.
        let p99 = || {
            let mut client = Client::connect(address);
            let mut took = Vec::new();
            let began = Instant::now();
            while began.elapsed() < WINDOW {
                let asked = Instant::now();
                assert_eq!(client.ask(&request), 200);
                took.push(asked.elapsed().as_secs_f64() * 1e6);
            }
            took.sort_by(f64::total_cmp);
            took[took.len() * 99 / 100]
        };
        let (mut alone, mut beside) = (Vec::new(), Vec::new());
        for _ in 0..6 {
            alone.push(p99());
            let over = AtomicBool::new(false);
            thread::scope(|scope| {
                scope.spawn(|| {
                    let mut dribbling: Vec<TcpStream> =
                        (0..DRIBBLING).map(|_| TcpStream::connect(address).unwrap()).collect();
                    let head = b"GET /v1/nearest?lon=13.4&lat=52.5 HTTP/1.1\r\nHost: x\r\nX-Slow: ";
                    for turn in 0.. {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                        for stream in &mut dribbling {
                            stream.write_all(&[head.get(turn).copied().unwrap_or(b'x')]).unwrap();
                        }
                        // A byte from each, some twenty times a second.
                        thread::sleep(Duration::from_millis(50));
                    }
                });
                beside.push(p99());
                over.store(true, Ordering::Relaxed);
            });
        }
        println!("p99 alone {alone:.0?} us, beside {DRIBBLING} dribbling connections {beside:.0?} us");
        let (alone, beside) = (median(alone), median(beside));
        assert!(beside <= 2.0 * alone, "{beside} us beside, {alone} us alone");
    });
}
