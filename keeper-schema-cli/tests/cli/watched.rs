//! Events of an upgrade, as programs read them.

use serde_json::{Value, json};

use crate::sandbox::{Outcome, Sandbox};

const BOOKS: &str = r#"format = 1
revision = "000000000001"
message = "Books"
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }, { name = "title", type = "text", null = true }]
primary_key = { name = "books_pkey", columns = ["id"] }
"#;

const ROWS: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "Rows"
[[upgrade]]
op = "execute"
sql.sqlite = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000) INSERT INTO books SELECT n, 'x' || n FROM numbers"
sql.postgres = "SELECT 1"
down = "nothing"
"#;

const INDEX: &str = r#"format = 1
revision = "000000000003"
down_revision = "000000000002"
message = "Index"
[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title"]
"#;

const REBUILD: &str = r#"format = 1
revision = "000000000004"
down_revision = "000000000003"
message = "Titles"
[[upgrade]]
op = "alter_column"
table = "books"
column = "title"
set = { null = false }
was = { null = true }
"#;

fn sandbox() -> Sandbox {
    Sandbox::with_files(&[
        ("000000000001_books.toml", BOOKS),
        ("000000000002_rows.toml", ROWS),
        ("000000000003_index.toml", INDEX),
        ("000000000004_titles.toml", REBUILD),
    ])
}

/// The events, without their times.
fn events(outcome: &Outcome) -> Vec<Value> {
    let events = outcome.stdout.lines().map(|line| {
        let mut event: Value = serde_json::from_str(line).expect("each line is JSON");
        if matches!(event["event"].as_str(), Some("progress" | "finished")) {
            assert!(event["ms"].is_u64(), "{event}");
        }
        for time in ["ms", "ms_left"] {
            event.as_object_mut().and_then(|event| event.remove(time));
        }
        event
    });
    events.collect()
}

fn progress(revision: &str, activity: &str, done: u64) -> Value {
    json!({
        "event": "progress", "revision": revision, "activity": activity, "of": "books",
        "phase": null, "unit": "rows", "done": done, "total": 20000,
    })
}

#[test]
fn an_upgrade_tells_each_thing_as_it_happens() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", "000000000002"]);
    let outcome = sandbox.done(&["upgrade", "--format", "json"]);
    let started = |revision: &str, message: &str, position: u32| {
        json!({
            "event": "started", "revision": revision, "direction": "upgrade",
            "message": message, "only_recorded": false, "position": position, "total": 2,
        })
    };
    let finished =
        |revision: &str| json!({"event": "finished", "revision": revision, "direction": "upgrade"});
    let both = json!(["000000000003", "000000000004"]);
    assert_eq!(
        events(&outcome),
        [
            started("000000000003", "Index", 1),
            progress("000000000003", "index", 0),
            progress("000000000003", "index", 20000),
            finished("000000000003"),
            started("000000000004", "Titles", 2),
            progress("000000000004", "rebuild", 0),
            progress("000000000004", "rebuild", 20000),
            progress("000000000004", "index", 0),
            progress("000000000004", "index", 20000),
            finished("000000000004"),
            json!({"event": "committed", "revisions": both}),
            json!({"event": "done", "revisions": both}),
        ]
    );
    assert_eq!(outcome.stderr, "");
}

#[test]
fn nothing_to_do_is_an_end_as_well() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade"]);
    let outcome = sandbox.done(&["upgrade", "--format", "json"]);
    assert_eq!(outcome.stdout, "{\"event\":\"done\",\"revisions\":[]}\n");
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_failure_is_told_to_programs_and_to_people() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", "000000000003"]);
    let connection = sandbox.connection();
    connection
        .execute_batch("UPDATE books SET title = NULL WHERE id = 7")
        .expect("it runs");
    let outcome = sandbox.call(&["upgrade", "--format", "json"]);
    assert_eq!(outcome.status, 2);
    let events = events(&outcome);
    let last = events.last().expect("there are events");
    assert_eq!(
        (&last["event"], &last["code"]),
        (&json!("failed"), &json!("KS0612"))
    );
    let message = last["message"].as_str().expect("it is text");
    assert!(outcome.stderr.contains(message), "{outcome:?}");
    assert!(!outcome.stdout.contains("committed"), "{outcome:?}");
}

#[test]
fn what_is_wrong_before_anything_runs_is_told_too() {
    let sandbox = sandbox();
    let outcome = sandbox.call(&["downgrade", "nowhere", "--format", "json"]);
    assert_eq!(outcome.status, 2);
    let events = events(&outcome);
    assert_eq!(events.len(), 1, "{outcome:?}");
    assert_eq!(events[0]["event"], "failed");
}

#[test]
fn lines_for_people_leave_short_work_out() {
    let outcome = sandbox().done(&["upgrade"]);
    assert_eq!(
        outcome.stderr.matches("  upgraded ").count(),
        4,
        "{outcome:?}"
    );
    // The first line says that the database is new.
    assert!(outcome.stderr.starts_with("created "), "{outcome:?}");
    assert_eq!(outcome.stderr.lines().count(), 5, "{outcome:?}");
    assert_eq!(outcome.stdout, "");
}
