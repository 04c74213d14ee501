//! Is what happens written down, and never where anybody is?

use super::program::{Service, good, program};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Asks for much that holds a position, stops, and gives back the log.
fn logged(options: &[&str]) -> String {
    let service = Service::serving(&[options, &["--drain-grace-s", "0"]].concat());
    for request in [
        "GET /v1/nearest?lon=121.4737&lat=31.2304 HTTP/1.1\r\nX-Request-Id: walk-1\r\n",
        "GET /v1/nearest?lon=121.4737&lat=x31.2304 HTTP/1.1\r\nX-Request-Id: 31.2304\r\n",
        "GET /121.4737/31.2304?q=121.4737 HTTP/1.1\r\n",
        "AT31.2304 /v1?bbox=121.4737,31.2304,122,32 HTTP/1.1\r\n",
        "GET /121.4737 31.2304 HTTP/1.1\r\n",
    ] {
        let mut stream = TcpStream::connect(&service.address).unwrap();
        write!(stream, "{request}Host: x\r\nConnection: close\r\n\r\n").unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
    }
    service.signal("TERM");
    let (code, _, log) = service.ended();
    assert_eq!(code, Some(0));
    for part in ["121.4", "1.47", "31.2", "bbox"] {
        assert!(!log.contains(part), "{part} in {log}");
    }
    log
}

#[test]
fn starts_and_stops_are_written_and_requests_only_when_asked_for() {
    let log = logged(&[]);
    for part in ["loading", "serving", "stations=2", "stopping", "stopped"] {
        assert!(log.contains(part), "{part} in {log}");
    }
    assert!(!log.contains("/v1/nearest"), "{log}");
    for options in [&["--log", "debug"][..], &["--log", "off", "--log-requests"], &["--log", "trace"]] {
        let log = logged(options);
        let line = log.lines().find(|line| line.contains("walk-1")).unwrap_or_else(|| panic!("{log}"));
        for part in ["GET", "/v1/nearest", "status=200", "took_us="] {
            assert!(line.contains(part), "{part} in {line}");
        }
        assert_eq!(log.matches("answered").count(), 4, "{log}");
    }
    assert_eq!(logged(&["--log", "off"]), "");
}

#[test]
fn that_no_copy_can_be_kept_is_written_unless_none_is_wanted() {
    for (options, written) in [(&[][..], true), (&["--no-last-good"], false)] {
        let dir = good();
        let mut command = program();
        for name in ["WAYSTATION_STATE_DIR", "STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"] {
            command.env_remove(name);
        }
        command.arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0", "--drain-grace-s", "0"]).args(options);
        let service = Service::start(&mut command);
        service.signal("TERM");
        let (code, _, log) = service.ended();
        assert_eq!((code, log.contains("no copy of the data is kept")), (Some(0), written), "{log}");
    }
}

#[test]
fn as_json_each_line_is_an_object() {
    let log = logged(&["--log-format", "json", "--log-requests"]);
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let asked = lines.iter().find(|line| line["id"] == "walk-1").unwrap();
    assert_eq!((&asked["route"], &asked["status"]), (&"/v1/nearest".into(), &200.into()), "{asked}");
}
