//! Tables, columns and comments.

use expect_test::expect;

use super::super::scope::{Further, Scope};
use super::check;

#[test]
fn types() {
    check(
        "CREATE EXTENSION citext;
         CREATE SCHEMA other;
         CREATE TYPE mood AS ENUM ('sad', 'happy');
         CREATE TYPE other.mood AS ENUM ('blue');
         CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
         CREATE TABLE t (
             a smallint, b integer, c bigint, d real, e double precision, f numeric,
             g numeric(10,2), h varchar(255), i char(3), j text, k boolean, l bytea, m date,
             n time, o timestamp, p timestamptz, q interval, r uuid, s json, t jsonb, u inet,
             aa integer[], ab varchar(20)[][], ac mood, ad mood[], ae other.mood,
             ba varchar, bb char, bc time(3), bd timetz, be tsvector, bf positive, bg citext,
             bh citext[], bi numeric(7), bj \"char\", bk int4range, bl interval day to second
         )",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_enum"
            enum = "mood"
            values = ["sad", "happy"]

            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "smallint", null = true },
                { name = "b", type = "integer", null = true },
                { name = "c", type = "bigint", null = true },
                { name = "d", type = "real", null = true },
                { name = "e", type = "double", null = true },
                { name = "f", type = "numeric", null = true },
                { name = "g", type = "numeric(10,2)", null = true },
                { name = "h", type = "varchar(255)", null = true },
                { name = "i", type = "char(3)", null = true },
                { name = "j", type = "text", null = true },
                { name = "k", type = "boolean", null = true },
                { name = "l", type = "bytes", null = true },
                { name = "m", type = "date", null = true },
                { name = "n", type = "time", null = true },
                { name = "o", type = "timestamp", null = true },
                { name = "p", type = "timestamptz", null = true },
                { name = "q", type = "interval", null = true },
                { name = "r", type = "uuid", null = true },
                { name = "s", type = "json", null = true },
                { name = "t", type = "jsonb", null = true },
                { name = "u", type = "inet", null = true },
                { name = "aa", type = "integer[]", null = true },
                { name = "ab", type = "varchar(20)[][]", null = true },
                { name = "ac", type = "enum:mood", null = true },
                { name = "ad", type = "enum:mood[]", null = true },
                { name = "ae", type = "enum:other.mood", null = true },
                { name = "ba", type = "raw:character varying", null = true },
                { name = "bb", type = "char(1)", null = true },
                { name = "bc", type = "raw:time(3) without time zone", null = true },
                { name = "bd", type = "raw:time with time zone", null = true },
                { name = "be", type = "raw:tsvector", null = true },
                { name = "bf", type = "raw:public.positive", null = true },
                { name = "bg", type = "raw:public.citext", null = true },
                { name = "bh", type = "raw:public.citext[]", null = true },
                { name = "bi", type = "numeric(7,0)", null = true },
                { name = "bj", type = "raw:\"char\"", null = true },
                { name = "bk", type = "raw:int4range", null = true },
                { name = "bl", type = "raw:interval day to second", null = true },
            ]
        "#]],
    );
}

#[test]
fn defaults() {
    check(
        r"CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
         CREATE FUNCTION next_id() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
         CREATE SEQUENCE free;
         CREATE TABLE t (
             a integer DEFAULT 7, b smallint DEFAULT -7, c bigint DEFAULT 9223372036854775807,
             d numeric(5,2) DEFAULT 1.50, e double precision DEFAULT -0.5, f boolean DEFAULT false,
             g varchar(9) DEFAULT 'it''s', h text DEFAULT 'a\b', i char(3) DEFAULT 'abc',
             j text DEFAULT '', k date DEFAULT '2020-01-31', l timestamptz DEFAULT '2020-01-31 12:00+02',
             m jsonb DEFAULT '{}', n mood DEFAULT 'it''s fine', o bytea DEFAULT '\x00ff',
             p integer[] DEFAULT '{1,2}', q interval DEFAULT '1 day',
             r timestamptz DEFAULT now(), s integer DEFAULT 1 + 2, t bigint DEFAULT next_id(),
             u text DEFAULT 'a' || 'b', v text DEFAULT current_user, w integer DEFAULT nextval('free'),
             x text DEFAULT NULL
         )",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_enum"
            enum = "mood"
            values = ["sad", "it's fine"]

            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "integer", null = true, default = 7 },
                { name = "b", type = "smallint", null = true, default = -7 },
                { name = "c", type = "bigint", null = true, default = 9223372036854775807 },
                { name = "d", type = "numeric(5,2)", null = true, default = "1.50" },
                { name = "e", type = "double", null = true, default = "-0.5" },
                { name = "f", type = "boolean", null = true, default = false },
                { name = "g", type = "varchar(9)", null = true, default = "it's" },
                { name = "h", type = "text", null = true, default = "a\\b" },
                { name = "i", type = "char(3)", null = true, default = "abc" },
                { name = "j", type = "text", null = true, default = "" },
                { name = "k", type = "date", null = true, default = "2020-01-31" },
                { name = "l", type = "timestamptz", null = true, default = "2020-01-31 10:00:00+00" },
                { name = "m", type = "jsonb", null = true, default = "{}" },
                { name = "n", type = "enum:mood", null = true, default = "it's fine" },
                { name = "o", type = "bytes", null = true, default = { bytes = "00ff" } },
                { name = "p", type = "integer[]", null = true, default = "{1,2}" },
                { name = "q", type = "interval", null = true, default = "1 day" },
                { name = "r", type = "timestamptz", null = true, default = { sql = "now()" } },
                { name = "s", type = "integer", null = true, default = { sql = "1 + 2" } },
                { name = "t", type = "bigint", null = true, default = { sql = "public.next_id()" } },
                { name = "u", type = "text", null = true, default = { sql = "'a'::text || 'b'::text" } },
                { name = "v", type = "text", null = true, default = { sql = "CURRENT_USER" } },
                { name = "w", type = "integer", null = true, default = { sql = "nextval('public.free'::regclass)" } },
                { name = "x", type = "text", null = true },
            ]
        "#]],
    );
}

#[test]
fn numbered_and_computed_columns() {
    check(
        "CREATE TABLE plain (id serial);
         CREATE TABLE said (id bigserial);
         ALTER SEQUENCE said_id_seq RENAME TO said_numbers;
         ALTER SEQUENCE said_numbers START WITH 100 INCREMENT BY 10;
         CREATE TABLE identities (
             a integer GENERATED BY DEFAULT AS IDENTITY,
             b bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME numbers START WITH 5)
         );
         CREATE TABLE renamed_from (id serial);
         ALTER TABLE renamed_from RENAME TO renamed;
         CREATE TABLE computed (slug text, low text GENERATED ALWAYS AS (lower(slug)) STORED)",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "computed"
            columns = [
                { name = "slug", type = "text", null = true },
                { name = "low", type = "text", null = true, generated = { expression = "lower(slug)", stored = true } },
            ]

            [[upgrade]]
            op = "create_table"
            table = "identities"
            columns = [
                { name = "a", type = "integer", identity = "by_default" },
                { name = "b", type = "bigint", identity = { kind = "always", start = 5, sequence = "numbers" } },
            ]

            [[upgrade]]
            op = "create_table"
            table = "plain"
            columns = [
                { name = "id", type = "integer", identity = "serial" },
            ]

            [[upgrade]]
            op = "create_table"
            table = "renamed"
            columns = [
                { name = "id", type = "integer", identity = { kind = "serial", sequence = "renamed_from_id_seq" } },
            ]

            [[upgrade]]
            op = "create_table"
            table = "said"
            columns = [
                { name = "id", type = "bigint", identity = { kind = "serial", start = 100, increment = 10, sequence = "said_numbers" } },
            ]
        "#]],
    );
}

#[test]
fn comments_collations_and_options() {
    check(
        r#"CREATE UNLOGGED TABLE "odd ""name""" ("select" text COLLATE "C", "ü" text);
         COMMENT ON TABLE "odd ""name""" IS 'a table; -- of $$ ''quotes''';
         COMMENT ON COLUMN "odd ""name""".ü IS E'two\nlines';
         ALTER TABLE "odd ""name""" DROP COLUMN "ü", ADD COLUMN later integer NOT NULL"#,
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "odd \"name\""
            columns = [
                { name = "select", type = "text", null = true, collation = "C" },
                { name = "later", type = "integer" },
            ]
            comment = "a table; -- of $$ 'quotes'"
            postgres = { unlogged = true }
        "#]],
    );
}

#[test]
fn what_is_not_a_table_of_the_application() {
    check(
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
         CREATE TABLE keeper_revisions (revision text);
         CREATE TABLE keeper_steps (revision text);
         CREATE TABLE keeper_meta (key text);
         CREATE VIEW v AS SELECT 1;
         CREATE TEMPORARY TABLE gone (id integer);
         CREATE SCHEMA other; CREATE TABLE other.unread (id integer);
         CREATE TABLE parts (id integer, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
         CREATE TABLE parts_2020 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
         CREATE TABLE referrer (id integer, day date, FOREIGN KEY (id, day) REFERENCES parts)",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "parts"
            columns = [
                { name = "id", type = "integer" },
                { name = "day", type = "date" },
            ]
            primary_key = { name = "parts_pkey", columns = ["id", "day"] }

            [[upgrade]]
            op = "create_table"
            table = "referrer"
            columns = [
                { name = "id", type = "integer", null = true },
                { name = "day", type = "date", null = true },
            ]
            foreign_keys = [
                { name = "referrer_id_day_fkey", columns = ["id", "day"], references = { table = "parts", columns = ["id", "day"] } },
            ]
        "#]],
    );
}

#[test]
fn other_schemas_by_name() {
    let scope = Scope {
        further: Further::Named(["other".to_owned(), "missing".to_owned()].into()),
        ..Scope::default()
    };
    check(
        "CREATE SCHEMA other;
         CREATE SCHEMA unread;
         CREATE TABLE other.parents (id integer PRIMARY KEY);
         CREATE TABLE unread.parents (a integer, b integer, PRIMARY KEY (b, a));
         CREATE TABLE keeper_revisions (revision text);
         CREATE TABLE other.keeper_revisions (revision text);
         CREATE TABLE children (
             parent integer REFERENCES other.parents,
             a integer, b integer, FOREIGN KEY (b, a) REFERENCES unread.parents (b, a)
         );
         ALTER TABLE other.parents ADD CONSTRAINT back FOREIGN KEY (id) REFERENCES other.parents",
        &scope,
        expect![[r#"
            [[upgrade]]
            op = "create_schema"
            schema = "other"

            [[upgrade]]
            op = "create_table"
            schema = "other"
            table = "keeper_revisions"
            columns = [
                { name = "revision", type = "text", null = true },
            ]

            [[upgrade]]
            op = "create_table"
            schema = "other"
            table = "parents"
            columns = [
                { name = "id", type = "integer" },
            ]
            primary_key = { name = "parents_pkey", columns = ["id"] }
            foreign_keys = [
                { name = "back", columns = ["id"], references = { schema = "other", table = "parents", columns = ["id"] } },
            ]

            [[upgrade]]
            op = "create_table"
            table = "children"
            columns = [
                { name = "parent", type = "integer", null = true },
                { name = "a", type = "integer", null = true },
                { name = "b", type = "integer", null = true },
            ]
            foreign_keys = [
                { name = "children_parent_fkey", columns = ["parent"], references = { schema = "other", table = "parents", columns = ["id"] } },
            ]

            [[upgrade]]
            op = "create_foreign_key"
            table = "children"
            name = "children_b_a_fkey"
            columns = ["b", "a"]
            references = { schema = "unread", table = "parents", columns = ["b", "a"] }
        "#]],
    );
}

/// The first number is said only where it is another than PostgreSQL's own.
#[test]
fn numbers_that_fall() {
    check(
        "CREATE TABLE t (
             a integer GENERATED ALWAYS AS IDENTITY (INCREMENT -1),
             b integer GENERATED ALWAYS AS IDENTITY (INCREMENT -1 START -5)
         )",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "integer", identity = { kind = "always", increment = -1 } },
                { name = "b", type = "integer", identity = { kind = "always", start = -5, increment = -1 } },
            ]
        "#]],
    );
}
