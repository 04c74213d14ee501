//! What is left when it is killed while it reloads and saves? After a start with broken sources, the last good or the new.

use super::generations::{Running, dataset, generation, until};
use std::fs;
use twox_hash::XxHash3_128;

/// How often it is killed.
const KILLS: usize = 50;

#[test]
fn killed_fifty_times_while_it_reloads_or_saves_it_has_the_last_good_data_or_the_new() {
    // Enough for the reload and the save to take a while.
    let running = Running::of(6_000);
    let options = ["--look-every-s", "0.05", "--settle-s", "0"];
    let service = running.serve(&options);
    until(|| fs::read_dir(running.state.path()).unwrap().count() == 1 && running.shelf().join("current").exists());
    drop(service);
    let (mut kept, mut last_good, mut new) = (0, 0, 0);
    for kill in 1..=KILLS {
        running.write(kept);
        let service = running.serve(&options);
        assert_eq!(generation(&service), kept);
        // A copy is called by the hash of its bytes. That of the generation before may be saved once more meanwhile.
        let name = format!("{:032x}", XxHash3_128::oneshot(running.text(kill).as_bytes()));
        let is_there = || running.shelf().join("files").join(&name).exists();
        let is_listed = || fs::read_to_string(running.shelf().join("current")).unwrap().contains(&name);
        running.write(kill);
        // Killed before, in the middle of, and after each step: as soon as a step shows, and some requests later.
        match kill % 4 {
            0 => {}
            1 => until(|| generation(&service) == kill),
            2 => until(is_there),
            _ => until(is_listed),
        }
        for _ in 0..kill % 13 {
            assert_eq!(service.get("/livez").0, 200);
        }
        service.signal("KILL");
        assert_eq!(service.ended().0, None);

        running.put("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":");
        let service = running.serve(&options);
        let served = generation(&service);
        assert!(served == kept || served == kill, "kill {kill}: generation {served}, neither {kept} nor {kill}");
        let told = dataset(&service);
        assert_eq!((&told["stale"], &told["stations"]), (&true.into(), &6_000.into()));
        assert!(told["last_error"].as_str().unwrap().contains("cut off"), "{told}");
        if served == kept {
            last_good += 1
        } else {
            new += 1
        }
        kept = served;
    }
    assert!(last_good > 0 && new > 0, "{last_good} times the last good, {new} times the new");
}
