//! Does a flood of heavy questions slow the light ones? Nearest over HTTP, alone and beside as much coverage as is let in.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use waystation::http::{App, Limits, serve};
use waystation::store::{Source, load};

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Clients that ask for coverage without a pause, far more than there are processors.
const FLOODERS: usize = 16;
const ROUNDS: usize = 5;
const QUESTIONS: usize = 20_000;

fn ask(stream: &mut TcpStream, target: &str, buffer: &mut Vec<u8>) -> u16 {
    let request = format!("GET {target} HTTP/1.1\r\nHost: bench\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the server reads");
    buffer.clear();
    let mut chunk = [0; 16 << 10];
    loop {
        let read = stream.read(&mut chunk).expect("the server answers");
        assert!(read > 0, "the server hung up");
        buffer.extend_from_slice(&chunk[..read]);
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
        let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap_or("0");
        if buffer.len() >= head + 4 + length.parse::<usize>().expect("a number") {
            return text[9..12].parse().expect("a status");
        }
    }
}

/// Median and 99th percentile of one client's questions.
fn nearest(address: SocketAddr) -> (Duration, Duration) {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let mut buffer = Vec::new();
    let mut times: Vec<Duration> = (0..QUESTIONS)
        .map(|number| {
            let lon = 6.0 + (number % 800) as f64 / 100.0;
            let started = Instant::now();
            let status = ask(&mut stream, &format!("/v1/nearest?lon={lon}&lat=50.5&limit=5"), &mut buffer);
            assert_eq!(status, 200);
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let app = Arc::new(App::new(Limits::default()));
    app.store.publish(load(&Source::Bundled, &|_, _, _| ()).expect("the bundled data loads"));
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let address = listener.local_addr().expect("an address");
    runtime.spawn(serve(listener, app, std::future::pending()));
    nearest(address);

    let (flooding, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let [answered, shed] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
    let mut flooders = Vec::new();
    for flooder in 0..FLOODERS {
        let (flooding, done) = (flooding.clone(), done.clone());
        let (answered, shed) = (answered.clone(), shed.clone());
        flooders.push(thread::spawn(move || {
            let mut stream = TcpStream::connect(address).expect("the server listens");
            let mut buffer = Vec::new();
            while !done.load(Ordering::Relaxed) {
                if !flooding.load(Ordering::Relaxed) {
                    thread::sleep(Duration::from_millis(5));
                    continue;
                }
                let target = format!("/v1/coverage?region=de&demand=area&radius_m={}", 1000 + flooder);
                match ask(&mut stream, &target, &mut buffer) {
                    200 => answered.fetch_add(1, Ordering::Relaxed),
                    503 => {
                        shed.fetch_add(1, Ordering::Relaxed);
                        // As Retry-After asks, a second in place of a hammering.
                        thread::sleep(Duration::from_secs(1));
                        0
                    }
                    status => panic!("{status}"),
                };
            }
        }));
    }
    println!("| | alone: median, p99 | beside the flood: median, p99 |\n|---|---|---|");
    for round in 0..ROUNDS {
        flooding.store(false, Ordering::Relaxed);
        thread::sleep(Duration::from_secs(4));
        let alone = nearest(address);
        flooding.store(true, Ordering::Relaxed);
        thread::sleep(Duration::from_secs(1));
        let beside = nearest(address);
        println!("| round {round} | {:.0?}, {:.0?} | {:.0?}, {:.0?} |", alone.0, alone.1, beside.0, beside.1);
    }
    done.store(true, Ordering::Relaxed);
    for flooder in flooders {
        flooder.join().expect("no flooder fails");
    }
    println!("coverage: {} answered, {} shed", answered.load(Ordering::Relaxed), shed.load(Ordering::Relaxed));
}
