//! What a database is for, as it is marked.

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001_books.toml",
    "format = 1\nrevision = \"000000000001\"\nmessage = \"books\"\n\n[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"id\", type = \"integer\" }]\n",
);

#[test]
fn is_shown_set_and_taken_away() {
    let sandbox = Sandbox::with_files(&[BOOKS]);
    sandbox.done(&["upgrade"]);
    let shown = sandbox.done(&["environment"]);
    assert_eq!(shown.stdout, "");
    assert!(shown.stderr.contains("not marked"), "{shown:?}");

    let set = sandbox.done(&["environment", "production"]);
    assert_eq!(set.stdout, "production\n");
    assert_eq!(sandbox.done(&["environment"]).stdout, "production\n");
    let json = sandbox.done(&["environment", "--format", "json"]).stdout;
    assert_eq!(json, "{\n  \"environment\": \"production\"\n}\n");
    let current = sandbox.done(&["current"]);
    assert!(
        current.stderr.contains("environment: production"),
        "{current:?}"
    );
    let json = sandbox.done(&["current", "--format", "json"]).stdout;
    assert!(json.contains("\"environment\": \"production\""), "{json}");

    sandbox.done(&["environment", "--unset"]);
    assert_eq!(sandbox.done(&["environment"]).stdout, "");
}

#[test]
fn outlives_all_that_is_done_to_the_history() {
    let sandbox = Sandbox::with_files(&[BOOKS]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["environment", "staging"]);
    sandbox.done(&["downgrade", "base"]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["stamp", "head"]);
    sandbox.done(&["stamp", "--purge", "head"]);
    sandbox.done(&["check", "--database"]);
    assert_eq!(sandbox.done(&["environment"]).stdout, "staging\n");
}

#[test]
fn a_database_without_bookkeeping_gets_it() {
    let sandbox = Sandbox::with_files(&[BOOKS]);
    let missing = sandbox.call(&["environment", "testing"]);
    assert_eq!(missing.status, 2, "{missing:?}");
    assert!(
        missing.stderr.contains("there is no database `"),
        "{}",
        missing.stderr
    );
    assert!(!sandbox.database().exists());
    let other = "CREATE TABLE others (id INTEGER)";
    sandbox.connection().execute_batch(other).expect("it runs");
    sandbox.done(&["environment", "testing"]);
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.done(&["environment"]).stdout, "testing\n");
}

#[test]
fn a_word_that_is_none_is_refused() {
    let sandbox = Sandbox::with_files(&[BOOKS]);
    sandbox.done(&["upgrade"]);
    let refused = sandbox.call(&["environment", "prodution"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("'production'"),
        "{}",
        refused.stderr
    );
    assert_eq!(sandbox.done(&["environment"]).stdout, "");
}

const PAGES: (&str, &str) = (
    "000000000002_pages.toml",
    "format = 1\nrevision = \"000000000002\"\ndown_revision = \"000000000001\"\nmessage = \"pages\"\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n",
);

const INDEX: (&str, &str) = (
    "000000000003_index.toml",
    "format = 1\nrevision = \"000000000003\"\ndown_revision = \"000000000002\"\nmessage = \"index\"\n\n[[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"books_pages_idx\"\nkeys = [\"pages\"]\n",
);

/// A test is no terminal, where it would be asked.
#[test]
fn production_loses_nothing_unless_that_is_said() {
    let sandbox = Sandbox::with_files(&[BOOKS, PAGES, INDEX]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["environment", "production"]);
    // What loses nothing needs no word.
    sandbox.done(&["downgrade", "-1"]);
    let refused = sandbox.call(&["downgrade", "base"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    for words in [
        "error: the database is marked as `production`, and the downgrade loses every value of \
         `books.pages`, every row of `books`; nothing was changed",
        "help: `--plan` shows where",
        "help: `--allow-loss` says that it is meant",
    ] {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    let current = sandbox.done(&["current"]).stdout;
    assert!(current.contains("000000000002"), "{current}");
    let planned = sandbox.done(&["downgrade", "base", "--plan"]).stdout;
    assert!(
        planned.contains("(loses every row of `books`)"),
        "{planned}"
    );

    sandbox.done(&["downgrade", "-1", "--allow-loss"]);
    for other in ["staging", "development", "testing"] {
        sandbox.done(&["upgrade"]);
        sandbox.done(&["environment", other]);
        let lost = sandbox.done(&["downgrade", "base"]).stderr;
        let words = "note: the downgrade lost every value of `books.pages`, every row of `books`\n";
        assert!(lost.ends_with(words), "{lost}");
    }
    sandbox.done(&["upgrade"]);
    sandbox.done(&["environment", "--unset"]);
    sandbox.done(&["downgrade", "base"]);
}
