//! Tables and columns.

use expect_test::expect;

use super::check;

#[test]
fn plain_columns() {
    check(
        "CREATE TABLE t (
            id INTEGER PRIMARY KEY,
            a VARCHAR(255) NOT NULL DEFAULT 'it''s',
            b text,
            c BOOLEAN NOT NULL DEFAULT 0,
            d NUMERIC(10, 2) DEFAULT -1.50 NULL,
            e BLOB DEFAULT x'00ff',
            f TIMESTAMP DEFAULT current_timestamp,
            g INTEGER NOT NULL DEFAULT (1 + 2)
        )",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "id", type = "integer", null = true, identity = "serial" },
                { name = "a", type = "varchar(255)", default = "it's" },
                { name = "b", type = "text", null = true },
                { name = "c", type = "boolean", default = false },
                { name = "d", type = "numeric(10,2)", null = true, default = "-1.50" },
                { name = "e", type = "bytes", null = true, default = { bytes = "00ff" } },
                { name = "f", type = "timestamp", null = true, default = { sql = "CURRENT_TIMESTAMP" } },
                { name = "g", type = "integer", default = { sql = "1 + 2" } },
            ]
            primary_key = { name = "t_pkey", columns = ["id"] }
        "#]],
    );
}

#[test]
fn every_way_to_quote_and_to_comment() {
    check(
        "CREATE TABLE [my table](-- first
            \"a \"\"b\"\"\"INT,`c``d`'REAL'/* no ; end ) */,[e f]TEXT -- last
            , 'g' , \"select\" VARCHAR ( 20 )
            , PRIMARY KEY([e f]), UNIQUE('g',`select`))",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "my table"
            columns = [
                { name = "a \"b\"", type = "raw:INT", null = true },
                { name = "c`d", type = "real", null = true },
                { name = "e f", type = "text", null = true },
                { name = "g", type = "bytes", null = true },
                { name = "select", type = "varchar(20)", null = true },
            ]
            primary_key = { name = "my table_pkey", columns = ["e f"] }
            unique = [{ name = "my table_g_select_key", columns = ["g", "select"] }]
        "#]],
    );
}

#[test]
fn types_are_kept_to_the_letter() {
    check(
        "CREATE TABLE t (
            a, b INT, c BIGINT UNSIGNED, d DOUBLE PRECISION, e NVARCHAR(160), f DECIMAL(10,2),
            g DATETIME, h JSON, i UUID, j ANY, k VARYING CHARACTER (70), l FLOAT(+1, -2), m \"odd type\" (3)
        )",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "bytes", null = true },
                { name = "b", type = "raw:INT", null = true },
                { name = "c", type = "raw:BIGINT UNSIGNED", null = true },
                { name = "d", type = "raw:DOUBLE PRECISION", null = true },
                { name = "e", type = "raw:NVARCHAR(160)", null = true },
                { name = "f", type = "raw:DECIMAL(10,2)", null = true },
                { name = "g", type = "raw:DATETIME", null = true },
                { name = "h", type = "raw:JSON", null = true },
                { name = "i", type = "raw:UUID", null = true },
                { name = "j", type = "raw:ANY", null = true },
                { name = "k", type = "raw:VARYING CHARACTER(70)", null = true },
                { name = "l", type = "raw:FLOAT(+1,-2)", null = true },
                { name = "m", type = "raw:odd type", null = true },
            ]
        "#]],
    );
}

#[test]
fn the_rowid_by_another_name() {
    check(
        "CREATE TABLE inline_key (id INTEGER PRIMARY KEY AUTOINCREMENT);
         CREATE TABLE table_key (a TEXT, id integer NOT NULL, PRIMARY KEY (ID DESC));
         CREATE TABLE counted (id INTEGER, CONSTRAINT k PRIMARY KEY (\"id\" AUTOINCREMENT));
         CREATE TABLE other_type (id INT PRIMARY KEY);
         CREATE TABLE descending (id INTEGER PRIMARY KEY DESC);
         CREATE TABLE two (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b));
         CREATE TABLE without (id INTEGER PRIMARY KEY) WITHOUT ROWID",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "counted"
            columns = [
                { name = "id", type = "integer", null = true, identity = "serial", sqlite = { autoincrement = true } },
            ]
            primary_key = { name = "k", columns = ["id"] }

            [[upgrade]]
            op = "create_table"
            table = "descending"
            columns = [
                { name = "id", type = "integer", null = true },
            ]
            primary_key = { name = "descending_pkey", columns = ["id"] }

            [[upgrade]]
            op = "create_table"
            table = "inline_key"
            columns = [
                { name = "id", type = "integer", null = true, identity = "serial", sqlite = { autoincrement = true } },
            ]
            primary_key = { name = "inline_key_pkey", columns = ["id"] }

            [[upgrade]]
            op = "create_table"
            table = "other_type"
            columns = [
                { name = "id", type = "raw:INT", null = true },
            ]
            primary_key = { name = "other_type_pkey", columns = ["id"] }

            [[upgrade]]
            op = "create_table"
            table = "table_key"
            columns = [
                { name = "a", type = "text", null = true },
                { name = "id", type = "integer", identity = "serial" },
            ]
            primary_key = { name = "table_key_pkey", columns = ["id"] }

            [[upgrade]]
            op = "create_table"
            table = "two"
            columns = [
                { name = "a", type = "integer" },
                { name = "b", type = "integer" },
            ]
            primary_key = { name = "two_pkey", columns = ["a", "b"] }

            [[upgrade]]
            op = "create_table"
            table = "without"
            columns = [
                { name = "id", type = "integer" },
            ]
            primary_key = { name = "without_pkey", columns = ["id"] }
            sqlite = { without_rowid = true }
            # `DESC` of `id` in `descending_pkey` on `descending`
        "#]],
    );
}

#[test]
fn options() {
    check(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b ANY, c INT) strict;
         CREATE TABLE b (id TEXT PRIMARY KEY) WITHOUT ROWID, STRICT",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "a"
            columns = [
                { name = "id", type = "integer", null = true, identity = "serial" },
                { name = "b", type = "raw:ANY", null = true },
                { name = "c", type = "raw:INT", null = true },
            ]
            primary_key = { name = "a_pkey", columns = ["id"] }
            sqlite = { strict = true }

            [[upgrade]]
            op = "create_table"
            table = "b"
            columns = [
                { name = "id", type = "text" },
            ]
            primary_key = { name = "b_pkey", columns = ["id"] }
            sqlite = { strict = true, without_rowid = true }
        "#]],
    );
}

#[test]
fn generated_columns_and_collations() {
    check(
        "CREATE TABLE t (
            a INT GENERATED ALWAYS AS (lower(b) || ')') STORED NOT NULL,
            b TEXT COLLATE nocase NOT NULL,
            c AS (((b))) UNIQUE,
            d TEXT COLLATE BINARY,
            e TEXT CONSTRAINT x COLLATE \"RTRIM\" CONSTRAINT y NOT NULL
        )",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "raw:INT", generated = { expression = "lower(b) || ')'", stored = true } },
                { name = "b", type = "text", collation = { sqlite = "NOCASE" } },
                { name = "c", type = "bytes", null = true, generated = { expression = "b", stored = false } },
                { name = "d", type = "text", null = true },
                { name = "e", type = "text", collation = { sqlite = "RTRIM" } },
            ]
            unique = [{ name = "t_c_key", columns = ["c"] }]
        "#]],
    );
}

#[test]
fn what_was_made_from_a_query_and_altered() {
    check(
        "CREATE TABLE t AS SELECT 1 AS a, 'x' AS [b c], 1.5 AS d, NULL AS e;
         ALTER TABLE t ADD COLUMN f VARCHAR(3) NOT NULL DEFAULT 'x' CHECK (f <> '') /* why */;
         ALTER TABLE t ADD g REFERENCES t(f) DEFERRABLE INITIALLY DEFERRED;
         ALTER TABLE t RENAME COLUMN f TO \"F 2\";
         ALTER TABLE t RENAME TO u",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "u"
            columns = [
                { name = "a", type = "bytes", null = true },
                { name = "b c", type = "bytes", null = true },
                { name = "d", type = "bytes", null = true },
                { name = "e", type = "bytes", null = true },
                { name = "F 2", type = "varchar(3)", default = "x" },
                { name = "g", type = "bytes", null = true },
            ]
            checks = [{ name = "u_F 2_check", expression = "\"F 2\" <> ''" }]

            [[upgrade]]
            op = "create_foreign_key"
            table = "u"
            name = "u_g_fkey"
            columns = ["g"]
            references = { table = "u", columns = ["F 2"] }
            deferrable = "initially deferred"
        "#]],
    );
}
