//! What do the sources look like from outside? Enough to see that they changed, without reading them.

use crate::store::source::{MANIFEST, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// Every file of a data set as the file system describes it. A file that was written, replaced, removed, or reached
/// by another link looks different.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look(BTreeMap<PathBuf, Option<Stamp>>);

/// What tells one state of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified_ns: i128,
    /// Device, inode and time of the last change of either, where there are such.
    identity: (u64, u64, i128),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let since_1970 = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).ok();
        let modified_ns = metadata
            .modified()
            .ok()
            .and_then(since_1970)
            .map_or(-1, |since| i128::try_from(since.as_nanos()).unwrap_or(-1));
        Self { bytes: metadata.len(), modified_ns, identity: identity(metadata) }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64, i128) {
    use std::os::unix::fs::MetadataExt;
    let changed_ns = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    (metadata.dev(), metadata.ino(), changed_ns)
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64, i128) {
    (0, 0, 0)
}

impl Look {
    /// Looks at all files of a source now.
    pub fn at(source: &Source) -> Self {
        let paths = files(source);
        Self(
            paths
                .into_iter()
                .map(|path| (path.clone(), std::fs::metadata(&path).ok().as_ref().map(Stamp::of)))
                .collect(),
        )
    }

    /// The directories in which something happens when the files change: those that hold a file, or a link that
    /// leads to it, and the one that holds the data directory.
    pub(super) fn directories(&self, source: &Source) -> BTreeSet<PathBuf> {
        let of_files = self.0.keys().flat_map(|path| {
            let real = std::fs::canonicalize(path).ok();
            [path.parent().map(Path::to_owned), real.as_deref().and_then(Path::parent).map(Path::to_owned)]
        });
        let root = match source {
            Source::Directory(directory) => [Some(directory.clone()), directory.parent().map(Path::to_owned)],
            _ => [None, None],
        };
        let here = |path: PathBuf| if path.as_os_str().is_empty() { PathBuf::from(".") } else { path };
        of_files.chain(root).flatten().map(here).collect()
    }
}

/// The paths of a source's files: the manifest, whether or not it is there, and all it names.
fn files(source: &Source) -> Vec<PathBuf> {
    let Ok(manifest) = source.manifest() else { return source.path_of(MANIFEST).into_iter().collect() };
    let stations = manifest.stations.iter().flat_map(|source| [Some(&source.path), source.calendar.as_ref()]);
    let others =
        manifest.regions.iter().map(|source| &source.path).chain(manifest.demand.iter().map(|source| &source.path));
    let named = stations.flatten().chain(others).chain(manifest.calendar.as_ref());
    let manifest_path = match source {
        Source::Directory(_) => source.path_of(MANIFEST),
        _ => None,
    };
    named.filter_map(|path| source.path_of(path)).chain(manifest_path).collect()
}
