//! An upgrade with nothing to do reads every file and the graph, and replays nothing.

use crate::sandbox::{Outcome, Sandbox};

const FIRST: &str = r#"format = 1
revision = "000000000001"
message = "first"

[[upgrade]]
op = "create_table"
table = "items"
columns = [{ name = "id", type = "integer" }]
"#;

const SECOND: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "second"

[[upgrade]]
op = "drop_table"
table = "items"
"#;

/// What an upgrade says when the first revision, which is applied, has become `first`.
fn upgraded_after(first: &str, second: Option<&str>) -> Outcome {
    let sandbox = Sandbox::with_files(&[("000000000001_first.toml", FIRST)]);
    assert_eq!(sandbox.call(&["upgrade"]).status, 0);
    let migrations = sandbox.folder.path().join("migrations");
    let write = |name: &str, text: &str| {
        std::fs::write(migrations.join(name), text).expect("a file can be written");
    };
    write("000000000001_first.toml", first);
    if let Some(second) = second {
        write("000000000002_second.toml", second);
    }
    let outcome = sandbox.call(&["upgrade"]);
    let sql = "SELECT count(*) FROM keeper_revisions";
    let applied = sandbox.connection().query_row(sql, [], |row| row.get(0));
    assert_eq!(applied, Ok(1), "{outcome:?}");
    outcome
}

fn does_not_apply() -> String {
    let text = FIRST.replace("create_table", "drop_table");
    let (text, _) = text.split_once("columns").expect("it has columns");
    text.to_owned()
}

#[test]
fn what_is_applied_is_not_replayed() {
    let sandbox = Sandbox::with_files(&[
        ("000000000001_first.toml", FIRST),
        ("000000000002_second.toml", SECOND),
    ]);
    sandbox.done(&["upgrade"]);
    let first = sandbox
        .folder
        .path()
        .join("migrations/000000000001_first.toml");
    std::fs::write(first, does_not_apply()).expect("a file can be written");
    let outcome = sandbox.done(&["upgrade"]);
    assert!(outcome.stderr.contains("nothing to do"), "{outcome:?}");
    let outcome = sandbox.call(&["downgrade", "base"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
}

#[test]
fn the_newest_that_was_edited_under_review_is_refused() {
    let edited = FIRST.replace("integer", "bigint");
    let outcome = upgraded_after(&edited, None);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(
        outcome
            .stderr
            .contains("revision `000000000001` was edited"),
        "{outcome:?}"
    );
    let commented = format!("# why\n{FIRST}");
    assert_eq!(upgraded_after(&commented, None).status, 0);
}

#[test]
fn a_file_or_a_graph_that_is_wrong_is_refused() {
    let cases = [
        (
            FIRST.replace("message", "mesage"),
            "did you mean `message`?",
        ),
        (
            FIRST.replace("message", "down_revision = \"00000000000f\"\nmessage"),
            "00000000000f",
        ),
    ];
    for (first, words) in cases {
        let outcome = upgraded_after(&first, None);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains(words), "{outcome:?}");
    }
}
