//! Reads files before they are asked for, on a thread of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, thread};

use rustc_hash::FxHashMap;

/// Files that are read while others are parsed. The thread ends with what holds this.
#[derive(Clone, Debug)]
pub(super) struct ReadAhead {
    asked: Sender<Vec<PathBuf>>,
    texts: Texts,
}

/// The text of each file that was read, until it is taken. Paths are compared as they are
/// spelled, which costs less, and both sides join a folder and a name.
#[derive(Clone, Debug, Default)]
struct Texts(Arc<Mutex<FxHashMap<OsString, Option<String>>>>);

impl ReadAhead {
    /// None where no thread is to be had.
    pub(super) fn start() -> Option<Self> {
        let (asked, files) = channel::<Vec<PathBuf>>();
        let texts = Texts::default();
        let read = texts.clone();
        let thread = thread::Builder::new().spawn(move || {
            for file in files.into_iter().flatten() {
                read.add(file);
            }
        });
        thread.is_ok().then_some(Self { asked, texts })
    }

    /// Has files read, in this order, but for those that were taken meanwhile.
    pub(super) fn ask(&self, files: Vec<PathBuf>) {
        // A thread that ended reads nothing, and so nothing is there to take.
        let _ = self.asked.send(files);
    }

    /// The text of a file, if it has been read; if not, it will not be.
    pub(super) fn take(&self, file: &Path) -> Option<String> {
        (self.texts.all().insert(file.into(), None)).flatten()
    }
}

impl Texts {
    fn add(&self, file: PathBuf) {
        let file = file.into_os_string();
        if self.all().contains_key(&file) {
            return;
        }
        // What is wrong with a file, whoever needs it finds.
        if let Ok(text) = fs::read_to_string(&file) {
            self.all().entry(file).or_insert(Some(text));
        }
    }

    fn all(&self) -> MutexGuard<'_, FxHashMap<OsString, Option<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::ReadAhead;

    #[test]
    fn a_file_is_read_and_taken_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.rs"), "a").unwrap();
        fs::write(path("b.rs"), "b").unwrap();
        let ahead = ReadAhead::start().unwrap();
        // Taken before it is asked for: it is not read any more.
        assert_eq!(ahead.take(&path("a.rs")), None);
        ahead.ask(vec![path("missing.rs"), path("a.rs"), path("b.rs")]);
        while !ahead.texts.all().contains_key(path("b.rs").as_os_str()) {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(ahead.take(&path("b.rs")).as_deref(), Some("b"));
        for name in ["a.rs", "b.rs", "missing.rs"] {
            assert_eq!(ahead.take(&path(name)), None, "{name}");
        }
    }
}
