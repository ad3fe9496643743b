//! A branch that comes to a database already past it.

use expect_test::{Expect, expect};

use crate::library::{AUTHORS, BOOKS};
use crate::sandbox::{Sandbox, declared, rows};

/// On top of `000000000001`, and before `00000000000a` in the order of the history.
fn late(operations: &str) -> String {
    format!(
        "format = 1\nrevision = \"000000000009\"\ndown_revision = \"000000000001\"\nmessage = \"late\"\n\n{operations}"
    )
}

const READS: &str = r#"[[upgrade]]
op = "add_column"
table = "books"
column = { name = "reads", type = "integer", default = 0 }
"#;

/// Like `AUTHORS`, and the pages go.
fn authors() -> String {
    format!(
        "{}\n[[upgrade]]\nop = \"drop_column\"\ntable = \"books\"\ncolumn = \"pages\"\n",
        AUTHORS.1
    )
}

const MERGE: &str = "format = 1\nrevision = \"00000000000f\"\ndown_revision = [\"000000000009\", \"00000000000a\"]\nmessage = \"merge\"\n";

/// A database with a book, at `00000000000a`; then the files of the branch come, and the merge.
fn past(operations: &str) -> Sandbox {
    let authors = authors();
    let sandbox = Sandbox::with_files(&[BOOKS, (AUTHORS.0, &authors)]);
    sandbox.done(&["upgrade", "000000000001"]);
    let book = "INSERT INTO books (id, title, pages) VALUES (1, 'Walden', 300)";
    sandbox.connection().execute_batch(book).expect("a book");
    sandbox.done(&["upgrade"]);
    let write = |name: &str, text: &str| {
        let file = sandbox.folder.path().join("migrations").join(name);
        std::fs::write(file, text).expect("a file can be written");
    };
    write("000000000009_late.toml", &late(operations));
    write("00000000000f_merge.toml", MERGE);
    sandbox
}

#[test]
fn it_is_applied_where_the_order_does_not_count() {
    let sandbox = past(READS);
    let upgraded = sandbox.done(&["upgrade"]);
    assert!(upgraded.stderr.contains("000000000009"), "{upgraded:?}");
    let current = sandbox.done(&["current"]).stdout;
    assert!(current.contains("00000000000f (head)"), "{current}");
    expect!["id=1, title='Walden', reads=0"]
        .assert_eq(&rows(&sandbox.connection())["books"].join("\n"));
    sandbox.done(&["check", "--database"]);

    let authors = authors();
    let in_order = Sandbox::with_files(&[
        BOOKS,
        (AUTHORS.0, &authors),
        ("000000000009_late.toml", &late(READS)),
        ("00000000000f_merge.toml", MERGE),
    ]);
    in_order.done(&["upgrade"]);
    assert_eq!(
        declared(&sandbox.connection()),
        declared(&in_order.connection())
    );
    sandbox.done(&["downgrade", "base"]);
    assert_eq!(declared(&sandbox.connection()), Vec::<String>::new());
}

/// What an upgrade says, which leaves the database as it was; and the way out that it names.
fn check_refused(operations: &str, expected: Expect) {
    let sandbox = past(operations);
    let before = (declared(&sandbox.connection()), rows(&sandbox.connection()));
    let refused = sandbox.call(&["upgrade"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    expected.assert_eq(&refused.stderr);
    let planned = sandbox.call(&["upgrade", "--plan"]);
    assert_eq!(planned.stderr, refused.stderr);
    let after = (declared(&sandbox.connection()), rows(&sandbox.connection()));
    assert_eq!(after, before);
    sandbox.done(&["downgrade", "000000000001"]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
}

#[test]
fn what_needs_a_column_that_is_gone_is_refused() {
    check_refused(
        r#"[[upgrade]]
op = "alter_column"
table = "books"
column = "pages"
set = { type = "bigint" }
was = { type = "integer" }
"#,
        expect![[r#"
            error[KS0605]: revision `000000000009` comes too late for this database: its `alter_column books.pages type = bigint (was integer)` cannot apply after `drop_column books.pages` of revision `00000000000a`: table `books` has no column `pages` at this point

            help: revert `00000000000a` with `cargo db downgrade` and upgrade again, which takes both in the order of the history; or make the change in a new revision
        "#]],
    );
}
