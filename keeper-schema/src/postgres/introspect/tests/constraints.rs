//! Constraints and indexes.

use expect_test::expect;

use super::super::{Scope, found};
use super::{Counting, check, written};
use keeper_schema_core::schema::TableName;
use keeper_schema_testing::{Cluster, Database};

#[test]
fn keys() {
    check(
        "CREATE TABLE parents (
             a integer, b integer, c integer, d text,
             PRIMARY KEY (b, a) INCLUDE (d),
             UNIQUE NULLS NOT DISTINCT (c),
             CONSTRAINT later UNIQUE (d, c) INCLUDE (a) DEFERRABLE INITIALLY DEFERRED,
             CONSTRAINT soon UNIQUE (a, c) DEFERRABLE
         );
         CREATE TABLE children (
             x integer, y integer, z integer,
             CONSTRAINT every_word FOREIGN KEY (x, y) REFERENCES parents (b, a) MATCH FULL
                 ON DELETE SET NULL (y) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
             FOREIGN KEY (z) REFERENCES parents (c) ON DELETE RESTRICT ON UPDATE SET DEFAULT
         );
         ALTER TABLE children ADD CONSTRAINT unchecked FOREIGN KEY (z) REFERENCES parents (c)
             DEFERRABLE NOT VALID",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "parents"
            columns = [
                { name = "a", type = "integer" },
                { name = "b", type = "integer" },
                { name = "c", type = "integer", null = true },
                { name = "d", type = "text", null = true },
            ]
            primary_key = { name = "parents_pkey", columns = ["b", "a"], include = ["d"] }
            unique = [
                { name = "later", columns = ["d", "c"], include = ["a"], deferrable = "initially deferred" },
                { name = "parents_c_key", columns = ["c"], nulls_not_distinct = true },
                { name = "soon", columns = ["a", "c"], deferrable = "deferrable" },
            ]

            [[upgrade]]
            op = "create_table"
            table = "children"
            columns = [
                { name = "x", type = "integer", null = true },
                { name = "y", type = "integer", null = true },
                { name = "z", type = "integer", null = true },
            ]
            foreign_keys = [
                { name = "children_z_fkey", columns = ["z"], references = { table = "parents", columns = ["c"] }, on_update = "set default", on_delete = "restrict" },
                { name = "every_word", columns = ["x", "y"], references = { table = "parents", columns = ["b", "a"] }, match = "full", on_update = "cascade", on_delete = { action = "set null", columns = ["y"] }, deferrable = "initially deferred" },
                { name = "unchecked", columns = ["z"], references = { table = "parents", columns = ["c"] }, deferrable = "deferrable", not_valid = true },
            ]
        "#]],
    );
}

#[test]
fn checks() {
    check(
        "CREATE TABLE t (
             a integer, b integer, slug varchar(20),
             CHECK (a > 0 AND b IN (1, 2)),
             CONSTRAINT own CHECK (a < b) NO INHERIT,
             CONSTRAINT words CHECK (slug <> ') AND (')
         );
         ALTER TABLE t ADD CONSTRAINT unchecked CHECK (slug ~ '^a') NOT VALID",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "integer", null = true },
                { name = "b", type = "integer", null = true },
                { name = "slug", type = "varchar(20)", null = true },
            ]
            checks = [
                { name = "own", expression = "a < b", no_inherit = true },
                { name = "t_check", expression = "(a > 0) AND (b = ANY (ARRAY[1, 2]))" },
                { name = "unchecked", expression = "(slug)::text ~ '^a'::text", not_valid = true },
                { name = "words", expression = "(slug)::text <> ') AND ('::text" },
            ]
        "#]],
    );
}

#[test]
fn indexes() {
    check(
        r#"CREATE TABLE t (a integer, b text, c text COLLATE "C", d jsonb, e integer);
         CREATE INDEX plain ON t (a, e);
         CREATE UNIQUE INDEX uniq ON t (a DESC, e DESC NULLS LAST, b NULLS FIRST) NULLS NOT DISTINCT;
         CREATE INDEX expressions ON t (lower(b), (a + e) DESC, c);
         CREATE INDEX opclasses ON t (b text_pattern_ops, lower(b) text_pattern_ops, c text_ops);
         CREATE INDEX collations ON t (b COLLATE "C", c COLLATE "POSIX", lower(b) COLLATE "C");
         CREATE INDEX carried ON t (a) INCLUDE (b, e) WITH (fillfactor = 70) WHERE b IS NOT NULL AND e > 1;
         CREATE INDEX gin ON t USING gin (d jsonb_path_ops);
         CREATE INDEX hashed ON t USING hash (a)"#,
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "integer", null = true },
                { name = "b", type = "text", null = true },
                { name = "c", type = "text", null = true, collation = "C" },
                { name = "d", type = "jsonb", null = true },
                { name = "e", type = "integer", null = true },
            ]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "carried"
            keys = ["a"]
            where = "(b IS NOT NULL) AND (e > 1)"
            include = ["b", "e"]
            with = { fillfactor = "70" }

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "collations"
            keys = [{ column = "b", collation = "C" }, { column = "c", collation = "POSIX" }, { expression = "lower(b)", collation = "C" }]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "expressions"
            keys = [{ expression = "lower(b)" }, { expression = "a + e", order = "desc" }, "c"]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "gin"
            keys = [{ column = "d", opclass = "jsonb_path_ops" }]
            method = "gin"

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "hashed"
            keys = ["a"]
            method = "hash"

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "opclasses"
            keys = [{ column = "b", opclass = "text_pattern_ops" }, { expression = "lower(b)", opclass = "text_pattern_ops" }, "c"]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "plain"
            keys = ["a", "e"]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "uniq"
            keys = [{ column = "a", order = "desc" }, { column = "e", order = "desc", nulls = "last" }, { column = "b", nulls = "first" }]
            unique = true
            nulls_not_distinct = true
        "#]],
    );
}

#[test]
fn exclusions() {
    check(
        r#"CREATE SCHEMA "Odd one";
         CREATE FUNCTION "Odd one".same(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql
             AS 'SELECT $1 = $2';
         CREATE OPERATOR "Odd one".=== (LEFTARG = text, RIGHTARG = text,
             FUNCTION = "Odd one".same, COMMUTATOR = OPERATOR("Odd one".===));
         CREATE OPERATOR CLASS "Odd one".odd_ops FOR TYPE text USING btree AS
             OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 "Odd one".===, OPERATOR 4 >=, OPERATOR 5 >,
             FUNCTION 1 bttextcmp(text, text);
         CREATE TABLE t (
             room integer, during tsrange, name text,
             EXCLUDE USING gist (during WITH &&),
             CONSTRAINT every_word EXCLUDE USING gist
                 (int4range(room, room, '[]') WITH =, during WITH &&)
                 WHERE (room > 0) DEFERRABLE INITIALLY DEFERRED,
             CONSTRAINT keys EXCLUDE (name COLLATE "C" text_pattern_ops DESC NULLS LAST WITH =, room WITH =)
                 DEFERRABLE,
             CONSTRAINT odd EXCLUDE (name "Odd one".odd_ops WITH OPERATOR("Odd one".===))
         )"#,
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "room", type = "integer", null = true },
                { name = "during", type = "raw:tsrange", null = true },
                { name = "name", type = "text", null = true },
            ]
            exclusions = [
                { name = "every_word", elements = [{ expression = "int4range(room, room, '[]'::text)", with = "=" }, { column = "during", with = "&&" }], method = "gist", where = "room > 0", deferrable = "initially deferred" },
                { name = "keys", elements = [{ column = "name", order = "desc", nulls = "last", opclass = "text_pattern_ops", collation = "C", with = "=" }, { column = "room", with = "=" }], deferrable = "deferrable" },
                { name = "odd", elements = [{ column = "name", opclass = "\"Odd one\".odd_ops", with = "OPERATOR(\"Odd one\".===)" }] },
                { name = "t_during_excl", elements = [{ column = "during", with = "&&" }], method = "gist" },
            ]
        "#]],
    );
}

/// PostgreSQL 18 has keys `WITHOUT OVERLAPS`, which the schema knows as what they do.
#[test]
fn keys_without_overlaps() {
    let database = Cluster::shared().database();
    let constraint = match is_18(&database) {
        true => "UNIQUE (room, during WITHOUT OVERLAPS)",
        false => "EXCLUDE USING gist (room WITH =, during WITH &&)",
    };
    database.run(&format!(
        "CREATE TABLE t (room int4range, during tsrange, CONSTRAINT apart {constraint})"
    ));
    let found = found(&Counting::open(&database), &Scope::default()).unwrap();
    expect![[r#"
        [[upgrade]]
        op = "create_table"
        table = "t"
        columns = [
            { name = "room", type = "raw:int4range", null = true },
            { name = "during", type = "raw:tsrange", null = true },
        ]
        exclusions = [
            { name = "apart", elements = [{ column = "room", with = "=" }, { column = "during", with = "&&" }], method = "gist" },
        ]
    "#]]
    .assert_eq(&written(&found.schema));
}

/// PostgreSQL 18 has these, and a constraint for each `NOT NULL`.
#[test]
fn columns_computed_when_read() {
    let database = Cluster::shared().database();
    let stored = !is_18(&database);
    let kind = if stored { "STORED" } else { "VIRTUAL" };
    database.run(&format!(
        "CREATE TABLE t (a integer CONSTRAINT given NOT NULL,
             b integer NOT NULL GENERATED ALWAYS AS (a + 1) {kind})"
    ));
    let found = found(&Counting::open(&database), &Scope::default()).unwrap();
    let table = &found.schema.tables[&TableName::new("t")];
    let generated = table.columns["b"].generated.as_ref().unwrap();
    assert_eq!(generated.stored, stored);
    assert_eq!(table.constraints().count(), 0);
    assert!(table.columns.values().all(|column| !column.null));
}

fn is_18(database: &Database) -> bool {
    let version = database.run("SHOW server_version_num").remove(0);
    version.parse::<u32>().unwrap() >= 18_00_00
}

#[test]
fn what_the_schema_has_no_place_for() {
    let database = Cluster::shared().database();
    database.run(
        "CREATE TYPE mood AS ENUM ('sad', 'o''k');
         CREATE TABLE t (a integer);
         INSERT INTO t VALUES (1), (1)",
    );
    // On its own, and it fails.
    database.psql("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a);");
    let found = found(&Counting::open(&database), &Scope::default()).unwrap();
    assert_eq!(
        found.invalid_indexes,
        [(TableName::new("t"), "broken".to_owned())]
    );
    let mood = &found.schema.enums[&TableName::new("mood")];
    assert_eq!(mood.values, ["sad", "o'k"]);
    let table = found.schema.tables.into_values().next().unwrap();
    assert!(table.indexes.is_empty(), "{:?}", table.indexes);
}

#[test]
fn no_schema_to_read() {
    let database = Cluster::shared().database();
    let connection = Counting::open(&database);
    database.run("DROP SCHEMA public");
    let error = found(&connection, &Scope::default()).unwrap_err();
    assert!(
        error
            .message
            .starts_with("the `search_path` of the connection")
    );
}

/// A comment on the index of a constraint is none of the constraint.
#[test]
fn comments() {
    check(
        "CREATE TYPE kind AS ENUM ('a');
         CREATE TYPE plain AS ENUM ('a');
         CREATE TABLE t (
             a integer CONSTRAINT p PRIMARY KEY CONSTRAINT c CHECK (a > 0),
             b integer CONSTRAINT u UNIQUE CONSTRAINT f REFERENCES t (a),
             c integer CONSTRAINT bare UNIQUE,
             CONSTRAINT x EXCLUDE (b WITH =)
         );
         CREATE INDEX i ON t (b);
         CREATE INDEX loaf ON t USING brin (a int4_bloom_ops
             (n_distinct_per_range = '-0.5', false_positive_rate = 0.01));
         COMMENT ON TYPE kind IS 'a type';
         COMMENT ON CONSTRAINT p ON t IS 'a key';
         COMMENT ON CONSTRAINT c ON t IS 'a check';
         COMMENT ON CONSTRAINT u ON t IS 'no two';
         COMMENT ON CONSTRAINT f ON t IS 'another';
         COMMENT ON CONSTRAINT x ON t IS 'apart';
         COMMENT ON INDEX i IS 'an index';
         COMMENT ON INDEX bare IS 'unseen';
         COMMENT ON INDEX x IS 'unseen'",
        &Scope::default(),
        expect![[r#"
            [[upgrade]]
            op = "create_enum"
            enum = "kind"
            values = ["a"]
            comment = "a type"

            [[upgrade]]
            op = "create_enum"
            enum = "plain"
            values = ["a"]

            [[upgrade]]
            op = "create_table"
            table = "t"
            columns = [
                { name = "a", type = "integer" },
                { name = "b", type = "integer", null = true },
                { name = "c", type = "integer", null = true },
            ]
            primary_key = { name = "p", columns = ["a"], comment = "a key" }
            unique = [
                { name = "bare", columns = ["c"] },
                { name = "u", columns = ["b"], comment = "no two" },
            ]
            foreign_keys = [
                { name = "f", columns = ["b"], references = { table = "t", columns = ["a"] }, comment = "another" },
            ]
            checks = [{ name = "c", expression = "a > 0", comment = "a check" }]
            exclusions = [
                { name = "x", elements = [{ column = "b", with = "=" }], comment = "apart" },
            ]

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "i"
            keys = ["b"]
            comment = "an index"

            [[upgrade]]
            op = "create_index"
            table = "t"
            name = "loaf"
            keys = [{ column = "a", opclass = "int4_bloom_ops(false_positive_rate=0.01, n_distinct_per_range=-0.5)" }]
            method = "brin"
        "#]],
    );
}
