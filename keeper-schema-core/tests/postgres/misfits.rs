//! Rows that do not fit a change: a server refuses it, and the queries that go with the
//! statement name the rows.

use keeper_schema_core::dialect::postgres::create_tables;
use keeper_schema_testing::Cluster;

use crate::operations::{Change, explain, file, script, sql};

/// `rows` stand against `upgrade`; `expected` is what the queries find, and the misfit.
fn check(rows: &str, upgrade: &str, expected: &[&str]) {
    let change = Change::read(upgrade);
    let database = Cluster::shared().database();
    database.run(&file("before.sql"));
    database.run(&create_tables(&change.before).unwrap().join("\n;\n"));
    database.run(&file("rows.sql"));
    database.run(rows);

    let statements = change.up();
    let refused = database.psql(&format!("\\set ON_ERROR_STOP on\n{}", script(&statements)));
    assert_ne!(refused.status, 0, "{}", script(&statements));

    let mut found = Vec::new();
    for statement in &statements {
        for check in explain(statement) {
            // What was refused took the statements before it along.
            let before = statements.iter().take_while(|other| *other != statement);
            let before: String = before.map(|before| format!("{};\n", sql(before))).collect();
            for row in database.run(&format!("BEGIN;\n{before}{};\nROLLBACK", check.rows)) {
                found.push(format!("{} {row} {}", check.table, check.misfit));
            }
        }
    }
    assert_eq!(found, expected);
}

#[test]
fn null_in_a_column() {
    check(
        "INSERT INTO editions (slug, title) VALUES ('v2', 'Two')",
        r#"
[[upgrade]]
op = "alter_column"
table = "editions"
column = "mode"
set = { null = false }
was = { null = true }
"#,
        &[
            "editions 2 with NULL in `mode`, which must not be NULL",
            "editions 3 with NULL in `mode`, which must not be NULL",
        ],
    );
}

#[test]
fn no_value_for_a_new_column() {
    check(
        "",
        r#"
[[upgrade]]
op = "add_column"
table = "producttags"
column = { name = "rank", type = "integer" }
"#,
        &[
            "producttags 1 without a value for the new column `rank`, which must not be NULL; give it a default or a backfill",
            "producttags  without a value for the new column `rank`, which must not be NULL; give it a default or a backfill",
        ],
    );
}

#[test]
fn null_from_a_backfill() {
    check(
        "",
        r#"
[[upgrade]]
op = "add_column"
table = "editions"
column = { name = "rank", type = "integer" }
backfill = "mode"
"#,
        &["editions 2 with NULL in `rank`, which must not be NULL"],
    );
}

#[test]
fn the_same_key_twice() {
    check(
        "INSERT INTO producttags VALUES (1, 2, 1), (NULL, NULL, 3), (NULL, NULL, 3)",
        r#"
[[upgrade]]
op = "create_unique_constraint"
table = "producttags"
name = "producttags_key"
columns = ["tag_id", "product_id"]
"#,
        &["producttags 1|1 with the same `tag_id`, `product_id`, which must be unique"],
    );
    check(
        "INSERT INTO producttags VALUES (NULL, NULL, 3), (NULL, NULL, 3)",
        r#"
[[upgrade]]
op = "create_index"
table = "producttags"
name = "producttags_idx"
keys = ["tag_id", "product_id"]
unique = true
nulls_not_distinct = true
where = "product_id > 2"
"#,
        &["producttags |3 with the same `tag_id`, `product_id`, which must be unique"],
    );
}

#[test]
fn a_check_that_is_false() {
    check(
        "",
        r#"
[[upgrade]]
op = "create_check_constraint"
table = "products"
name = "products_rank_check"
expression = "rank > 5 -- high"
"#,
        &["products 1 against the check `products_rank_check`"],
    );
}

#[test]
fn a_foreign_key_to_nothing() {
    check(
        "INSERT INTO producttags VALUES (5, 1, 2), (NULL, 2, 2)",
        r#"
[[upgrade]]
op = "create_foreign_key"
table = "producttags"
name = "producttags_tag_fkey"
columns = ["tag_id", "organization_id"]
references = { table = "tags", columns = ["id", "organization_id"] }
"#,
        &["producttags 5|1 whose `tag_id`, `organization_id` refers to no row of `tags`"],
    );
    check(
        "INSERT INTO producttags VALUES (NULL, 2, 2)",
        r#"
[[upgrade]]
op = "create_foreign_key"
table = "producttags"
name = "producttags_tag_fkey"
columns = ["tag_id", "organization_id"]
references = { table = "tags", columns = ["id", "organization_id"] }
match = "full"
not_valid = true

[[upgrade]]
op = "validate_constraint"
table = "producttags"
name = "producttags_tag_fkey"
"#,
        &["producttags |2 whose `tag_id`, `organization_id` refers to no row of `tags`"],
    );
}

#[test]
fn a_row_that_refers_to_its_own_table() {
    check(
        "UPDATE products SET rank = id",
        r#"
[[upgrade]]
op = "create_foreign_key"
table = "editions"
name = "editions_mode_fkey"
columns = ["mode"]
references = { table = "editions", columns = ["id"] }

[[upgrade]]
op = "execute"
sql = "ALTER TABLE editions DROP CONSTRAINT editions_mode_fkey; UPDATE editions SET mode = 7"
down = "nothing"

[[upgrade]]
op = "create_foreign_key"
table = "editions"
name = "editions_mode_again_fkey"
columns = ["mode"]
references = { table = "editions", columns = ["id"] }
"#,
        &[
            "editions 1|7 whose `mode` refers to no row of `editions`",
            "editions 2|7 whose `mode` refers to no row of `editions`",
        ],
    );
}

#[test]
fn a_value_that_the_new_type_cannot_hold() {
    check(
        "",
        r#"
[[upgrade]]
op = "alter_column"
table = "products"
column = "slug"
set = { type = "varchar(7)" }
was = { type = "varchar(255)" }
"#,
        &[
            "products 1 with a value in `slug` that `varchar(7)` would change or cannot hold; say how to convert it in `using`",
        ],
    );
    check(
        "UPDATE products SET rank = 40000 WHERE id = 2",
        r#"
[[upgrade]]
op = "alter_column"
table = "products"
column = "rank"
set = { type = "smallint" }
was = { type = "integer" }
"#,
        &[
            "products 2 with a value in `rank` that `smallint` would change or cannot hold; say how to convert it in `using`",
        ],
    );
}
