//! Names that SQL or a terminal could misread, through all that happens to a name.

use crate::support::{Database, history};

/// Names that must come through as they are. TOML is given them as literal strings.
fn hostile() -> Vec<String> {
    let mut names: Vec<String> = [
        "a \"b\"",
        "x\"; DROP TABLE \"keeper_revisions\"; --",
        "semi;colon",
        "$$dollar$$",
        "back\\slash",
        "[brackets]",
        "`ticks`",
        "größe",
        "名前",
        "select",
        "TABLE",
        "rowid",
        "-- comment",
        "/* comment */",
        "per%cent_",
        "?1",
        ".dot",
        "new",
        "old",
        " space ",
    ]
    .map(str::to_owned)
    .into();
    // Longer ones are refused when history is read.
    names.push("long".repeat(15));
    names
}

/// A TOML string.
fn toml(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[test]
fn as_tables_columns_constraints_and_indexes() {
    for name in hostile() {
        let (n, p, c, k, i, r, s) = (
            toml(&name),
            toml(&format!("{name}.p")),
            toml(&format!("{name}.c")),
            toml(&format!("{name}.k")),
            toml(&format!("{name}.i")),
            toml(&format!("{name}.r")),
            toml(&format!("{name}.s")),
        );
        let i2 = toml(&format!("{name}.i2"));
        let create = format!(
            r#"
op = "create_table"
table = {n}
columns = [
    {{ name = "id", type = "integer", identity = "serial", sqlite = {{ autoincrement = true }} }},
    {{ name = {c}, type = "text", null = true, default = {n}, comment = {n} }},
]
primary_key = {{ name = {p}, columns = ["id"] }}
unique = [{{ name = {k}, columns = [{c}] }}]
comment = {n}

op = "create_index"
table = {n}
name = {i}
keys = [{c}]

op = "create_table"
table = "children"
columns = [{{ name = {c}, type = "text", null = true }}]
foreign_keys = [{{ name = {n}, columns = [{c}], references = {{ table = {n}, columns = [{c}] }} }}]
"#
        );
        let rebuild = format!(
            "op = \"alter_column\"\ntable = {n}\ncolumn = {c}\nset = {{ default = {r} }}\nwas = {{ default = {n} }}"
        );
        let rename = format!(
            r#"
op = "rename_column"
table = {n}
column = {c}
to = {s}

op = "rename_table"
table = {n}
to = {r}

op = "rename_index"
table = {r}
name = {i}
to = {i2}
"#
        );
        let drop = format!(
            "op = \"drop_table\"\ntable = \"children\"\n\nop = \"drop_table\"\ntable = {r}"
        );
        let history = history(&[&create, &rebuild, &rename, &rebuild_renamed(&r, &s), &drop]);
        let database = Database::at(&history, "r1", "");
        let (table, column) = (quoted(&name), quoted(&format!("{name}.c")));
        database.run(&format!(
            "INSERT INTO {table} DEFAULT VALUES; INSERT INTO {table} ({column}) VALUES ('x'); INSERT INTO children VALUES ('x');
             CREATE TRIGGER t AFTER INSERT ON {table} BEGIN SELECT new.{column}; END"
        ));
        database
            .upgrade_to(&history, "r4")
            .unwrap_or_else(|error| panic!("{error} for {name}"));
        let renamed = quoted(&format!("{name}.r"));
        assert_eq!(
            database.rows(&format!("SELECT * FROM {renamed}")),
            format!("1|{name}\n2|x")
        );
        assert_eq!(
            database.rows("SELECT name || ' ' || seq FROM sqlite_sequence"),
            format!("{name}.r 2")
        );
        assert_eq!(
            database.rows("SELECT \"table\", \"to\" FROM pragma_foreign_key_list('children')"),
            format!("{name}.r|{name}.s")
        );
        assert_eq!(
            database.rows("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"),
            "1"
        );
        assert_eq!(database.rows("PRAGMA integrity_check"), "ok");
        database.upgrade(&history).unwrap();
        database.downgrade_to(&history, "base").unwrap();
        assert_eq!(
            database.rows("SELECT name FROM sqlite_master WHERE name NOT LIKE 'keeper%' AND name NOT LIKE 'sqlite%'"),
            ""
        );
    }
}

fn rebuild_renamed(table: &str, column: &str) -> String {
    format!(
        "op = \"alter_column\"\ntable = {table}\ncolumn = {column}\nset = {{ null = false }}\nwas = {{ null = true }}"
    )
}

#[test]
fn a_name_without_case_gets_another_case() {
    let create = r#"
        op = "create_table"
        table = "tags"
        columns = [{ name = "id", type = "integer" }, { name = "slug", type = "text" }]
        primary_key = { name = "tags_pkey", columns = ["id"] }

        op = "create_table"
        table = "children"
        columns = [{ name = "tag", type = "integer" }]
        foreign_keys = [{ name = "f", columns = ["tag"], references = { table = "tags", columns = ["id"] } }]

        op = "create_index"
        table = "tags"
        name = "ix"
        keys = ["slug"]
    "#;
    let rename = r#"
        op = "rename_table"
        table = "tags"
        to = "Tags"

        op = "rename_column"
        table = "Tags"
        column = "slug"
        to = "Slug"

        op = "rename_index"
        table = "Tags"
        name = "ix"
        to = "IX"
    "#;
    let history = history(&[create, rename]);
    let by_hand = "INSERT INTO tags VALUES (1, 'a'); CREATE VIEW v AS SELECT slug FROM tags";
    let database = Database::at(&history, "r1", by_hand);
    database.upgrade(&history).unwrap();
    assert_eq!(
        database.rows("SELECT name, tbl_name FROM sqlite_master WHERE tbl_name LIKE 'tags' ORDER BY type DESC, name"),
        "Tags|Tags\nIX|Tags"
    );
    assert_eq!(
        database.rows("SELECT group_concat(name) FROM pragma_table_info('tags')"),
        "id,Slug"
    );
    assert_eq!(
        database.rows("SELECT \"table\" FROM pragma_foreign_key_list('children')"),
        "Tags"
    );
    assert_eq!(database.rows("SELECT * FROM v"), "a");
    database.downgrade_to(&history, "r1").unwrap();
    assert_eq!(
        database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'tags'"),
        "tags"
    );
}

#[test]
fn names_are_swapped() {
    let create = r#"
        op = "create_table"
        table = "a"
        columns = [{ name = "x", type = "text" }, { name = "y", type = "text" }]

        op = "create_table"
        table = "b"
        columns = [{ name = "x", type = "text" }]
    "#;
    let swap = r#"
        op = "rename_table"
        table = "a"
        to = "c"

        op = "rename_table"
        table = "b"
        to = "a"

        op = "rename_table"
        table = "c"
        to = "b"

        op = "rename_column"
        table = "b"
        column = "x"
        to = "z"

        op = "rename_column"
        table = "b"
        column = "y"
        to = "x"

        op = "rename_column"
        table = "b"
        column = "z"
        to = "y"

        op = "create_check_constraint"
        table = "b"
        name = "b_check"
        expression = "x = 'y' AND y = 'x'"
    "#;
    let history = history(&[create, swap]);
    let database = Database::at(
        &history,
        "r1",
        "INSERT INTO a VALUES ('x', 'y'); INSERT INTO b VALUES ('b')",
    );
    database.upgrade(&history).unwrap();
    assert_eq!(database.rows("SELECT x, y FROM b"), "y|x");
    assert_eq!(database.rows("SELECT * FROM a"), "b");
    database.downgrade_to(&history, "r1").unwrap();
    assert_eq!(database.rows("SELECT x, y FROM a"), "x|y");
}

/// What refers to a table was planned under its old name, and the table itself is made
/// under the new one.
#[test]
fn made_referred_to_and_renamed_in_one_revision() {
    let create = r#"
        op = "create_table"
        table = "parents"
        columns = [{ name = "id", type = "integer" }, { name = "code", type = "integer" }]
        primary_key = { name = "parents_pkey", columns = ["id"] }
        unique = [{ name = "parents_code_key", columns = ["code"] }]

        op = "create_table"
        table = "children"
        columns = [{ name = "parent", type = "integer" }, { name = "code", type = "integer" }]
        foreign_keys = [
            { name = "f", columns = ["parent"], references = { table = "parents", columns = ["id"] } },
            { name = "g", columns = ["code"], references = { table = "parents", columns = ["code"] } },
        ]

        op = "rename_table"
        table = "parents"
        to = "elders"

        op = "rename_column"
        table = "elders"
        column = "code"
        to = "number"
    "#;
    let history = history(&[create]);
    let database = Database::at(&history, "r1", "");
    assert_eq!(
        database.rows(
            "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list('children') ORDER BY 1"
        ),
        "code|elders|number\nparent|elders|id"
    );
}

/// As above, but the column that is renamed is new in a table that was there.
#[test]
fn a_new_column_referred_to_and_renamed_in_one_revision() {
    let create = r#"
        op = "create_table"
        table = "parents"
        columns = [{ name = "id", type = "integer" }]

        op = "create_table"
        table = "children"
        columns = [{ name = "code", type = "integer" }]
    "#;
    let change = r#"
        op = "add_column"
        table = "parents"
        column = { name = "code", type = "integer", null = true }

        op = "create_unique_constraint"
        table = "parents"
        name = "parents_code_key"
        columns = ["code"]

        op = "create_foreign_key"
        table = "children"
        name = "f"
        columns = ["code"]
        references = { table = "parents", columns = ["code"] }

        op = "rename_column"
        table = "parents"
        column = "code"
        to = "number"
    "#;
    let history = history(&[create, change]);
    let database = Database::at(&history, "heads", "");
    assert_eq!(
        database
            .rows("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list('children')"),
        "code|parents|number"
    );
}
