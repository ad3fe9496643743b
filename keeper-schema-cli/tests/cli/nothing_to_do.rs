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

#[test]
fn what_is_applied_is_not_replayed() {
    let does_not_apply = FIRST.replace("create_table", "drop_table");
    let does_not_apply = does_not_apply.split("columns").next().unwrap();
    let outcome = upgraded_after(does_not_apply, None);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("nothing to do"), "{outcome:?}");

    let outcome = upgraded_after(does_not_apply, Some(SECOND));
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("`items`"), "{outcome:?}");
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
