//! What is no part of a schema.

use expect_test::expect;

use super::check;

#[test]
fn what_no_schema_can_hold_is_named() {
    check(
        "CREATE TABLE t (
            a TEXT PRIMARY KEY ON CONFLICT REPLACE,
            b TEXT NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT ABORT,
            c TEXT COLLATE NOCASE,
            CONSTRAINT k UNIQUE (a COLLATE NOCASE, c COLLATE NOCASE, b DESC) ON CONFLICT FAIL
         );
         CREATE VIEW v AS SELECT a FROM t;
         CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
         CREATE VIRTUAL TABLE docs USING fts5(a);
         CREATE TABLE docs_and_more (a INT)",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "docs_and_more"
            columns = [
                { name = "a", type = "raw:INT", null = true },
            ]

            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "text", null = true },
                { name = "b", type = "text" },
                { name = "c", type = "text", null = true, collation = { sqlite = "NOCASE" } },
            ]
            primary_key = { name = "t_pkey", columns = ["a"] }
            unique = [
                { name = "t_b_key", columns = ["b"] },
                { name = "k", columns = ["a", "c", "b"] },
            ]
            # view `v`
            # trigger `tr` on `t`
            # virtual table `docs`
            # `COLLATE NOCASE` of `a` in `k` on `t`
            # `DESC` of `b` in `k` on `t`
            # `ON CONFLICT FAIL` of `k` on `t`
            # `ON CONFLICT IGNORE` of the `NOT NULL` of `b` on `t`
            # `ON CONFLICT REPLACE` of `t_pkey` on `t`
        "#]],
    );
}

#[test]
fn the_tables_of_others_are_hidden() {
    check(
        "CREATE TABLE keeper_revisions (a INT);
         CREATE TABLE keeper_meta (a INT);
         CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
         CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);
         INSERT INTO t DEFAULT VALUES;
         ANALYZE",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "id", type = "integer", null = true, identity = "serial", sqlite = { autoincrement = true } },
            ]
            primary_key = { name = "t_pkey", columns = ["id"] }
        "#]],
    );
}
