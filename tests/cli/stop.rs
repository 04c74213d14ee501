//! Does it stop when told to, with every request answered that it took?

use super::data::{DataDir, feature};
use super::program::{Service, program};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

fn connected(address: &str) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    Ok(stream)
}

/// Reads one answer: its status, and whether it is the connection's last.
fn answer(reader: &mut BufReader<TcpStream>) -> std::io::Result<(u16, bool)> {
    let (mut line, mut status, mut last, mut length) = (String::new(), 0, false, 0);
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let told = line.trim_end().to_ascii_lowercase();
        if let Some(rest) = told.strip_prefix("http/1.1 ") {
            status = rest[..3].parse().unwrap();
        } else if let Some(rest) = told.strip_prefix("content-length: ") {
            length = rest.parse().unwrap();
        } else if told == "connection: close" {
            last = true;
        } else if told.is_empty() {
            reader.read_exact(&mut vec![0; length])?;
            return Ok((status, last));
        }
    }
}

#[test]
fn told_to_stop_it_exits_with_0() {
    for signal in ["TERM", "INT"] {
        let service = Service::serving(&["--drain-grace-s", "0"]);
        assert_eq!(service.get("/livez").0, 200);
        service.signal(signal);
        let (code, rest, log) = service.ended();
        assert_eq!((code, rest.as_str()), (Some(0), ""), "{signal}");
        assert!(log.contains("stopping") && log.contains("stopped"), "{log}");
    }
}

#[test]
fn told_to_stop_it_says_so_and_still_answers_and_a_second_signal_ends_it_at_once() {
    for (signal, expected) in [("TERM", 143), ("INT", 130)] {
        let service = Service::serving(&["--drain-grace-s", "600"]);
        assert_eq!(service.get("/readyz").0, 200);
        service.signal("TERM");
        while service.get("/readyz").0 == 200 {}
        assert_eq!(service.get("/readyz").0, 503);
        assert_eq!(service.get("/livez").0, 200);
        let mut reader = BufReader::new(connected(&service.address).unwrap());
        reader.get_mut().write_all(b"GET /v1/nearest?lon=121&lat=31 HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        assert_eq!(answer(&mut reader).unwrap(), (200, true));
        service.signal(signal);
        assert_eq!(service.ended().0, Some(expected));
    }
}

#[test]
fn neither_an_idle_connection_nor_a_request_half_sent_keeps_it_from_stopping() {
    let service = Service::serving(&["--drain-grace-s", "0", "--drain-timeout-s", "600"]);
    let mut idle = BufReader::new(connected(&service.address).unwrap());
    idle.get_mut().write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(answer(&mut idle).unwrap(), (200, false));
    let silent = connected(&service.address).unwrap();
    let mut half = connected(&service.address).unwrap();
    half.write_all(b"GET /v1/near").unwrap();
    // Answers come in the order of the accepting, so those before are kept by now.
    assert_eq!(service.get("/livez").0, 200);
    service.signal("TERM");
    assert_eq!(service.ended().0, Some(0));
    drop((idle, silent, half));
}

#[test]
fn a_body_half_sent_keeps_it_no_longer_than_the_drain_timeout() {
    let service = Service::serving(&["--drain-grace-s", "0", "--drain-timeout-s", "0.2", "--body-timeout-s", "600"]);
    let mut half = connected(&service.address).unwrap();
    let head = "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
    half.write_all(head.as_bytes()).unwrap();
    while !service.get("/metrics").1.contains("\nwaystation_http_requests_in_flight 2\n") {}
    service.signal("TERM");
    assert_eq!(service.ended().0, Some(0));
}

#[test]
fn told_to_stop_while_it_loads_it_exits_with_0_too() {
    // Enough to load for seconds.
    let stations: Vec<Value> = (0..200_000).map(|number| feature(number, 121.0, 31.0, json!({}))).collect();
    let dir = DataDir::new().with_stations("s.geojson", &stations);
    let mut serve = program();
    serve.arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0", "--drain-grace-s", "0"]);
    let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut line, mut log) = (String::new(), BufReader::new(child.stderr.take().unwrap()));
    log.read_line(&mut line).unwrap();
    let address = line.split("address=").nth(1).unwrap().trim();
    let mut reader = BufReader::new(connected(address).unwrap());
    reader.get_mut().write_all(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(answer(&mut reader).unwrap().0, 503);
    assert!(Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout), (Some(0), Vec::new()));
}

/// Asks again and again until nobody listens any more. A request that was sent and not answered in full is cut.
///
/// On connections that are kept, as a proxy keeps them; the first answer that is the last of its connection moves
/// it elsewhere. Or on a new connection for each request, by who does not care what it is told.
fn asks_until_the_end(address: &str, keeps: bool, answered: &AtomicUsize, cut: &AtomicUsize) {
    let connection = if keeps { "" } else { "Connection: close\r\n" };
    let request = format!("GET /v1/nearest?lon=121&lat=31 HTTP/1.1\r\nHost: x\r\n{connection}\r\n");
    while let Ok(stream) = connected(address) {
        let mut reader = BufReader::new(stream);
        loop {
            if reader.get_mut().write_all(request.as_bytes()).is_err() {
                cut.fetch_add(1, Ordering::Relaxed);
                return;
            }
            let Ok((200, last)) = answer(&mut reader) else {
                cut.fetch_add(1, Ordering::Relaxed);
                return;
            };
            answered.fetch_add(1, Ordering::Relaxed);
            match (last, keeps) {
                (true, true) => return,
                (true, false) => break,
                (false, _) => {}
            }
        }
    }
}

#[test]
fn of_twenty_stops_under_load_none_cuts_a_request() {
    let (answered, cut) = (AtomicUsize::new(0), AtomicUsize::new(0));
    for _ in 0..20 {
        let service = Service::serving(&["--drain-grace-s", "0.25"]);
        let before = answered.load(Ordering::Relaxed);
        thread::scope(|scope| {
            for client in 0..6 {
                let (address, answered, cut) = (service.address.as_str(), &answered, &cut);
                scope.spawn(move || asks_until_the_end(address, client % 3 > 0, answered, cut));
            }
            while answered.load(Ordering::Relaxed) < before + 200 {
                thread::yield_now();
            }
            service.signal("TERM");
        });
        assert_eq!(service.ended().0, Some(0));
    }
    let (answered, cut) = (answered.into_inner(), cut.into_inner());
    assert!(answered > 4000 && cut == 0, "{cut} cut, {answered} answered");
}
