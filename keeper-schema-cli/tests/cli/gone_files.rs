//! A revision that is applied, and whose file is gone: the branch was left behind.

use crate::sandbox::{Sandbox, declared};

const BOOKS: (&str, &str) = (
    "000000000001_books.toml",
    r#"format = 1
revision = "000000000001"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }]
"#,
);

const TITLE: (&str, &str) = (
    "000000000002_title.toml",
    r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "title"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "title", type = "text", null = true }
"#,
);

fn left_behind() -> Sandbox {
    let sandbox = Sandbox::with_files(&[BOOKS, TITLE]);
    sandbox.done(&["upgrade"]);
    let file = sandbox.folder.path().join("migrations").join(TITLE.0);
    std::fs::remove_file(file).expect("the file is there");
    sandbox
}

#[test]
fn an_upgrade_names_it_and_changes_nothing() {
    let sandbox = left_behind();
    let before = declared(&sandbox.connection());
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("`000000000002`"), "{outcome:?}");
    assert!(outcome.stderr.contains("cargo db downgrade"), "{outcome:?}");
    assert_eq!(declared(&sandbox.connection()), before);
}

#[test]
fn a_downgrade_takes_it_from_the_database() {
    let sandbox = left_behind();
    let outcome = sandbox.done(&["downgrade", "000000000001"]);
    assert!(outcome.stderr.contains("is in no file"), "{outcome:?}");
    let left = Sandbox::with_files(&[BOOKS]);
    left.done(&["upgrade"]);
    assert_eq!(
        declared(&sandbox.connection()),
        declared(&left.connection())
    );
    sandbox.done(&["upgrade"]);
}

#[test]
fn without_its_text_it_is_refused() {
    let sandbox = left_behind();
    sandbox
        .connection()
        .execute_batch("UPDATE keeper_revisions SET source = NULL")
        .expect("the bookkeeping can be written");
    let outcome = sandbox.call(&["downgrade", "base"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("`000000000002`"), "{outcome:?}");
}

#[test]
fn a_text_that_is_no_revision_is_refused() {
    let sandbox = left_behind();
    sandbox
        .connection()
        .execute_batch("UPDATE keeper_revisions SET source = 'x' || source")
        .expect("the bookkeeping can be written");
    let outcome = sandbox.call(&["downgrade", "base"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("cannot be read"), "{outcome:?}");
}
