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
