//! The statements that operations become: which are `ALTER TABLE` and which a rebuild,
//! and how many.

mod text;

use super::{Statement, statements};
use crate::operation::Replay;
use crate::operation::fixture::written;

/// Tags with a value of each kind, and editions that refer to them.
const BEFORE: &str = r#"
op = "create_table"
table = "tags"
columns = [
    { name = "id", type = "integer", identity = "serial" },
    { name = "slug", type = "varchar(255)", null = true },
    { name = "mode", type = "integer", default = 1 },
    { name = "size", type = "integer", null = true, generated = { expression = "length(slug)", stored = true } },
]
primary_key = { name = "tags_pkey", columns = ["id"] }
checks = [{ name = "tags_mode_check", expression = "mode > 0" }]

op = "create_index"
table = "tags"
name = "ix_tags_slug"
keys = ["slug"]

op = "create_table"
table = "editions"
columns = [
    { name = "tag_id", type = "integer", null = true },
    { name = "size", type = "integer", null = true },
    { name = "year", type = "integer", null = true },
]
foreign_keys = [{ name = "editions_tag_id_fkey", columns = ["tag_id"], references = { table = "tags", columns = ["id"] } }]
"#;

fn run(before: &str, operations: &str) -> Result<Vec<Statement>, String> {
    let mut replay = Replay::default();
    for operation in written(before) {
        replay
            .apply(&operation)
            .map_err(|error| error.to_string())?;
    }
    statements(&mut replay, &written(operations)).map_err(|error| error.to_string())
}

/// Each statement on its line, a rebuild by its table alone.
fn brief(operations: &str) -> String {
    let statements = match run(BEFORE, operations) {
        Ok(statements) => statements,
        Err(error) => return format!("refused: {error}"),
    };
    let lines = statements.iter().map(|statement| match statement {
        Statement::Sql { sql, .. } => sql.split_whitespace().collect::<Vec<_>>().join(" "),
        Statement::UserSql(sql) => format!("user: {sql}"),
        Statement::Hook(hook) => format!("hook: {hook}"),
        Statement::Rebuild(rebuild) => format!("rebuild {}", rebuild.table),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn check(cases: &[(&str, &str)]) {
    for (operations, expected) in cases {
        assert_eq!(brief(operations), *expected, "{operations}");
    }
}

fn add(column: &str) -> String {
    format!("op = \"add_column\"\ntable = \"tags\"\ncolumn = {{ name = \"new\", {column} }}")
}

#[test]
fn which_new_columns_alter_table_takes() {
    for (column, expected) in [
        (r#"type = "text", null = true"#, r#""new" TEXT"#),
        (
            r#"type = "text", default = "it's""#,
            r#""new" TEXT NOT NULL DEFAULT 'it''s'"#,
        ),
        (
            r#"type = "boolean", default = false"#,
            r#""new" BOOLEAN NOT NULL DEFAULT false"#,
        ),
        (
            r#"type = "bytes", default = { bytes = "00ff" }"#,
            r#""new" BLOB NOT NULL DEFAULT X'00FF'"#,
        ),
        (
            r#"type = "numeric(10,2)", default = "-1.50""#,
            r#""new" NUMERIC(10,2) NOT NULL DEFAULT -1.50"#,
        ),
        (
            r#"type = "numeric(10,2)", default = "1e3""#,
            r#""new" NUMERIC(10,2) NOT NULL DEFAULT '1e3'"#,
        ),
        (
            r#"type = "integer", default = { sql = "7" }"#,
            r#""new" INTEGER NOT NULL DEFAULT (7)"#,
        ),
        (
            r#"type = "text", null = true, default = { sql = "null" }"#,
            r#""new" TEXT DEFAULT NULL"#,
        ),
        (
            r#"type = "integer", null = true, generated = { expression = "mode + 1", stored = false }"#,
            r#""new" INTEGER GENERATED ALWAYS AS (mode + 1) VIRTUAL"#,
        ),
        (
            r#"type = "text", null = true, collation = { sqlite = "NOCASE" }"#,
            r#""new" TEXT COLLATE "NOCASE""#,
        ),
    ] {
        let expected = format!(r#"ALTER TABLE "tags" ADD COLUMN {expected}"#);
        assert_eq!(brief(&add(column)), expected);
    }
    for column in [
        r#"type = "text""#,
        r#"type = "timestamp", default = { sql = "CURRENT_TIMESTAMP" }"#,
        r#"type = "integer", default = { sql = "1 + 1" }"#,
        r#"type = "text", default = { sql = "null" }"#,
        r#"type = "integer", null = true, generated = { expression = "mode + 1", stored = true }"#,
    ] {
        assert_eq!(brief(&add(column)), "rebuild tags", "{column}");
    }
    let backfill = format!(
        "{}\nbackfill = \"slug\"",
        add(r#"type = "text", null = true"#)
    );
    assert_eq!(brief(&backfill), "rebuild tags");
}

#[test]
fn which_changes_are_a_rebuild() {
    check(&[
        (
            "op = \"rename_table\"\ntable = \"tags\"\nto = \"labels\"",
            r#"ALTER TABLE "tags" RENAME TO "labels""#,
        ),
        (
            "op = \"rename_table\"\ntable = \"tags\"\nto = \"Tags\"",
            "ALTER TABLE \"tags\" RENAME TO \"_keeper_new_Tags\"\nALTER TABLE \"_keeper_new_Tags\" RENAME TO \"Tags\"",
        ),
        (
            "op = \"rename_column\"\ntable = \"tags\"\ncolumn = \"id\"\nto = \"Id\"",
            r#"ALTER TABLE "tags" RENAME COLUMN "id" TO "Id""#,
        ),
        (
            "op = \"drop_column\"\ntable = \"tags\"\ncolumn = \"size\"",
            r#"ALTER TABLE "tags" DROP COLUMN "size""#,
        ),
        (
            "op = \"drop_table\"\ntable = \"editions\"",
            r#"DROP TABLE "editions""#,
        ),
        (
            "op = \"rename_index\"\ntable = \"tags\"\nname = \"ix_tags_slug\"\nto = \"b\"",
            "DROP INDEX \"ix_tags_slug\"\nCREATE INDEX \"b\" ON \"tags\" (\"slug\")",
        ),
        (
            "op = \"drop_index\"\ntable = \"tags\"\nname = \"ix_tags_slug\"\nconcurrently = true",
            r#"DROP INDEX "ix_tags_slug""#,
        ),
        // SQLite keeps no comment.
        (
            "op = \"alter_column\"\ntable = \"tags\"\ncolumn = \"mode\"\nset = { comment = \"c\" }",
            "",
        ),
        (
            "op = \"alter_column\"\ntable = \"tags\"\ncolumn = \"slug\"\nset = { type = \"varchar(300)\" }\nwas = { type = \"varchar(255)\" }",
            "rebuild tags",
        ),
        (
            "op = \"alter_table\"\ntable = \"tags\"\nset = { sqlite = { strict = true } }\nwas = { sqlite = { strict = false } }",
            "rebuild tags",
        ),
        (
            "op = \"drop_constraint\"\ntable = \"editions\"\nname = \"editions_tag_id_fkey\"",
            "rebuild editions",
        ),
        (
            "op = \"create_unique_constraint\"\ntable = \"tags\"\nname = \"u\"\ncolumns = [\"slug\"]",
            "rebuild tags",
        ),
    ]);
}

const DROP_DEFAULT: &str = "op = \"alter_column\"\ntable = \"tags\"\ncolumn = \"mode\"\ndrop = [\"default\"]\nwas = { default = 1 }";

const DROP_CHECK: &str = "op = \"drop_constraint\"\ntable = \"tags\"\nname = \"tags_mode_check\"";

const DATA: &str = "op = \"execute\"\nsql = [\"UPDATE tags SET mode = 2\"]\ndown = \"nothing\"";

#[test]
fn one_rebuild_between_two_data_steps() {
    let joined = |operations: &[&str]| operations.join("\n\n");
    let editions =
        "op = \"drop_constraint\"\ntable = \"editions\"\nname = \"editions_tag_id_fkey\"";
    let new = add(r#"type = "text", null = true"#);
    check(&[
        (&joined(&[DROP_DEFAULT, &new, DROP_CHECK]), "rebuild tags"),
        (
            &joined(&[DROP_DEFAULT, editions, DROP_CHECK]),
            "rebuild editions\nrebuild tags",
        ),
        (
            &joined(&[DROP_DEFAULT, DATA, DROP_CHECK]),
            "rebuild tags\nuser: UPDATE tags SET mode = 2\nrebuild tags",
        ),
        (
            &joined(&[&new, DATA, DROP_CHECK]),
            "ALTER TABLE \"tags\" ADD COLUMN \"new\" TEXT\nuser: UPDATE tags SET mode = 2\nrebuild tags",
        ),
        // A rename reaches triggers, views and other tables only as ALTER TABLE.
        (
            &joined(&[
                DROP_DEFAULT,
                "op = \"rename_column\"\ntable = \"tags\"\ncolumn = \"id\"\nto = \"number\"",
                DROP_CHECK,
            ]),
            "ALTER TABLE \"tags\" RENAME COLUMN \"id\" TO \"number\"\nrebuild tags",
        ),
        (
            &joined(&[
                "op = \"drop_constraint\"\ntable = \"editions\"\nname = \"editions_tag_id_fkey\"",
                "op = \"drop_table\"\ntable = \"tags\"",
            ]),
            "rebuild editions\nDROP TABLE \"tags\"",
        ),
        // What would have been dropped by the rebuild is still there when another gets its
        // name, though in the end the whole table goes.
        (
            &joined(&[
                "op = \"drop_column\"\ntable = \"editions\"\ncolumn = \"size\"",
                "op = \"rename_column\"\ntable = \"editions\"\ncolumn = \"year\"\nto = \"size\"",
                "op = \"drop_table\"\ntable = \"editions\"",
            ]),
            "ALTER TABLE \"editions\" RENAME COLUMN \"size\" TO \"_keeper_dropped_size\"\nALTER TABLE \"editions\" RENAME COLUMN \"year\" TO \"size\"\nDROP TABLE \"editions\"",
        ),
    ]);
}

/// SQL over the old rows of one table that reads another, which changes too.
#[test]
fn a_backfill_reads_tables_as_they_are_at_its_place() {
    let backfill = "op = \"add_column\"\ntable = \"editions\"\ncolumn = { name = \"mode\", type = \"integer\" }\nbackfill = \"(SELECT mode FROM tags WHERE id = tag_id)\"";
    check(&[
        (
            &[DROP_CHECK, backfill, DROP_DEFAULT].join("\n\n"),
            "rebuild tags\nrebuild editions\nrebuild tags",
        ),
        (
            &[backfill, DROP_CHECK, DROP_DEFAULT].join("\n\n"),
            "rebuild editions\nrebuild tags",
        ),
    ]);
}

#[test]
fn what_sqlite_does_not_have_is_refused() {
    let table = |rest: &str| {
        format!(
            "op = \"create_table\"\ntable = \"t\"\ncolumns = [{{ name = \"a\", type = \"integer\" }}, {{ name = \"b\", type = \"integer\" }}]\n{rest}"
        )
    };
    let key = |rest: &str| {
        table(&format!(
            "foreign_keys = [{{ name = \"f\", columns = [\"a\"], references = {{ table = \"tags\", columns = [\"id\"] }}, {rest} }}]"
        ))
    };
    check(&[
        (
            &table("schema = \"public\""),
            "refused: `public.t`: SQLite has no schemas within a database; leave `schema` out",
        ),
        (
            &table("unique = [{ name = \"u\", columns = [\"a\"], nulls_not_distinct = true }]"),
            "refused: `t.u`: SQLite has no `nulls_not_distinct`; use a unique index over an expression such as `ifnull(...)`",
        ),
        (
            &table("unique = [{ name = \"u\", columns = [\"a\"], deferrable = \"deferrable\" }]"),
            "refused: `t.u`: SQLite has no deferrable keys but foreign keys; take `deferrable` away",
        ),
        (
            &key("on_delete = { action = \"set null\", columns = [\"a\"] }"),
            "refused: `t.f`: SQLite has no action on delete for some of the columns; leave `columns` out of `on_delete`",
        ),
        (
            "op = \"create_index\"\ntable = \"tags\"\nname = \"i\"\nkeys = [\"mode\"]\nmethod = \"gin\"",
            "refused: `tags.i`: SQLite has no index method but btree; leave `method` out",
        ),
        (
            "op = \"create_check_constraint\"\ntable = \"tags\"\nname = \"c\"\nexpression = { postgres = \"mode > 0\" }",
            "refused: the expression of `tags.c` is not given for SQLite; add it under `sqlite`",
        ),
        (
            "op = \"execute\"\nsql = { postgres = \"SELECT 1\" }\ndown = \"nothing\"",
            "refused: the `sql` of an `execute` is not given for SQLite; add it under `sqlite`",
        ),
    ]);
}
