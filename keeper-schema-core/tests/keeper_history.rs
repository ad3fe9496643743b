//! Keeper's own history is read and replays; what upstream shipped does not.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the revision files are read from the repository, for a test"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::read;

/// The history of the files in these folders; a file in a later one takes the place of
/// one of the same name before.
fn history(folders: &[&str]) -> Result<History, Vec<Diagnostic>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = BTreeMap::new();
    for folder in folders {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let entry = entry.unwrap();
            files.insert(entry.file_name(), entry.path());
        }
    }
    let read = |(name, path): (_, PathBuf)| {
        let source = fs::read_to_string(path).unwrap();
        read::revision(Path::new(&name), &source)
    };
    History::new(files.into_iter().map(read).collect::<Result<_, _>>()?)
}

#[test]
fn keepers_history_replays() {
    let history = history(&["migrations"]).unwrap();
    let tables: Vec<&str> = history
        .head_schema()
        .tables
        .keys()
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(
        tables,
        [
            "builds",
            "dashboardtemplates",
            "editions",
            "organizations",
            "products",
            "producttags",
            "tags",
            "users"
        ]
    );
}

#[test]
fn the_faithful_history_does_not_replay() {
    let errors = history(&["migrations", "tests/guard/faithful-history/migrations"]).unwrap_err();
    let shown: Vec<String> = errors
        .iter()
        .map(|error| format!("{}: {}", error.place.as_ref().unwrap(), error.message))
        .collect();
    assert_eq!(
        shown,
        [
            "febbe2d7e47b_use_largebinary_for_fernet_key_columns.toml:16:6: revision \
             `febbe2d7e47b` cannot apply: table `organizations` has no column \
             `aws_encrypted_secret_key` at this point"
        ]
    );
}
