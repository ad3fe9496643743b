//! What fails because of others and can succeed a little later is tried again.

use std::thread;

use crate::sandbox::{Sandbox, ended, failed, until};

const TABLES: (&str, &str) = (
    "000000000001",
    r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }]
[[upgrade]]
op = "create_table"
table = "shelves"
columns = [{ name = "id", type = "integer" }]
"#,
);

/// Both tables, one after the other.
const COLUMNS: (&str, &str) = (
    "000000000002",
    r#"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }
[[upgrade]]
op = "add_column"
table = "shelves"
column = { name = "height", type = "integer", null = true }
"#,
);

/// A deadlock in which the migrator is the one that is ended, with so many retries, and how
/// that ends.
fn deadlock(retries: &str) -> (Sandbox, crate::sandbox::Outcome) {
    let sandbox = Sandbox::with_history(&[TABLES, COLUMNS]);
    sandbox.done(&["upgrade", TABLES.0]);
    let mut other = sandbox.connect("other");
    // Who has waited for `deadlock_timeout` looks for a deadlock, and ends itself.
    other
        .batch_execute("SET deadlock_timeout = '10min'; BEGIN; SELECT count(*) FROM shelves")
        .expect("the table is there");
    let url = format!(
        "{}&options=-c%20deadlock_timeout%3D2s",
        sandbox.database.url()
    );
    // Without a limit of its own, nothing but the deadlock ends the wait.
    let migrator = sandbox.start(&[
        "upgrade",
        "--url",
        &url,
        "--lock-timeout",
        "0",
        "--retries",
        retries,
    ]);
    until("it has books and waits for shelves", || {
        sandbox.waiting() == 1
    });
    let other = thread::spawn(move || {
        other
            .batch_execute("SELECT count(*) FROM books; COMMIT")
            .expect("the migrator is ended, not this one");
    });
    let outcome = ended(migrator);
    other.join().expect("it got what it wanted");
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    until("the deadlock is counted", || {
        sandbox.database.run(deadlocks) == ["1"]
    });
    (sandbox, outcome)
}

#[test]
fn a_deadlock() {
    let (sandbox, outcome) = deadlock("1");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(sandbox.recorded(), [TABLES.0, COLUMNS.0]);
}

#[test]
fn a_deadlock_without_retries_is_told() {
    let (sandbox, outcome) = deadlock("0");
    failed(&outcome, &["deadlock detected", COLUMNS.0, "rolled back"]);
    assert_eq!(sandbox.recorded(), [TABLES.0]);
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [TABLES.0, COLUMNS.0]);
}

/// Transactions of ours read what is committed, and the server alone never refuses to put
/// those in a row. A function that a revision calls can, on behalf of another server: this
/// one does until a sequence, which no rollback sets back, has counted so far.
fn unserializable(refusals: u32) -> Sandbox {
    let sandbox = Sandbox::with_history(&[
        TABLES,
        (
            COLUMNS.0,
            "[[upgrade]]\nop = \"execute\"\nsql = [\"INSERT INTO books VALUES (1)\", \"SELECT elsewhere()\"]\ndown = \"nothing\"\n",
        ),
    ]);
    sandbox.done(&["upgrade", TABLES.0]);
    sandbox.database.run(&format!(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION elsewhere() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
             IF nextval('tries') <= {refusals} THEN
                 RAISE serialization_failure USING MESSAGE = 'could not serialize access';
             END IF;
         END $$"
    ));
    sandbox
}

#[test]
fn a_failure_to_serialize() {
    let sandbox = unserializable(2);
    sandbox.done(&["upgrade", "--lock-timeout", "0.1", "--retries", "2"]);
    assert_eq!(sandbox.database.run("SELECT last_value FROM tries"), ["3"]);
    assert_eq!(sandbox.database.run("SELECT id FROM books"), ["1"]);
    assert_eq!(sandbox.recorded(), [TABLES.0, COLUMNS.0]);
}

#[test]
fn a_failure_to_serialize_that_lasts_is_told() {
    let sandbox = unserializable(2);
    sandbox.refused(
        &["upgrade", "--lock-timeout", "0.1", "--retries", "1"],
        &[
            "could not serialize access",
            COLUMNS.0,
            "2 times",
            "rolled back",
        ],
    );
    assert_eq!(sandbox.database.run("SELECT id FROM books"), [""; 0]);
    assert_eq!(sandbox.recorded(), [TABLES.0]);
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.database.run("SELECT id FROM books"), ["1"]);
}
