//! What do those see who ask while the data changes? One state of it in each answer, and always an answer.

use super::data::{DataDir, collection};
use super::live::{Live, replace, stations};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use waystation::http::{App, Limits};
use waystation::store::Ended;

const RELOADS: usize = 200;
const REQUESTS: usize = 50_000;
const CLIENTS: usize = 4;

/// Asks on one connection: status, the version that the head names, and the body.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: SocketAddr) -> Self {
        Self(BufReader::new(TcpStream::connect(address).unwrap()))
    }

    fn get(&mut self, target: &str) -> (u16, String, String) {
        let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut status, mut version, mut length) = (0, String::new(), 0);
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the connection was closed");
            match line.trim_end().split_once(": ") {
                Some(("waystation-dataset", told)) => version = told.to_owned(),
                Some(("content-length", told)) => length = told.parse().unwrap(),
                Some(_) => {}
                None if line.starts_with("HTTP/1.1 ") => status = line[9..12].parse().unwrap(),
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, version, String::from_utf8(body).unwrap())
    }
}

/// The one generation that an answer tells of.
fn generation(body: &str) -> &str {
    let mut told = body.split("\"generation ").skip(1).map(|rest| rest.split('"').next().unwrap());
    let first = told.next().unwrap_or_else(|| panic!("no station in {body}"));
    assert!(told.all(|other| other == first), "two states in one answer: {body}");
    first
}

#[test]
fn no_request_fails_or_mixes_two_states_while_the_data_is_reloaded_200_times() {
    let dir = DataDir::new().with_stations("s.geojson", &stations(0, 300));
    let live = Live::asked(dir.path());
    let mut app = App::new(Limits::default());
    app.store = live.store.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(waystation::http::serve(listener, app.into(), std::future::pending()));

    let (answered, reloaded) = (AtomicUsize::new(0), AtomicBool::new(false));
    // Which generation each version stands for: none may stand for two.
    let generations: Mutex<HashMap<String, String>> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let mut client = Client::connect(address);
                while answered.load(Ordering::Relaxed) < REQUESTS || !reloaded.load(Ordering::Relaxed) {
                    let number = answered.fetch_add(1, Ordering::Relaxed);
                    let lon = 120.0 + (number % 97) as f64 / 97.0;
                    let target = format!("/v1/nearest?lon={lon}&lat=30.01&limit=20&amenity=water&open=now");
                    let (status, version, body) = client.get(&target);
                    assert_eq!(status, 200, "{body}");
                    let told = body.split("\"dataset\":{\"version\":\"").nth(1).unwrap();
                    assert!(told.starts_with(&version), "head and body tell of two states");
                    let generation = generation(&body);
                    let mut generations = generations.lock().unwrap();
                    let known = generations.entry(version).or_insert_with(|| generation.to_owned());
                    assert_eq!(known, generation);
                }
            });
        }
        for number in 1..=RELOADS {
            replace(&dir.path().join("s.geojson"), collection(&stations(number, 300)));
            // Spread over all the requests.
            while answered.load(Ordering::Relaxed) < number * REQUESTS / RELOADS {
                thread::yield_now();
            }
            assert_eq!(live.reload(false), Ended::Loaded);
        }
        reloaded.store(true, Ordering::Relaxed);
    });
    assert!(answered.load(Ordering::Relaxed) >= REQUESTS);
    assert!(generations.lock().unwrap().len() > RELOADS / 2);
    runtime.shutdown_background();
}
