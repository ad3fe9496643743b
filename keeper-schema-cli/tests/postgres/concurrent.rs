//! Indexes that are built concurrently: steps of their own.

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"title\", type = \"text\" }]\n",
);

/// A column before the index, a column after it.
fn around_an_index(column: &str, last: &str) -> String {
    format!(
        "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = {{ name = \"{column}\", type = \"integer\", null = true }}\n\
         [[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"books_title_idx\"\nkeys = [\"title\"]\nunique = true\nconcurrently = true\n\
         [[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = {{ name = \"{last}\", type = \"integer\", null = true }}\n"
    )
}

const PARENT: &str = "down_revision = \"000000000001\"\n";
const SECOND: &str = "000000000002";

/// A build that failed on two equal rows, and so in its second of three parts.
fn failed() -> Sandbox {
    let operations = around_an_index("pages", "year");
    let sandbox = Sandbox::with_history(&[BOOKS, (SECOND, &operations)]);
    sandbox.done(&["upgrade", BOOKS.0]);
    sandbox
        .database
        .run("INSERT INTO books VALUES ('a'), ('a'), ('b')");
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(
        outcome.stderr.contains("(title)=(a) is duplicated"),
        "{outcome:?}"
    );
    assert_eq!(sandbox.recorded(), [BOOKS.0]);
    assert_eq!(index(&sandbox), ["f"]);
    sandbox
}

fn index(sandbox: &Sandbox) -> Vec<String> {
    sandbox
        .database
        .run("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('books_title_idx')")
}

fn without_duplicates(sandbox: &Sandbox) {
    sandbox
        .database
        .run("DELETE FROM books WHERE ctid = (SELECT min(ctid) FROM books WHERE title = 'a')");
}

#[test]
fn a_build_that_failed_is_mended_by_a_rerun() {
    let sandbox = failed();
    without_duplicates(&sandbox);
    sandbox.done(&["upgrade"]);
    assert_eq!(index(&sandbox), ["t"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, SECOND]);
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
    let undisturbed = Sandbox::with_history(&[BOOKS, (SECOND, &around_an_index("pages", "year"))]);
    undisturbed.done(&["upgrade"]);
    assert_eq!(sandbox.declared(), undisturbed.declared());
    sandbox.done(&["downgrade", "base"]);
    assert_eq!(sandbox.declared(), [""; 0]);
}

#[test]
fn nothing_else_is_run_before_the_rest() {
    let sandbox = failed();
    let outcome = sandbox.call(&["downgrade", "base"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(
        outcome
            .stderr
            .contains("upgrade of revision `000000000002` is done in part"),
        "{outcome:?}"
    );
    assert_eq!(sandbox.recorded(), [BOOKS.0]);
}

#[test]
fn an_edit_of_what_is_done_is_refused() {
    let sandbox = failed();
    without_duplicates(&sandbox);
    sandbox.write(SECOND, PARENT, &around_an_index("sheets", "year"));
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(
        outcome.stderr.contains("part 1 of 3 is done"),
        "{outcome:?}"
    );
}

#[test]
fn an_edit_of_what_is_not_done_is_taken() {
    let sandbox = failed();
    let operations = around_an_index("pages", "month").replace("unique = true\n", "");
    sandbox.write(SECOND, PARENT, &operations);
    sandbox.done(&["upgrade"]);
    assert_eq!(index(&sandbox), ["t"]);
    let month = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'books'::regclass AND attname = 'month'";
    assert_eq!(sandbox.database.run(month), ["1"]);
}

#[test]
fn an_index_of_somebody_else_is_not_taken_for_ours() {
    let operations = around_an_index("pages", "year");
    let sandbox = Sandbox::with_history(&[BOOKS, (SECOND, &operations)]);
    sandbox.done(&["upgrade", BOOKS.0]);
    sandbox
        .database
        .run("CREATE INDEX books_title_idx ON books (lower(title))");
    for _ in 0..2 {
        let outcome = sandbox.call(&["upgrade"]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains("already exists"), "{outcome:?}");
    }
    sandbox.database.run("DROP INDEX books_title_idx");
    sandbox.done(&["upgrade"]);
}
