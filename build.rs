//! How do the pages get into the program? With the feature `web`, Node.js bundles `src/web/` into `OUT_DIR`.
//!
//! Nothing is written into the source tree. Without the feature there are no pages, and no Node.js is needed.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/web");
    match bundle() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={sentence}");
            ExitCode::FAILURE
        }
    }
}

fn bundle() -> Result<(), String> {
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo tells no OUT_DIR")?);
    if env::var_os("CARGO_FEATURE_WEB").is_none() {
        return written(&out.join("web.rs"), "const FILES: &[File] = &[];\n");
    }
    let web =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo tells no CARGO_MANIFEST_DIR")?).join("src/web");
    install(&web, &out)?;
    run(Command::new("node").arg(web.join("build.mjs")).arg(&out))
}

/// Installs the packages of the lock file, unless they are there from an earlier build.
fn install(web: &Path, out: &Path) -> Result<(), String> {
    let lock = read(&web.join("package-lock.json"))?;
    let installed = out.join("installed-lock.json");
    if fs::read_to_string(&installed).is_ok_and(|before| before == lock) {
        return Ok(());
    }
    written(&out.join("package.json"), &read(&web.join("package.json"))?)?;
    written(&out.join("package-lock.json"), &lock)?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm)
        .args(["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(out))?;
    written(&installed, &lock)
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| {
        format!(
            "{name} cannot be run ({error}): the pages are bundled by Node.js 20 or later with npm; \
             `--no-default-features` builds without pages"
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    // Cargo shows an error of one line.
    let told = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " | ");
    Err(format!("{name} failed: {told}"))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn written(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
