//! `check --database` on SQLite, and databases of Alembic's taken over.

use expect_test::{Expect, expect};

use crate::sandbox::Sandbox;

const HISTORY: &str = r#"format = 1
revision = "aaaa"
message = "books"

[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "varchar(255)" },
    { name = "kind", type = "uuid", null = true },
    { name = "added", type = "timestamptz", default = { sql = "CURRENT_TIMESTAMP" } },
    { name = "pages", type = "smallint", default = 0, comment = "how long it is" },
]
primary_key = { name = "books_pkey", columns = ["id"] }
unique = [{ name = "books_title_key", columns = ["title"] }]
checks = [{ name = "books_pages_check", expression = "pages >= 0 AND pages < 9999" }]

[[upgrade]]
op = "create_index"
table = "books"
name = "ix_books_added"
keys = [{ column = "added", order = "desc" }, { expression = "lower(title)" }]
where = "pages > 0"
"#;

/// Runs SQL on a database at the revision, and checks it.
fn check(change: &str, status: i32, expected: Expect) {
    let sandbox = Sandbox::with_files(&[("aaaa_books.toml", HISTORY)]);
    sandbox.done(&["upgrade"]);
    sandbox
        .connection()
        .execute_batch(change)
        .expect("the SQL runs");
    let outcome = sandbox.call(&["check", "--database"]);
    assert_eq!(outcome.status, status, "{outcome:?}");
    expected.assert_eq(&format!("{}---\n{}", outcome.stdout, outcome.stderr));
    if status == 1 {
        let sql = sandbox.call(&["check", "--database", "--sql"]);
        let connection = sandbox.connection();
        let sql = sql.stdout.replace(".bail on\n", "");
        connection.execute_batch(&sql).expect("the SQL runs");
        sandbox.done(&["check", "--database"]);
    }
}

#[test]
fn keeper_is_what_its_history_says_at_every_revision() {
    let sandbox = Sandbox::keeper();
    let history = sandbox.done(&["history", "--format", "json"]);
    let history: serde_json::Value = serde_json::from_str(&history.stdout).expect("it is JSON");
    let mut revisions: Vec<&str> = (history.as_array().expect("it is a list").iter())
        .filter_map(|revision| revision["revision"].as_str())
        .collect();
    revisions.reverse();
    assert_eq!(revisions.len(), 12);
    for verb in ["upgrade", "downgrade"] {
        for revision in &revisions {
            sandbox.done(&[verb, revision]);
            let outcome = sandbox.done(&["check", "--database"]);
            assert_eq!(outcome.stdout, "");
            let said = format!("the database is what revision `{revision}` leads to\n");
            assert_eq!(outcome.stderr, said);
        }
        revisions.reverse();
    }
}

#[test]
fn the_same_in_other_words_is_no_difference() {
    check(
        "DROP INDEX ix_books_added;
         DROP TABLE books;
         CREATE TABLE [books] (
            id INTEGER NOT NULL, -- as Alembic has it
            Title VARCHAR ( 255 ) NOT NULL UNIQUE,
            kind TEXT NULL,
            added timestamptz DEFAULT (current_timestamp) NOT NULL,
            pages SMALLINT NOT NULL DEFAULT (0) CHECK ((\"pages\">=0 and [PAGES] < 9999)),
            PRIMARY KEY (id)
         );
         ALTER TABLE books RENAME COLUMN Title TO title;
         CREATE INDEX ix_books_added ON books (\"added\" DESC, (lower(title))) WHERE (pages>0)",
        0,
        expect![[r#"
            ---
            the database is what revision `aaaa` leads to
        "#]],
    );
}

#[test]
fn every_difference_is_told_and_mended() {
    check(
        "INSERT INTO books (id, title) VALUES (1, 'one');
         DROP INDEX ix_books_added;
         CREATE INDEX ix_books_added ON books (added, lower(title)) WHERE pages > 0;
         ALTER TABLE books ADD COLUMN isbn VARCHAR(13);
         CREATE TABLE shelves (id INTEGER PRIMARY KEY);
         ALTER TABLE books RENAME TO b;
         CREATE TABLE books (
            id INT NOT NULL, title VARCHAR(200), kind UUID, isbn TEXT,
            added TIMESTAMPTZ NOT NULL DEFAULT 'now', pages SMALLINT NOT NULL DEFAULT 0,
            CONSTRAINT pk PRIMARY KEY (id), CONSTRAINT u UNIQUE (title) ON CONFLICT IGNORE,
            CHECK (pages > 0)
         );
         DROP TABLE b;
         CREATE VIEW titles AS SELECT title FROM books;
         CREATE TRIGGER tr AFTER INSERT ON books BEGIN SELECT 1; END",
        1,
        expect![[r#"
            [[upgrade]]
            op = "drop_constraint"
            table = "books"
            name = "books_check"

            [[upgrade]]
            op = "rename_constraint"
            table = "books"
            name = "pk"
            to = "books_pkey"

            [[upgrade]]
            op = "rename_constraint"
            table = "books"
            name = "u"
            to = "books_title_key"

            [[upgrade]]
            op = "alter_column"
            table = "books"
            column = "id"
            set = { identity = "serial" }

            [[upgrade]]
            op = "alter_column"
            table = "books"
            column = "title"
            set = { type = "varchar(255)", null = false }
            was = { type = "varchar(200)", null = true }

            [[upgrade]]
            op = "alter_column"
            table = "books"
            column = "kind"
            set = { type = "uuid" }
            was = { type = "raw:UUID" }

            [[upgrade]]
            op = "alter_column"
            table = "books"
            column = "added"
            set = { default = { sql = "CURRENT_TIMESTAMP" } }
            was = { default = "now" }

            [[upgrade]]
            op = "drop_column"
            table = "books"
            column = "isbn"

            [[upgrade]]
            op = "create_check_constraint"
            table = "books"
            name = "books_pages_check"
            expression = "pages >= 0 AND pages < 9999"

            [[upgrade]]
            op = "create_index"
            table = "books"
            name = "ix_books_added"
            keys = [{ column = "added", order = "desc" }, { expression = "lower(title)" }]
            where = "pages > 0"
            ---
            note: table `shelves` is in no revision; it is left alone
            note: view `titles` is in no revision; it is left alone
            note: trigger `tr` on `books` is in no revision; it is left alone
            note: `ON CONFLICT IGNORE` of `u` on `books` can be in no revision; a rebuild of the table drops it
            error[KS0601]: `books.isbn` is in the database but not in the revision

            error[KS0601]: `books.id` is identity serial in the revision and without identity in the database

            error[KS0601]: `books.title` is varchar(255), NOT NULL in the revision and varchar(200), NULL in the database

            error[KS0601]: `books.kind` is uuid in the revision and raw:UUID in the database

            error[KS0601]: `books.added` is default sql "CURRENT_TIMESTAMP" in the revision and default "now" in the database

            error[KS0601]: primary key `books_pkey` on `books` is called `pk` in the database

            error[KS0601]: unique constraint `books_title_key` on `books` is called `u` in the database

            error[KS0601]: check `books_check` on `books` ("pages > 0") is in the database but not in the revision

            error[KS0601]: check `books_pages_check` on `books` ("pages >= 0 AND pages < 9999") is in the revision but not in the database

            error[KS0601]: index `ix_books_added` on `books` (added desc, "lower(title)") where "pages > 0" is in the revision but not in the database

            help: before the operations can be run: `books.title` becomes NOT NULL: what do the rows get that have NULL there?
            help: before the operations can be run: `books.kind` changes from raw:UUID to uuid, and no value casts by itself
            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

/// The tables as SQLAlchemy writes them.
const ALEMBIC: &str = "
    CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
    INSERT INTO alembic_version VALUES ('aaaa');
    CREATE TABLE books (
        id INTEGER NOT NULL,
        title VARCHAR(255) NOT NULL,
        kind TEXT,
        added TIMESTAMPTZ DEFAULT (CURRENT_TIMESTAMP) NOT NULL,
        pages SMALLINT DEFAULT '0' NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (title),
        CHECK (pages >= 0 AND pages < 9999)
    );
    CREATE INDEX ix_books_added ON books (added DESC, lower(title)) WHERE pages > 0;";

#[test]
fn a_database_of_alembic_is_taken_over() {
    let sandbox = Sandbox::with_files(&[("aaaa_books.toml", HISTORY)]);
    let connection = sandbox.connection();
    connection.execute_batch(ALEMBIC).expect("the SQL runs");
    sandbox.done(&["stamp", "--from-alembic"]);
    sandbox.done(&["check", "--database"]);
    let outcome = sandbox.done(&["upgrade"]);
    assert!(outcome.stderr.contains("nothing to do"), "{outcome:?}");
}

#[test]
fn one_that_differs_is_refused() {
    let sandbox = Sandbox::with_files(&[("aaaa_books.toml", HISTORY)]);
    let connection = sandbox.connection();
    let changed = ALEMBIC.replace("pages < 9999", "pages < 99");
    connection.execute_batch(&changed).expect("the SQL runs");
    let outcome = sandbox.call(&["stamp", "--from-alembic"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(outcome.stderr.contains("books_pages_check"), "{outcome:?}");
    connection
        .query_row(
            "SELECT count(*) FROM sqlite_master WHERE name LIKE 'keeper%'",
            [],
            |row| row.get::<_, i64>(0),
        )
        .map(|count| assert_eq!(count, 0))
        .expect("the table can be read");
}
