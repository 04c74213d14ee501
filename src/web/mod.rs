//! How do people see it? The pages, scripts and styles that are bundled into the program.
//!
//! Their sources in TypeScript lie beside this file: `element/` is `<station-finder>`, `map/` draws, `explorer/` is
//! for planners, `pages/` holds the pages. `build.mjs` bundles them and holds their budgets.

/// A file as it is sent.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Where it is found: a path from the root.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// The beginning of its content's SHA-256, as hexadecimal text.
    pub hash: &'static str,
    /// Whether its path names its content, so that it never changes.
    pub lasting: bool,
    /// Its bytes.
    pub plain: &'static [u8],
    /// Its bytes, compressed (RFC 1952).
    pub gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// The file at a path, if it is bundled.
pub fn file(path: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.path == path)
}

/// Every bundled file; none if the program was built without its pages.
pub fn files() -> &'static [File] {
    FILES
}
