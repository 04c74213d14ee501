//! Does it outlive having no files left to open?

use super::program::{Service, good, program};
use std::net::TcpStream;
use std::process::Command;

#[test]
fn without_files_for_connections_it_waits_and_then_answers_again() {
    let dir = good();
    let serve = format!(
        "ulimit -n 40 && exec {} serve {} --listen 127.0.0.1:0 --drain-grace-s 0",
        program().get_program().to_str().unwrap(),
        dir.path().display()
    );
    let service = Service::start(Command::new("sh").args(["-c", &serve]));
    // More than it has files for; those that are not accepted wait in the system's queue.
    let held: Vec<TcpStream> = (0..60).map(|_| TcpStream::connect(&service.address).unwrap()).collect();
    // Their files come back when they end, and are taken by those that waited, and then by who asks.
    drop(held);
    assert_eq!(service.get("/v1/nearest?lon=121&lat=31").0, 200);
    let metrics = service.get("/metrics").1;
    let errors = metrics.lines().find_map(|line| line.strip_prefix("waystation_accept_errors_total ")).unwrap();
    let errors: usize = errors.parse().unwrap();
    // One for each time that it tried and waited, and not one for each turn of a loop that does not.
    assert!((1..1000).contains(&errors), "{errors}");
    service.signal("TERM");
    let (code, _, log) = service.ended();
    assert_eq!(code, Some(0));
    assert_eq!(log.matches("no connection can be accepted").count(), log.matches("accepted again").count(), "{log}");
}
