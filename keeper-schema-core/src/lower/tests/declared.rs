//! All that a model can say of its table, as the operations that a revision would have.

use super::lowered;
use crate::diff::compare;
use crate::revision::write;
use crate::schema::Schema;
use crate::source::fixture::told;

const FOR_POSTGRES: &str = "
//- Cargo.toml
[package]
name = \"app\"
[package.metadata.keeper-schema]
dialects = [\"postgres\"]
";

/// The operations that make what the source declares, or the mistakes in it.
pub(super) fn operations(source: &str) -> String {
    let models = match lowered(source) {
        Ok(models) => models,
        Err(diagnostics) => return told(&diagnostics),
    };
    let comparison = compare(&Schema::default(), &models.schema, &models.hints());
    assert_eq!(comparison.questions, []);
    let operations = comparison.operations.iter().map(write::operation);
    operations.collect::<Vec<_>>().join("\n")
}

/// The same for PostgreSQL alone.
fn for_postgres(source: &str) -> String {
    operations(&format!("{source}{FOR_POSTGRES}"))
}

#[test]
fn keys_and_their_options() {
    let told = for_postgres(
        "#[derive(keeper_schema::Model)]
         #[keeper(unique(a, b, nulls_not_distinct, include(c), deferrable = \"initially deferred\"))]
         struct T {
            #[keeper(primary_key(name = \"key\", include(a), deferrable = \"deferrable\"))] id: i32,
            #[keeper(unique(nulls_not_distinct, include(c, b), name = \"one_a\"))] a: Option<i32>,
            b: i32,
            c: i32,
         }",
    );
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "id", type = "integer", identity = "serial" },
        { name = "a", type = "integer", null = true },
        { name = "b", type = "integer" },
        { name = "c", type = "integer" },
    ]
    primary_key = { name = "key", columns = ["id"], include = ["a"], deferrable = "deferrable" }
    unique = [
        { name = "one_a", columns = ["a"], nulls_not_distinct = true, include = ["c", "b"] },
        { name = "t_a_b_key", columns = ["a", "b"], nulls_not_distinct = true, include = ["c"], deferrable = "initially deferred" },
    ]
    "#);
}

#[test]
fn foreign_keys_and_their_options() {
    let told = for_postgres(
        "#[derive(keeper_schema::Model)] #[keeper(primary_key(x, y))] struct Target { x: i32, y: i32, #[keeper(unique)] z: i32 }
         #[derive(keeper_schema::Model)]
         #[keeper(foreign_key(a, b, references = Target, on_delete(\"set null\", a), on_update = \"cascade\", match = \"full\", not_valid))]
         struct Source {
            a: Option<i32>,
            b: i32,
            #[keeper(references = Target::z, on_delete = \"set default\", match = \"full\", not_valid, deferrable = \"deferrable\")] c: i32,
         }",
    );
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_table"
    table = "target"
    columns = [
        { name = "x", type = "integer" },
        { name = "y", type = "integer" },
        { name = "z", type = "integer" },
    ]
    primary_key = { name = "target_pkey", columns = ["x", "y"] }
    unique = [{ name = "target_z_key", columns = ["z"] }]

    [[upgrade]]
    op = "create_table"
    table = "source"
    columns = [
        { name = "a", type = "integer", null = true },
        { name = "b", type = "integer" },
        { name = "c", type = "integer" },
    ]
    foreign_keys = [
        { name = "source_c_fkey", columns = ["c"], references = { table = "target", columns = ["z"] }, match = "full", on_delete = "set default", deferrable = "deferrable", not_valid = true },
        { name = "source_a_b_fkey", columns = ["a", "b"], references = { table = "target", columns = ["x", "y"] }, match = "full", on_update = "cascade", on_delete = { action = "set null", columns = ["a"] }, not_valid = true },
    ]
    "#);
}

#[test]
fn checks_and_their_options() {
    let told = operations(
        "#[derive(keeper_schema::Model)]
         #[keeper(check(sqlite = \"a <> b\", postgres = \"a <> b::int\", not_valid))]
         struct T { #[keeper(check(\"a > 0\", no_inherit, name = \"positive\"))] a: i32, b: i64 }",
    );
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "a", type = "integer" },
        { name = "b", type = "bigint" },
    ]
    checks = [
        { name = "positive", expression = "a > 0", no_inherit = true },
        { name = "t_check", expression = { sqlite = "a <> b", postgres = "a <> b::int" }, not_valid = true },
    ]
    "#);
}

#[test]
fn exclusion_constraints() {
    let told = for_postgres(
        "#[derive(keeper_schema::Model)]
         #[keeper(
            exclude(key(room, with = \"=\"), key(during, with = \"&&\"), method = \"gist\"),
            exclude(
                key(\"tstzrange(a, b)\", with = \"&&\", opclass = \"range_ops\"),
                method = \"gist\",
                where = \"room > 0\",
                deferrable = \"initially deferred\",
                name = \"apart\",
            ),
         )]
         struct Booking { room: i32, #[keeper(type = \"raw:tsrange\")] during: String, a: jiff::Timestamp, b: jiff::Timestamp }",
    );
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_table"
    table = "booking"
    columns = [
        { name = "room", type = "integer" },
        { name = "during", type = "raw:tsrange" },
        { name = "a", type = "timestamptz" },
        { name = "b", type = "timestamptz" },
    ]
    exclusions = [
        { name = "booking_room_during_excl", elements = [{ column = "room", with = "=" }, { column = "during", with = "&&" }], method = "gist" },
        { name = "apart", elements = [{ expression = "tstzrange(a, b)", opclass = "range_ops", with = "&&" }], method = "gist", where = "room > 0", deferrable = "initially deferred" },
    ]
    "#);
}

#[test]
fn indexes_and_their_options() {
    let told = for_postgres(
        "#[derive(keeper_schema::Model)]
         #[keeper(
            index(desc(a, nulls = \"last\", opclass = \"int4_ops\"), key(b, collation = \"C\"), include(c), with(fillfactor = 70, deduplicate_items = false)),
            index(key(\"lower(b)\", opclass = \"text_pattern_ops\"), unique, nulls_not_distinct, where = \"a > 0\"),
            index(key(name), asc(unique)),
         )]
         struct T {
            #[keeper(index(desc, nulls = \"first\"))] a: i32,
            #[keeper(index(method = \"gin\", opclass = \"gin_trgm_ops\", name = \"b_words\"))] b: String,
            c: i32,
            name: i32,
            unique: i32,
         }",
    );
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "a", type = "integer" },
        { name = "b", type = "text" },
        { name = "c", type = "integer" },
        { name = "name", type = "integer" },
        { name = "unique", type = "integer" },
    ]

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "t_a_idx"
    keys = [{ column = "a", order = "desc", nulls = "first" }]

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "b_words"
    keys = [{ column = "b", opclass = "gin_trgm_ops" }]
    method = "gin"

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "t_a_b_idx"
    keys = [{ column = "a", order = "desc", nulls = "last", opclass = "int4_ops" }, { column = "b", collation = "C" }]
    include = ["c"]
    with = { deduplicate_items = "false", fillfactor = "70" }

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "t_expr_idx"
    keys = [{ expression = "lower(b)", opclass = "text_pattern_ops" }]
    unique = true
    where = "a > 0"
    nulls_not_distinct = true

    [[upgrade]]
    op = "create_index"
    table = "t"
    name = "t_name_unique_idx"
    keys = ["name", "unique"]
    "#);
}

#[test]
fn columns_and_what_fills_them() {
    let told = operations(
        "#[derive(keeper_schema::Model)]
         #[keeper(unlogged)]
         struct T {
            #[keeper(primary_key, identity(always, start = 100, increment = -10, min = 0, max = 500, cache = 5, cycle, sequence = \"numbers\"))] id: i64,
            #[keeper(default = now)] a: jiff::Timestamp,
            #[keeper(default = now)] b: jiff::civil::Date,
            #[keeper(default = now, type = \"time\")] c: String,
            #[keeper(type(sqlite = \"TEXT\", postgres = \"tsvector\"))] d: String,
            #[keeper(length = 3, enforce_length)] e: String,
            #[keeper(type = \"varchar(9)[]\")] f: Vec<String>,
         }",
    );
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "id", type = "bigint", identity = { kind = "always", start = 100, increment = -10, min = 0, max = 500, cache = 5, cycle = true, sequence = "numbers" } },
        { name = "a", type = "timestamptz", default = { sql = "CURRENT_TIMESTAMP" } },
        { name = "b", type = "date", default = { sql = "CURRENT_DATE" } },
        { name = "c", type = "time", default = { sql = "CURRENT_TIME" } },
        { name = "d", type = { sqlite = "TEXT", postgres = "tsvector" } },
        { name = "e", type = "varchar(3)", sqlite = { enforce_length = true } },
        { name = "f", type = "varchar(9)[]" },
    ]
    primary_key = { name = "t_pkey", columns = ["id"] }
    postgres = { unlogged = true }
    "#);
}

#[test]
fn tables_that_are_left_out() {
    let told = operations(
        "#[derive(keeper_schema::Model)] #[keeper(skip)] struct A { #[keeper(primary_key)] id: i32 }
         #[derive(keeper_schema::Model)] struct LegacyB { #[keeper(primary_key)] id: i32 }
         #[derive(keeper_schema::Model)] struct C { #[keeper(references = A)] id: i32, #[keeper(references = LegacyB)] b: i32 }
//- Cargo.toml
[package]
name = \"app\"
[package.metadata.keeper-schema]
ignore = [\"legacy_*\"]
",
    );
    insta::assert_snapshot!(told, @r#"
    src/lib.rs:3:75 `A`: `A` is left out of the schema, and a key cannot refer to it
      take `skip` or the setting `ignore` away, or write the key in a revision's own SQL
    src/lib.rs:3:110 `LegacyB`: `LegacyB` is left out of the schema, and a key cannot refer to it
      take `skip` or the setting `ignore` away, or write the key in a revision's own SQL
    "#);
}

#[test]
fn what_sqlite_has_no_form_for() {
    let told = operations(
        "#[derive(keeper_schema::Model)]
         #[keeper(exclude(key(a, with = \"=\")), unique(a, nulls_not_distinct), index(a, method = \"gin\"), unique(b, deferrable = \"deferrable\"), index(b, unique, nulls_not_distinct, method = \"btree\"))]
         struct T { a: i32, b: i32 }",
    );
    insta::assert_snapshot!(told, @r#"
    src/lib.rs:2:19 `exclude`: SQLite has no exclusion constraints
      for PostgreSQL alone set `dialects = ["postgres"]` in `[package.metadata.keeper-schema]`
    src/lib.rs:2:58 `nulls_not_distinct`: SQLite has no `nulls_not_distinct`
      use a unique index over an expression such as `ifnull(...)`
      for PostgreSQL alone set `dialects = ["postgres"]` in `[package.metadata.keeper-schema]`
    src/lib.rs:2:97 `"gin"`: SQLite has no index method but btree
      for PostgreSQL alone set `dialects = ["postgres"]` in `[package.metadata.keeper-schema]`
    src/lib.rs:2:128 `"deferrable"`: SQLite has no deferrable keys but foreign keys
      for PostgreSQL alone set `dialects = ["postgres"]` in `[package.metadata.keeper-schema]`
    src/lib.rs:2:160 `nulls_not_distinct`: SQLite has no `nulls_not_distinct`
      use a unique index over an expression such as `ifnull(...)`
      for PostgreSQL alone set `dialects = ["postgres"]` in `[package.metadata.keeper-schema]`
    "#);
}

const KINDS: &str = "
#[derive(keeper_schema::ColumnEnum)]
#[keeper(native = \"edition_kind\", schema = \"docs\")]
enum Kind { Main, #[keeper(value = \"rc\")] ReleaseCandidate }
#[derive(keeper_schema::ColumnEnum)]
#[keeper(text)]
enum Mode { GitRefs, #[keeper(value = \"it's\")] Its }
#[derive(keeper_schema::ColumnEnum)]
#[keeper(text, length = 8)]
enum Size { Small, Large }
";

#[test]
fn enums_and_how_they_are_kept() {
    let told = for_postgres(&format!(
        "{KINDS}
         #[derive(keeper_schema::ColumnEnum)] #[keeper(native)] enum Unused {{ A }}
         #[derive(keeper_schema::ColumnType)] struct Wrapped(Mode);
         #[derive(keeper_schema::Model)] struct T {{
            #[keeper(default = \"rc\")] kind: Kind,
            kinds: Option<Vec<Kind>>,
            #[keeper(default = \"git_refs\", check = \"mode <> ''\")] mode: Mode,
            size: Option<Size>,
            wrapped: Wrapped,
         }}"
    ));
    insta::assert_snapshot!(told, @r#"
    [[upgrade]]
    op = "create_schema"
    schema = "docs"

    [[upgrade]]
    op = "create_enum"
    enum = "unused"
    values = ["a"]

    [[upgrade]]
    op = "create_enum"
    schema = "docs"
    enum = "edition_kind"
    values = ["main", "rc"]

    [[upgrade]]
    op = "create_table"
    table = "t"
    columns = [
        { name = "kind", type = "enum:docs.edition_kind", default = "rc" },
        { name = "kinds", type = "enum:docs.edition_kind[]", null = true },
        { name = "mode", type = "text", default = "git_refs" },
        { name = "size", type = "varchar(8)", null = true },
        { name = "wrapped", type = "text" },
    ]
    checks = [
        { name = "t_mode_check1", expression = "mode <> ''" },
        { name = "t_mode_check", expression = "\"mode\" IN ('git_refs', 'it''s')" },
        { name = "t_size_check", expression = "\"size\" IN ('small', 'large')" },
        { name = "t_wrapped_check", expression = "\"wrapped\" IN ('git_refs', 'it''s')" },
    ]
    "#);
}

#[test]
fn enums_that_cannot_be() {
    let told = operations(&format!(
        "{KINDS}
         #[derive(keeper_schema::ColumnEnum)] #[keeper(native)] enum T {{ A }}
         #[derive(keeper_schema::ColumnEnum)] #[keeper(native = \"t2\")] enum One {{ A }}
         #[derive(keeper_schema::ColumnEnum)] #[keeper(native = \"t2\")] enum Other {{ A }}
         #[derive(keeper_schema::Model)] struct T {{
            #[keeper(default = \"rx\")] kind: Kind,
            #[keeper(default = \"nothing\")] mode: Mode,
         }}"
    ));
    insta::assert_snapshot!(told, @r#"
    src/lib.rs:12:56 `native`: `t` is a table already
      give the enum another name with `#[keeper(native = "...")]`
    src/lib.rs:14:65 `"t2"`: enum `t2` is declared at `src/lib.rs:13:65` already
      give one of them another name with `#[keeper(native = "...")]`
    src/lib.rs:16:32 `"rx"`: `rx` is no value of the enum, did you mean `rc`?
    src/lib.rs:17:32 `"nothing"`: `nothing` is no value of the enum
    "#);
    let told = operations(&format!(
        "{KINDS} #[derive(keeper_schema::Model)] struct T {{ a: Vec<Mode> }}"
    ));
    insta::assert_snapshot!(told, @r#"
    src/lib.rs:11:52 `Mode`: no check knows the values in an array of `Mode`
      keep `Mode` as `#[keeper(native)]`
    "#);
}
