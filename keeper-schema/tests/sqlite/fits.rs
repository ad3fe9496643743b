//! Rows that stand against a change: counted, named, and as they were afterwards.

use crate::support::{Database, history};

const TABLE: &str = r#"
op = "create_table"
table = "tags"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "text", null = true },
    { name = "count", type = "bigint", null = true },
]
primary_key = { name = "tags_pkey", columns = ["id"] }
"#;

/// Upgrades a table `tags` with rows of `(slug, count)`; the error without its beginning.
fn check(rows: &str, operation: &str, expected: &str) {
    let history = history(&[TABLE, operation]);
    let insert = format!("INSERT INTO tags (slug, count) VALUES {rows}");
    let database = Database::at(&history, "r1", &insert);
    let refused = database.refused(&history);
    let refused = refused.strip_prefix("upgrade of revision `r2` failed: ");
    assert_eq!(refused, Some(expected), "{operation}");
}

/// Upgrades, and shows the values of a column.
fn check_fits(rows: &str, operation: &str, column: &str, expected: &str) {
    let history = history(&[TABLE, operation]);
    let insert = format!("INSERT INTO tags (slug, count) VALUES {rows}");
    let database = Database::at(&history, "r1", &insert);
    database.upgrade(&history).unwrap();
    let values = database.rows(&format!("SELECT typeof({column}), {column} FROM tags"));
    assert_eq!(values, expected, "{operation}");
}

fn retyped(column: &str, was: &str, to: &str) -> String {
    format!(
        "op = \"alter_column\"\ntable = \"tags\"\ncolumn = \"{column}\"\nset = {{ type = \"{to}\" }}\nwas = {{ type = \"{was}\" }}"
    )
}

const NOT_NULL: &str = r#"
op = "alter_column"
table = "tags"
column = "slug"
set = { null = false }
was = { null = true }
"#;

#[test]
fn null() {
    check(
        "(NULL, 1), ('a', 2), (NULL, 3), (NULL, 4), (NULL, 5)",
        NOT_NULL,
        "4 rows of `tags` with NULL in `slug`, which must not be NULL (id 1, id 3, id 4, …)",
    );
}

#[test]
fn no_value_for_a_new_column() {
    check(
        "('a', 1)",
        r#"
        op = "add_column"
        table = "tags"
        column = { name = "title", type = "text" }
        "#,
        "1 row of `tags` without a value for the new column `title`, which must not be NULL; give it a default or a backfill (id 1)",
    );
}

#[test]
fn a_backfill_that_leaves_null() {
    check(
        "('a', 1), (NULL, 2)",
        r#"
        op = "add_column"
        table = "tags"
        column = { name = "title", type = "text" }
        backfill = "upper(slug)"
        "#,
        "1 row of `tags` with NULL in `title`, which must not be NULL (id 2)",
    );
}

#[test]
fn a_generated_column_that_is_null() {
    for stored in [true, false] {
        let operation = format!(
            "op = \"add_column\"\ntable = \"tags\"\ncolumn = {{ name = \"size\", type = \"integer\", generated = {{ expression = \"length(slug)\", stored = {stored} }} }}"
        );
        check(
            "('a', 1), (NULL, 2)",
            &operation,
            "1 row of `tags` with NULL in `size`, which must not be NULL (id 2)",
        );
    }
}

#[test]
fn duplicates() {
    let constraint = r#"
        op = "create_unique_constraint"
        table = "tags"
        name = "tags_slug_key"
        columns = ["slug"]
    "#;
    let index = r#"
        op = "create_index"
        table = "tags"
        name = "tags_slug_idx"
        keys = ["slug"]
        unique = true
    "#;
    let partial = r#"
        op = "create_index"
        table = "tags"
        name = "tags_slug_idx"
        keys = ["slug"]
        unique = true
        where = "count > 1"
    "#;
    let beside_a_rebuild = format!("{index}\n\n{}", NOT_NULL.trim());
    let rows = "('a', 1), ('b', 2), ('a', 3), ('a', 4), ('b', 5)";
    let all = "2 groups of rows of `tags` with the same `slug`, which must be unique (slug `a`, slug `b`)";
    check(rows, constraint, all);
    check(rows, index, all);
    check(rows, &beside_a_rebuild, all);
    check(
        rows,
        partial,
        "2 groups of rows of `tags` with the same `slug`, which must be unique (slug `a`, slug `b`)",
    );
    check_fits(
        "(NULL, 1), (NULL, 2)",
        constraint,
        "slug",
        "null|NULL\nnull|NULL",
    );
}

#[test]
fn duplicates_in_another_collation() {
    check(
        "('a', 1), ('A', 2)",
        r#"
        op = "alter_column"
        table = "tags"
        column = "slug"
        set = { collation = { sqlite = "NOCASE" } }

        op = "create_unique_constraint"
        table = "tags"
        name = "tags_slug_key"
        columns = ["slug"]
        "#,
        "1 group of rows of `tags` with the same `slug`, which must be unique (slug `a`)",
    );
}

#[test]
fn duplicates_of_a_default() {
    check(
        "('a', 1), ('b', 2)",
        r#"
        op = "add_column"
        table = "tags"
        column = { name = "code", type = "text", default = "none" }

        op = "create_unique_constraint"
        table = "tags"
        name = "tags_code_key"
        columns = ["code"]
        "#,
        "1 group of rows of `tags` with the same `code`, which must be unique (code `none`)",
    );
}

#[test]
fn a_check() {
    for expression in ["count > 0", "tags.count > 0 -- positive"] {
        check(
            "('a', 1), ('b', -1), ('c', NULL)",
            &format!(
                "op = \"create_check_constraint\"\ntable = \"tags\"\nname = \"tags_count_check\"\nexpression = \"{expression}\""
            ),
            "1 row of `tags` against the check `tags_count_check` (id 2)",
        );
    }
}

#[test]
fn a_length_that_is_enforced() {
    let operation = r#"
        op = "alter_column"
        table = "tags"
        column = "slug"
        set = { type = "varchar(3)", sqlite = { enforce_length = true } }
        was = { type = "text" }
        using = "trim(slug)"
    "#;
    check(
        "('abc ', 1), ('abcd', 2)",
        operation,
        "1 row of `tags` with a value in `slug` that `varchar(3)` would change or cannot hold; say how to convert it in `using` (id 2)",
    );
}

#[test]
fn a_strict_table() {
    let operation = r#"
        op = "alter_table"
        table = "tags"
        set = { sqlite = { strict = true } }
        was = { sqlite = { strict = false } }
    "#;
    check(
        "('a', 'one'), ('b', 2)",
        operation,
        "1 row of `tags` with a value in `count` that `bigint` would change or cannot hold; say how to convert it in `using` (id 1)",
    );
}

#[test]
fn values_that_a_type_would_change() {
    let refused = |column: &str, to: &str, ids: &str| {
        let rows = match ids.matches("id").count() {
            1 => "1 row".to_owned(),
            count => format!("{count} rows"),
        };
        format!(
            "{rows} of `tags` with a value in `{column}` that `{to}` would change or cannot hold; say how to convert it in `using` ({ids})"
        )
    };
    for (rows, column, was, to, ids) in [
        (
            "('1', 0), ('01', 0), ('x', 0)",
            "slug",
            "text",
            "integer",
            "id 2, id 3",
        ),
        (
            "('2147483648', 0), ('-1', 0)",
            "slug",
            "text",
            "integer",
            "id 1",
        ),
        (
            "('', 32768), ('', -32769), ('', 32767)",
            "count",
            "bigint",
            "smallint",
            "id 1, id 2",
        ),
        (
            "('', 9007199254740993), ('', 5)",
            "count",
            "bigint",
            "double",
            "id 1",
        ),
        (
            "('1.5', 0), ('1.5x', 0)",
            "slug",
            "text",
            "numeric(10,2)",
            "id 2",
        ),
        (
            "('abcd', 0), ('abc', 0)",
            "slug",
            "text",
            "varchar(3)",
            "id 1",
        ),
        (
            "('', 1), ('', 2), ('', 0)",
            "count",
            "bigint",
            "boolean",
            "id 2",
        ),
        ("('x', 0)", "slug", "text", "bytes", "id 1"),
        (
            "('2020', 0), ('2020-01-01', 0)",
            "slug",
            "text",
            "date",
            "id 1",
        ),
    ] {
        check(rows, &retyped(column, was, to), &refused(column, to, ids));
    }
}

#[test]
fn values_that_stay_the_same_in_another_type() {
    for (rows, column, was, to, expected) in [
        ("('17', 0)", "slug", "text", "integer", "integer|17"),
        ("(NULL, 0)", "slug", "text", "integer", "null|NULL"),
        (
            "('', 9007199254740993)",
            "count",
            "bigint",
            "numeric(30,2)",
            "integer|9007199254740993",
        ),
        ("('', 5)", "count", "bigint", "text", "text|5"),
        ("('', 1)", "count", "bigint", "boolean", "integer|1"),
        ("('5', 0)", "slug", "text", "json", "text|5"),
    ] {
        check_fits(rows, &retyped(column, was, to), column, expected);
    }
}

#[test]
fn using_converts() {
    let operation = format!(
        "{}\nusing = \"CAST(rtrim(slug, 'x') AS INTEGER)\"",
        retyped("slug", "text", "integer")
    );
    check_fits("('12x', 0)", &operation, "slug", "integer|12");
}

#[test]
fn hostile_values_are_harmless_in_a_message() {
    check(
        "('\u{1b}[31m' || char(10) || printf('%.60c', 'x'), 1), ('\u{1b}[31m' || char(10) || printf('%.60c', 'x'), 1)",
        r#"
        op = "create_unique_constraint"
        table = "tags"
        name = "tags_slug_key"
        columns = ["slug"]
        "#,
        &format!(
            "1 group of rows of `tags` with the same `slug`, which must be unique (slug `\\u{{1b}}[31m\\n{}…`)",
            "x".repeat(34)
        ),
    );
}
