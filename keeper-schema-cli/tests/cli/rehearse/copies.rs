//! What can be copied, where the copy is, and that it goes.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::{SHELVES, UNIQUE, with};

#[test]
fn a_database_with_a_part_of_what_is_replaced_goes_on() {
    let sandbox = with(SHELVES);
    sandbox.done(&["squash", "aaaa:bbbb", "-m", "both"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome.stdout.contains("2 untouched columns are the same"),
        "{outcome:?}"
    );
    assert!(
        outcome
            .stdout
            .contains("the way down is left out: the database has a part"),
        "{outcome:?}"
    );
    sandbox.done(&["upgrade", "bbbb"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome
            .stdout
            .contains("what a revision replaces cannot be brought back"),
        "{outcome:?}"
    );
}

#[test]
fn a_database_that_others_write_to_is_copied() {
    let sandbox = with(SHELVES);
    let connection = sandbox.connection();
    let change = "PRAGMA journal_mode = WAL; INSERT INTO books VALUES (4, 'four', 4)";
    connection.execute_batch(change).expect("the SQL runs");
    connection
        .execute_batch("BEGIN; INSERT INTO books VALUES (5, 'five', 5)")
        .expect("the SQL runs");
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome
            .stdout
            .contains("books         4   4     4         4"),
        "{outcome:?}"
    );
    connection.execute_batch("COMMIT").expect("the SQL runs");
    sandbox.done(&["upgrade"]);
    let outcome = sandbox.done(&["rehearse"]);
    assert!(
        outcome
            .stderr
            .starts_with("nothing to do: the database is at `heads`"),
        "{outcome:?}"
    );
}

#[test]
fn a_copy_is_made_where_it_is_asked_for_and_kept() {
    let sandbox = with(SHELVES);
    let outcome = sandbox.done(&["rehearse", "--into", "copy.db", "--keep"]);
    assert!(
        outcome.stderr.contains("the copy is kept: sqlite:copy.db"),
        "{outcome:?}"
    );
    let current = sandbox.done(&["current", "--url", "sqlite:copy.db"]);
    assert!(current.stdout.contains("bbbb"), "{current:?}");
    let outcome = sandbox.call(&["rehearse", "--into", "copy.db"]);
    assert_eq!(outcome.status, 2);
    assert!(
        outcome.stderr.contains("`copy.db` is there already"),
        "{outcome:?}"
    );
    let there = sandbox.folder.path().join("copy.db");
    assert!(there.exists(), "what was there before stays");
    sandbox.done(&["rehearse", "--into", "other.db"]);
    assert!(!sandbox.folder.path().join("other.db").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupted_rehearsal_removes_the_copy() {
    let second = UNIQUE.split("[[upgrade]]").next().unwrap_or_default();
    let endless = "[[upgrade]]\nop = \"execute\"\ndown = \"nothing\"\nsql = \"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n\"\n";
    let sandbox = with(&format!("{second}{endless}"));
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let left = || {
        std::fs::read_dir(temporary.path())
            .expect("the folder is there")
            .count()
    };
    let child = sandbox
        .command(&["rehearse"])
        .env("TMPDIR", temporary.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.expect("the binary runs");
    let mut said = BufReader::new(child.stderr.take().expect("it is a pipe")).lines();
    assert_eq!(
        said.next()
            .expect("it says something")
            .expect("it is UTF-8"),
        "up"
    );
    assert_eq!(left(), 1);
    let pid = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &pid]).status();
    assert!(killed.expect("`kill` runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(left(), 0, "the copy is left");
}
