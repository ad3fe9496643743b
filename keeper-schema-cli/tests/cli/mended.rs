//! A change of the models fails the build at its line, one command mends it, and the build
//! is green: real cargo builds, and the real command.

use std::path::Path;

use keeper_schema_testing::GuardedCrate;

use crate::sandbox::{command, outcome, repository};

/// `case` is one of the guard's own; `place` is where its build fails.
fn check(case: &str, place: &str, migrate: &[&str]) {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let cases = repository().join("tests/guard/cases");
    let name = format!("mended_{case}");
    let guarded = GuardedCrate::copied_from(scratch, &name, &cases.join(case));
    let red = guarded.build();
    assert!(!red.green && red.said.contains(place), "{}", red.stderr);

    let migrated = command()
        .args(["migrate", "-m", "mended"])
        .args(migrate)
        .current_dir(guarded.folder())
        .output();
    let migrated = outcome(migrated.expect("the binary runs"));
    assert_eq!(migrated.status, 0, "{migrated:?}");
    let green = guarded.build();
    assert!(green.green, "{}", green.stderr);
}

#[test]
fn a_field_added() {
    check("column_added", "src/lib.rs:11:9", &[]);
}

#[test]
fn a_field_removed() {
    check("column_removed", "src/lib.rs:5:12", &[]);
}

#[test]
fn a_field_renamed() {
    let rename = ["--rename", "books.pages:page_count"];
    check("column_renamed", "src/lib.rs:10:9", &rename);
}

#[test]
fn a_field_retyped() {
    check("column_retyped", "src/lib.rs:10:9", &[]);
}

#[test]
fn an_index_changed() {
    check("index_changed", "src/lib.rs:10:14", &[]);
}

#[test]
fn a_model_added() {
    check("model_added", "src/lib.rs:14:12", &[]);
}

#[test]
fn a_model_deleted() {
    let place = "migrations/000000000001_books.toml:7:6";
    check("model_deleted", place, &[]);
}

#[test]
fn two_heads_merged() {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let case = repository().join("tests/guard/cases/two_heads");
    let guarded = GuardedCrate::copied_from(scratch, "mended_two_heads", &case);
    let red = guarded.build();
    assert!(!red.green && red.said.contains("2 heads"), "{}", red.stderr);
    let merged = command()
        .args(["merge", "-m", "both"])
        .current_dir(guarded.folder())
        .output();
    let merged = outcome(merged.expect("the binary runs"));
    assert_eq!(merged.status, 0, "{merged:?}");
    let green = guarded.build();
    assert!(green.green, "{}", green.stderr);
}
