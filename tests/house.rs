//! Is the house as the README says? Rooms in dependency order, one question to a file, nothing forbidden below its floor.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Folders of the README's code map, in its order.
fn rooms() -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `src/")?.split_once("/` |"));
    rows.map(|(room, _)| room.to_owned()).collect()
}

/// Every Rust file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    files_of(folder, &["rs"])
}

/// Every file below a folder that ends in one of some extensions.
fn files_of(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
        if path.is_dir() {
            found.extend(files_of(&path, extensions));
        } else if extension.is_some_and(|extension| extensions.contains(&extension.as_str())) {
            found.push(path);
        }
    }
    found
}

/// Lines of a file that are code, with their numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let is_code = |line: &str| !line.trim_start().starts_with("//");
    text.lines().enumerate().filter(|(_, line)| is_code(line)).map(|(at, line)| (at + 1, line.to_owned())).collect()
}

#[test]
fn the_code_map_names_every_room_and_no_other() {
    let mut mapped = rooms();
    let mut there: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    mapped.sort();
    there.sort();
    assert_eq!(mapped, there);
}

#[test]
fn every_path_that_the_readme_names_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let named = readme.split('`').skip(1).step_by(2).filter(|word| {
        ["src/", "tests/", "benches/", "data/"].iter().any(|folder| word.starts_with(folder)) && !word.contains(' ')
    });
    let mut count = 0;
    for path in named {
        assert!(root().join(path).exists(), "{path}");
        count += 1;
    }
    assert!(count > 10, "only {count} paths were found in the README");
}

#[test]
fn a_room_uses_only_the_rooms_above_it() {
    let rooms = rooms();
    for (floor, room) in rooms.iter().enumerate() {
        for file in files(&root().join("src").join(room)) {
            for (line, text) in code(&file) {
                for used in text.split("crate::").skip(1) {
                    let used: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                    let Some(at) = rooms.iter().position(|other| *other == used) else { continue };
                    assert!(at <= floor, "{}:{line} uses {used}, which is below {room}", file.display());
                }
            }
        }
    }
}

#[test]
fn the_core_knows_nothing_of_the_outside_world() {
    let rooms = rooms();
    let ingest = rooms.iter().position(|room| room == "ingest").unwrap();
    let http = rooms.iter().position(|room| room == "http").unwrap();
    for (floor, room) in rooms.iter().enumerate().filter(|(floor, _)| *floor < http) {
        let core = ["serde", "serde_json", "std::fs", "std::net", "std::io"].iter().filter(|_| floor < ingest);
        let everywhere = ["axum", "tokio", "tower"].iter();
        let forbidden: Vec<&str> = core.chain(everywhere).copied().collect();
        for file in files(&root().join("src").join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            // Unit tests may check against what the core itself must not use.
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for line in product.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in &forbidden {
                    let used = line.contains(&format!("{word}::")) || line.contains(&format!("use {word};"));
                    assert!(!used, "{} uses {word}: {line}", file.display());
                }
            }
        }
    }
}

#[test]
fn every_file_opens_with_the_question_it_answers() {
    for file in
        files(&root().join("src")).into_iter().chain(files(&root().join("tests"))).chain(files(&root().join("benches")))
    {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") || first.starts_with("#![doc ="), "{}: {first}", file.display());
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["util", "utils", "helpers", "common", "misc", "types"].contains(&name.as_str()),
            "{}",
            file.display()
        );
    }
}

#[test]
fn every_script_opens_with_the_question_it_answers() {
    let folders = ["src/web", "tests/browser"].map(|folder| root().join(folder));
    let scripts: Vec<PathBuf> = folders.iter().flat_map(|folder| files_of(folder, &["ts", "mjs"])).collect();
    assert!(scripts.len() > 20, "only {} scripts were found", scripts.len());
    for file in scripts {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("// ") && first.contains('?'), "{}: {first}", file.display());
    }
}

#[test]
fn no_script_writes_markup() {
    for file in files_of(&root().join("src/web"), &["ts", "html"]) {
        let text = fs::read_to_string(&file).unwrap();
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " onclick=", " style="]
        {
            assert!(!text.contains(word), "{} has {word}", file.display());
        }
    }
}
