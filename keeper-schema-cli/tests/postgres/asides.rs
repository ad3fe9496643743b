//! What PostgreSQL is told beside the schema: `diff` and `inspect` carry it, or say that they
//! do not.

use keeper_schema_testing::{Cluster, Database};

use crate::sandbox::{Outcome, Sandbox};

/// Partitioned below partitions, inherited, told, commented: all that is carried.
const EVERYTHING: &str = "
    CREATE TABLE events (id bigint, day date NOT NULL, note text, PRIMARY KEY (id, day))
        PARTITION BY RANGE (day);
    CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2020-01-01')
        PARTITION BY HASH (id);
    CREATE TABLE events_a PARTITION OF events_old FOR VALUES WITH (MODULUS 1, REMAINDER 0);
    CREATE TABLE events_rest PARTITION OF events DEFAULT;
    CREATE INDEX ON events (note);
    CREATE TABLE a_child (id int, extra text);
    CREATE TABLE parent (id int);
    ALTER TABLE a_child INHERIT parent;
    CREATE TABLE told (id int PRIMARY KEY, a int, b int) WITH (fillfactor = 70);
    ALTER TABLE told ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL;
    CREATE STATISTICS told_ab ON a, b FROM told;
    CREATE RULE quiet AS ON DELETE TO told DO INSTEAD NOTHING;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    CREATE TRIGGER t BEFORE INSERT ON told FOR EACH ROW EXECUTE FUNCTION f();
    ALTER TABLE told DISABLE TRIGGER t;
    CREATE VIEW v AS SELECT id, a FROM told;
    CREATE SEQUENCE s;
    CREATE SCHEMA shop;
    COMMENT ON VIEW v IS 'it''s \\ a view';
    COMMENT ON COLUMN v.a IS 'a column of a view';
    COMMENT ON SEQUENCE s IS 'numbers';
    COMMENT ON FUNCTION f() IS 'does nothing';
    COMMENT ON TRIGGER t ON told IS 'is off';
    COMMENT ON SCHEMA shop IS 'sells'";

/// What the catalog says of it, by other queries than ours.
const FACTS: &str = "
    SELECT concat_ws(' ', relname, relkind, reloptions, relrowsecurity, relforcerowsecurity,
        relreplident, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid),
        (SELECT string_agg(inhparent::regclass::text, ',') FROM pg_inherits WHERE inhrelid = c.oid))
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
    UNION ALL SELECT concat(tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite
        WHERE ev_class::regclass::text IN ('told', 'v')
    UNION ALL SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
    UNION ALL SELECT concat(classoid::regclass, description) FROM pg_description
        WHERE objoid >= 16384
    ORDER BY 1";

fn facts(database: &Database) -> String {
    database.run(FACTS).join("\n")
}

fn databases(old: &str, new: &str) -> (Database, Database) {
    let (from, to) = (Cluster::shared().database(), Cluster::shared().database());
    from.run(old);
    to.run(new);
    (from, to)
}

fn diff(sandbox: &Sandbox, from: &Database, to: &Database) -> Outcome {
    sandbox.done(&["diff", from.url(), to.url(), "--sql"])
}

/// Runs what is printed on the first of two databases: it is as the second then.
fn becomes(old: &str, new: &str) {
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = databases(old, new);
    let outcome = diff(&sandbox, &from, &to);
    from.run(&outcome.stdout);
    assert_eq!(facts(&from), facts(&to));
    assert_eq!(diff(&sandbox, &from, &to).stdout, "");
}

#[test]
fn all_that_is_new_is_made() {
    becomes("", EVERYTHING);
}

#[test]
fn all_that_is_gone_goes() {
    becomes(EVERYTHING, "");
}

#[test]
fn what_is_told_is_taken_back() {
    let plain =
        "CREATE TABLE told (id int PRIMARY KEY, a int); CREATE VIEW v AS SELECT a FROM told";
    let told = format!(
        "{plain}; ALTER TABLE told SET (fillfactor = 70), REPLICA IDENTITY NOTHING;
         CREATE RULE quiet AS ON DELETE TO told DO INSTEAD NOTHING;
         COMMENT ON VIEW v IS 'one'"
    );
    becomes(&told, plain);
    let otherwise = told.replace("70", "80").replace("'one'", "'two'");
    becomes(&told, &otherwise);
}

#[test]
fn a_new_partition_of_a_table_that_is_there() {
    let parent = "CREATE TABLE events (day date) PARTITION BY RANGE (day)";
    let partition =
        "CREATE TABLE e PARTITION OF events FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)";
    becomes(parent, &format!("{parent}; {partition}"));
}

#[test]
fn a_partition_in_place_of_a_table() {
    let parent = "CREATE TABLE events (day date) PARTITION BY RANGE (day)";
    becomes(
        &format!("{parent}; CREATE TABLE e (day date)"),
        &format!("{parent}; CREATE TABLE e PARTITION OF events DEFAULT"),
    );
}

/// What cannot be brought about changes nothing, and is said.
fn is_left(old: &str, new: &str, warning: &str) {
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = databases(old, new);
    let outcome = diff(&sandbox, &from, &to);
    assert_eq!(outcome.stdout, "");
    assert_eq!(outcome.stderr, format!("warning: {warning}\n"));
}

#[test]
fn a_partition_that_is_gone_keeps_its_rows() {
    let parent = "CREATE TABLE events (day date) PARTITION BY RANGE (day)";
    is_left(
        &format!("{parent}; CREATE TABLE e PARTITION OF events DEFAULT"),
        parent,
        "partition public.e is in the first database alone, and is left there",
    );
}

#[test]
fn a_table_that_is_there_is_not_divided() {
    is_left(
        "CREATE TABLE events (day date)",
        "CREATE TABLE events (day date) PARTITION BY RANGE (day)",
        "partition key of public.events is to be `PARTITION BY RANGE (day)`, which no statement \
         gives to a table that is there",
    );
}

#[test]
fn what_a_view_was_told_comes_back_with_it() {
    let database = |length: u32| {
        format!(
            "CREATE TABLE t (id int, a varchar({length}));
             CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;
             CREATE MATERIALIZED VIEW m AS SELECT a FROM w; CREATE INDEX m_a ON m (a);
             COMMENT ON VIEW v IS 'v'; COMMENT ON COLUMN w.a IS 'a'; COMMENT ON INDEX m_a IS 'i';
             CREATE RULE quiet AS ON INSERT TO v DO INSTEAD NOTHING;
             ALTER VIEW v ALTER COLUMN a SET DEFAULT 'x';
             GRANT SELECT ON m, v TO PUBLIC"
        )
    };
    let privileges =
        "SELECT concat(relname, relacl::text) FROM pg_class WHERE relname IN ('m', 'v')
        ORDER BY 1";
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = databases(&database(10), &database(20));
    from.run(&diff(&sandbox, &from, &to).stdout);
    assert_eq!(facts(&from), facts(&to));
    assert_eq!(from.run(privileges), to.run(privileges));
    assert_eq!(diff(&sandbox, &from, &to).stdout, "");
}

#[test]
fn a_divided_table_is_divided_in_operations_too() {
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = databases(
        "",
        "CREATE TABLE events (day date) PARTITION BY RANGE (day)",
    );
    let outcome = sandbox.done(&["diff", from.url(), to.url()]);
    assert!(
        outcome.stdout.contains(") PARTITION BY RANGE (day)"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stdout
            .contains("op = \"create_table\", table = \"events\"")
    );
}

#[test]
fn a_partition_and_a_table_become_each_other_with_their_rows() {
    let parent = "CREATE TABLE p (id int, day int) PARTITION BY RANGE (day)";
    let partition = "CREATE TABLE x PARTITION OF p FOR VALUES FROM (0) TO (10)";
    let (table, row) = (
        "CREATE TABLE x (id int, day int)",
        "INSERT INTO x VALUES (1, 2)",
    );
    let moved = "CREATE TABLE x PARTITION OF p FOR VALUES FROM (0) TO (20)";
    let sandbox = Sandbox::with_history(&[]);
    for (old, new) in [(table, partition), (partition, table), (partition, moved)] {
        let (old, new) = (
            format!("{parent}; {old}; {row}"),
            format!("{parent}; {new}"),
        );
        let (from, to) = databases(&old, &new);
        from.run(&diff(&sandbox, &from, &to).stdout);
        assert_eq!(facts(&from), facts(&to));
        assert_eq!(from.run("SELECT id FROM x"), ["1"]);
        assert_eq!(diff(&sandbox, &from, &to).stdout, "");
    }
}

#[test]
fn what_is_inherited_changes_with_its_parent() {
    let child = "CREATE TABLE child (extra int) INHERITS (parent)";
    becomes(
        &format!("CREATE TABLE parent (id int, a text, CONSTRAINT c CHECK (id > 0)); {child}"),
        &format!("CREATE TABLE parent (id bigint, b int, CONSTRAINT c CHECK (id > 1)); {child}"),
    );
}

#[test]
fn types_come_before_tables_and_go_after_them() {
    let types = "CREATE SCHEMA shop; CREATE TYPE shop.kind AS ENUM ('a');
        CREATE DOMAIN shop.word AS text DEFAULT 'x' NOT NULL CHECK (VALUE <> '');
        CREATE TYPE shop.pair AS (a shop.kind, b shop.word[]);
        CREATE TYPE span AS RANGE (SUBTYPE = float8);
        CREATE TABLE t (w shop.word, p shop.pair, s span)";
    becomes("", types);
    becomes(types, "");
    becomes(
        types,
        &types
            .replace("'x' NOT NULL", "'y'")
            .replace("b shop.word[]", "c int"),
    );
}

#[test]
fn an_enum_loses_a_value_under_functions() {
    let database = |values: &str| {
        format!(
            "CREATE TYPE kind AS ENUM ({values});
             CREATE FUNCTION first() RETURNS kind LANGUAGE sql IMMUTABLE AS $$ SELECT 'a'::kind $$;
             CREATE FUNCTION is_ok(k kind) RETURNS bool LANGUAGE sql IMMUTABLE
                 AS $$ SELECT k::text <> 'z' $$;
             CREATE TABLE t (k kind DEFAULT first(), CHECK (is_ok(k)));
             CREATE INDEX ON t (k) WHERE is_ok(k); CREATE VIEW v AS SELECT k FROM t WHERE is_ok(k);
             COMMENT ON FUNCTION is_ok(kind) IS 'judges'"
        )
    };
    becomes(&database("'a', 'b', 'c'"), &database("'c', 'a'"));
}

#[test]
fn an_enum_stays_as_it_is_under_a_domain() {
    let sandbox = Sandbox::with_history(&[]);
    let database =
        |values: &str| format!("CREATE TYPE kind AS ENUM ({values}); CREATE DOMAIN d AS kind");
    let (from, to) = databases(&database("'a', 'b'"), &database("'a'"));
    let outcome = diff(&sandbox, &from, &to);
    assert_eq!(outcome.stdout, "");
    expect_test::expect![[r#"
        warning: enum `kind` keeps its old values and their order: type public.d cannot change with it
    "#]]
    .assert_eq(&outcome.stderr);
}

#[test]
fn inspect_builds_it_all() {
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = databases(EVERYTHING, "");
    let sql = sandbox.done(&["inspect", from.url(), "--sql"]);
    assert_eq!(sql.stderr, "");
    to.run(&sql.stdout);
    assert_eq!(facts(&from), facts(&to));
}

#[test]
fn inspect_names_what_it_leaves_out() {
    let sandbox = Sandbox::with_history(&[]);
    let database = Cluster::shared().database();
    database.run(
        "CREATE TABLE t (id int); GRANT SELECT ON t TO PUBLIC; CREATE TYPE pair AS (a int, b int);
         CREATE PUBLICATION all_of_it; COMMENT ON SCHEMA public IS 'x';
         CREATE DOMAIN word AS text; CREATE SEQUENCE s; COMMENT ON SEQUENCE s IS 'numbers'",
    );
    let outcome = sandbox.done(&["inspect", database.url()]);
    expect_test::expect![[r#"
        note: publication all_of_it can be in no schema, and is left out
        note: the privileges of 1 relations can be in no schema, and is left out
        note: type public.pair can be in no schema, and is left out (`--sql` has it)
        note: type public.pair, attribute a can be in no schema, and is left out (`--sql` has it)
        note: type public.pair, attribute b can be in no schema, and is left out (`--sql` has it)
        note: domain public.word can be in no schema, and is left out (`--sql` has it)
        note: comment on SCHEMA public can be in no schema, and is left out (`--sql` has it)
        note: comment on SEQUENCE public.s can be in no schema, and is left out (`--sql` has it)
    "#]]
    .assert_eq(&outcome.stderr);
}
