//! Where a package's files come from: the disk, or a map in memory.

#![allow(
    clippy::disallowed_methods,
    reason = "the configuration and the scan read the package through this module"
)]

mod listing;
mod read_ahead;

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

use self::listing::{Known, Listings};

/// The files of a package. Every path is relative to the package's folder.
pub trait Files {
    /// The text of a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is not UTF-8.
    fn read(&self, path: &Path) -> io::Result<String>;

    /// Whether there is a file of that name.
    fn is_file(&self, path: &Path) -> bool;

    /// What is in a folder, sorted; nothing if there is no such folder.
    fn entries(&self, folder: &Path) -> Vec<PathBuf>;

    /// What tells a file from another, whichever way it was reached.
    fn identity(&self, path: &Path) -> PathBuf;
}

/// The files on disk, under a package's folder. What folders hold is as it was when they were
/// first asked for.
#[derive(Clone, Debug)]
pub struct Disk {
    folder: PathBuf,
    listings: Listings,
}

impl Disk {
    /// The files of the package in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            listings: Listings::default(),
        }
    }

    /// The same for a scan: while it parses a file, those beside it are read on another thread.
    pub fn reading_ahead(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            listings: Listings::reading_ahead(),
        }
    }
}

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<String> {
        let path = self.folder.join(path);
        match self.listings.read(&path) {
            Some(text) => Ok(text),
            None => std::fs::read_to_string(path),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        let path = self.folder.join(path);
        match self.listings.of(&path) {
            Known::File(_) => true,
            Known::Missing => false,
            Known::Unknown => path.is_file(),
        }
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.folder.join(folder)) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(folder.join(entry.ok()?.file_name())))
            .collect();
        paths.sort();
        paths
    }

    fn identity(&self, path: &Path) -> PathBuf {
        let path = self.folder.join(path);
        match self.listings.of(&path) {
            Known::File(identity) => identity,
            Known::Missing | Known::Unknown => path.canonicalize().unwrap_or(path),
        }
    }
}

/// Files in memory, by their path.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The text of each file.
    pub files: BTreeMap<PathBuf, String>,
}

impl<P: Into<PathBuf>, T: Into<String>> FromIterator<(P, T)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(files: I) -> Self {
        let files = files.into_iter();
        Self {
            files: files
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        }
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        let text = self.files.get(&normalized(path));
        text.cloned()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.contains_key(&normalized(path))
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        let folder = normalized(folder);
        let mut entries: Vec<PathBuf> = (self.files.keys())
            .filter_map(|path| {
                let first = path.strip_prefix(&folder).ok()?.components().next()?;
                Some(folder.join(first))
            })
            .collect();
        entries.dedup();
        entries
    }

    fn identity(&self, path: &Path) -> PathBuf {
        normalized(path)
    }
}

/// The path without `.`, and without `..` where a folder stands before it.
pub(crate) fn normalized(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if normalized.file_name().is_some() => {
                normalized.pop();
            }
            Component::Prefix(_)
            | Component::RootDir
            | Component::ParentDir
            | Component::Normal(_) => normalized.push(component),
        }
    }
    normalized
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::normalized;

    #[test]
    fn paths_are_normalized() {
        let cases = [
            ("src/./a.rs", "src/a.rs"),
            ("src/a/../b.rs", "src/b.rs"),
            ("../shared/x.rs", "../shared/x.rs"),
            ("src/../../x.rs", "../x.rs"),
            ("/a/../b", "/b"),
        ];
        for (path, expected) in cases {
            assert_eq!(normalized(Path::new(path)), PathBuf::from(expected));
        }
    }
}
