//! What the guard says of rows in revisions.

use crate::package::{MANIFEST, package, said};

const SHELF: &str = r#"
//- migrations/000000000001_tag.toml
format = 1
revision = "000000000001"
message = "Tag"
[[upgrade]]
op = "create_table"
table = "tag"
columns = [{ name = "id", type = "integer", identity = "serial" }, { name = "size", type = "integer", null = true }]
primary_key = { name = "tag_pkey", columns = ["id"] }
//- migrations/000000000002_rows.toml
format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "Rows"
[[upgrade]]
op = "#;

/// What the guard says of a package for both databases with this operation in its history.
fn check(operation: &str, expected: &str) {
    let folder = package(&format!(
        "use keeper_schema::Model;\n#[derive(Model)]\npub struct Tag {{\n    \
         #[keeper(primary_key)]\n    pub id: i32,\n    pub size: Option<i32>,\n}}\n\
         //- Cargo.toml\n{MANIFEST}[package.metadata.keeper-schema]\n\
         dialects = [\"sqlite\", \"postgres\"]{SHELF}{operation}\n"
    ));
    assert_eq!(said(folder.path()), expected);
}

const INSERT: &str = "\"bulk_insert\"\ntable = \"tag\"\nrows = [{ id = 1, size = 2 }]\n";
const FILL: &str = "\"backfill\"\ntable = \"tag\"\nwhere = \"size IS NULL\"\n";

#[test]
fn rows_are_no_change_of_the_schema() {
    check(INSERT, "");
    check(
        &format!("{FILL}set = {{ size = \"0\" }}\ndown = \"nothing\""),
        "",
    );
}

#[test]
fn mistakes_are_told_at_their_place() {
    let place = "migrations/000000000002_rows.toml:6:6";
    check(
        &INSERT.replace("size = 2", "sise = 2"),
        &format!(
            "{place} revision `000000000002` cannot apply: table `tag` has no column `sise`, did you mean `size`?"
        ),
    );
    check(
        &INSERT.replace("size = 2", "size = \"2\""),
        &format!(
            "{place} revision `000000000002` cannot apply: row 1: `tag.size` is `integer` and takes a whole number from -2147483648 to 2147483647"
        ),
    );
}

const COPY: &str = "\"copy_column\"\ntable = \"tag\"\ncolumn = \"id\"\nto = \"size\"\n";
const RENAME: &str =
    "\"rename_values\"\ntable = \"tag\"\ncolumn = \"size\"\nvalues = { 1 = 2, 2 = 1 }\n";

#[test]
fn what_is_short_for_a_backfill_is_checked() {
    check(COPY, "");
    check(RENAME, "");
    let one_way = RENAME.replace("2 = 1", "2 = 3");
    check(&format!("{one_way}down = \"nothing\"\n"), "");
    let limited = format!("{RENAME}where = \"id > 1\"\n");
    let takes = "which is `integer` and takes a whole number from -2147483648 to 2147483647";
    let undone = "nothing says what undoes this: rows may have held";
    let place = "migrations/000000000002_rows.toml:6:6 revision `000000000002` cannot apply:";
    for (operation, message) in [
        (
            COPY.replace("\"id\"", "\"idd\""),
            "table `tag` has no column `idd`, did you mean `id`?".to_owned(),
        ),
        (
            COPY.replace("\"size\"", "\"id\""),
            "`tag.id` is of the key that the batches go by, and cannot be filled".to_owned(),
        ),
        (
            COPY.replace("\"id\"", "\"size\""),
            "`tag.size` is copied to itself".to_owned(),
        ),
        (
            RENAME.replace("\"size\"", "\"sise\""),
            "table `tag` has no column `sise`, did you mean `size`?".to_owned(),
        ),
        (
            RENAME.replace("1 =", "one ="),
            format!("`one` is no value of `tag.size`, {takes}"),
        ),
        (
            RENAME.replace("= 1", "= \"big\""),
            format!("`big` is no value of `tag.size`, {takes}"),
        ),
        (
            RENAME.replace("2 = 1", "2 = 2"),
            "`2` is renamed to itself".to_owned(),
        ),
        (one_way, format!("{undone} `3` before")),
        (
            RENAME.replace(", 2 = 1", ", 3 = 2, 2 = 1"),
            format!("{undone} `2` before"),
        ),
        (limited, format!("{undone} `2` before")),
    ] {
        check(&operation, &format!("{place} {message}"));
    }
}

#[test]
fn columns_are_copied_that_hold_what_they_get() {
    let check = |column: &str, copy: &str, message: &str| {
        let place = "migrations/000000000002_rows.toml:10:6 revision `000000000002` cannot apply: ";
        let expected = match message {
            "" => String::new(),
            message => format!("{place}{message}"),
        };
        let added = "\"add_column\"\ntable = \"tag\"";
        let dropped = "[[upgrade]]\nop = \"drop_column\"\ntable = \"tag\"\ncolumn = \"new\"";
        check(
            &format!(
                "{added}\ncolumn = {{ name = \"new\", {column} }}\n[[upgrade]]\nop = \"copy_column\"\ntable = \"tag\"\n{copy}\n{dropped}"
            ),
            &expected,
        );
    };
    let into_size = "column = \"new\"\nto = \"size\"";
    let into_new = "column = \"size\"\nto = \"new\"";
    check("type = \"smallint\", null = true", into_size, "");
    check(
        "type = \"bigint\", null = true",
        into_size,
        "`tag.new` is `bigint` and does not fit `tag.size`, which is `integer`",
    );
    check(
        "type = \"bigint\", default = 0",
        into_new,
        "`tag.size` may be NULL, and `tag.new` takes none",
    );
    check(
        "type = \"bigint\", default = 0",
        &format!("{into_new}\nwhere = \"size > 0\""),
        "",
    );
}

#[test]
fn sql_for_one_database_is_not_enough_for_two() {
    let place = "migrations/000000000002_rows.toml:6:6 revision `000000000002` cannot";
    check(
        &format!("{FILL}set = {{ size = {{ sqlite = \"0\" }} }}\ndown = \"nothing\""),
        &format!("{place} run on PostgreSQL: the `set` of `tag.size` is not given for PostgreSQL"),
    );
    check(
        &format!("{INSERT}down = {{ postgres = \"DELETE FROM tag\" }}"),
        &format!("{place} be reverted on SQLite: the SQL of `down` is not given for SQLite"),
    );
}
