//! Bookkeeping and files that do not fit each other, and what the server cannot hold: told
//! before anything is changed.

use keeper_schema_testing::Cluster;

use crate::sandbox::Sandbox;

const BOOKS: (&str, &str) = (
    "000000000001",
    "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [{ name = \"title\", type = \"text\" }]\n",
);

const PAGES: (&str, &str) = (
    "000000000002",
    "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n",
);

const DELETE: (&str, &str) = (
    "000000000003",
    "[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM books\"\ndown = \"irreversible\"\n",
);

const HISTORY: [(&str, &str); 3] = [BOOKS, PAGES, DELETE];
const REVISES_BOOKS: &str = "down_revision = \"000000000001\"\n";

/// At the second revision, with these statements run since. Calls, and insists on words and
/// on a database that is as it was.
fn check(statements: &str, edit: impl FnOnce(&Sandbox), arguments: &[&str], words: &[&str]) {
    let sandbox = Sandbox::with_history(&HISTORY);
    sandbox.done(&["upgrade", PAGES.0]);
    sandbox.database.run(statements);
    edit(&sandbox);
    let books = "SELECT * FROM keeper_revisions ORDER BY seq";
    let before = (sandbox.declared(), sandbox.database.run(books));
    sandbox.refused(arguments, words);
    assert_eq!((sandbox.declared(), sandbox.database.run(books)), before);
}

const UP: &[&str] = &["upgrade"];
const DOWN: &[&str] = &["downgrade", "base"];

#[test]
fn an_applied_revision_that_was_edited_is_named() {
    for arguments in [UP, DOWN] {
        let edit = |sandbox: &Sandbox| {
            sandbox.write(PAGES.0, REVISES_BOOKS, &PAGES.1.replace("pages", "sheets"));
        };
        let words = ["`000000000002` was edited after it was applied"];
        check("SELECT 1", edit, arguments, &words);
    }
}

#[test]
fn comments_and_line_endings_are_no_edit() {
    let sandbox = Sandbox::with_history(&HISTORY);
    sandbox.done(&["upgrade", PAGES.0]);
    let text = format!("# why it is so\n{}", PAGES.1).replace('\n', "\r\n");
    sandbox.write(PAGES.0, REVISES_BOOKS, &text);
    sandbox.done(UP);
    assert_eq!(sandbox.recorded(), [BOOKS.0, PAGES.0, DELETE.0]);
}

#[test]
fn a_revision_that_no_file_has_is_named() {
    let rename = "UPDATE keeper_revisions SET revision = 'ffffffffffff' WHERE seq = 2";
    check(rename, |_| {}, UP, &["`ffffffffffff`"]);
}

#[test]
fn a_revision_without_its_ancestor_is_named() {
    let remove = "DELETE FROM keeper_revisions WHERE seq = 1";
    for arguments in [UP, DOWN] {
        check(
            remove,
            |_| {},
            arguments,
            &["`000000000002`", "`000000000001`"],
        );
    }
}

#[test]
fn bookkeeping_that_was_altered_is_told_with_the_way_out() {
    for damage in [
        "ALTER TABLE keeper_revisions DROP CONSTRAINT keeper_revisions_kind_check; UPDATE keeper_revisions SET kind = 'other'",
        "UPDATE keeper_revisions SET revision = '' WHERE seq = 2",
    ] {
        check(damage, |_| {}, UP, &["bookkeeping", "stamp --purge"]);
    }
}

#[test]
fn bookkeeping_that_was_lost_is_stamped() {
    let sandbox = Sandbox::with_history(&HISTORY);
    sandbox.done(&["upgrade", PAGES.0]);
    sandbox.database.run(
        "INSERT INTO books VALUES ('a', 1); DROP TABLE keeper_revisions, keeper_steps, keeper_meta",
    );
    let before = sandbox.declared();
    sandbox.refused(UP, &["`000000000001`", "\"books\" already exists", "stamp"]);
    assert_eq!(sandbox.declared(), before);
    sandbox.done(&["stamp", PAGES.0]);
    sandbox.done(&["check", "--database"]);
    sandbox.done(UP);
    assert_eq!(sandbox.recorded(), [BOOKS.0, PAGES.0, DELETE.0]);
}

#[test]
fn an_irreversible_downgrade_touches_nothing() {
    let sandbox = Sandbox::with_history(&HISTORY);
    sandbox.done(UP);
    let before = (sandbox.declared(), sandbox.recorded());
    sandbox.refused(DOWN, &["`000000000003` cannot be reverted"]);
    assert_eq!((sandbox.declared(), sandbox.recorded()), before);
}

#[test]
fn more_tables_than_one_transaction_can_lock() {
    // Some hundreds of locks in all.
    let cluster = Cluster::start_with(&["max_locks_per_transaction=10", "max_connections=10"]);
    let tables = |count: u32| -> String {
        let table = |number| {
            format!(
                "[[upgrade]]\nop = \"create_table\"\ntable = \"many_{number}\"\ncolumns = [{{ name = \"title\", type = \"text\" }}]\n"
            )
        };
        (0..count).map(table).collect()
    };
    let sandbox = Sandbox::on(&cluster, &[BOOKS, (PAGES.0, &tables(2000))]);
    sandbox.refused(UP, &["max_locks_per_transaction", PAGES.0]);
    assert_eq!(sandbox.recorded(), [BOOKS.0]);
    // In smaller portions, it does.
    sandbox.write(PAGES.0, REVISES_BOOKS, &tables(20));
    sandbox.done(UP);
    assert_eq!(sandbox.recorded(), [BOOKS.0, PAGES.0]);
}

#[test]
fn names_that_are_cut_off_to_one() {
    let long = "a".repeat(63);
    let table = |end| {
        format!(
            "[[upgrade]]\nop = \"create_table\"\ntable = \"{long}{end}\"\ncolumns = [{{ name = \"title\", type = \"text\" }}]\n"
        )
    };
    let sandbox = Sandbox::with_history(&[(BOOKS.0, &format!("{}{}", table("1"), table("2")))]);
    sandbox.refused(UP, &["63"]);
    assert_eq!(sandbox.declared(), [""; 0]);
}
