//! Views, functions, triggers, policies, extensions and sequences: applied, found again,
//! out of the way of a change, and missed where somebody changed them by hand.

use crate::sandbox::Sandbox;

const HISTORY: &str = r#"
[[upgrade]]
op = "create_sequence"
sequence = "numbers"
start = 5
increment = 5

[[upgrade]]
op = "create_object"
kind = "extension"
name = "citext"
definition = { postgres = "CREATE EXTENSION citext" }

[[upgrade]]
op = "create_table"
table = "editions"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "varchar(10)" },
    { name = "title", type = "raw:citext", null = true },
    { name = "number", type = "bigint", default = { sql = { postgres = "nextval('numbers')", sqlite = "0" } } },
]
primary_key = { name = "editions_pkey", columns = ["id"] }

[[upgrade]]
op = "create_object"
kind = "view"
name = "live"
requires = ["table:editions"]
definition = "create view live as select id, slug from editions where number in (5, 10) -- live"

[[upgrade]]
op = "create_object"
kind = "view"
name = "of_live"
definition = "CREATE VIEW of_live AS SELECT * FROM live"

[[upgrade]]
op = "create_object"
kind = "materialized_view"
name = "counts"
definition = { postgres = "CREATE MATERIALIZED VIEW counts AS SELECT slug, count(*) FROM editions GROUP BY slug; CREATE UNIQUE INDEX counts_slug ON counts (slug);" }

[[upgrade]]
op = "create_object"
kind = "function"
name = "touch()"
definition.postgres = """
create function touch() returns trigger language plpgsql as $$
begin new.title = 'touched'; return new; end $$;"""

[[upgrade]]
op = "create_object"
kind = "trigger"
name = "editions_touch"
table = "editions"
requires = ["table:editions", "function:touch()"]
definition = { postgres = "create trigger editions_touch before update on editions for each row when (old.slug <> new.slug) execute procedure touch()" }

[[upgrade]]
op = "create_object"
kind = "policy"
name = "mine"
table = "editions"
definition = { postgres = "CREATE POLICY mine ON editions FOR SELECT USING (slug <> 'x')" }
"#;

/// Under whatever reads the column, and a view with a column more.
const CHANGED: &str = r#"
[[upgrade]]
op = "alter_column"
table = "editions"
column = "slug"
set = { type = "text" }
was = { type = "varchar(10)" }

[[upgrade]]
op = "replace_object"
kind = "view"
name = "live"
requires = ["table:editions"]
definition = "CREATE VIEW live AS SELECT number, id, slug FROM editions"
was = "create view live as select id, slug from editions where number in (5, 10) -- live"

[[upgrade]]
op = "alter_sequence"
sequence = "numbers"
start = 5
increment = 7
cycle = true
"#;

/// What there is, as the server says it.
const OBJECTS: &str = "SELECT translate(fact, E'\\n', ' ') FROM (
    SELECT 'view ' || viewname || definition FROM pg_views WHERE schemaname = 'public'
    UNION ALL SELECT 'kept ' || matviewname || definition FROM pg_matviews
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE tablename = 'counts'
    UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'touch'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'policy ' || polname || pg_get_expr(polqual, polrelid) FROM pg_policy
    UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL SELECT 'sequence ' || increment_by || cycle FROM pg_sequences WHERE sequencename = 'numbers'
) AS facts(fact) ORDER BY fact";

#[test]
fn what_was_applied_is_found_again_and_undone() {
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY), ("bbbb", CHANGED)]);
    sandbox.done(&["upgrade", "aaaa"]);
    let before = sandbox.database.run(OBJECTS);
    assert_eq!(before.len(), 9, "{before:?}");
    sandbox.done(&["check", "--database"]);
    sandbox
        .database
        .run("INSERT INTO editions (slug) VALUES ('one')");

    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);
    let changed = "UPDATE editions SET slug = 'two' RETURNING title";
    assert_eq!(sandbox.database.run(changed), ["touched"]);
    let numbers = "SELECT number FROM of_live";
    assert_eq!(sandbox.database.run(numbers), ["5"]);

    sandbox.done(&["downgrade", "aaaa"]);
    assert_eq!(sandbox.database.run(OBJECTS), before);
    sandbox.done(&["downgrade", "base"]);
    assert!(sandbox.database.run(OBJECTS).is_empty());
}

#[test]
fn what_was_changed_by_hand_is_told_and_mended() {
    for (change, told) in [
        (
            "CREATE OR REPLACE VIEW live AS SELECT id, slug FROM editions",
            "view `live` is another in the revision than in the database",
        ),
        (
            "DROP VIEW of_live",
            "view `of_live` is in the revision but not in the database",
        ),
        (
            "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN RETURN new; END $$",
            "function `touch()` is another",
        ),
        (
            "DROP TRIGGER editions_touch ON editions; CREATE TRIGGER editions_touch
             AFTER UPDATE ON editions FOR EACH ROW EXECUTE FUNCTION touch()",
            "trigger `editions_touch on editions` is another",
        ),
        (
            "ALTER POLICY mine ON editions USING (slug = 'x')",
            "policy `mine on editions` is another",
        ),
        (
            "DROP INDEX counts_slug",
            "materialized view `counts` is another",
        ),
        (
            "ALTER SEQUENCE numbers INCREMENT BY 6",
            "sequence `numbers` is another",
        ),
    ] {
        let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
        sandbox.done(&["upgrade"]);
        let before = sandbox.database.run(OBJECTS);
        sandbox.database.run(change);
        let outcome = sandbox.call(&["check", "--database"]);
        assert_eq!(outcome.status, 1, "{change}: {outcome:?}");
        assert!(outcome.stderr.contains(told), "{change}: {outcome:?}");
        let said: Vec<&str> = outcome.stderr.matches("error[KS0601]:").collect();
        assert_eq!(said.len(), 1, "{change}: {outcome:?}");
        let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
        sandbox.database.run(&sql);
        assert_eq!(sandbox.database.run(OBJECTS), before, "{change}: {sql}");
        sandbox.done(&["check", "--database"]);
    }
}

#[test]
fn what_no_revision_made_is_left_alone() {
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run(
        "CREATE VIEW other AS SELECT 1 AS one; CREATE SEQUENCE others;
         CREATE FUNCTION another() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    );
    let outcome = sandbox.done(&["check", "--database"]);
    let note = "note: view `other` is in no revision; it is left alone";
    assert!(outcome.stderr.contains(note), "{outcome:?}");
}
