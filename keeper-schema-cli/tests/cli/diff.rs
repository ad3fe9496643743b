//! `diff` and `inspect` on SQLite.

use expect_test::{Expect, expect};
use rusqlite::Connection;

use crate::sandbox::Sandbox;

/// Compares two databases, runs what is printed on the first, and compares again.
fn check(old: &str, new: &str, flags: &[&str], sql: Expect, warnings: Expect) {
    let sandbox = Sandbox::with_files(&[]);
    let database = |name: &str, sql: &str| {
        let path = sandbox.folder.path().join(name);
        let connection = Connection::open(path).expect("the file can be opened");
        connection.execute_batch(sql).expect("the SQL runs");
        connection
    };
    let connection = database("old.db", old);
    drop(database("new.db", new));
    let mut call = vec!["diff", "sqlite:old.db", "sqlite:new.db", "--sql"];
    call.extend(flags);
    let outcome = sandbox.done(&call);
    sql.assert_eq(&outcome.stdout);
    warnings.assert_eq(&outcome.stderr);
    connection
        .execute_batch(&outcome.stdout)
        .expect("the SQL runs");
    assert_eq!(sandbox.done(&call[..4]).stdout, "");
}

#[test]
fn triggers_and_views_go_through_a_rebuild() {
    check(
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, pages TEXT);
         INSERT INTO books (title, pages) VALUES ('one', '12');
         CREATE TABLE log (book INTEGER);
         CREATE TRIGGER logged AFTER INSERT ON books BEGIN INSERT INTO log VALUES (new.id); END;
         CREATE VIEW titles AS SELECT title FROM books;",
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER CHECK (pages > 0));
         CREATE TABLE log (book INTEGER);
         CREATE TRIGGER logged AFTER INSERT ON books BEGIN INSERT INTO log VALUES (new.id); END;
         CREATE VIEW titles AS SELECT title FROM books;",
        &[],
        expect![[r#"
            -- For `sqlite3 -bail`, which stops at the first error.
            PRAGMA foreign_keys = OFF;
            BEGIN IMMEDIATE;
            PRAGMA legacy_alter_table = ON;
            CREATE TABLE "_keeper_new_books" (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER CHECK (pages > 0));
            INSERT INTO "_keeper_new_books" ("id", "title", "pages") SELECT "id", "title", "pages" FROM "books";
            DROP TABLE "books";
            ALTER TABLE "_keeper_new_books" RENAME TO "books";
            CREATE TRIGGER logged AFTER INSERT ON books BEGIN INSERT INTO log VALUES (new.id); END;
            PRAGMA legacy_alter_table = OFF;
            COMMIT;
        "#]],
        expect![[r#"
            warning: `books.pages` changes from text to integer, and no value casts by itself
              say how, in terms of the old value (SQLite makes 0 of a text that is no number): `--using 'books.pages=CAST(pages AS integer)'`
        "#]],
    );
}

#[test]
fn a_rename_that_can_be_no_other_keeps_the_data() {
    check(
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT);",
        "CREATE TABLE books (id INTEGER PRIMARY KEY, name TEXT);",
        &[],
        expect![[r#"
            -- For `sqlite3 -bail`, which stops at the first error.
            PRAGMA foreign_keys = OFF;
            BEGIN IMMEDIATE;
            ALTER TABLE "books" RENAME COLUMN "title" TO "name";
            COMMIT;
        "#]],
        expect![[r#"
            warning: `books.title` (text) is gone and `name` is new, of a like type: renamed?
              it is taken for that, and keeps its data; if its data is to be dropped: `--drop books.title`
        "#]],
    );
}

#[test]
fn a_column_that_is_said_to_go_goes() {
    check(
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT);",
        "CREATE TABLE books (id INTEGER PRIMARY KEY, name TEXT);",
        &["--drop", "books.title"],
        expect![[r#"
            -- For `sqlite3 -bail`, which stops at the first error.
            PRAGMA foreign_keys = OFF;
            BEGIN IMMEDIATE;
            ALTER TABLE "books" ADD COLUMN "name" TEXT;
            ALTER TABLE "books" DROP COLUMN "title";
            COMMIT;
        "#]],
        expect![[r#"
            warning: `books.title` goes, and data with it
        "#]],
    );
}

#[test]
fn names_in_another_case_are_the_same() {
    check(
        "CREATE TABLE Books (Id INTEGER PRIMARY KEY, Title TEXT);",
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT, pages INTEGER);",
        &[],
        expect![[r#"
            -- For `sqlite3 -bail`, which stops at the first error.
            PRAGMA foreign_keys = OFF;
            BEGIN IMMEDIATE;
            ALTER TABLE "books" ADD COLUMN "pages" INTEGER;
            COMMIT;
        "#]],
        expect![[""]],
    );
}

const BOOKS: &str = r#"[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "text", null = true },
]
primary_key = { name = "books_pkey", columns = ["id"] }
"#;

/// Everything that can be named can stand on either side.
#[test]
fn between_revisions_files_and_databases() {
    let head = format!("format = 1\nrevision = \"aaaa\"\nmessage = \"books\"\n\n{BOOKS}");
    let sandbox = Sandbox::with_files(&[("aaaa_books.toml", &head)]);
    let file = "schema.toml";
    let schema = sandbox.done(&["schema", "head"]).stdout;
    std::fs::write(sandbox.folder.path().join(file), schema).expect("a file can be written");
    sandbox.done(&["upgrade"]);
    let database = "sqlite:test.db";
    for (from, to) in [
        ("head", file),
        (file, "head"),
        ("head", database),
        (database, file),
    ] {
        assert_eq!(sandbox.done(&["diff", from, to]).stdout, "", "{from} {to}");
    }
    assert_eq!(sandbox.done(&["diff", "base", "head"]).stdout, BOOKS);
    let outcome = sandbox.call(&["diff", "base", "head", "--sql"]);
    assert_eq!(outcome.status, 2);
    expect![[r#"
        error: neither side is a database: `--sql` needs a `--dialect`
    "#]]
    .assert_eq(&outcome.stderr);
}

#[test]
fn a_database_is_read_as_a_schema_and_as_sql() {
    let head = format!("format = 1\nrevision = \"aaaa\"\nmessage = \"books\"\n\n{BOOKS}");
    let sandbox = Sandbox::with_files(&[("aaaa_books.toml", &head)]);
    sandbox.done(&["upgrade"]);
    let inspected = sandbox.done(&["inspect", "sqlite:test.db"]);
    assert_eq!(inspected.stdout, BOOKS);
    expect![[r#"
        CREATE TABLE "books" (
            "id" INTEGER NOT NULL CONSTRAINT "books_pkey" PRIMARY KEY,
            "title" TEXT
        );
    "#]]
    .assert_eq(&sandbox.done(&["inspect", "sqlite:test.db", "--sql"]).stdout);
}

#[test]
fn what_is_not_there_is_said() {
    let sandbox = Sandbox::with_files(&[]);
    for (call, expected) in [
        (
            ["inspect", "sqlite:missing.db"].as_slice(),
            expect![[r#"
            error[KS0614]: there is no database at `missing.db`; check the URL, or run `upgrade`, which creates it
        "#]],
        ),
        (
            &["diff", "missing.toml", "base"],
            expect![[r#"
            error: cannot read `missing.toml`: No such file or directory (os error 2)
        "#]],
        ),
        (
            &["diff", "modells", "base"],
            expect![[r#"
            error[KS0208]: no revision and no branch label is `modells`; `cargo db history` lists them

            help: a side is `models`, a revision, a database's URL, or a schema file (`*.toml`)
        "#]],
        ),
        (
            &["diff", "sqlite:missing.db", "base"],
            expect![[r#"
            error[KS0614]: there is no database at `missing.db`; check the URL, or run `upgrade`, which creates it
        "#]],
        ),
        (
            &["diff", "mysql://root:secret@host/x", "base"],
            expect![[r#"
                error: not a database URL: unknown database scheme `mysql`; a URL such as `sqlite:keeper.db` or `postgresql://host/database`, or a path is expected
            "#]],
        ),
    ] {
        let outcome = sandbox.call(call);
        assert_eq!(outcome.status, 2);
        expected.assert_eq(&outcome.stderr);
    }
}

/// What a schema holds in other words, or not at all, is as the second database has it.
#[test]
fn what_is_made_is_made_in_the_words_of_the_other() {
    check(
        "CREATE TABLE a (id INTEGER PRIMARY KEY);
         INSERT INTO a VALUES (1);",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x INT UNIQUE ON CONFLICT IGNORE REFERENCES a);
         CREATE TABLE 'b c' (a REFERENCES a, x TEXT DEFAULT 'it', UNIQUE (x COLLATE NOCASE));
         CREATE INDEX i ON a (x + 1, x DESC);",
        &[],
        expect![[r#"
            -- For `sqlite3 -bail`, which stops at the first error.
            PRAGMA foreign_keys = OFF;
            BEGIN IMMEDIATE;
            CREATE TABLE 'b c' (a REFERENCES a, x TEXT DEFAULT 'it', UNIQUE (x COLLATE NOCASE));
            PRAGMA legacy_alter_table = ON;
            CREATE TABLE "_keeper_new_a" (id INTEGER PRIMARY KEY, x INT UNIQUE ON CONFLICT IGNORE REFERENCES a);
            INSERT OR ABORT INTO "_keeper_new_a" ("id") SELECT "id" FROM "a";
            DROP TABLE "a";
            ALTER TABLE "_keeper_new_a" RENAME TO "a";
            CREATE INDEX i ON a (x + 1, x DESC);
            PRAGMA legacy_alter_table = OFF;
            COMMIT;
        "#]],
        expect![[r#"
            note: `COLLATE NOCASE` of `x` in `b c_x_key` on `b c` is not compared, and a rebuild of the table makes it as the second database has it
            note: `ON CONFLICT IGNORE` of `a_x_key` on `a` is not compared, and a rebuild of the table makes it as the second database has it
        "#]],
    );
}
