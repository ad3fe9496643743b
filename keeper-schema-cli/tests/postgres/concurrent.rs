//! Indexes that are built concurrently: steps of their own.

use crate::sandbox::{Sandbox, ended, until};

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
        outcome
            .stderr
            .contains("1 group of rows of `books` with the same `title`"),
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

/// A build that waits for an old snapshot, and whose index is not valid until then.
fn waiting(arguments: &[&str]) -> (Sandbox, postgres::Client, std::process::Child) {
    let operations = around_an_index("pages", "year");
    let sandbox = Sandbox::with_history(&[BOOKS, (SECOND, &operations)]);
    sandbox.done(&["upgrade", BOOKS.0]);
    let mut old = sandbox.connect("old report");
    old.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        .expect("it begins");
    let migrator = sandbox.start(arguments);
    until("the build waits", || index(&sandbox) == ["f"]);
    (sandbox, old, migrator)
}

/// What was left is an index of no use and its record, and a rerun makes good of both.
fn left_invalid(sandbox: &Sandbox, mut old: postgres::Client) {
    assert_eq!(index(sandbox), ["f"]);
    let steps = "SELECT step, state FROM keeper_steps ORDER BY step";
    assert_eq!(sandbox.database.run(steps), ["0|done", "1|running"]);
    old.batch_execute("COMMIT").expect("it commits");
    sandbox.done(&["upgrade"]);
    assert_eq!(index(sandbox), ["t"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, SECOND]);
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
}

#[test]
fn a_build_whose_process_is_killed_is_given_up_and_begun_again() {
    let (sandbox, old, mut migrator) = waiting(&["upgrade"]);
    migrator.kill().expect("it can be killed");
    ended(migrator);
    // Though nobody else lets it go on.
    until("the server noticed", || {
        let builds = "SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'keeper-schema' AND datname = current_database()";
        sandbox.database.run(builds) == ["0"]
    });
    left_invalid(&sandbox, old);
}

#[test]
fn a_build_that_takes_too_long_is_told_and_begun_again() {
    let (sandbox, old, migrator) = waiting(&["upgrade", "--statement-timeout", "1"]);
    let outcome = ended(migrator);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    // Its first part is committed.
    let kept = "what was not committed is rolled back";
    for words in ["statement timeout", "--statement-timeout", kept, SECOND] {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
    left_invalid(&sandbox, old);
}

#[test]
fn several_at_once_do_not_deadlock_with_a_build() {
    let (sandbox, mut old, first) = waiting(&["upgrade"]);
    let others: Vec<_> = (0..4).map(|_| sandbox.start(&["upgrade"])).collect();
    until("the others wait for the lock", || {
        let others =
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_try_advisory_lock%'
            AND application_name = 'keeper-schema' AND datname = current_database()";
        sandbox.database.run(others) == ["4"]
    });
    old.batch_execute("COMMIT").expect("it commits");
    for child in std::iter::once(first).chain(others) {
        let outcome = ended(child);
        assert_eq!(outcome.status, 0, "{outcome:?}");
    }
    assert_eq!(index(&sandbox), ["t"]);
    assert_eq!(sandbox.recorded(), [BOOKS.0, SECOND]);
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
