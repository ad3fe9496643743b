//! What a database of the package cannot run, in a history that forks.

use crate::package::{MANIFEST, package, said};

/// A table, and two revisions on it that a third joins.
const FORK: &str = r#"
//- migrations/000000000001_tag.toml
format = 1
revision = "000000000001"
message = "Tag"
[[upgrade]]
op = "create_table"
table = "tag"
columns = [{ name = "id", type = "integer", identity = "serial" }]
primary_key = { name = "tag_pkey", columns = ["id"] }
//- migrations/000000000002_left.toml
format = 1
revision = "000000000002"
down_revision = "000000000001"
message = "Left"
[[upgrade]]
op = "add_column"
table = "tag"
column = { name = "more", type = "text", null = true }
[[downgrade]]
op = "execute"
sql = "DELETE FROM tag"
down = "irreversible"
[[downgrade]]
op = "drop_column"
table = "tag"
column = "more"
//- migrations/000000000003_right.toml
format = 1
revision = "000000000003"
down_revision = "000000000001"
message = "Right"
[[upgrade]]
op = "execute"
sql = "DELETE FROM tag"
down = "nothing"
//- migrations/000000000004_join.toml
format = 1
revision = "000000000004"
down_revision = ["000000000002", "000000000003"]
message = "Join"
"#;

/// What the guard says of the fork with other SQL at each of its sides.
fn check(dialects: &str, left: &str, right: &str, expected: &str) {
    let (before, after) = FORK.split_once("000000000003_right").expect("it is there");
    let sql = "sql = \"DELETE FROM tag\"";
    let fork = format!(
        "{}000000000003_right{}",
        before.replace(sql, left),
        after.replace(sql, right)
    );
    let folder = package(&format!(
        "use keeper_schema::Model;\n#[derive(Model)]\npub struct Tag {{\n    \
         #[keeper(primary_key)]\n    pub id: i32,\n    pub more: Option<String>,\n}}\n\
         //- Cargo.toml\n{MANIFEST}[package.metadata.keeper-schema]\ndialects = {dialects}{fork}"
    ));
    assert_eq!(said(folder.path()), expected);
}

const BOTH: &str = "[\"sqlite\", \"postgres\"]";
const COMMON: &str = "sql = \"SELECT 1\"";
const FOR_SQLITE: &str = "sql = { sqlite = \"DELETE FROM tag\" }";
const FOR_POSTGRES: &str = "sql = { postgres = \"DELETE FROM tag\" }";

#[test]
fn what_is_for_all_is_right() {
    check(BOTH, COMMON, COMMON, "");
}

#[test]
fn each_side_is_told_once() {
    let left = "migrations/000000000002_left.toml:10:6 revision `000000000002` cannot run on";
    let right = "migrations/000000000003_right.toml:6:6 revision `000000000003` cannot run on";
    let lacks = |database: &str| {
        format!("{database}: the `sql` of an `execute` is not given for {database}")
    };
    let (sqlite, postgres) = (lacks("SQLite"), lacks("PostgreSQL"));
    check(BOTH, FOR_SQLITE, COMMON, &format!("{left} {postgres}"));
    check(BOTH, COMMON, FOR_POSTGRES, &format!("{right} {sqlite}"));
    check(
        BOTH,
        FOR_SQLITE,
        FOR_POSTGRES,
        &format!("{right} {sqlite}\n{left} {postgres}"),
    );
}

#[test]
fn what_the_package_is_not_for_is_not_asked() {
    check("[\"sqlite\"]", FOR_SQLITE, FOR_SQLITE, "");
    check("[\"postgres\"]", FOR_POSTGRES, FOR_POSTGRES, "");
}
