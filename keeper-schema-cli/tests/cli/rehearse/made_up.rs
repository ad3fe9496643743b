//! Rehearsals without a database to copy.

use super::{BOOKS, SHELVES, UNIQUE};
use crate::sandbox::{Outcome, Sandbox};

/// On two revisions and no database.
fn sandbox(second: &str) -> Sandbox {
    Sandbox::with_files(&[("aaaa_books.toml", BOOKS), ("bbbb_x.toml", second)])
}

/// Calls with a folder of its own for temporary files, which must be empty in the end.
fn call(sandbox: &Sandbox, arguments: &[&str]) -> Outcome {
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let mut command = sandbox.command(arguments);
    let output = command.env("TMPDIR", temporary.path()).output();
    let outcome = crate::sandbox::outcome(output.expect("the binary runs"));
    let left = std::fs::read_dir(temporary.path()).expect("the folder is there");
    assert_eq!(left.count(), 0, "the copy is left");
    assert!(!sandbox.database().exists(), "a database came to be");
    outcome
}

#[test]
fn the_revision_before_the_target_is_filled() {
    let outcome = call(&sandbox(SHELVES), &["rehearse", "--rows", "500"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let head = "made-up rows, 500 in each table at aaaa: what real rows stand against is not told\n\nup\n  bbbb shelves";
    assert!(outcome.stdout.starts_with(head), "{outcome:?}");
    let rows = "books       500  500   500       500  2 untouched columns are the same";
    assert!(outcome.stdout.contains(rows), "{outcome:?}");
    assert!(
        outcome.stdout.ends_with("verdict: may be run\n"),
        "{outcome:?}"
    );
}

#[test]
fn the_rows_are_the_same_each_time() {
    let sandbox = sandbox(SHELVES);
    let checksum = || {
        let outcome = call(&sandbox, &["rehearse", "--rows", "500", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
        assert_eq!(report["origin"]["rows"], 500);
        assert_eq!(report["origin"]["at"], serde_json::json!(["aaaa"]));
        report["tables"][0]["checksum"].clone()
    };
    assert_eq!(checksum(), checksum());
}

#[test]
fn where_the_rows_are_made_can_be_said() {
    let sandbox = sandbox(UNIQUE);
    let outcome = call(&sandbox, &["rehearse", "--rows", "5", "--from", "bbbb"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("nothing to do"), "{outcome:?}");
    let outcome = call(&sandbox, &["rehearse", "--rows", "5", "--from", "base"]);
    assert!(outcome.stdout.contains("at base: "), "{outcome:?}");
    let outcome = call(
        &sandbox,
        &["rehearse", "+1", "--rows", "5", "--from", "aaaa"],
    );
    assert_eq!(outcome.status, 0, "{outcome:?}");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let sandbox = sandbox(SHELVES);
    for (arguments, said) in [
        (
            &["rehearse", "--rows", "5", "--url", "sqlite:shop.db"][..],
            "the argument '--rows <N>' cannot be used with '--url <URL>'",
        ),
        (&["rehearse", "--from", "aaaa"], "--rows <N>"),
        (
            &["rehearse", "+1", "--rows", "5"],
            "`+1` counts from a revision, and there is none",
        ),
        (
            &["rehearse", "--rows", "5", "--from", "cccc"],
            "no revision and no branch label is `cccc`",
        ),
        (
            &["rehearse", "--into", "private", "--url", "sqlite:shop.db"],
            "`--into private` starts a PostgreSQL server, and the original is SQLite's",
        ),
        (
            &["rehearse", "--rows", "5", "--into", "private", "--keep"],
            "`--keep` cannot keep what is on a private server",
        ),
        (&["rehearse", "--rows", "many"], "invalid value 'many'"),
    ] {
        let outcome = call(&sandbox, arguments);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains(said), "{said}: {outcome:?}");
    }
}

#[test]
fn keepers_history_is_rehearsed_from_any_revision() {
    let sandbox = Sandbox::keeper();
    for from in ["aa9e2d2736c8", "4ace74bc8168", "8c431c5e70a8"] {
        let outcome = call(&sandbox, &["rehearse", "--rows", "200", "--from", from]);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert!(!outcome.stdout.contains("has only"), "{outcome:?}");
    }
}
