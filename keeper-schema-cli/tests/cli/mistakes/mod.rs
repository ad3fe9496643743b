//! What a user can get wrong: one clear error, exit status 2, and nothing changed.

mod calls;
mod databases;
mod models;
mod revisions;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::Outcome;

/// Insists that the call is refused in these words and leaves every file as it is.
fn check(folder: &Path, call: impl FnOnce() -> Outcome, what: &str, words: &[&str]) {
    let before = files(folder);
    let refused = call();
    let said = &refused.stderr;
    assert_eq!(refused.status, 2, "{what}: {refused:?}");
    assert_eq!(refused.stdout, "", "{what}");
    let is_error = |line: &str| line.starts_with("error: ") || line.starts_with("error[KS");
    assert!(is_error(said), "{what}: {said}");
    let errors = said.lines().filter(|line| is_error(line));
    assert_eq!(errors.count(), 1, "{what}: {said}");
    let unsafe_to_print = |c: char| c.is_control() && c != '\n';
    assert!(!said.contains(unsafe_to_print), "{what}: {said:?}");
    for words in words {
        assert!(said.contains(words), "{what} lacks `{words}`:\n{said}");
    }
    assert!(files(folder) == before, "{what} changed a file");
}

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let entries = fs::read_dir(folder).expect("the folder can be read");
    for path in entries.map(|entry| entry.expect("it can be read").path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            found.insert(path, bytes);
        }
    }
    found
}
