//! SIGINT and SIGTERM: what is done stays, what is begun is rolled back, and a rerun finishes.

use std::process::{Child, Command};

use crate::sandbox::{Outcome, Sandbox, ended, until};

const TABLE: (&str, &str) = (
    "000000000001",
    r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "fills", type = "integer", default = 0 },
]
primary_key = { name = "books_pkey", columns = ["id"] }
[[upgrade]]
op = "execute"
sql.sqlite = "SELECT 1"
sql.postgres = "INSERT INTO books SELECT n, 0 FROM generate_series(1, 1000) AS n"
down = "nothing"
"#,
);

const FILL: (&str, &str) = (
    "000000000002",
    r#"[[upgrade]]
op = "backfill"
table = "books"
set = { fills = "fills + 1" }
where = "id > 0"
batch_size = 100
pause = 50
down = "nothing"
"#,
);

/// Sleeps as long as another session leaves a row in a table of its own.
const LONG: (&str, &str) = (
    "000000000003",
    r#"[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }
[[upgrade]]
op = "execute"
sql.sqlite = "SELECT 1"
sql.postgres = "SELECT CASE WHEN to_regclass('slow') IS NOT NULL THEN pg_sleep(600) END"
down = "nothing"
"#,
);

const INDEX: (&str, &str) = (
    "000000000004",
    r#"[[upgrade]]
op = "create_index"
table = "books"
name = "books_fills_idx"
keys = ["fills"]
concurrently = true
"#,
);

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_history(&[TABLE, FILL, LONG, INDEX]);
    sandbox.done(&["upgrade", TABLE.0]);
    sandbox
}

fn signal(process: &Child, signal: &str) {
    let pid = process.id().to_string();
    let sent = Command::new("kill").args([signal, &pid]).status();
    assert!(sent.expect("kill runs").success());
}

fn check_stopped(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.status, 130, "{outcome:?}");
    for words in words {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
}

/// A rerun does the rest, and nothing twice.
fn check_goes_on(sandbox: &Sandbox) {
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), [TABLE.0, FILL.0, LONG.0, INDEX.0]);
    let filled = "SELECT count(*) FROM books WHERE fills = 1";
    assert_eq!(sandbox.database.run(filled), ["1000"]);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'books_fills_idx'::regclass";
    assert_eq!(sandbox.database.run(valid), ["t"]);
    assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
}

fn is_running(sandbox: &Sandbox, sql: &str) -> bool {
    let running = format!(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
         AND pid <> pg_backend_pid() AND query LIKE '%{sql}%'"
    );
    !sandbox.database.run(&running).is_empty()
}

#[test]
fn between_batches() {
    for name in ["-INT", "-TERM"] {
        let sandbox = sandbox();
        let migrator = sandbox.start(&["upgrade"]);
        let filled = "SELECT 1 FROM books WHERE fills = 1 LIMIT 1";
        until("a batch is done", || {
            !sandbox.database.run(filled).is_empty()
        });
        signal(&migrator, name);
        let outcome = ended(migrator);
        let words = [
            "error[KS0620]: interrupted: 0 of 3 revisions are applied, and `000000000002` in part",
            "run `cargo db upgrade heads`, which goes on there",
        ];
        check_stopped(&outcome, &words);
        let left = "SELECT count(*) FROM books WHERE fills = 0";
        assert_ne!(sandbox.database.run(left), ["0"]);
        check_goes_on(&sandbox);
    }
}

#[test]
fn in_a_long_statement() {
    let sandbox = sandbox();
    sandbox.database.run("CREATE TABLE slow ()");
    let migrator = sandbox.start(&["upgrade", "+3"]);
    until("it sleeps", || is_running(&sandbox, "pg_sleep"));
    signal(&migrator, "-INT");
    let outcome = ended(migrator);
    let words = [
        "1 of 3 revisions are applied, and `000000000003` is not; what it had begun is rolled back",
        "run `cargo db upgrade +2`, which goes on there",
    ];
    check_stopped(&outcome, &words);
    assert_eq!(sandbox.recorded(), [TABLE.0, FILL.0]);
    let pages =
        "SELECT 1 FROM pg_attribute WHERE attrelid = 'books'::regclass AND attname = 'pages'";
    assert_eq!(sandbox.database.run(pages), [""; 0]);
    sandbox.database.run("DROP TABLE slow");
    check_goes_on(&sandbox);
}

#[test]
fn in_an_index_that_is_built_concurrently() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", LONG.0]);
    let mut other = sandbox.connect("application");
    let mut transaction = other.transaction().expect("it begins");
    let sql = "UPDATE books SET fills = fills WHERE id = 1";
    transaction.execute(sql, &[]).expect("it runs");
    let migrator = sandbox.start(&["upgrade"]);
    until("it waits for the writer", || {
        is_running(&sandbox, "CONCURRENTLY")
    });
    signal(&migrator, "-INT");
    check_stopped(
        &ended(migrator),
        &["0 of 1 revisions are applied", "in part"],
    );
    transaction.rollback().expect("it ends");
    check_goes_on(&sandbox);
}

#[test]
fn while_it_waits_for_another_migrator() {
    let sandbox = sandbox();
    sandbox.database.run("CREATE TABLE slow ()");
    let holder = sandbox.start(&["upgrade"]);
    until("it sleeps", || is_running(&sandbox, "pg_sleep"));
    let second = sandbox.start(&["upgrade"]);
    let waiting = "SELECT 'yes' FROM pg_stat_activity WHERE datname = current_database()
        AND state = 'idle' AND query LIKE '%pg_try_advisory_lock%'";
    until("the second waits", || {
        sandbox.database.run(waiting) == ["yes"]
    });
    signal(&second, "-INT");
    check_stopped(&ended(second), &["0 of 2 revisions are applied"]);
    signal(&holder, "-INT");
    check_stopped(&ended(holder), &["1 of 3 revisions are applied"]);
    sandbox.database.run("DROP TABLE slow");
    check_goes_on(&sandbox);
}

#[test]
fn a_second_time_ends_it_at_once() {
    let sandbox = sandbox();
    let migrator = sandbox.start(&["upgrade"]);
    let filled = "SELECT 1 FROM books WHERE fills = 1 LIMIT 1";
    until("a batch is done", || {
        !sandbox.database.run(filled).is_empty()
    });
    signal(&migrator, "-INT");
    signal(&migrator, "-INT");
    assert_eq!(ended(migrator).status, 130);
    check_goes_on(&sandbox);
}

fn events(outcome: &Outcome) -> Vec<serde_json::Value> {
    let lines = outcome.stdout.lines();
    let events = lines.map(|line| serde_json::from_str(line).expect("each line is JSON"));
    events.collect()
}

/// The index waits for a writer, which it tells, until it has been told.
#[test]
fn events_tell_how_far_an_index_is() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", LONG.0]);
    let mut other = sandbox.connect("application");
    let mut transaction = other.transaction().expect("it begins");
    let sql = "UPDATE books SET fills = fills WHERE id = 1";
    transaction.execute(sql, &[]).expect("it runs");
    let migrator = sandbox.start(&["upgrade", "--format", "json"]);
    let asked = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
        AND query LIKE '%FROM pg_stat_progress_create_index%' AND pid <> pg_backend_pid()";
    until("it was asked", || !sandbox.database.run(asked).is_empty());
    transaction.rollback().expect("it ends");
    let events = events(&ended(migrator));
    let progress = events.iter().find(|event| event["event"] == "progress");
    let progress = progress.expect("it was told");
    assert_eq!(progress["activity"], "index");
    assert_eq!(progress["of"], "books");
    let phase = progress["phase"].as_str().expect("there is one");
    assert!(phase.starts_with("waiting for writers"), "{phase}");
}

#[test]
fn events_tell_how_far_a_backfill_is() {
    let sandbox = sandbox();
    let events = events(&sandbox.done(&["upgrade", FILL.0, "--format", "json"]));
    let names: Vec<&str> = events
        .iter()
        .filter_map(|it| it["event"].as_str())
        .collect();
    let mut expected = vec!["started"];
    expected.extend(["progress"; 11]);
    expected.extend(["finished", "committed", "done"]);
    assert_eq!(names, expected);
    for (position, event) in (0..).zip(&events[1..12]) {
        assert_eq!(event["revision"], FILL.0);
        assert_eq!(event["activity"], "backfill");
        assert_eq!(event["of"], "books");
        assert_eq!(event["unit"], "rows");
        assert_eq!(
            (&event["done"], &event["total"]),
            (&(position * 100).into(), &1000.into())
        );
    }
    assert_eq!(events[14]["revisions"], serde_json::json!([FILL.0]));
}
