//! Rehearsals on some of the rows.

use serde_json::json;

use super::{SHELVES, files, with};
use crate::sandbox::Sandbox;

/// 5,000 books, each of which refers to the one of half its number, a trigger and a table
/// without rowids.
fn many() -> Sandbox {
    let sandbox = with(SHELVES);
    let connection = sandbox.connection();
    let rows = "DELETE FROM books;
        INSERT INTO books WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
            SELECT n, 'title ' || n, n FROM numbers;
        CREATE TABLE sequels (id INTEGER PRIMARY KEY, of INTEGER NOT NULL REFERENCES books (id));
        INSERT INTO sequels SELECT id, id * 7 FROM books WHERE id <= 700;
        CREATE TRIGGER stays BEFORE DELETE ON books BEGIN SELECT RAISE(ABORT, 'books stay'); END;";
    connection.execute_batch(rows).expect("the SQL runs");
    sandbox
}

#[test]
fn a_sample_is_told_to_be_one() {
    let sandbox = many();
    let before = files(sandbox.folder.path());
    let outcome = sandbox.done(&["rehearse", "--sample", "100", "--format", "json"]);
    assert!(
        files(sandbox.folder.path()) == before,
        "the original changed"
    );
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    let origin = &report["origin"];
    assert_eq!(origin["sample"], "100 rows");
    assert_eq!(
        origin["tables"][1],
        json!({ "table": "sequels", "rows": 100, "of": 700 })
    );
    let books = origin["tables"][0]["rows"]
        .as_u64()
        .expect("it is a number");
    assert!((100..=200).contains(&books), "{origin}");
    assert_eq!(report["tables"][0]["rows"]["before"], books);

    let outcome = sandbox.done(&["rehearse", "--sample", "50%"]);
    let head = "a sample, 50 % of each larger table and what they refer to: times, sizes and what rows stand against are those of the sample only\n`books` has ";
    assert!(outcome.stdout.starts_with(head), "{outcome:?}");
    assert!(!outcome.stdout.contains("`sequels` has"), "{outcome:?}");
}

#[test]
fn what_is_no_size_is_refused() {
    let sandbox = with(SHELVES);
    for (arguments, said) in [
        (
            &["rehearse", "--sample", "some"][..],
            "a number of rows or a part of them is expected: `1000`, `5%`",
        ),
        (
            &["rehearse", "--rows", "many"],
            "a number of rows is expected: `1000000`",
        ),
        (
            &["rehearse", "--sample", "5", "--rows", "5"],
            "cannot be used with",
        ),
    ] {
        let outcome = sandbox.call(arguments);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains(said), "{outcome:?}");
    }
}
