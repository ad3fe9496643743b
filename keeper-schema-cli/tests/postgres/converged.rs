//! What `diff` prints makes one database what another is, to the letter of the catalog.

use keeper_schema_testing::{Cluster, Database};

use crate::sandbox::Sandbox;

/// What the catalog says of columns, constraints, defaults, sequences and comments, by other
/// queries than ours.
const FACTS: &str = "
    SELECT concat_ws(' ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod),
        attnotnull, attislocal, attinhcount, pg_get_expr(adbin, adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND attnum > 0
    AND NOT attisdropped
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, contypid::regtype, conname,
        conislocal, coninhcount, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'table', relname,
        (SELECT string_agg(inhparent::regclass::text, ',' ORDER BY inhseqno)
         FROM pg_inherits WHERE inhrelid = c.oid))
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    UNION ALL SELECT nspname::text FROM pg_namespace WHERE oid >= 16384
        AND nspname !~ '^pg_'
    UNION ALL SELECT concat_ws(' ', 'sequence', seqrelid::regclass, seqtypid::regtype, seqstart,
        seqmin, seqmax, refobjid::regclass, attname)
    FROM pg_sequence LEFT JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i')
    LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
    UNION ALL SELECT concat_ws(' ', 'function', p.oid::regprocedure, prorettype::regtype,
        md5(pg_get_functiondef(p.oid)))
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat_ws(' ', 'view', viewname, definition) FROM pg_views
        WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', 'comment', pg_describe_object(classoid, objoid, objsubid),
        description)
    FROM pg_description WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass
    ORDER BY 1";

fn facts(database: &Database) -> String {
    database.run(FACTS).join("\n")
}

/// Runs what is printed between the two on the first, and insists that nothing is left to do.
/// Returns that database.
fn becomes(old: &str, new: &str) -> Database {
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = (Cluster::shared().database(), Cluster::shared().database());
    from.run(old);
    to.run(new);
    let call = ["diff", from.url(), to.url(), "--sql"];
    let outcome = sandbox.done(&call);
    let ran = from.psql(&outcome.stdout);
    assert_eq!(ran.status, 0, "{ran:?}\n{}", outcome.stdout);
    assert_eq!(facts(&from), facts(&to), "{}", outcome.stdout);
    assert_eq!(sandbox.done(&call).stdout, "");
    from
}

fn both_ways(one: &str, other: &str) {
    becomes(one, other);
    becomes(other, one);
}

#[test]
fn the_last_column_of_a_table() {
    both_ways("CREATE TABLE bare (id int)", "CREATE TABLE bare ()");
}

#[test]
fn objects_where_all_tables_are_in_another_schema() {
    let function = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE SEQUENCE s; CREATE SCHEMA shop;";
    both_ways(
        &format!("{function} CREATE TABLE shop.books (id int)"),
        &format!("{function} CREATE TABLE shop.books (id bigint)"),
    );
}

#[test]
fn values_in_a_list_of_a_column_with_a_length() {
    let books = "CREATE TABLE books (kind varchar(9), old boolean)";
    let kinds = "kind IN ('new', 'used')";
    both_ways(
        books,
        &format!(
            "{books}; ALTER TABLE books ADD CHECK ({kinds});
             CREATE INDEX ON books (old) WHERE {kinds};
             CREATE VIEW shown AS SELECT old FROM books WHERE {kinds};
             CREATE TABLE copies (kind varchar(9) CHECK ({kinds}))"
        ),
    );
}

#[test]
fn a_default_in_other_words() {
    let table = |defaults: [&str; 4]| {
        let [a, b, c, d] = defaults;
        format!(
            "CREATE TABLE t (a double precision DEFAULT {a}, b bigint DEFAULT {b},
                 c numeric(9, 2) DEFAULT {c}, d real DEFAULT {d})"
        )
    };
    let usual = table(["0", "2", "1.50", "'0.5'"]);
    let other = table(["0.0", "'2'", "'1.50'::double precision", "-0.5"]);
    both_ways(&usual, &other);
    both_ways("CREATE TABLE t ()", &other);
}

#[test]
fn the_type_of_a_sequence() {
    let sequences = |types: [&str; 3]| {
        let [a, b, c] = types;
        format!(
            "CREATE SEQUENCE a AS {a} MAXVALUE 100; CREATE SEQUENCE b AS {b} MAXVALUE 2147483647;
             CREATE SEQUENCE c AS {c} INCREMENT -1"
        )
    };
    let (some, others) = (
        sequences(["integer", "bigint", "bigint"]),
        sequences(["smallint", "integer", "integer"]),
    );
    both_ways(&some, &others);
    both_ways("", &some);
}

#[test]
fn a_sequence_of_a_column_that_does_not_draw_from_it() {
    let owned = |table: &str| {
        format!("CREATE TABLE {table} (id int, note text); CREATE SEQUENCE s OWNED BY {table}.id")
    };
    both_ways(&owned("a"), &owned("b"));
    both_ways(&owned("a"), "CREATE SEQUENCE s; CREATE TABLE a (note text)");
    both_ways("", &owned("a"));
}

#[test]
fn a_sequence_beyond_its_new_limits_goes_on_within_them() {
    let next = |database: &Database, sequence: &str| {
        database.run(&format!("SELECT nextval('{sequence}')"))
    };
    let low = becomes("CREATE SEQUENCE s", "CREATE SEQUENCE s MINVALUE 1000");
    assert_eq!(next(&low, "s"), ["1000"]);
    let inside = becomes(
        "CREATE SEQUENCE s; SELECT setval('s', 2000)",
        "CREATE SEQUENCE s MINVALUE 1000 START 1500",
    );
    assert_eq!(next(&inside, "s"), ["2001"]);
    let table = |limit: &str| {
        format!("CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY ({limit} CYCLE))")
    };
    let used_up = becomes(
        &format!("{}; SELECT setval('t_id_seq', 500)", table("MAXVALUE 900")),
        &table("MAXVALUE 100"),
    );
    assert_eq!(next(&used_up, "t_id_seq"), ["1"]);
    let falling = becomes(
        "CREATE SEQUENCE s INCREMENT -1",
        "CREATE SEQUENCE s INCREMENT -1 MAXVALUE -50",
    );
    assert_eq!(next(&falling, "s"), ["-50"]);
    let turned = becomes("CREATE SEQUENCE s", "CREATE SEQUENCE s INCREMENT -1");
    assert_eq!(next(&turned, "s"), ["-1"]);
}

#[test]
fn a_new_table_that_inherits() {
    let parents = "CREATE TABLE z_parent (id serial, note text DEFAULT 'a' NOT NULL, kind text,
            CHECK (note <> ''), CHECK (id > 0) NO INHERIT);
        CREATE TABLE y_parent (kind text, day date);";
    let children = "CREATE TABLE b_child (own int GENERATED BY DEFAULT AS IDENTITY, kind text)
            INHERITS (z_parent, y_parent);
        ALTER TABLE b_child ALTER note SET DEFAULT 'b', ALTER day SET NOT NULL,
            ADD UNIQUE (id, note), ADD CHECK (own > 0);
        COMMENT ON COLUMN b_child.note IS 'of its parent';
        CREATE INDEX ON b_child (day);
        CREATE TABLE a_grandchild () INHERITS (b_child);";
    becomes("", &format!("{parents} {children}"));
    becomes(parents, &format!("{parents} {children}"));
    let fewer = parents
        .replace(", day date", "")
        .replace(", kind text,", ", gone text,");
    becomes(&fewer, &format!("{parents} {children}"));
    becomes(&format!("{parents} {children}"), parents);
}

#[test]
fn a_domain_that_calls_a_function() {
    becomes(
        "",
        "CREATE FUNCTION is_code(text) RETURNS boolean LANGUAGE sql IMMUTABLE
             AS $$ SELECT $1 LIKE 'c%' $$;
         CREATE DOMAIN code AS text CHECK (is_code(VALUE));
         CREATE TABLE books (code code)",
    );
}

#[test]
fn a_function_under_defaults_and_checks_returns_another_type() {
    let database = |of: &str| {
        format!(
            "CREATE FUNCTION f() RETURNS {of} LANGUAGE sql IMMUTABLE AS 'SELECT 1';
             CREATE TABLE t (a bigint DEFAULT f(), b int DEFAULT (2 * f()) CHECK (b > f()))"
        )
    };
    both_ways(&database("int"), &database("bigint"));
}

#[test]
fn a_column_changes_its_type_under_the_body_of_a_function() {
    let database = |of: &str| {
        format!(
            "CREATE TABLE t (a {of}, b text);
             CREATE FUNCTION f() RETURNS bigint LANGUAGE sql
                 BEGIN ATOMIC SELECT max(a) FROM t; END;
             CREATE VIEW v AS SELECT f()"
        )
    };
    both_ways(&database("int"), &database("bigint"));
}

#[test]
fn a_comment_on_the_schema_that_is_always_there() {
    both_ways("", "COMMENT ON SCHEMA public IS 'books'");
    becomes(
        "COMMENT ON SCHEMA public IS NULL",
        "COMMENT ON SCHEMA public IS 'books'",
    );
}

#[test]
fn a_default_that_draws_from_a_sequence_which_goes() {
    let drawn = "CREATE TABLE a (id serial, note text); CREATE TABLE z (id serial);
        CREATE TABLE b (x int DEFAULT nextval('z_id_seq'), y int DEFAULT nextval('a_id_seq'))";
    becomes(
        drawn,
        "CREATE TABLE a (note text); CREATE TABLE b (x int, y int DEFAULT 1)",
    );
    becomes(
        drawn,
        "CREATE SEQUENCE z_id_seq; CREATE TABLE a (note text);
         CREATE TABLE b (x int DEFAULT nextval('z_id_seq'), y int)",
    );
}

#[test]
fn a_domain_and_its_function_go() {
    let (domain, function) = (
        "CREATE DOMAIN code AS text CHECK (is_code(VALUE))",
        "CREATE FUNCTION is_code(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    );
    becomes(
        &format!("{function}; {domain}; CREATE TABLE t (a code)"),
        "",
    );
}

#[test]
fn schemas_with_partitions_that_refer_to_each_other() {
    both_ways(
        "",
        "CREATE SCHEMA a; CREATE SCHEMA \"B b\";
         CREATE TABLE a.sales (id int PRIMARY KEY) PARTITION BY RANGE (id);
         CREATE TABLE \"B b\".some PARTITION OF a.sales FOR VALUES FROM (1) TO (9);
         CREATE TABLE bills (id int) PARTITION BY RANGE (id);
         CREATE TABLE old_bills PARTITION OF bills DEFAULT;
         ALTER TABLE old_bills ADD FOREIGN KEY (id) REFERENCES \"B b\".some;
         ALTER TABLE \"B b\".some ADD CHECK (id > 0)",
    );
}
