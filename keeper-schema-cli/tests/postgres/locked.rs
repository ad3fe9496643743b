//! One migrator at a time, and what the others are told.

use crate::sandbox::{Sandbox, ended, until};

const TABLE: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"id\", type = \"integer\" }]\n",
);

const COLUMN: (&str, &str) = (
    "000000000002",
    "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n",
);

/// How many sessions wait for a lock that is no advisory one.
const WAITING: &str = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// A migrator that waits in the middle of a revision.
fn stuck(sandbox: &Sandbox, reader: &mut postgres::Client) -> std::process::Child {
    sandbox.done(&["upgrade", TABLE.0]);
    reader
        .batch_execute("BEGIN; SELECT * FROM books")
        .expect("the table is there");
    let migrator = sandbox.start(&["upgrade", "--lock-timeout", "0"]);
    until("the migrator waits for the reader", || {
        sandbox.database.run(WAITING) == ["1"]
    });
    migrator
}

#[test]
fn who_comes_second_is_told_who_was_first() {
    let sandbox = Sandbox::with_history(&[TABLE, COLUMN]);
    let mut reader = sandbox.connect("reader");
    let first = stuck(&sandbox, &mut reader);
    let pid = sandbox.database.run(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    let second = sandbox.call(&["upgrade", "--lock-wait", "0"]);
    assert_eq!(second.status, 3, "{second:?}");
    for words in [
        format!("process {} (`keeper-schema`", pid[0]),
        "holds the lock".to_owned(),
        "nothing was changed".to_owned(),
    ] {
        assert!(second.stderr.contains(&words), "{words}: {second:?}");
    }
    assert_eq!(
        sandbox.call(&["stamp", "heads", "--lock-wait", "0"]).status,
        3
    );
    // With nothing to do, nobody waits.
    sandbox.done(&["upgrade", TABLE.0, "--lock-wait", "0"]);
    reader.batch_execute("COMMIT").expect("it commits");
    assert_eq!(ended(first).status, 0);
    assert_eq!(sandbox.recorded(), [TABLE.0, COLUMN.0]);
}

#[test]
fn a_terminated_migrator_says_so_and_a_rerun_completes() {
    let sandbox = Sandbox::with_history(&[TABLE, COLUMN]);
    let mut reader = sandbox.connect("reader");
    let migrator = stuck(&sandbox, &mut reader);
    sandbox.database.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'keeper-schema' AND datname = current_database()",
    );
    let outcome = ended(migrator);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    for words in ["terminating connection", COLUMN.0, "wholly or not at all"] {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
    assert_eq!(sandbox.recorded(), [TABLE.0]);
    reader.batch_execute("COMMIT").expect("it commits");
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [TABLE.0, COLUMN.0]);
}

#[test]
fn the_lock_of_one_that_was_killed_is_soon_free() {
    let sandbox = Sandbox::with_history(&[TABLE, COLUMN]);
    let mut reader = sandbox.connect("reader");
    let mut migrator = stuck(&sandbox, &mut reader);
    migrator.kill().expect("it can be killed");
    ended(migrator);
    // The reader is still in the way, and the server waits for it.
    until("the server gave up what nobody waits for", || {
        sandbox.database.run(WAITING) == ["0"]
    });
    reader.batch_execute("COMMIT").expect("it commits");
    sandbox.done(&["upgrade", "--lock-wait", "1"]);
}
