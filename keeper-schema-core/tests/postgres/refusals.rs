//! What PostgreSQL has no statement for, and what is given for SQLite only.

use keeper_schema_core::dialect::postgres::statements;
use keeper_schema_core::operation::Replay;

use crate::operations::{before, operations};

fn check(upgrade: &str, expected: &str) {
    let mut replay = Replay::new(before());
    let error = statements(&mut replay, &operations(upgrade)).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn texts_for_sqlite_only() {
    check(
        r#"
[[upgrade]]
op = "execute"
sql = { sqlite = "PRAGMA user_version" }
down = "nothing"
"#,
        "the `sql` of an `execute` is not given for PostgreSQL; add it under `postgres`",
    );
    check(
        r#"
[[upgrade]]
op = "create_check_constraint"
table = "products"
name = "products_rank_check"
expression = { sqlite = "rank > 0" }
"#,
        "the expression of `products.products_rank_check` is not given for PostgreSQL; add it under `postgres`",
    );
    check(
        r#"
[[upgrade]]
op = "add_column"
table = "products"
column = { name = "note", type = { sqlite = "text" }, null = true }
"#,
        "the type of `products.note` is not given for PostgreSQL; add it under `postgres`",
    );
    check(
        r#"
[[upgrade]]
op = "alter_column"
table = "products"
column = "rank"
set = { default = { sql = { sqlite = "1" } } }
"#,
        "the default of `products.rank` is not given for PostgreSQL; add it under `postgres`",
    );
    check(
        r#"
[[upgrade]]
op = "create_index"
table = "products"
name = "products_idx"
keys = [{ expression = { sqlite = "rank + 1" } }]
"#,
        "the expression of `products.products_idx` is not given for PostgreSQL; add it under `postgres`",
    );
    check(
        r#"
[[upgrade]]
op = "create_index"
table = "products"
name = "products_idx"
keys = ["rank"]
where = { sqlite = "rank > 0" }
"#,
        "the predicate of `products.products_idx` is not given for PostgreSQL; add it under `postgres`",
    );
}

#[test]
fn a_generated_column_that_is_not_stored() {
    check(
        r#"
[[upgrade]]
op = "add_column"
table = "products"
column = { name = "twice", type = "integer", null = true, generated = { expression = "rank * 2", stored = false } }
"#,
        "`products.twice`: PostgreSQL has no generated columns that are computed when read; say `stored = true`",
    );
}
