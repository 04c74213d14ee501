//! What if there is no room for a copy? It is told, everything is answered, and with room it is made.

use super::generations::{Running, dataset, generation, reload, until};
use super::program::Service;
use std::process::Command;

#[test]
fn on_a_full_disk_no_copy_is_made_and_the_last_one_stays_whole() {
    let running = Running::of(4_000);
    let serve = running.command(&["--no-watch", "--look-every-s", "86400"]);
    let state = running.state.path().to_str().unwrap();
    // A file system of its own, of 1 MiB, in a name space of its own: the data has some 800 kB.
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
        .arg("mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"")
        .arg(state)
        .arg(serve.get_program())
        .args(serve.get_args())
        .env("WAYSTATION_STATE_DIR", state);
    let service = Service::start(&mut command);
    let inside = |shell: &str| {
        let id = service.id().to_string();
        let output = Command::new("nsenter")
            .args(["-t", &id, "--user", "--mount", "--preserve-credentials", "sh", "-c", shell])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let listing = format!("cat {state}/*/current 2>/dev/null || true");
    until(|| !inside(&listing).is_empty());
    let first = inside(&listing);
    for number in 1..=5 {
        running.write(number);
        assert_eq!(reload(&service).0, 200);
        assert_eq!(generation(&service), number);
        until(|| dataset(&service)["unsaved"].as_str().is_some_and(|reason| reason.contains("no space")));
        assert_eq!(dataset(&service)["stale"], false);
        // The last copy is whole, and nothing of the new one is left to take room once it is given up; that of the
        // generation before was told in the same words.
        assert_eq!(inside(&listing), first);
        until(|| inside(&format!("ls {state}/*/files | wc -l")).trim() == "1");
    }
    inside(&format!("mount -o remount,size=16m {state}"));
    assert_eq!(reload(&service).1["result"], "unchanged");
    until(|| inside(&listing) != first);
    until(|| dataset(&service).get("unsaved").is_none());
}
