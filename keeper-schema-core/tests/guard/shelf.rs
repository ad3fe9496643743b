//! A package with a history that agrees with its models, for edits of either.

use crate::package::{MANIFEST, package, said, write};

/// The models, in a file of their own.
pub(crate) const MODELS: &str = include_str!("shelf/models.rs");
/// The history: two revisions.
pub(crate) const SHELF: &str = include_str!("shelf/migrations/000000000001_shelf.toml");
/// The second of them.
pub(crate) const LOANS: &str = include_str!("shelf/migrations/000000000002_loans.toml");

/// The package, with `migrations` after the models as `//- path` begins a file.
pub(crate) fn shelf() -> tempfile::TempDir {
    package(&format!(
        "pub mod models;\n//- Cargo.toml\n{MANIFEST}//- src/models.rs\n{MODELS}\
         //- migrations/000000000001_shelf.toml\n{SHELF}//- migrations/000000000002_loans.toml\n{LOANS}"
    ))
}

/// What the guard says after a text of one file is replaced by another.
pub(crate) fn said_after(file: &str, from: &str, to: &str) -> String {
    let text = match file {
        "src/models.rs" => MODELS,
        "migrations/000000000001_shelf.toml" => SHELF,
        "migrations/000000000002_loans.toml" => LOANS,
        other => panic!("no file `{other}`"),
    };
    assert!(text.contains(from), "`{from}` is not in `{file}`");
    let folder = shelf();
    write(
        folder.path(),
        &format!(
            "pub mod models;\n//- {file}\n{}",
            text.replacen(from, to, 1)
        ),
    );
    said(folder.path())
}

#[test]
fn models_and_history_agree() {
    assert_eq!(said(shelf().path()), "");
}

/// Compares what the guard says after each edit, of a file, from, to, with what is expected.
pub(crate) fn check_edits(edits: &[(&str, &str, &str, &str, &str)]) {
    let mut wrong = String::new();
    for (name, file, from, to, expected) in edits {
        let found = said_after(file, from, to);
        if found != *expected {
            wrong += &format!("\n@@{name}\n{found}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
