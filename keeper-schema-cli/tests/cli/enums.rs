//! Enums on SQLite: values are renamed and taken away in real rows, and come back.

use crate::sandbox::{Sandbox, strings};

const BASE: &str = r#"format = 1
revision = "a"

[[upgrade]]
op = "create_enum"
enum = "kind"
values = ["main", "it's", "draft"]

[[upgrade]]
op = "create_table"
table = "editions"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "kind", type = "enum:kind", default = "draft" },
]
primary_key = { name = "editions_pkey", columns = ["id"] }
"#;

const RENAMES: &str = r#"format = 1
revision = "b"
down_revision = "a"

[[upgrade]]
op = "rename_enum_value"
enum = "kind"
value = "it's"
to = "release"
"#;

const REPLACES: &str = r#"format = 1
revision = "c"
down_revision = "b"

[[upgrade]]
op = "replace_enum"
enum = "kind"
values = ["release"]
was = ["main", "release", "draft"]
map = { draft = "release" }
"#;

/// A database at the base with rows of these kinds.
fn sandbox(kinds: &[&str]) -> Sandbox {
    let files = [("a.toml", BASE), ("b.toml", RENAMES), ("c.toml", REPLACES)];
    let sandbox = Sandbox::with_files(&files);
    sandbox.done(&["upgrade", "a"]);
    let connection = sandbox.connection();
    for kind in kinds {
        let inserted = connection.execute("INSERT INTO editions (kind) VALUES (?1)", [kind]);
        inserted.expect("the row fits");
    }
    sandbox
}

fn kinds(sandbox: &Sandbox) -> Vec<String> {
    strings(
        &sandbox.connection(),
        "SELECT kind FROM editions ORDER BY id",
    )
}

fn default(sandbox: &Sandbox) -> Vec<String> {
    let query = "SELECT dflt_value FROM pragma_table_info('editions') WHERE name = 'kind'";
    strings(&sandbox.connection(), query)
}

#[test]
fn values_are_renamed_in_rows_and_back() {
    let sandbox = sandbox(&["main", "it's", "draft"]);
    sandbox.done(&["upgrade", "b"]);
    assert_eq!(kinds(&sandbox), ["main", "release", "draft"]);
    sandbox.done(&["downgrade", "a"]);
    assert_eq!(kinds(&sandbox), ["main", "it's", "draft"]);
}

#[test]
fn a_value_that_goes_becomes_what_the_map_says() {
    let sandbox = sandbox(&["it's", "draft"]);
    sandbox.done(&["upgrade"]);
    assert_eq!(kinds(&sandbox), ["release", "release"]);
    assert_eq!(default(&sandbox), ["'release'"]);
    sandbox.done(&["downgrade", "b"]);
    assert_eq!(default(&sandbox), ["'draft'"]);
}

#[test]
fn a_row_with_a_value_that_goes_stops_the_upgrade() {
    let sandbox = sandbox(&["it's", "main", "draft"]);
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{}", outcome.stderr);
    let said = "with a value in `kind` that `enum:kind` no longer has";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("id 2"), "{}", outcome.stderr);
    assert_eq!(kinds(&sandbox), ["it's", "main", "draft"]);
}

#[test]
fn a_plan_says_what_is_lost() {
    let sandbox = sandbox(&[]);
    let plan = sandbox.done(&["upgrade", "--plan"]).stdout;
    let loses = "(loses rows that hold \"main\" of `kind`, which do not fit: `map` does not say what becomes of them)";
    assert!(plan.contains(loses), "{plan}");
}
