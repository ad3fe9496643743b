//! What cannot be run changes nothing, and says what stands against it.

use crate::library::books_and;
use crate::sandbox::{Sandbox, declared, rows, strings};

/// Refuses a call with these words, and finds the database as it was.
fn refuses(sandbox: &Sandbox, call: &[&str], words: &[&str]) {
    let facts = || {
        let connection = sandbox.connection();
        let recorded = strings(&connection, "SELECT revision FROM keeper_revisions");
        (declared(&connection), rows(&connection), recorded)
    };
    let before = facts();
    let refused = sandbox.call(call);
    assert_eq!(refused.status, 2, "{call:?}: {refused:?}");
    assert_eq!(refused.stdout, "", "{call:?}");
    for words in words {
        assert!(refused.stderr.contains(words), "`{words}`: {refused:?}");
    }
    assert_eq!(facts(), before, "{call:?}");
}

fn edit(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let path = sandbox.folder.path().join("migrations").join(file);
    let text = std::fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{text}");
    std::fs::write(&path, text.replace(from, to)).expect("it can be written");
}

const TAGS: &str = r#"
[[upgrade]]
op = "create_table"
table = "tags"
columns = [{ name = "name", type = "text" }]
"#;

#[test]
fn an_applied_revision_that_was_edited_is_named() {
    let sandbox = books_and(TAGS);
    sandbox.done(&["upgrade", "000000000001"]);
    edit(
        &sandbox,
        "000000000001_books.toml",
        "\"pages\"",
        "\"leaves\"",
    );
    for call in [&["upgrade"][..], &["downgrade", "base"]] {
        refuses(&sandbox, call, &["`000000000001` was edited"]);
    }
}

#[test]
fn comments_and_line_endings_are_no_edit() {
    let sandbox = books_and(TAGS);
    sandbox.done(&["upgrade", "000000000001"]);
    let file = "000000000001_books.toml";
    edit(&sandbox, file, "message", "# of the library\nmessage");
    edit(&sandbox, file, "\n", "\r\n");
    sandbox.done(&["upgrade"]);
}

#[test]
fn an_execute_that_fails_midway_leaves_nothing() {
    let operations = format!(
        r#"{TAGS}
[[upgrade]]
op = "execute"
sql = [
    "INSERT INTO tags (name) VALUES ('one')",
    "UPDATE books SET title = 'lost'",
    "INSERT INTO nowhere VALUES (1)",
]
down = "nothing"
"#
    );
    let sandbox = books_and(&operations);
    sandbox.done(&["upgrade", "000000000001"]);
    let inserted = "INSERT INTO books (title) VALUES ('Emma')";
    sandbox
        .connection()
        .execute_batch(inserted)
        .expect("it fits");
    refuses(
        &sandbox,
        &["upgrade"],
        &[
            "`000000000002`",
            "no such table: nowhere",
            "INSERT INTO nowhere",
        ],
    );
}

#[test]
fn an_upgrade_of_a_new_database_that_fails_leaves_no_revision() {
    let sandbox = books_and(
        "[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM nowhere\"\ndown = \"nothing\"\n",
    );
    let refused = sandbox.call(&["upgrade"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(
        refused.stderr.contains("rolled back 000000000001 books"),
        "{refused:?}"
    );
    assert_eq!(declared(&sandbox.connection()), Vec::<String>::new());
    let each = sandbox.call(&["upgrade", "--transaction-per-revision"]);
    assert_eq!(each.status, 2, "{each:?}");
    assert!(!each.stderr.contains("rolled back"), "{each:?}");
    assert_eq!(
        strings(
            &sandbox.connection(),
            "SELECT revision FROM keeper_revisions"
        ),
        ["000000000001"]
    );
}

#[test]
fn an_irreversible_downgrade_touches_nothing() {
    let irreversible = format!(
        "{TAGS}\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET title = upper(title)\"\ndown = \"irreversible\"\n"
    );
    for operations in [irreversible, format!("irreversible = true\n{TAGS}")] {
        let sandbox = books_and(&operations);
        sandbox.done(&["upgrade"]);
        for target in ["base", "-1", "000000000001"] {
            refuses(
                &sandbox,
                &["downgrade", target],
                &["`000000000002` cannot be reverted"],
            );
        }
        let plan = sandbox.call(&["downgrade", "base", "--plan"]);
        assert_eq!(plan.status, 2, "{plan:?}");
    }
}

#[test]
fn rows_that_do_not_fit_are_counted_and_named() {
    let cases: &[(&str, &[&str])] = &[
        (
            "op = \"alter_column\"\ntable = \"books\"\ncolumn = \"pages\"\nset = { null = false }\nwas = { null = true }\n",
            &["2 rows of `books` with NULL in `pages`", "id 2, id 3"],
        ),
        (
            "op = \"create_unique_constraint\"\ntable = \"books\"\nname = \"books_title_key\"\ncolumns = [\"title\"]\n",
            &[
                "1 group of rows of `books` with the same `title`",
                "title `Emma`",
            ],
        ),
        (
            "op = \"create_index\"\ntable = \"books\"\nname = \"books_title_idx\"\nkeys = [\"title\"]\nunique = true\n",
            &[
                "1 group of rows of `books` with the same `title`",
                "title `Emma`",
            ],
        ),
        (
            "op = \"create_check_constraint\"\ntable = \"books\"\nname = \"long\"\nexpression = \"pages > 100\"\n",
            &["1 row of `books` against the check `long`", "id 4"],
        ),
        (
            "op = \"create_foreign_key\"\ntable = \"books\"\nname = \"books_pages_fkey\"\ncolumns = [\"pages\"]\nreferences = { table = \"books\", columns = [\"id\"] }\n",
            &["2 rows of `books` (`pages`) to `books`", "rowid 1, 4"],
        ),
        (
            "op = \"alter_column\"\ntable = \"books\"\ncolumn = \"title\"\nset = { type = \"integer\" }\nwas = { type = \"text\" }\n",
            &["4 rows of `books`", "`title`"],
        ),
    ];
    for (operation, words) in cases {
        let sandbox = books_and(&format!("[[upgrade]]\n{operation}"));
        sandbox.done(&["upgrade", "000000000001"]);
        let inserted = sandbox.connection().execute_batch(
            "INSERT INTO books (id, title, pages)
             VALUES (1, 'Emma', 474), (2, 'Emma', NULL), (3, 'Persuasion', NULL), (4, 'Lady Susan', 98)",
        );
        inserted.expect("the rows fit");
        refuses(&sandbox, &["upgrade"], words);
    }
}
