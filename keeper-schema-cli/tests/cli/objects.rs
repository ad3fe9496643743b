//! Views and triggers on SQLite: applied, kept through rebuilds, found again and undone.

use crate::sandbox::{Sandbox, strings};

const BASE: &str = r#"format = 1
revision = "a"

[[upgrade]]
op = "create_sequence"
sequence = "numbers"

[[upgrade]]
op = "create_table"
table = "editions"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "text" },
    { name = "title", type = "text", null = true },
]
primary_key = { name = "editions_pkey", columns = ["id"] }

[[upgrade]]
op = "create_object"
kind = "view"
name = "live"
requires = ["table:editions"]
definition = "create view if not exists live as select slug from editions; -- all"

[[upgrade]]
op = "create_object"
kind = "function"
name = "touch()"
definition = { postgres = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$" }

[[upgrade]]
op = "create_object"
kind = "trigger"
name = "touch"
table = "editions"
requires = ["function:touch()"]
definition.postgres = "CREATE TRIGGER touch BEFORE UPDATE ON editions FOR EACH ROW EXECUTE FUNCTION touch()"
definition.sqlite = """
CREATE TRIGGER touch AFTER UPDATE OF slug ON editions
BEGIN UPDATE editions SET title = 'touched' WHERE id = new.id; END"""
"#;

/// A rebuild of the table, and another view.
const CHANGED: &str = r#"format = 1
revision = "b"
down_revision = "a"

[[upgrade]]
op = "create_check_constraint"
table = "editions"
name = "editions_slug_check"
expression = "slug <> ''"

[[upgrade]]
op = "replace_object"
kind = "view"
name = "live"
definition = "CREATE VIEW live AS SELECT id, slug FROM editions"
was = "create view if not exists live as select slug from editions; -- all"
"#;

const OBJECTS: &str =
    "SELECT type || ' ' || sql FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY 1";

#[test]
fn what_was_applied_is_kept_found_again_and_undone() {
    let sandbox = Sandbox::with_files(&[("a.toml", BASE), ("b.toml", CHANGED)]);
    sandbox.done(&["upgrade", "a"]);
    let connection = sandbox.connection();
    let before = strings(&connection, OBJECTS);
    assert_eq!(before.len(), 2, "{before:?}");
    sandbox.done(&["check", "--database"]);

    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
    connection
        .execute_batch(
            "INSERT INTO editions (slug) VALUES ('one'); UPDATE editions SET slug = 'two'",
        )
        .expect("the trigger runs");
    let read = "SELECT id || slug || title FROM live JOIN editions USING (id, slug)";
    assert_eq!(strings(&connection, read), ["1twotouched"]);

    sandbox.done(&["downgrade", "a"]);
    assert_eq!(strings(&connection, OBJECTS), before);
    sandbox.done(&["downgrade", "base"]);
    assert!(strings(&connection, OBJECTS).is_empty());
}

#[test]
fn what_was_changed_by_hand_is_told_and_mended() {
    for (change, told) in [
        (
            "DROP VIEW live; CREATE VIEW live AS SELECT title FROM editions",
            "view `live` is another in the revision than in the database",
        ),
        (
            "DROP TRIGGER touch",
            "trigger `touch on editions` is in the revision but not in the database",
        ),
    ] {
        let sandbox = Sandbox::with_files(&[("a.toml", BASE)]);
        sandbox.done(&["upgrade"]);
        let connection = sandbox.connection();
        let before = strings(&connection, OBJECTS);
        connection.execute_batch(change).expect("the SQL runs");
        let outcome = sandbox.call(&["check", "--database"]);
        assert_eq!(outcome.status, 1, "{change}: {outcome:?}");
        assert!(outcome.stderr.contains(told), "{change}: {outcome:?}");
        let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
        connection.execute_batch(&sql).expect("the SQL runs");
        assert_eq!(strings(&connection, OBJECTS), before, "{change}");
        sandbox.done(&["check", "--database"]);
    }
}

#[test]
fn what_sqlite_does_not_have_is_refused_by_name() {
    let function = BASE.replace(
        "{ postgres = \"CREATE FUNCTION",
        "{ sqlite = \"CREATE FUNCTION",
    );
    let sandbox = Sandbox::with_files(&[("a.toml", &function)]);
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    let told = "`touch()`: SQLite has no function";
    assert!(outcome.stderr.contains(told), "{outcome:?}");
}

#[test]
fn a_rename_under_a_view_is_refused_with_the_way_out() {
    let rename = r#"format = 1
revision = "b"
down_revision = "a"

[[upgrade]]
op = "rename_column"
table = "editions"
column = "slug"
to = "name"
"#;
    let sandbox = Sandbox::with_files(&[("a.toml", BASE), ("b.toml", rename)]);
    let outcome = sandbox.call(&["upgrade"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    for told in [
        "the old name of column `editions.slug` is still in view `live` and trigger `touch` of `editions`",
        "`drop_object`",
    ] {
        assert!(outcome.stderr.contains(told), "{outcome:?}");
    }
}
