//! `squash`, from the files to databases that have none, a part and all of the old ones.

use std::fs;

use crate::sandbox::{Sandbox, declared, repository};

const BOOKS: &str = r#"format = 1
revision = "000000000001"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "id", type = "integer" }]
"#;

const TITLE: &str = r#"format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "title"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "title", type = "text", null = true }
"#;

const PAGES: &str = r#"format = 1
revision = "000000000003"
down_revision = "000000000002"
message = "pages"

[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", null = true }
"#;

const SQUASH: [&str; 6] = [
    "squash",
    ":000000000002",
    "-m",
    "base",
    "--rev-id",
    "00000000000a",
];

fn sandbox() -> Sandbox {
    Sandbox::with_files(&[
        ("000000000001_books.toml", BOOKS),
        ("000000000002_title.toml", TITLE),
        ("000000000003_pages.toml", PAGES),
    ])
}

fn files(sandbox: &Sandbox) -> Vec<String> {
    let folder = fs::read_dir(sandbox.folder.path().join("migrations")).expect("it is there");
    let names = folder.map(|entry| entry.expect("it is read").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into()).collect();
    names.sort();
    names
}

#[test]
fn a_dry_run_prints_the_revision_and_writes_nothing() {
    let sandbox = sandbox();
    let printed = sandbox.done(&[&SQUASH[..], &["--dry-run"]].concat()).stdout;
    let undated: Vec<&str> = (printed.lines())
        .filter(|line| !line.starts_with("create_date"))
        .collect();
    assert_eq!(
        undated.join("\n"),
        r#"format = 1
revision = "00000000000a"
replaces = ["000000000001", "000000000002"]
message = "base"

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "title", type = "text", null = true },
]"#
    );
    assert_eq!(files(&sandbox).len(), 3);
}

#[test]
fn every_database_goes_on() {
    for (at, before, done) in [
        (
            "base",
            "",
            "  upgraded 00000000000a base\n  upgraded 000000000003 pages\n",
        ),
        (
            "000000000001",
            "<base> -> 000000000001, books\n",
            "  upgraded 000000000002 title\n  recorded 00000000000a base\n  upgraded 000000000003 pages\n",
        ),
        (
            "000000000002",
            "<base> -> 00000000000a, base\n",
            "  recorded 00000000000a base\n  upgraded 000000000003 pages\n",
        ),
    ] {
        let sandbox = sandbox();
        sandbox.done(&["upgrade", "+1"]);
        match at {
            "base" => sandbox.done(&["downgrade", "base"]),
            _ => sandbox.done(&["upgrade", at]),
        };
        sandbox.done(&SQUASH);
        assert_eq!(sandbox.done(&["current"]).stdout, before, "{at}");
        let upgraded = sandbox.done(&["upgrade"]).stderr;
        let without_times: String = (upgraded.lines())
            .map(|line| format!("{}\n", line.rsplit_once("   ").map_or(line, |it| it.0)))
            .collect();
        assert_eq!(without_times, done, "{at}");
        sandbox.done(&["check", "--database"]);
        let drawn = sandbox
            .done(&["history", "-i", "--charset", "ascii"])
            .stdout;
        assert!(!drawn.contains("pending"), "{drawn}");
        let again = sandbox.done(&["upgrade"]).stderr;
        assert!(again.contains("nothing to do"), "{again}");
        sandbox.done(&["downgrade", "base"]);
        let left = declared(&sandbox.connection());
        assert_eq!(left, [""; 0]);
    }
}

#[test]
fn old_files_go_if_they_are_to() {
    let sandbox = sandbox();
    sandbox.done(&["upgrade", "+1"]);
    sandbox.done(&[&SQUASH[..], &["--delete"]].concat());
    assert_eq!(
        files(&sandbox),
        ["000000000003_pages.toml", "00000000000a_base.toml"]
    );
    let refused = sandbox.call(&["upgrade"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused
            .stderr
            .contains("the files of `000000000001` and `000000000002` are gone"),
        "{}",
        refused.stderr
    );
}

#[test]
fn what_is_no_run_is_refused_and_nothing_written() {
    let sandbox = sandbox();
    for (range, expected) in [
        (
            "000000000002:000000000002",
            "a squash is of two revisions or more",
        ),
        ("current:", "`current:` depends on a database"),
        ("000000000003:000000000001", "does not come before"),
    ] {
        let refused = sandbox.call(&["squash", range, "-m", "m"]);
        assert_eq!(refused.status, 2, "{range}");
        assert!(refused.stderr.contains(expected), "{}", refused.stderr);
    }
    assert_eq!(files(&sandbox).len(), 3);
}

/// Twelve revisions in ten years, with rows moved by hand.
#[test]
fn the_history_of_keeper_is_one_revision_that_makes_the_same_database() {
    let old = Sandbox::keeper();
    old.done(&["upgrade"]);
    let new = Sandbox::with_files(&[]);
    let folder = new.folder.path().join("migrations");
    for entry in fs::read_dir(repository().join("migrations")).expect("it is there") {
        let path = entry.expect("it is read").path();
        fs::copy(&path, folder.join(path.file_name().expect("a file"))).expect("it is copied");
    }
    new.done(&["squash", ":", "-m", "base", "--delete", "--irreversible"]);
    assert_eq!(files(&new).len(), 1);
    new.done(&["upgrade"]);
    assert_eq!(declared(&new.connection()), declared(&old.connection()));
}
