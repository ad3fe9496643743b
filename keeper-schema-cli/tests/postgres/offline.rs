//! The script for psql, cut off in the middle, and what `upgrade` makes of that.

use crate::sandbox::Sandbox;

const HISTORY: [(&str, &str); 4] = [
    (
        "000000000001",
        r#"
[[upgrade]]
op = "create_enum"
enum = "kind"
values = ["main", "draft"]
[[upgrade]]
op = "create_table"
table = "books"
columns = [{ name = "title", type = "text" }, { name = "kind", type = "enum:kind" }]
[[upgrade]]
op = "execute"
sql = { postgres = "INSERT INTO books VALUES ('One', 'main'), ('It''s', 'draft')", sqlite = "SELECT 1" }
down = "nothing"
"#,
    ),
    (
        "000000000002",
        r#"
[[upgrade]]
op = "add_column"
table = "books"
column = { name = "pages", type = "integer", default = 7 }
[[upgrade]]
op = "create_index"
table = "books"
name = "books_title_idx"
keys = ["title", "kind"]
unique = true
include = ["pages"]
where = "pages > 0"
concurrently = true
[[upgrade]]
op = "execute"
sql = "UPDATE books SET pages = pages + 1"
down = "nothing"
"#,
    ),
    (
        "000000000003",
        r#"
[[upgrade]]
op = "add_enum_value"
enum = "kind"
value = "release"
before = "draft"
[[upgrade]]
op = "execute"
sql = "INSERT INTO books VALUES ('Three', 'release', 1)"
down = "nothing"
"#,
    ),
    (
        "000000000004",
        r#"
[[upgrade]]
op = "execute"
sql = [
    "CREATE TABLE sales (year integer) PARTITION BY LIST (year)",
    "CREATE TABLE sales_2020 PARTITION OF sales FOR VALUES IN (2020)",
    "ALTER TABLE sales DETACH PARTITION sales_2020 CONCURRENTLY",
]
down = "DROP TABLE sales_2020, sales"
"#,
    ),
];

/// The script up to where statements end, and up to each word of those that no transaction
/// holds: psql runs what it has at the end of its input, with a semicolon or without.
fn beginnings(script: &str) -> Vec<&str> {
    let mut beginnings = Vec::new();
    let mut end = 0;
    for line in script.split_inclusive('\n') {
        if ["CONCURRENTLY", "ADD VALUE", "FINALIZE"]
            .iter()
            .any(|it| line.contains(it))
        {
            let spaces = line.match_indices(' ').map(|(space, _)| end + space);
            beginnings.extend(spaces.map(|end| &script[..end]));
        }
        end += line.len();
        if line.ends_with(";\n") || line.ends_with("gset\n") || line.ends_with("gexec\n") {
            beginnings.push(&script[..end]);
        }
    }
    beginnings
}

/// What there is, with the rows and the bookkeeping.
fn state(sandbox: &Sandbox) -> Vec<String> {
    let mut state = sandbox.declared();
    state.extend(sandbox.database.run(
        "SELECT * FROM books ORDER BY title;
         SELECT enumlabel FROM pg_enum ORDER BY enumsortorder;
         SELECT revision, seq, kind, checksum FROM keeper_revisions ORDER BY seq;
         SELECT * FROM keeper_steps",
    ));
    state
}

#[test]
fn an_upgrade_goes_on_with_what_was_cut_off() {
    let sandbox = Sandbox::with_history(&HISTORY);
    sandbox.done(&["upgrade"]);
    let expected = state(&sandbox);
    let script = sandbox
        .done(&["upgrade", "--sql", "--dialect", "postgres"])
        .stdout;
    let mut cuts = 0;
    for beginning in beginnings(&script) {
        let anew = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;";
        sandbox.database.psql(&format!("{anew}\n{beginning}"));
        let rest = sandbox.call(&["upgrade"]);
        assert_eq!(rest.status, 0, "{rest:?}\n--- after ---\n{beginning}");
        assert_eq!(state(&sandbox), expected, "after\n{beginning}");
        cuts += 1;
    }
    assert!(cuts > 60, "cut {cuts} times");
}
