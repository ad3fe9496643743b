//! Databases with all that PostgreSQL knows and the schema does not.

use expect_test::expect;

use crate::sandbox::Sandbox;

const HISTORY: &str = r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "varchar(255)" },
    { name = "day", type = "date" },
]
primary_key = { name = "books_pkey", columns = ["id"] }
checks = [{ name = "books_title_check", expression = "title <> ''" }]

[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title"]
"#;

/// Beside the tables of the revisions there may be anything.
#[test]
fn whatever_else_there_is() {
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run(
        r#"CREATE EXTENSION file_fdw;
         CREATE EXTENSION pg_stat_statements;
         CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
         CREATE FOREIGN TABLE distant (line text) SERVER files OPTIONS (filename '/dev/null');
         CREATE TABLE "Upper ""Case""" ("Id" serial, "a.b" text COLLATE "C");
         CREATE INDEX "Odd. Index" ON "Upper ""Case""" (lower("a.b") DESC, "Id") INCLUDE ("a.b");
         CREATE TABLE nothing ();
         CREATE TABLE child () INHERITS (books);
         CREATE TABLE parts (id integer, day date) PARTITION BY RANGE (day);
         CREATE TABLE parts_2020 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
         CREATE INDEX parts_idx ON ONLY parts (id);
         CREATE TYPE point3 AS (x integer, y integer, z integer);
         CREATE DOMAIN positive AS integer CHECK (VALUE > 0) DEFAULT 1;
         CREATE TABLE typed OF point3 (x WITH OPTIONS DEFAULT 7);
         CREATE UNLOGGED TABLE volatile (a positive, b point3, c positive[]);
         CREATE VIEW shown AS SELECT * FROM books;
         CREATE MATERIALIZED VIEW kept AS SELECT * FROM books;
         CREATE UNIQUE INDEX kept_idx ON kept (id);
         CREATE SEQUENCE numbers;
         CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER touched BEFORE UPDATE ON books FOR EACH ROW EXECUTE FUNCTION touch();
         CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON books DEFERRABLE
             FOR EACH ROW EXECUTE FUNCTION touch();
         CREATE RULE nothing AS ON DELETE TO shown DO INSTEAD NOTHING"#,
    );
    sandbox.database.run(
        "CREATE STATISTICS of_books ON id, title FROM books;
         ALTER TABLE books ENABLE ROW LEVEL SECURITY, SET (fillfactor = 70), REPLICA IDENTITY FULL,
             ALTER COLUMN title SET STORAGE EXTERNAL, ALTER COLUMN title SET STATISTICS 7;
         CREATE POLICY mine ON books USING (true);
         CREATE PUBLICATION all_books FOR TABLE books;
         COMMENT ON SCHEMA public IS 'a schema';
         COMMENT ON SEQUENCE books_id_seq IS 'a sequence';
         CREATE TABLE elsewhere_referrer (book integer REFERENCES books ON DELETE CASCADE);
         CREATE SCHEMA elsewhere;
         CREATE TABLE elsewhere.books (id integer REFERENCES public.books);
         CREATE TEMPORARY TABLE books (id integer)",
    );
    let outcome = sandbox.done(&["check", "--database"]);
    expect![[r#"
        note: table `Upper "Case"` is in no revision; it is left alone
        note: table `child` is in no revision; it is left alone
        note: table `elsewhere_referrer` is in no revision; it is left alone
        note: table `nothing` is in no revision; it is left alone
        note: table `parts` is in no revision; it is left alone
        note: table `typed` is in no revision; it is left alone
        note: table `volatile` is in no revision; it is left alone
        note: foreign table `distant` can be in no revision; it is left alone
        note: view `shown` is in no revision; it is left alone
        note: materialized view `kept` is in no revision; it is left alone
        the database is what revision `aaaa` leads to
    "#]]
    .assert_eq(&outcome.stderr);
}

/// What somebody did to a table of a revision is told, once; the SQL brings it back.
#[test]
fn a_table_in_another_form() {
    for (change, told) in [
        (
            "ALTER TABLE books ALTER COLUMN title TYPE varchar(255) COLLATE \"C\"",
            "`books.title` is without collation in the revision and collation \"C\" in the database",
        ),
        (
            "ALTER TABLE books SET UNLOGGED",
            "table `books` is postgres.unlogged false in the revision and postgres.unlogged true in the database",
        ),
        (
            "ALTER TABLE books DROP CONSTRAINT books_pkey,
                 ADD CONSTRAINT books_pkey PRIMARY KEY (id) INCLUDE (title) DEFERRABLE",
            "primary key `books_pkey` on `books` is (id) in the revision and (id) include (title) deferrable in the database",
        ),
        (
            "ALTER TABLE books DROP CONSTRAINT books_title_check,
                 ADD CONSTRAINT books_title_check CHECK (title <> '') NOT VALID",
            "check `books_title_check` on `books` is not validated in the database",
        ),
        (
            "DROP INDEX books_title_idx;
             CREATE INDEX books_title_idx ON books (title varchar_pattern_ops) INCLUDE (day)",
            "index `books_title_idx` on `books` is (title) in the revision and (title opclass \"varchar_pattern_ops\") include (day) in the database",
        ),
        (
            "CREATE EXTENSION pg_trgm;
             CREATE INDEX alike ON books USING gist (title gist_trgm_ops (siglen = 32))",
            "index `alike` on `books` (title opclass \"public.gist_trgm_ops(siglen=32)\") using gist is in the database but not in the revision",
        ),
    ] {
        let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
        sandbox.done(&["upgrade"]);
        sandbox.database.run(change);
        let outcome = sandbox.call(&["check", "--database"]);
        assert!(outcome.stderr.contains(told), "{change}: {outcome:?}");
        let said: Vec<&str> = outcome.stderr.matches("error[KS0601]:").collect();
        assert_eq!(said.len(), 1, "{change}: {outcome:?}");
        let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
        sandbox.database.run(&sql);
        sandbox.done(&["check", "--database"]);
    }
}

/// A name that a table of a revision has is taken: nothing can bring that back.
#[test]
fn something_else_in_place_of_a_table() {
    for (change, told) in [
        (
            "ALTER TABLE books RENAME TO moved; CREATE VIEW books AS SELECT * FROM moved",
            "table `books` is in the revision, and in the database it is a view",
        ),
        (
            "CREATE TABLE whole (LIKE books) PARTITION BY RANGE (id);
             ALTER TABLE whole ATTACH PARTITION books FOR VALUES FROM (1) TO (10)",
            "table `books` is in the revision, and in the database it is a partition",
        ),
    ] {
        let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
        sandbox.done(&["upgrade"]);
        sandbox.database.run(change);
        let outcome = sandbox.call(&["check", "--database"]);
        assert_eq!(outcome.status, 1, "{change}: {outcome:?}");
        assert!(outcome.stderr.contains(told), "{change}: {outcome:?}");
    }
}

/// A column can own several sequences.
#[test]
fn a_second_sequence_is_no_difference() {
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
    sandbox.done(&["upgrade"]);
    sandbox
        .database
        .run("CREATE SEQUENCE another OWNED BY books.id; CREATE SEQUENCE third OWNED BY books.day");
    sandbox.done(&["check", "--database"]);
}
