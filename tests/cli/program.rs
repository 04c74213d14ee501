//! How does a test run the program? To its end, or as a service that is told to stop.

use super::data::{DataDir, feature};
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// The program, with none of its variables set.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waystation"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WAYSTATION_")) {
        command.env_remove(name);
    }
    // Not in the home of whoever runs the tests.
    command.env("WAYSTATION_STATE_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));
    command.stdin(Stdio::null());
    command
}

/// Exit code, standard output and standard error.
pub fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Runs with arguments to the end.
pub fn run(arguments: &[&str]) -> (i32, String, String) {
    told(&program().args(arguments).output().unwrap())
}

/// Runs a subcommand on a directory.
pub fn run_on(dir: &DataDir, arguments: &[&str]) -> (i32, String, String) {
    let (first, rest) = arguments.split_first().unwrap();
    told(&program().arg(first).arg(dir.path()).args(rest).output().unwrap())
}

/// Two good stations in Shanghai, about 955 m apart.
pub fn good() -> DataDir {
    DataDir::new()
        .with("dataset.toml", "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n")
        .with_stations(
            "s.geojson",
            &[
                feature(
                    "a",
                    121.0,
                    31.0,
                    json!({"name": "南洪街", "opening_hours": "Mo-Fr 09:00-18:00", "amenities": ["water"]}),
                ),
                feature("b", 121.01, 31.0, json!({"name": "B", "kind": "library", "opening_hours": "24/7"})),
            ],
        )
}

/// A service that runs until it is dropped.
pub struct Service {
    child: Child,
    /// What it printed up to the line to try.
    pub greeting: String,
    /// Where it listens, `host:port`.
    pub address: String,
    output: Option<BufReader<ChildStdout>>,
}

impl Service {
    /// Serves [`good`] data with options.
    pub fn serving(options: &[&str]) -> Self {
        let dir = good();
        Self::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]).args(options))
    }

    /// Starts with arguments and waits until it has said where it listens.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        while !greeting.lines().any(|line| line.contains("curl ")) {
            if output.read_line(&mut greeting).unwrap() == 0 {
                let mut error = String::new();
                child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
                panic!("it ended: {greeting}{error}");
            }
        }
        let address = greeting.split("http://").nth(1).unwrap().split(['/', '\'', '"', ' ']).next().unwrap().to_owned();
        Self { child, greeting, address, output: Some(output) }
    }

    /// Where the admin listener is, `host:port`.
    pub fn admin_address(&self) -> &str {
        self.greeting.split("admin on http://").nth(1).unwrap().split('/').next().unwrap()
    }

    /// Sends `GET` and gives back status and body.
    pub fn get(&self, target: &str) -> (u16, String) {
        let (status, _, body) = ask(&self.address, &format!("GET {target} HTTP/1.1\r\nHost: x\r\n"));
        (status, body)
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends `POST` with a JSON body and gives back status and body.
    pub fn post(&self, target: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let (status, _, body) = exchange(
            &self.address,
            &format!(
                "POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            ),
        );
        (status, body)
    }

    /// Sends a signal by name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for the end: exit code, what was printed after the greeting, and what was logged.
    pub fn ended(mut self) -> (Option<i32>, String, String) {
        let (mut rest, mut log) = (String::new(), String::new());
        self.output.take().unwrap().read_to_string(&mut rest).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), rest, log)
    }
}

/// Sends a head, to which the end of the connection is added, and gives back status, head and body.
pub fn ask(address: &str, head: &str) -> (u16, String, String) {
    exchange(address, &format!("{head}Connection: close\r\n\r\n"))
}

fn exchange(address: &str, request: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_owned(), body.to_owned())
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
