//! Do clients that dribble, hold on, or come in crowds keep the others from being answered?

use super::server::{Answer, Server, raw, wire_answer};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use waystation::http::{Limits, Seconds};

/// Far longer than anything here takes; what is not over by then fails.
const PATIENCE: Duration = Duration::from_secs(60);

fn connected(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn get(address: SocketAddr, target: &str) -> Answer {
    wire_answer(&raw(address, format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()))
}

/// The figure of a metric without labels, or with them as they stand.
fn metric(address: SocketAddr, name: &str) -> u64 {
    let text = String::from_utf8(get(address, "/metrics").body).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in {text}")).parse().unwrap()
}

/// Asks on a connection that is kept, and reads the answer by its length.
fn ask(stream: &mut TcpStream, target: &str) -> Answer {
    write!(stream, "GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        bytes.push(byte[0]);
    }
    let length = wire_answer(&bytes).header("content-length").parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    bytes.extend(body);
    wire_answer(&bytes)
}

/// What arrived so far on a connection that does not block, and whether it is over.
fn heard(stream: &mut TcpStream, so_far: &mut Vec<u8>) -> bool {
    let mut bytes = [0; 4096];
    loop {
        match stream.read(&mut bytes) {
            Ok(0) => return true,
            Ok(count) => so_far.extend(&bytes[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            Err(_) => return true,
        }
    }
}

#[test]
fn two_hundred_heads_that_dribble_end_in_408_and_hold_nobody_back() {
    let server = Server::within(Limits { header_timeout_s: Seconds::whole(1), ..Limits::default() });
    server.listening(|address| {
        let mut dribbling: Vec<(TcpStream, Vec<u8>)> = (0..200)
            .map(|_| {
                let mut stream = connected(address);
                stream.write_all(b"GET /v1/nearest?lon=1&lat=").unwrap();
                stream.set_nonblocking(true).unwrap();
                (stream, Vec::new())
            })
            .collect();
        let mut healthy = connected(address);
        let (mut answered, mut refused) = (0, 0);
        while !dribbling.is_empty() {
            assert_eq!(ask(&mut healthy, "/v1/nearest?lon=121&lat=31").status, 200);
            answered += 1;
            dribbling.retain_mut(|(stream, so_far)| {
                // Writing to a closed connection fails, as it should.
                let _ = stream.write(b"1");
                let over = heard(stream, so_far);
                if over && !so_far.is_empty() {
                    assert_eq!(wire_answer(so_far).problem()["status"], 408);
                    refused += 1;
                }
                !over
            });
        }
        // Of some the last byte crossed the refusal, which the reset then took with it.
        assert!(answered >= 10 && refused >= 100, "{answered} answered, {refused} refused");
        assert_eq!(metric(address, "waystation_connections_too_slow_total"), 200);
    });
}

#[test]
fn a_silent_connection_is_closed_and_so_is_one_that_asks_for_nothing_more() {
    let limits =
        Limits { header_timeout_s: Seconds::milli(100), idle_timeout_s: Seconds::milli(100), ..Limits::default() };
    Server::within(limits).listening(|address| {
        let mut silent = connected(address);
        let mut idle = connected(address);
        assert_eq!(ask(&mut idle, "/livez").status, 200);
        for stream in [&mut silent, &mut idle] {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, b"");
        }
        assert_eq!(metric(address, "waystation_connections_too_slow_total"), 1);
    });
}

#[test]
fn bodies_that_dribble_end_in_408_and_take_no_seat() {
    let limits = Limits { max_requests: 1, max_queue: 0, body_timeout_s: Seconds::whole(1), ..Limits::default() };
    Server::within(limits).listening(|address| {
        let mut dribbling: Vec<TcpStream> = (0..20)
            .map(|_| {
                let mut stream = connected(address);
                let head = "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{";
                stream.write_all(head.as_bytes()).unwrap();
                stream
            })
            .collect();
        while metric(address, "waystation_http_requests_in_flight") < 21 {}
        for _ in 0..50 {
            assert_eq!(get(address, "/v1/nearest?lon=121&lat=31").status, 200);
        }
        for stream in &mut dribbling {
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            assert_eq!(wire_answer(&answer).problem()["status"], 408);
        }
    });
}

#[test]
fn an_answer_that_nobody_reads_is_given_up() {
    let limits = Limits { write_timeout_s: Seconds::milli(200), ..Limits::default() };
    Server::within(limits).listening(|address| {
        let mut stream = connected(address);
        // More than any buffer on the way holds; the writing ends when the other side closes.
        let asked = (0..1_000_000).try_for_each(|_| stream.write_all(b"GET /v1/dataset HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert!(matches!(asked.unwrap_err().kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe));
        assert_eq!(metric(address, "waystation_connections_too_slow_total"), 1);
    });
}

#[test]
fn above_the_connections_of_an_address_it_is_429_and_above_all_503_and_probes_are_answered() {
    for (most, of_address, status) in [(100, 3, 429), (3, 100, 503)] {
        let limits = Limits { max_connections: most, max_connections_per_address: of_address, ..Limits::default() };
        Server::within(limits).listening(|address| {
            let mut kept: Vec<TcpStream> = (0..3).map(|_| connected(address)).collect();
            for stream in &mut kept {
                assert_eq!(ask(stream, "/v1").status, 200);
            }
            for _ in 0..100 {
                let answer = get(address, "/v1");
                assert_eq!((answer.status, answer.header("retry-after")), (status, "1"));
                answer.problem();
            }
            for probe in ["/livez", "/readyz", "/metrics"] {
                assert_eq!(get(address, probe).status, 200, "{probe}");
            }
            let mut above = connected(address);
            assert_eq!(ask(&mut above, "/v1").header("connection"), "close");
            // Those who were there first are not bothered.
            for stream in &mut kept {
                assert_eq!(ask(stream, "/v1").status, 200);
            }
            drop(kept);
            while get(address, "/v1").status != 200 {}
        });
    }
}

#[test]
fn probes_are_answered_however_many_connections_above_the_limits_say_nothing() {
    for (most, of_address) in [(100, 3), (3, 100)] {
        let limits = Limits { max_connections: most, max_connections_per_address: of_address, ..Limits::default() };
        Server::within(limits).listening(|address| {
            let mut first = connected(address);
            assert_eq!(ask(&mut first, "/v1").status, 200);
            // Far more than there is room for above the limits; half of them begin a head and stop there.
            let mut silent: Vec<TcpStream> = (0..200).map(|_| connected(address)).collect();
            for stream in silent.iter_mut().step_by(2) {
                // Whoever had to make room already is not there any more.
                let _ = stream.write_all(b"GET /v1 HTT");
            }
            for probe in ["/livez", "/readyz", "/metrics"].repeat(20) {
                assert_eq!(get(address, probe).status, 200, "{probe}");
            }
            assert!(metric(address, "waystation_connections_turned_away_total") >= 150);
            assert!(metric(address, "waystation_connections") <= 3 + 32);
            // Those within the limits are not bothered, however long they say nothing.
            assert_eq!(ask(&mut first, "/v1").status, 200);
        });
    }
}

#[test]
fn what_the_library_would_refuse_is_refused_with_a_problem_too() {
    Server::within(Limits::default()).listening(|address| {
        let head =
            |line: &str, headers: &str| format!("{line} HTTP/1.1\r\nHost: x\r\n{headers}Connection: close\r\n\r\n");
        let many: String = (0..150).map(|number| format!("x-{number}: 1\r\n")).collect();
        for (request, status) in [
            (head(&format!("GET /{}", "a".repeat(60_000)), ""), 414),
            (head(&format!("GET /{}", "a".repeat(70_000)), ""), 414),
            (head(&format!("GET /{}", "a".repeat(500_000)), ""), 414),
            (head("GET /v1", &many), 431),
            (head("GET /v1", &format!("x: {}\r\n", "a".repeat(40_000))), 431),
            (head("GET /v1", &format!("x: {}\r\n", "a".repeat(500_000))), 431),
            (head("GET /v1", "no colon\r\n"), 400),
            (head("GET /v1 v2", ""), 400),
            ("\u{16}\u{3}\u{1} hello\r\n\r\n".to_owned(), 400),
            (head("GET /v1", "Content-Length: -1\r\n"), 400),
        ] {
            let answer = wire_answer(&raw(address, request.as_bytes()));
            let shown: String = request.chars().take(40).collect();
            assert_eq!(answer.status, status, "{shown}");
            answer.problem();
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{shown}");
        }
    });
}

#[test]
fn a_request_beside_what_cannot_be_read_is_answered_before_the_refusal() {
    Server::within(Limits::default()).listening(|address| {
        let answers = raw(address, b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n");
        let text = String::from_utf8(answers).unwrap();
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("HTTP/1.1 400 "), "{text}");
    });
}

#[test]
fn overload_is_503_at_once_and_what_has_a_seat_is_answered() {
    const CLIENTS: usize = 40;
    const ROUNDS: usize = 3;
    let points = "{\"lon\":121,\"lat\":31},".repeat(999);
    let body = format!("{{\"points\":[{points}{{\"lon\":121,\"lat\":31}}],\"limit\":4}}");
    let length = body.len();
    let batch = format!(
        "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    let limits = Limits { max_requests: 2, max_queue: 2, ..Limits::default() };
    Server::within(limits).listening(|address| {
        let together = Barrier::new(CLIENTS);
        let answers: Vec<Answer> = thread::scope(|scope| {
            let client = || {
                let mut answers = Vec::new();
                for _ in 0..ROUNDS {
                    together.wait();
                    answers.push(wire_answer(&raw(address, batch.as_bytes())));
                    assert_eq!(get(address, "/livez").status, 200);
                }
                answers
            };
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
        });
        let answered = answers.iter().filter(|answer| answer.status == 200).count();
        let shed = answers.iter().filter(|answer| answer.status == 503);
        for answer in shed.clone() {
            answer.problem();
            assert_eq!(answer.header("retry-after"), "1");
        }
        let shed = shed.count();
        assert_eq!(answered + shed, CLIENTS * ROUNDS);
        assert!(answered >= ROUNDS * 4 && shed > 0, "{answered} answered, {shed} shed");
        assert_eq!(metric(address, "waystation_http_requests_shed_total{reason=\"queue\"}"), shed as u64);
        assert_eq!(metric(address, "waystation_panics_total"), 0);
        assert_eq!(wire_answer(&raw(address, batch.as_bytes())).status, 200);
    });
}

/// Begins HTTP/2 by prior knowledge and asks once.
async fn ask_http2(address: SocketAddr) -> Result<(u16, usize), hyper::Error> {
    let stream = TokioIo::new(tokio::net::TcpStream::connect(address).await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await?;
    tokio::spawn(connection);
    let request = hyper::Request::get("http://x/v1/nearest?lon=121&lat=31").body(Empty::<bytes::Bytes>::new()).unwrap();
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    Ok((status, response.into_body().collect().await?.to_bytes().len()))
}

#[test]
fn http2_is_spoken_with_so_many_streams_or_not_at_all() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    Server::within(Limits { max_streams: 7, ..Limits::default() }).listening(|address| {
        let (status, length) = runtime.block_on(ask_http2(address)).unwrap();
        assert!(status == 200 && length > 500, "{status}, {length} bytes");
        let mut stream = connected(address);
        // The preface and empty settings; the other side's settings come first (RFC 9113, sections 3.4 and 6.5).
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").unwrap();
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let mut settings = vec![0; usize::from(head[2])];
        stream.read_exact(&mut settings).unwrap();
        assert_eq!(head[3], 4);
        assert!(settings.chunks(6).any(|setting| setting == [0, 3, 0, 0, 0, 7]), "{settings:?}");
    });
    Server::within(Limits { max_streams: 0, ..Limits::default() }).listening(|address| {
        assert!(runtime.block_on(ask_http2(address)).is_err());
        assert_eq!(get(address, "/v1").status, 200);
    });
}
