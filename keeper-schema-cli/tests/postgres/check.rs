//! `check --database`: differences between a database and its revision, and none where
//! the server only writes the same in other words.

use expect_test::{Expect, expect};

use crate::sandbox::Sandbox;

/// Everything whose text the server rewrites, and what has another name than usual.
const REWRITTEN: &str = r#"
[[upgrade]]
op = "create_table"
table = "t"
columns = [
    { name = "a", type = "integer", identity = "serial" },
    { name = "b", type = "integer", default = { sql = "1 + 1" } },
    { name = "c", type = "varchar(20)", default = "it's" },
    { name = "d", type = "timestamptz", default = { sql = "now()" } },
    { name = "e", type = "timestamp", default = { sql = "CURRENT_TIMESTAMP" } },
    { name = "f", type = "numeric(10,2)", default = "1.5" },
    { name = "g", type = "boolean", default = false },
    { name = "h", type = "date", default = "20200131" },
    { name = "i", type = "raw:varchar", null = true, default = "x" },
    { name = "j", type = "jsonb", default = "{}" },
    { name = "k", type = "text", null = true, generated = { expression = "lower(c) || 'x'", stored = true } },
    { name = "l", type = "bigint", identity = { kind = "always", start = 1 } },
    { name = "m", type = "integer[]", default = "{1,2}" },
    { name = "n", type = "smallint", default = -1 },
    { name = "o", type = "text", default = { sql = { sqlite = "'lite'", postgres = "CAST('post' AS text)" } } },
    { name = "p", type = "text", null = true, collation = { sqlite = "NOCASE", postgres = "C" } },
    { name = "q", type = "bytes", default = { bytes = "00ff" } },
    { name = "r", type = "double", default = "-0.25" },
    { name = "s", type = "text", null = true, default = { sql = "substr(cast(random() as text), 3)" } },
    { name = "u", type = "interval", default = "36 hours" },
]
primary_key = { name = "t_pkey", columns = ["a"] }
checks = [
    { name = "in_list", expression = "b > 0 AND b IN (1,2)" },
    { name = "text_list", expression = "c in ('x', 'y''z') and c not like 'a%' -- why" },
    { name = "between", expression = "b BETWEEN 1 AND 5 OR (c IS NULL AND NOT g)" },
    { name = "cast", expression = "CAST(c AS text) <> '' AND b::text != 'x'" },
    { name = "case", expression = "CASE WHEN g THEN b ELSE 0 END >= 0" },
    { name = "qualified", expression = "t.b > 0" },
]

[[upgrade]]
op = "create_index"
table = "t"
name = "partial"
keys = ["b"]
where = { sqlite = "g = 0", postgres = "NOT g AND c <> 'x' AND b in (1,2)" }

[[upgrade]]
op = "create_index"
table = "t"
name = "expressions"
keys = [{ expression = "lower(c)" }, { expression = "b+1", order = "desc", nulls = "first" }, { column = "b", nulls = "last" }]
method = "btree"

[[upgrade]]
op = "create_index"
table = "t"
name = "classes"
keys = [{ column = "c", opclass = { postgres = "varchar_pattern_ops" } }, { column = "k", opclass = { postgres = "text_ops" }, collation = { postgres = "C" } }]
with = { fillfactor = "70" }

[[upgrade]]
op = "rename_table"
table = "t"
to = "u"
restate = [{ check = "qualified", expression = "u.b > 0" }]
"#;

pub(crate) fn changed(operations: &str, change: &str) -> (Sandbox, i32, String) {
    let sandbox = Sandbox::with_history(&[("aaaa", operations)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run(change);
    let outcome = sandbox.call(&["check", "--database"]);
    let said = format!("{}---\n{}", outcome.stdout, outcome.stderr);
    (sandbox, outcome.status, said)
}

/// A table of a revision, changed behind its back; the SQL brings it back.
fn drifted(change: &str, expected: Expect) {
    let (sandbox, status, said) = changed(TABLE, change);
    assert_eq!(status, 1, "{said}");
    expected.assert_eq(&said);
    let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
    sandbox.database.run(&sql);
    sandbox.done(&["check", "--database"]);
}

pub(crate) const TABLE: &str = r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "title", type = "varchar(255)", default = "untitled" },
    { name = "pages", type = "integer", null = true },
]
primary_key = { name = "books_pkey", columns = ["id"] }
checks = [{ name = "books_pages_check", expression = "pages in (1, 2, 3)" }]
comment = "what is read"

[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = [{ expression = "lower(title)" }]
where = "pages > 1 and title <> ''"
"#;

#[test]
fn what_the_server_rewrites_is_no_difference() {
    let (_, status, said) = changed(REWRITTEN, "SELECT 1");
    assert_eq!(status, 0, "{said}");
    expect![[r#"
        ---
        the database is what revision `aaaa` leads to
    "#]]
    .assert_eq(&said);
}

#[test]
fn a_dump_that_was_restored_is_no_difference() {
    // Each pass through the server rewrites once more.
    let (_, status, said) = changed(
        REWRITTEN,
        r#"DO $$
         DECLARE part record;
         BEGIN
             FOR round IN 1..3 LOOP
                 FOR part IN SELECT conname, pg_get_constraintdef(oid) AS definition
                     FROM pg_constraint WHERE conrelid = 'u'::regclass AND contype = 'c' LOOP
                     EXECUTE format('ALTER TABLE u DROP CONSTRAINT %I', part.conname);
                     EXECUTE format('ALTER TABLE u ADD CONSTRAINT %I %s', part.conname, part.definition);
                 END LOOP;
                 FOR part IN SELECT c.relname, pg_get_indexdef(c.oid) AS definition
                     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                     WHERE i.indrelid = 'u'::regclass AND NOT i.indisprimary LOOP
                     EXECUTE format('DROP INDEX %I', part.relname);
                     EXECUTE part.definition;
                 END LOOP;
             END LOOP;
         END $$"#,
    );
    assert_eq!(status, 0, "{said}");
}

#[test]
fn types_and_schemas_by_name() {
    let (_, status, said) = changed(
        r#"
[[upgrade]]
op = "execute"
sql = { postgres = ["CREATE EXTENSION citext", "CREATE FUNCTION ok(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'"] }
down = "irreversible"

[[upgrade]]
op = "create_enum"
enum = "mood"
schema = "public"
values = ["sad", "happy"]

[[upgrade]]
op = "create_schema"
schema = "other"

[[upgrade]]
op = "create_table"
table = "t"
schema = "public"
columns = [
    { name = "a", type = "raw:citext", default = "x" },
    { name = "b", type = "enum:public.mood", default = { sql = "'happy'" } },
    { name = "c", type = "enum:public.mood[]", null = true },
    { name = "d", type = "raw:citext[]", null = true },
]
checks = [
    { name = "t_a", expression = "a <> 'X' AND ok(a)" },
    { name = "t_b", expression = "b in ('sad', 'happy')" },
]

[[upgrade]]
op = "create_table"
table = "t"
schema = "other"
columns = [{ name = "a", type = "integer" }]
primary_key = { name = "t_pkey", columns = ["a"] }
foreign_keys = [{ name = "t_self", columns = ["a"], references = { schema = "other", table = "t", columns = ["a"] } }]
checks = [{ name = "t_a", expression = "a IN (1, 2)" }]
"#,
        "SELECT 1",
    );
    assert_eq!(status, 0, "{said}");
}

#[test]
fn columns() {
    drifted(
        "ALTER TABLE books ALTER COLUMN title DROP NOT NULL, ALTER COLUMN title SET DEFAULT 'x';
         ALTER TABLE books ADD COLUMN extra integer;
         ALTER TABLE books DROP COLUMN pages;
         COMMENT ON TABLE books IS NULL",
        expect![[r#"
            [[upgrade]]
            op = "alter_table"
            table = "books"
            set = { comment = "what is read" }

            [[upgrade]]
            op = "add_column"
            table = "books"
            column = { name = "pages", type = "integer", null = true }

            [[upgrade]]
            op = "alter_column"
            table = "books"
            column = "title"
            set = { null = false, default = "untitled" }
            was = { null = true, default = "x" }

            [[upgrade]]
            op = "drop_column"
            table = "books"
            column = "extra"

            [[upgrade]]
            op = "create_check_constraint"
            table = "books"
            name = "books_pages_check"
            expression = "pages in (1, 2, 3)"

            [[upgrade]]
            op = "create_index"
            table = "books"
            name = "books_title_idx"
            keys = [{ expression = "lower(title)" }]
            where = "pages > 1 and title <> ''"
            ---
            error[KS0601]: table `books` is comment "what is read" in the revision and without comment in the database

            error[KS0601]: `books.extra` is in the database but not in the revision

            error[KS0601]: `books.title` is NOT NULL, default "untitled" in the revision and NULL, default "x" in the database

            error[KS0601]: `books.pages` is in the revision but not in the database

            error[KS0601]: check `books_pages_check` on `books` ("pages in (1, 2, 3)") is in the revision but not in the database

            error[KS0601]: index `books_title_idx` on `books` ("lower(title)") where "pages > 1 and title <> ''" is in the revision but not in the database

            help: before the operations can be run: `books.title` becomes NOT NULL: what do the rows get that have NULL there?
            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

#[test]
fn constraints_and_indexes() {
    drifted(
        "ALTER TABLE books DROP CONSTRAINT books_pages_check;
         ALTER TABLE books ADD CONSTRAINT books_pages_check CHECK (pages in (1, 2));
         ALTER TABLE books ADD CONSTRAINT more CHECK (pages > 0);
         ALTER INDEX books_title_idx RENAME TO lower_title",
        expect![[r#"
            [[upgrade]]
            op = "drop_constraint"
            table = "books"
            name = "books_pages_check"

            [[upgrade]]
            op = "drop_constraint"
            table = "books"
            name = "more"

            [[upgrade]]
            op = "rename_index"
            table = "books"
            name = "lower_title"
            to = "books_title_idx"

            [[upgrade]]
            op = "create_check_constraint"
            table = "books"
            name = "books_pages_check"
            expression = "pages in (1, 2, 3)"
            ---
            error[KS0601]: check `books_pages_check` on `books` is ("pages in (1, 2, 3)") in the revision and ("pages = ANY (ARRAY[1, 2])") in the database

            error[KS0601]: check `more` on `books` ("pages > 0") is in the database but not in the revision

            error[KS0601]: index `books_title_idx` on `books` is called `lower_title` in the database

            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

#[test]
fn tables() {
    drifted(
        "DROP TABLE books; CREATE TABLE other (id integer)",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "books"
            columns = [
                { name = "id", type = "integer", identity = "serial" },
                { name = "title", type = "varchar(255)", default = "untitled" },
                { name = "pages", type = "integer", null = true },
            ]
            primary_key = { name = "books_pkey", columns = ["id"] }
            checks = [{ name = "books_pages_check", expression = "pages in (1, 2, 3)" }]
            comment = "what is read"

            [[upgrade]]
            op = "create_index"
            table = "books"
            name = "books_title_idx"
            keys = [{ expression = "lower(title)" }]
            where = "pages > 1 and title <> ''"
            ---
            note: table `other` is in no revision; it is left alone
            error[KS0601]: table `books` is in the revision but not in the database

            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

#[test]
fn an_invalid_index() {
    let (sandbox, ..) = changed(
        TABLE,
        "INSERT INTO books (pages) VALUES (2), (2); DROP INDEX books_title_idx",
    );
    sandbox.database.psql(
        "CREATE UNIQUE INDEX CONCURRENTLY books_title_idx ON books (lower(title)) WHERE pages > 1;",
    );
    let outcome = sandbox.call(&["check", "--database"]);
    assert_eq!(outcome.status, 1);
    expect![[r#"
        error[KS0601]: index `books_title_idx` on `books` ("lower(title)") where "pages > 1 and title <> ''" is in the revision but not in the database

        error[KS0601]: index `books_title_idx` on `books` is invalid: building it concurrently failed

        help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
    "#]].assert_eq(&outcome.stderr);
    expect![[r#"
        [[upgrade]]
        op = "drop_index"
        table = "books"
        name = "books_title_idx"

        [[upgrade]]
        op = "create_index"
        table = "books"
        name = "books_title_idx"
        keys = [{ expression = "lower(title)" }]
        where = "pages > 1 and title <> ''"
    "#]]
    .assert_eq(&outcome.stdout);
}
