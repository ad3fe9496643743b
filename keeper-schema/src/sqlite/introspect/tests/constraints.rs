//! Constraints and indexes.

use expect_test::expect;

use super::check;

#[test]
fn of_columns_and_of_the_table() {
    check(
        "CREATE TABLE o (id INTEGER PRIMARY KEY, a TEXT, UNIQUE (a));
         CREATE TABLE t (
            a TEXT CONSTRAINT a_key UNIQUE CHECK (a <> '') CONSTRAINT a_o REFERENCES O(A) ON DELETE CASCADE ON UPDATE SET NULL,
            b INT REFERENCES o NOT NULL DEFERRABLE,
            c INT REFERENCES \"o\" (id) MATCH FULL ON DELETE SET DEFAULT NOT DEFERRABLE INITIALLY DEFERRED,
            d INT REFERENCES missing,
            CONSTRAINT t_key PRIMARY KEY (A, b)
            CONSTRAINT positive CHECK ((b > 0)) CHECK (b < 10 -- less
            ),
            UNIQUE (b, [a]), UNIQUE (b, a),
            CONSTRAINT fk FOREIGN KEY (c) REFERENCES o ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
        )",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "o"
            columns = [
                { name = "id", type = "integer", null = true, identity = "serial" },
                { name = "a", type = "text", null = true },
            ]
            primary_key = { name = "o_pkey", columns = ["id"] }
            unique = [{ name = "o_a_key", columns = ["a"] }]

            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "text", null = true },
                { name = "b", type = "raw:INT" },
                { name = "c", type = "raw:INT", null = true },
                { name = "d", type = "raw:INT", null = true },
            ]
            primary_key = { name = "t_key", columns = ["a", "b"] }
            unique = [
                { name = "a_key", columns = ["a"] },
                { name = "t_b_a_key", columns = ["b", "a"] },
            ]
            foreign_keys = [
                { name = "a_o", columns = ["a"], references = { table = "o", columns = ["a"] }, on_update = "set null", on_delete = "cascade" },
                { name = "t_b_fkey", columns = ["b"], references = { table = "o", columns = ["id"] }, deferrable = "deferrable" },
                { name = "t_c_fkey", columns = ["c"], references = { table = "o", columns = ["id"] }, on_delete = "set default" },
                { name = "fk", columns = ["c"], references = { table = "o", columns = ["id"] }, on_delete = "restrict", deferrable = "deferrable" },
            ]
            checks = [
                { name = "t_a_check", expression = "a <> ''" },
                { name = "positive", expression = "b > 0" },
                { name = "t_check", expression = "b < 10" },
            ]

            [[upgrade]]
            op = "create_foreign_key"
            table = "t"
            name = "t_d_fkey"
            columns = ["d"]
            references = { table = "missing", columns = ["d"] }
        "#]],
    );
}

#[test]
fn two_of_one_name() {
    check(
        "CREATE TABLE t (a INT, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (a < 9), CONSTRAINT t_check UNIQUE (a))",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "raw:INT", null = true },
            ]
            unique = [{ name = "t_check", columns = ["a"] }]
            checks = [
                { name = "c", expression = "a > 0" },
                { name = "t_check1", expression = "a < 9" },
            ]
        "#]],
    );
}

#[test]
fn strings_in_double_quotes() {
    check(
        "CREATE TABLE t (kind TEXT DEFAULT \"main\" CHECK (\"kind\" IN (\"main\", \"it's\")))",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "kind", type = "text", null = true, default = "main" },
            ]
            checks = [{ name = "t_kind_check", expression = "\"kind\" IN ('main', 'it''s')" }]
        "#]],
    );
}

#[test]
fn lengths_that_are_enforced() {
    check(
        "CREATE TABLE t (
            a VARCHAR(20) NOT NULL CHECK (length(\"a\") <= 20),
            b VARCHAR(20) CHECK (length(b) <= 10),
            c TEXT CHECK (length(c) <= 10)
         );
         CREATE TABLE s (a TEXT NOT NULL CHECK (length(\"a\") <= 20)) STRICT",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "s"
            columns = [
                { name = "a", type = "varchar(20)", sqlite = { enforce_length = true } },
            ]
            sqlite = { strict = true }

            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "varchar(20)", sqlite = { enforce_length = true } },
                { name = "b", type = "varchar(20)", null = true },
                { name = "c", type = "text", null = true },
            ]
            checks = [
                { name = "t_b_check", expression = "length(b) <= 10" },
                { name = "t_c_check", expression = "length(c) <= 10" },
            ]
        "#]],
    );
}

#[test]
fn indexes() {
    check(
        "CREATE TABLE t (a TEXT, b TEXT COLLATE NOCASE, c INT, UNIQUE (c));
         CREATE UNIQUE INDEX IF NOT EXISTS plain ON t (A, [b]);
         CREATE INDEX ordered ON t (a DESC, b COLLATE nocase ASC, c COLLATE BINARY, b COLLATE BINARY DESC);
         CREATE INDEX expressions ON t ((a), lower(a), (c + 1) DESC, a || b COLLATE NOCASE, (lower(a) COLLATE nocase), lower(a) COLLATE RTRIM);
         CREATE INDEX partial ON t (a) WHERE (c > 0 AND (a IS NOT NULL)) -- some",
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "text", null = true },
                { name = "b", type = "text", null = true, collation = { sqlite = "NOCASE" } },
                { name = "c", type = "raw:INT", null = true },
            ]
            unique = [{ name = "t_c_key", columns = ["c"] }]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "plain"
            keys = ["a", "b"]
            unique = true

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "ordered"
            keys = [{ column = "a", order = "desc" }, "b", "c", { column = "b", order = "desc", collation = { sqlite = "BINARY" } }]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "expressions"
            keys = ["a", { expression = "lower(a)" }, { expression = "c + 1", order = "desc" }, { expression = "a || b COLLATE NOCASE" }, { expression = "lower(a)", collation = { sqlite = "NOCASE" } }, { expression = "lower(a)", collation = { sqlite = "RTRIM" } }]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "partial"
            keys = ["a"]
            where = "c > 0 AND (a IS NOT NULL)"
        "#]],
    );
}
