//! What if the system refuses? Sixty faults put in by `strace`, each while a reload, a save or a request needs the call.

use super::generations::{Running, dataset, generation, reload, until};
use super::program::Service;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use twox_hash::XxHash3_128;

/// Which calls fail, and how.
struct Fault {
    call: &'static str,
    error: &'static str,
    /// Which of the calls, in strace's words.
    when: &'static str,
}

/// Every error at the first of the calls, and at some of them.
fn faults(call: &'static str, errors: &[&'static str]) -> Vec<Fault> {
    let fault = |error: &'static str| ["1", "1..3"].map(|when| Fault { call, error, when });
    errors.iter().copied().flat_map(fault).collect()
}

/// `strace` while it puts a fault into a process.
struct Tampering {
    strace: Child,
    told: BufReader<ChildStderr>,
    log: PathBuf,
}

impl Tampering {
    /// Attaches to all threads; only calls that concern a path if one is given.
    fn with(service: &Service, fault: &Fault, path: Option<&Path>, log: PathBuf) -> Self {
        let Fault { call, error, when } = fault;
        let mut command = Command::new("strace");
        command.args(["-f", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={error}:when={when}")]);
        if let Some(path) = path {
            command.arg("-P").arg(path);
        }
        command.arg("-o").arg(&log).args(["-p", &service.id().to_string()]);
        let mut strace = command.stderr(Stdio::piped()).spawn().expect("strace is installed");
        let mut told = BufReader::new(strace.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("attached") {
            line.clear();
            assert_ne!(told.read_line(&mut line).unwrap(), 0, "strace did not attach");
        }
        Self { strace, told, log }
    }

    /// Detaches, and tells how many calls were made to fail.
    fn end(mut self) -> usize {
        let id = self.strace.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
        let mut rest = String::new();
        self.told.read_to_string(&mut rest).unwrap();
        self.strace.wait().unwrap();
        std::fs::read_to_string(&self.log).unwrap().matches("(INJECTED)").count()
    }
}

const UNWATCHED: [&str; 3] = ["--no-watch", "--look-every-s", "86400"];

/// Where the copy of a text is written until it is whole.
fn unfinished(running: &Running, text: &str) -> PathBuf {
    let hex = format!("{:032x}", XxHash3_128::oneshot(text.as_bytes()));
    running.shelf().join("files").join(hex).with_extension("tmp")
}

#[test]
fn whatever_call_fails_the_answers_are_of_one_good_state_and_the_next_reload_heals_it() {
    let running = Running::of(100);
    let service = running.serve(&UNWATCHED);
    until(|| std::fs::read_dir(running.state.path()).unwrap().count() == 1 && running.shelf().join("current").exists());
    let mut cases = 0;
    let mut number = 0;
    type Where = fn(&Running, &str) -> PathBuf;
    let sources: Where = |running, _| running.file();
    let copies: Where = unfinished;
    let listing: Where = |running, _| running.shelf().join("current.tmp");
    let groups: [(Where, Vec<Fault>); 11] = [
        (sources, faults("openat", &["EIO", "EMFILE", "ENFILE", "EACCES", "EINTR"])),
        (sources, faults("read", &["EIO", "EINTR"])),
        (sources, faults("statx", &["EIO", "EACCES"])),
        (copies, faults("openat", &["ENOSPC", "EMFILE", "EROFS"])),
        (copies, faults("write", &["EIO", "ENOSPC", "EINTR", "EDQUOT"])),
        (copies, faults("fsync", &["EIO", "ENOSPC", "EINTR"])),
        (copies, faults("rename", &["EIO", "ENOSPC", "EACCES"])),
        (listing, faults("openat", &["ENOSPC"])),
        (listing, faults("write", &["EIO", "ENOSPC"])),
        (listing, faults("fsync", &["EIO"])),
        (listing, faults("rename", &["EIO"])),
    ];
    for (place, faults) in groups {
        for fault in faults {
            number += 1;
            let text = running.text(number);
            let what = format!("{} {} at {}", fault.call, fault.error, fault.when);
            let log = running.dir.path().join("strace.log");
            let tampering = Tampering::with(&service, &fault, Some(&place(&running, &text)), log);
            running.put(&text);
            let (status, told) = reload(&service);
            assert!(status == 200 || status == 409, "{what}: {status} {told}");
            let served = generation(&service);
            assert!(served == number || (status == 409 && served + 1 == number), "{what}: {served} of {number}");
            assert_eq!(dataset(&service)["stale"], status == 409, "{what}");
            // A save comes after the reload's answer, and before the next one's.
            reload(&service);
            assert!(tampering.end() > 0, "{what}: no call failed");
            assert_eq!(reload(&service).0, 200, "{what}");
            assert_eq!((generation(&service), &dataset(&service)["stale"]), (number, &false.into()), "{what}");
            until(|| dataset(&service).get("unsaved").is_none() && !unfinished(&running, &text).exists());
            until(|| unfinished(&running, &text).with_extension("").exists());
            cases += 1;
        }
    }
    for fault in faults("accept4", &["EMFILE", "ENFILE", "EINTR", "ECONNABORTED", "ENOMEM"]) {
        let tampering = Tampering::with(&service, &fault, None, running.dir.path().join("strace.log"));
        for _ in 0..3 {
            assert_eq!(generation(&service), number, "accept4 {}", fault.error);
        }
        assert!(tampering.end() > 0);
        cases += 1;
    }
    assert!(cases >= 60, "{cases}");
    // The last copy is whole.
    drop(service);
    running.put("");
    assert_eq!(generation(&running.serve(&UNWATCHED)), number);
}
