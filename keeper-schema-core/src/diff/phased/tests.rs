use std::path::Path;

use super::phased;
use crate::operation::{Operation, Replay};
use crate::revision::{read, write};

const BASE: &str = r#"
[[upgrade]]
op = "create_table"
table = "books"
columns = [
    { name = "id", type = "integer" },
    { name = "title", type = "varchar(100)" },
    { name = "pages", type = "integer", null = true },
    { name = "price", type = "integer", default = 5 },
]
primary_key = { name = "books_pkey", columns = ["id"] }
"#;

fn operations(text: &str) -> Vec<Operation> {
    let text = format!("format = 1\nrevision = \"a\"\n{text}");
    let file = read::revision(Path::new("a.toml"), &text);
    file.unwrap_or_else(|errors| panic!("{errors:?}"))
        .revision
        .upgrade
}

fn lines(operations: &[Operation]) -> String {
    let lines = operations.iter().map(|operation| {
        let text = write::operation(operation);
        let keys = text
            .lines()
            .skip(1)
            .map(|line| line.strip_prefix("op = ").unwrap_or(line).to_owned());
        let keys: Vec<String> = keys.filter(|line| !line.starts_with("table = ")).collect();
        keys.join(", ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What becomes of a change of the base: its phases, or why there are none.
fn check(change: &str, expected: &str) {
    let mut replay = Replay::default();
    replay
        .apply_all(&operations(BASE))
        .expect("the base applies");
    let found = match phased(replay.schema(), &operations(change)) {
        Ok(phased) => {
            format!("{}\n--\n{}", lines(&phased.expand), lines(&phased.contract))
        }
        Err(refused) => {
            let refused: Vec<String> = refused.iter().map(ToString::to_string).collect();
            refused.join("\n")
        }
    };
    assert_eq!(found.trim(), expected.trim());
}

fn of_books(op: &str, keys: &str) -> String {
    format!("[[upgrade]]\nop = \"{op}\"\ntable = \"books\"\n{keys}\n")
}

#[test]
fn a_column_that_rows_need_is_left_out_first() {
    let null = "set = { null = true }, was = { null = false }";
    let expected = format!(
        "\"alter_column\", column = \"title\", {null}\n--\n\"drop_column\", column = \"title\""
    );
    check(&of_books("drop_column", "column = \"title\""), &expected);
    check(
        &of_books("drop_column", "column = \"pages\""),
        "--\n\"drop_column\", column = \"pages\"",
    );
    check(
        &of_books("drop_column", "column = \"price\""),
        "--\n\"drop_column\", column = \"price\"",
    );
}

#[test]
fn a_column_without_null_is_filled_twice() {
    let change = of_books(
        "add_column",
        "column = { name = \"slug\", type = \"text\" }\nbackfill = \"lower(title)\"",
    );
    check(
        &change,
        r#"
"add_column", column = { name = "slug", type = "text", null = true }
"backfill", set = { slug = "lower(title)" }, where = "\"slug\" IS NULL"
--
"execute", sql = "UPDATE \"books\" SET \"slug\" = lower(title) WHERE \"slug\" IS NULL", down = "nothing"
"alter_column", column = "slug", set = { null = false }, was = { null = true }
"#,
    );
}

#[test]
fn a_column_that_old_code_can_leave_out_needs_one_phase() {
    let column = |keys: &str| {
        of_books(
            "add_column",
            &format!("column = {{ name = \"a\", type = \"integer\", {keys} }}"),
        )
    };
    for keys in ["null = true", "default = 1"] {
        check(
            &column(keys),
            &format!("\"add_column\", column = {{ name = \"a\", type = \"integer\", {keys} }}\n--"),
        );
    }
}

#[test]
fn an_alteration_falls_apart() {
    check(
        &of_books(
            "alter_column",
            "column = \"title\"\nset = { type = \"text\", null = true }\nwas = { type = \"varchar(100)\", null = false }",
        ),
        "\"alter_column\", column = \"title\", set = { type = \"text\", null = true }, was = { type = \"varchar(100)\", null = false }\n--",
    );
    check(
        &of_books(
            "alter_column",
            "column = \"price\"\nset = { null = true }\ndrop = [\"default\"]\nwas = { null = false, default = 5 }",
        ),
        "\"alter_column\", column = \"price\", set = { null = true }, was = { null = false }\n--\n\
         \"alter_column\", column = \"price\", drop = [\"default\"], was = { default = 5 }",
    );
}

#[test]
fn what_refuses_rows_waits_unless_only_new_code_writes_them() {
    let unique = "\"create_unique_constraint\", name = \"u\", columns = [\"title\"]";
    check(
        &of_books(
            "create_unique_constraint",
            "name = \"u\"\ncolumns = [\"title\"]",
        ),
        &format!("--\n{unique}"),
    );
    let added = of_books(
        "add_column",
        "column = { name = \"next\", type = \"integer\", null = true }",
    );
    let key = of_books(
        "create_foreign_key",
        "name = \"f\"\ncolumns = [\"next\"]\nreferences = { table = \"books\", columns = [\"id\"] }",
    );
    let references = "references = { table = \"books\", columns = [\"id\"] }";
    check(
        &(added + &key),
        &format!(
            "\"add_column\", column = {{ name = \"next\", type = \"integer\", null = true }}\n\
             \"create_foreign_key\", name = \"f\", columns = [\"next\"], {references}\n--"
        ),
    );
}

#[test]
fn what_has_no_phases_is_told() {
    check(
        &of_books("rename_column", "column = \"title\"\nto = \"name\""),
        "`rename_column books.title to name` has no phases: old code uses the old name while new code uses the new one",
    );
    check(
        &of_books(
            "alter_column",
            "column = \"pages\"\nset = { type = \"bigint\" }\nwas = { type = \"integer\" }",
        ),
        "`alter_column books.pages type = bigint (was integer)` has no phases: old code reads and writes the old type while new code has the new one",
    );
    let dropped = of_books("drop_column", "column = \"pages\"");
    let added = of_books(
        "add_column",
        "column = { name = \"pages\", type = \"text\", null = true }",
    );
    check(
        &(dropped + &added),
        "`add_column books.pages text null` has no phases: new code needs it at once, and it must wait for old code: table `books` already has a column `pages`",
    );
}
