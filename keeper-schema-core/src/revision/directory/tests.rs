use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{RevisionDirectory, RevisionDirectoryError};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn text(id: &str) -> String {
    format!("format = 1\nrevision = \"{id}\"\nmessage = \"m\"\n")
}

fn ids(folder: &Path) -> Vec<String> {
    let files = RevisionDirectory::read(folder).unwrap();
    files
        .iter()
        .map(|file| file.revision.id.to_string())
        .collect()
}

/// The messages and help lines, without the folder's own path.
fn mistakes(folder: &Path) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    let diagnostics = RevisionDirectory::read(folder)
        .unwrap_err()
        .into_diagnostics();
    let lines = diagnostics.into_iter().flat_map(|diagnostic| {
        let place = diagnostic
            .place
            .map(|place| format!("{place}: "))
            .unwrap_or_default();
        std::iter::once(place + &diagnostic.message).chain(diagnostic.help)
    });
    lines.map(|line| line.replace(&prefix, "")).collect()
}

#[test]
fn files_come_sorted_by_revision() {
    let folder = folder(&[
        ("b_second.toml", &text("b")),
        ("a.toml", &text("a")),
        ("README.md", "no revision"),
        (".#a.toml", "an editor's"),
    ]);
    assert_eq!(ids(folder.path()), ["a", "b"]);
}

#[test]
fn many_files_come_in_the_same_order() {
    let folder = folder(&[]);
    for number in (0..500).rev() {
        let id = format!("{number:04}");
        fs::write(folder.path().join(format!("{id}_m.toml")), text(&id)).unwrap();
    }
    let expected: Vec<_> = (0..500).map(|number| format!("{number:04}")).collect();
    assert_eq!(ids(folder.path()), expected);
}

#[test]
fn every_mistake_of_every_file_is_reported() {
    let folder = folder(&[
        ("a.toml", "format = 1\nrevison = \"a\"\n"),
        ("b.toml", "format = 1\nrevision = \"b\"\nmesage = \"x\"\n"),
    ]);
    assert_eq!(
        mistakes(folder.path()),
        [
            "a.toml:2:1: unknown key `revison` of a revision, did you mean `revision`?",
            "b.toml:3:1: unknown key `mesage` of a revision, did you mean `message`?",
        ]
    );
}

#[test]
fn a_duplicate_id_names_both_files() {
    // Also where the name of one is not that of its revision: a copy.
    for (one, other) in [("a_one.toml", "a_two.toml"), ("a_m.toml", "copy.toml")] {
        let folder = folder(&[(one, &text("a")), (other, &text("a"))]);
        assert_eq!(
            mistakes(folder.path()),
            [
                &format!("2 files hold the revision `a`: `{one}` and `{other}`"),
                "give one of them another id, or delete a copy",
            ]
        );
    }
}

#[test]
fn a_file_is_named_by_its_revision() {
    let folder = folder(&[("b.toml", &text("a"))]);
    assert_eq!(
        mistakes(folder.path()),
        [
            "`b.toml` holds the revision `a`, and its name does not begin with it",
            "rename the file to `a_m.toml`",
        ]
    );
}

#[test]
fn what_is_no_readable_file_is_named() {
    let folder = folder(&[]);
    let path = folder.path();
    fs::create_dir(path.join("a.toml")).unwrap();
    fs::write(path.join("b.toml"), b"format = 1\nmessage = \"\xff\"\n").unwrap();
    fs::write(path.join("c.toml"), vec![b' '; 16 * 1024 * 1024 + 1]).unwrap();
    let mut expected = vec![
        "cannot read `a.toml`: it is not a file",
        "b.toml:2:12: cannot read `b.toml`: it is not UTF-8",
        "`c.toml` is larger than a revision file can be, 16 MiB",
    ];
    if cfg!(unix) {
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", path.join("d.toml")).unwrap();
        expected.push("cannot read `d.toml`: it is a link to nothing");
    }
    assert_eq!(mistakes(path), expected);
}

#[test]
fn a_missing_folder_is_its_own_error() {
    let folder = folder(&[("x", "")]);
    let missing = RevisionDirectory::read(&folder.path().join("none")).unwrap_err();
    assert!(matches!(missing, RevisionDirectoryError::NotFound { .. }));
    assert!(
        missing.to_string().ends_with("none` does not exist"),
        "{missing}"
    );
    let file = RevisionDirectory::read(&folder.path().join("x")).unwrap_err();
    assert!(matches!(file, RevisionDirectoryError::NotADirectory { .. }));
}
