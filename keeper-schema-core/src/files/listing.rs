//! What folders hold, looked up once: a scan asks for each file several times.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::read_ahead::ReadAhead;

/// The folders that were asked for, as they were at first.
#[derive(Clone, Debug, Default)]
pub(super) struct Listings {
    /// What reads the source files of each.
    ahead: Option<ReadAhead>,
    folders: RefCell<BTreeMap<PathBuf, Folder>>,
}

/// What is known of a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It is a file and no link to one, and this is its own path.
    File(PathBuf),
    /// Nothing is there.
    Missing,
    /// Nothing is known of it.
    Unknown,
}

#[derive(Clone, Debug)]
enum Folder {
    Listed(Rc<Listing>),
    Missing,
    Unreadable,
}

/// What a folder holds.
#[derive(Debug)]
struct Listing {
    /// The folder's own path.
    identity: PathBuf,
    /// What is a file and no link to one.
    files: BTreeSet<OsString>,
    /// All names in lower case, if case is all that can make two spellings of one: not where
    /// there are letters beside those of ASCII.
    folded: Option<BTreeSet<String>>,
}

impl Listings {
    /// Has source files beside those that are asked for read on another thread.
    pub(super) fn reading_ahead() -> Self {
        Self {
            ahead: ReadAhead::start(),
            ..Self::default()
        }
    }

    /// The text of a file that has been read ahead.
    pub(super) fn read(&self, path: &Path) -> Option<String> {
        self.ahead.as_ref()?.take(path)
    }

    /// What is known of a path without another look at the disk than that at its folder.
    pub(super) fn of(&self, path: &Path) -> Known {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Known::Unknown;
        };
        match self.folder(folder) {
            Folder::Listed(listing) if listing.files.contains(name) => {
                Known::File(listing.identity.join(name))
            }
            Folder::Listed(listing) if listing.lacks(name) => Known::Missing,
            Folder::Missing => Known::Missing,
            Folder::Listed(_) | Folder::Unreadable => Known::Unknown,
        }
    }

    fn folder(&self, path: &Path) -> Folder {
        let mut folders = self.folders.borrow_mut();
        if let Some(known) = folders.get(path) {
            return known.clone();
        }
        let around = path.parent().and_then(|around| folders.get(around));
        if let (Some(Folder::Listed(around)), Some(name)) = (around, path.file_name())
            && around.lacks(name)
        {
            return Folder::Missing;
        }
        let folder = match Listing::of(path) {
            Ok(listing) => {
                if let Some(ahead) = &self.ahead {
                    ahead.ask(listing.sources(path));
                }
                Folder::Listed(Rc::new(listing))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Folder::Missing,
            Err(_) => Folder::Unreadable,
        };
        folders.insert(path.to_owned(), folder.clone());
        folder
    }
}

impl Listing {
    fn of(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeSet::new();
        let mut folded = Some(BTreeSet::new());
        for entry in folder.read_dir()? {
            let entry = entry?;
            let name = entry.file_name();
            match (name.to_str(), &mut folded) {
                (Some(name), Some(folded)) if name.is_ascii() => {
                    folded.insert(name.to_ascii_lowercase());
                }
                _ => folded = None,
            }
            if entry.file_type()?.is_file() {
                files.insert(name);
            }
        }
        Ok(Self {
            identity: folder.canonicalize()?,
            files,
            folded,
        })
    }

    /// The files that may be of Rust, in order.
    fn sources(&self, folder: &Path) -> Vec<PathBuf> {
        let files = self.files.iter().map(|name| folder.join(name));
        let is_source = |path: &PathBuf| path.extension().is_some_and(|it| it == "rs");
        files.filter(is_source).collect()
    }

    /// Whether no spelling of a name leads to anything here. Windows knows `a.rs` by `a.rs.` and
    /// `LONG~1.RS`, too: such names are not told.
    fn lacks(&self, name: &OsStr) -> bool {
        let (Some(folded), Some(name)) = (&self.folded, name.to_str()) else {
            return false;
        };
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        let is_told = name.bytes().all(is_plain) && !name.ends_with('.');
        is_told && !folded.contains(&name.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use tempfile::TempDir;

    use super::{Known, Listings};

    /// A folder that holds another, and its own path.
    fn folder_with_inner() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().canonicalize().unwrap();
        fs::create_dir(own.join("inner")).unwrap();
        (folder, own)
    }

    #[test]
    fn what_is_known_of_a_path() {
        let (folder, own) = folder_with_inner();
        fs::write(own.join("a.rs"), "").unwrap();
        let listings = Listings::default();
        let known = |path: &str| listings.of(&folder.path().join(path));
        assert_eq!(known("a.rs"), Known::File(own.join("a.rs")));
        assert_eq!(known("inner/../a.rs"), Known::File(own.join("a.rs")));
        for missing in ["b.rs", "b/mod.rs", "inner/b.rs"] {
            assert_eq!(known(missing), Known::Missing, "{missing}");
        }
        for unknown in ["A.rs", "inner", "a~1.rs", "b.rs.", "\u{e4}.rs"] {
            assert_eq!(known(unknown), Known::Unknown, "{unknown}");
        }
        assert_eq!(listings.of(Path::new("/")), Known::Unknown);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_looked_at_and_folders_are_called_by_their_own_path() {
        let (_folder, own) = folder_with_inner();
        fs::write(own.join("inner/a.rs"), "").unwrap();
        std::os::unix::fs::symlink("inner", own.join("other")).unwrap();
        std::os::unix::fs::symlink("inner/a.rs", own.join("b.rs")).unwrap();
        let listings = Listings::default();
        let known = |path: &str| listings.of(&own.join(path));
        assert_eq!(known("other/a.rs"), Known::File(own.join("inner/a.rs")));
        assert_eq!(known("b.rs"), Known::Unknown);
    }
}
