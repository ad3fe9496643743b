//! Builds small guarded crates with real `cargo build` and compares what the guard says.
//!
//! A case is a folder of `tests/guard/cases/`: the files of a crate, without the manifest and
//! the `build.rs` that all share, and `expected.txt`. `UPDATE_EXPECT=1` writes it anew.

use expect_test::expect_file;
use keeper_schema_testing::GuardedCrate;

use crate::{repository, scratch};

/// Builds the case and compares the guard's words with `expected.txt`.
fn check(case: &str) {
    let case_dir = repository().join("tests/guard/cases").join(case);
    let guarded = GuardedCrate::copied_from(scratch(), case, &case_dir);
    let build = guarded.build();
    let outcome = match build.green {
        true => "green",
        false => "red",
    };
    let said = format!("{outcome}\n{}", build.said);
    expect_file![case_dir.join("expected.txt")].assert_eq(&said);
}

#[test]
fn every_case_is_run() {
    let folder = repository().join("tests/guard/cases");
    let cases = std::fs::read_dir(folder).expect("the folder of cases is there");
    let mut found: Vec<String> = cases
        .map(|entry| entry.expect("a case can be read").file_name())
        .map(|name| name.into_string().expect("case names are ASCII"))
        .collect();
    found.sort();
    assert_eq!(found, CASES);
}

macro_rules! cases {
    ($($name:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*
    };
}

// In the order of the alphabet.
cases! {
    agreement
    clashing_heads
    column_added
    column_removed
    column_renamed
    column_retyped
    cycle
    duplicate_id
    index_changed
    many_differences
    missing_parent
    mistake_in_attribute
    model_added
    model_deleted
    not_toml
    object_changed
    object_gone
    older_history_edited
    operation_cannot_apply
    two_heads
    unknown_key
    unresolved_type
}
