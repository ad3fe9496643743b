//! What is generated, on a server: the cases of `tests/generation` that are for PostgreSQL
//! alone, and those of enums, which are types only there. Their SQL is compared elsewhere;
//! here it runs.

use std::path::{Path, PathBuf};

use crate::sandbox::Sandbox;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generation")
}

fn text(folder: &Path, file: &str) -> Option<String> {
    std::fs::read_to_string(folder.join(file)).ok()
}

/// Up, and the database is what the revision says; down and up again as well.
fn check(folder: &Path) {
    let name = folder.display();
    let settings = text(folder, "settings").unwrap_or_default();
    let before = text(folder, "before.rs").expect("a case has models");
    let sandbox = Sandbox::with_models(&settings, &before);
    sandbox.done(&["migrate", "-m", "base"]);
    sandbox.done(&["upgrade"]);
    if let Some(rows) = text(folder, "rows.sql") {
        sandbox.database.run(&rows);
    }
    let at_base = sandbox.declared();
    sandbox.write_models(&text(folder, "after.rs").expect("a case has models"));
    let arguments = text(folder, "arguments").unwrap_or_default();
    let mut migrate = vec!["migrate", "-m", "change"];
    migrate.extend(arguments.lines());
    sandbox.done(&migrate);
    let up = sandbox.call(&["upgrade"]);
    if folder.join("expected/upgrade_refusal.txt").exists() {
        assert_eq!(up.status, 2, "{name}: {up:?}");
        assert_eq!(sandbox.declared(), at_base, "{name}");
        return;
    }
    assert_eq!(up.status, 0, "{name}: {up:?}");
    sandbox.done(&["check"]);
    sandbox.done(&["check", "--database"]);
    let upgraded = sandbox.declared();
    let down = sandbox.call(&["downgrade", "-1"]);
    if down.status != 0 {
        // Nothing says what becomes of rows that hold a value which was added.
        let has_refusal = folder.join("expected/downgrade_refusal.txt").exists();
        assert!(has_refusal, "{name}: {down:?}");
        assert_eq!(sandbox.declared(), upgraded, "{name}");
        return;
    }
    assert_eq!(sandbox.declared(), at_base, "{name}");
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.declared(), upgraded, "{name}");
}

#[test]
fn what_is_for_postgres_alone() {
    let mut checked = 0;
    for entry in std::fs::read_dir(cases()).expect("the folder of cases is there") {
        let folder = entry.expect("a case can be read").path();
        let settings = text(&folder, "settings").unwrap_or_default();
        if settings.contains("dialects = [\"postgres\"]") {
            check(&folder);
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked} cases");
}

#[test]
fn enums_that_are_types() {
    let mut checked = 0;
    for entry in std::fs::read_dir(cases()).expect("the folder of cases is there") {
        let folder = entry.expect("a case can be read").path();
        let is_of_enums = folder
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("enum_"));
        if is_of_enums && folder.join("expected/postgres.sql").exists() {
            check(&folder);
            checked += 1;
        }
    }
    assert!(checked > 5, "{checked} cases");
}
