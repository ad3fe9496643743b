//! The statements that operations become: which are `ALTER TABLE` and which a rebuild,
//! how many, and how names and texts are quoted.

use super::{Statement, create_table, statements};
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
columns = [{ name = "tag_id", type = "integer", null = true }]
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
        Statement::Rebuild(rebuild) => format!("rebuild {}", rebuild.table),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The statements of a rebuild as they are run.
fn whole(before: &str, operations: &str) -> String {
    let mut text = String::new();
    for statement in run(before, operations).unwrap() {
        match statement {
            Statement::Sql { sql, .. } | Statement::UserSql(sql) => text += &format!("{sql};\n"),
            Statement::Rebuild(rebuild) => {
                text += &format!("{};\n{};\n", rebuild.create, rebuild.copy().unwrap());
                if rebuild.keeps_counter {
                    let [delete, insert] = rebuild.keep_counter().unwrap();
                    text += &format!("{delete};\n{insert};\n");
                }
                for index in &rebuild.indexes {
                    text += &format!("{};\n", index.create);
                }
                for check in rebuild.checks.iter().chain(&rebuild.explain) {
                    text += &format!("-- {}: {}\n", check.misfit, check.rows);
                }
            }
        }
    }
    text
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
            &table("schema = \"archive\""),
            "refused: `archive.t`: SQLite has no schemas within a database; leave `schema` out",
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

#[test]
fn a_table_with_everything() {
    let created = written(
        r#"
        op = "create_table"
        table = "a \"b\""
        columns = [
            { name = "i;d", type = "bigint", identity = "always", sqlite = { autoincrement = true } },
            { name = "s", type = "varchar(3)", default = "'", collation = { sqlite = "NOCASE" }, sqlite = { enforce_length = true } },
            { name = "j", type = "json", null = true, default = { sql = "json('{}') -- empty" } },
            { name = "at", type = "timestamptz", default = { sql = "current_timestamp" } },
            { name = "g", type = "real", null = true, generated = { expression = "s * 2", stored = false } },
            { name = "r", type = { sqlite = "INT8", postgres = "int8" } },
        ]
        primary_key = { name = "pk", columns = ["i;d"] }
        unique = [{ name = "u", columns = ["s", "j"] }]
        foreign_keys = [{ name = "f", columns = ["j"], references = { table = "a \"b\"", columns = ["s"] }, on_delete = "set null", on_update = "restrict", deferrable = "initially deferred" }]
        checks = [{ name = "c", expression = "s <> '--'" }]
        "#,
    );
    let [crate::operation::Operation::CreateTable { table }] = created.as_slice() else {
        panic!("{created:?}");
    };
    insta::assert_snapshot!(create_table(table).unwrap().join(";\n"), @r#"
    CREATE TABLE "a ""b""" (
        "i;d" INTEGER NOT NULL CONSTRAINT "pk" PRIMARY KEY AUTOINCREMENT,
        "s" VARCHAR(3) NOT NULL DEFAULT '''' COLLATE "NOCASE" CHECK (length("s") <= 3),
        "j" TEXT DEFAULT (json('{}') -- empty
    ),
        "at" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
        "g" REAL GENERATED ALWAYS AS (s * 2) VIRTUAL,
        "r" INT8 NOT NULL,
        CONSTRAINT "u" UNIQUE ("s", "j"),
        CONSTRAINT "f" FOREIGN KEY ("j") REFERENCES "a ""b""" ("s") ON DELETE SET NULL ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT "c" CHECK (s <> '--'
    )
    )
    "#);
}

#[test]
fn a_rebuild_with_everything() {
    let before = r#"
        op = "create_table"
        table = "tags"
        columns = [
            { name = "id", type = "integer", identity = "serial", sqlite = { autoincrement = true } },
            { name = "slug", type = "text", null = true },
            { name = "mode", type = "text", null = true },
            { name = "gone", type = "text", null = true },
        ]
        primary_key = { name = "tags_pkey", columns = ["id"] }
        checks = [{ name = "c", expression = "tags.mode <> 'tags.'" }]

        op = "create_index"
        table = "tags"
        name = "ix"
        keys = [{ expression = "lower(slug)", order = "desc", collation = { sqlite = "RTRIM" } }, "mode"]
        unique = true
        where = "mode IS NOT NULL"
    "#;
    let operations = r#"
        op = "alter_column"
        table = "tags"
        column = "mode"
        set = { type = "integer", null = false }
        was = { type = "text", null = true }
        using = "CAST(mode AS INTEGER)"

        op = "alter_column"
        table = "tags"
        column = "slug"
        set = { type = "varchar(9)" }
        was = { type = "text" }

        op = "add_column"
        table = "tags"
        column = { name = "title", type = "text" }
        backfill = "slug || gone"

        op = "drop_column"
        table = "tags"
        column = "gone"

        op = "create_unique_constraint"
        table = "tags"
        name = "u"
        columns = ["title"]
    "#;
    insta::assert_snapshot!(whole(before, operations), @r#"
    CREATE TABLE "_keeper_new_tags" (
        "id" INTEGER NOT NULL CONSTRAINT "tags_pkey" PRIMARY KEY AUTOINCREMENT,
        "slug" VARCHAR(9),
        "mode" INTEGER NOT NULL,
        "title" TEXT NOT NULL,
        CONSTRAINT "u" UNIQUE ("title"),
        CONSTRAINT "c" CHECK (mode <> 'tags.')
    );
    INSERT INTO "_keeper_new_tags" ("id", "slug", "mode", "title") SELECT "id", "slug", (CAST(mode AS INTEGER)), (slug || gone) FROM "tags";
    DELETE FROM sqlite_sequence WHERE name = '_keeper_new_tags';
    INSERT INTO sqlite_sequence (name, seq) SELECT '_keeper_new_tags', seq FROM sqlite_sequence WHERE name = 'tags' COLLATE NOCASE;
    CREATE UNIQUE INDEX "ix" ON "tags" ((lower(slug)) COLLATE "RTRIM" DESC, "mode") WHERE mode IS NOT NULL;
    -- with a value in `slug` that `varchar(9)` would change or cannot hold; say how to convert it in `using`: SELECT "id" FROM "tags" WHERE "slug" IS NOT NULL AND length("slug") > 9
    -- with NULL in `id`, which must not be NULL: SELECT "id" FROM "tags" WHERE "id" IS NULL
    -- with NULL in `mode`, which must not be NULL: SELECT "id" FROM "tags" WHERE (CAST(mode AS INTEGER)) IS NULL
    -- with NULL in `title`, which must not be NULL: SELECT "id" FROM "tags" WHERE (slug || gone) IS NULL
    -- with the same `id`, which must be unique: SELECT "id" FROM (SELECT "id" AS "id", "slug" AS "slug", (CAST(mode AS INTEGER)) AS "mode", (slug || gone) AS "title" FROM "tags") AS "tags" WHERE "id" IS NOT NULL GROUP BY "id" HAVING count(*) > 1
    -- with the same `title`, which must be unique: SELECT "title" FROM (SELECT "id" AS "id", "slug" AS "slug", (CAST(mode AS INTEGER)) AS "mode", (slug || gone) AS "title" FROM "tags") AS "tags" WHERE "title" IS NOT NULL GROUP BY "title" HAVING count(*) > 1
    -- against the check `c`: SELECT "id" FROM (SELECT "id" AS "id", "slug" AS "slug", (CAST(mode AS INTEGER)) AS "mode", (slug || gone) AS "title" FROM "tags") AS "tags" WHERE NOT (tags.mode <> 'tags.')
    "#);
}

#[test]
fn a_strict_table_has_five_types() {
    let columns = [
        "smallint",
        "integer",
        "bigint",
        "real",
        "double",
        "numeric(3,1)",
        "varchar(3)",
        "char(3)",
        "text",
        "boolean",
        "bytes",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "interval",
        "uuid",
        "json",
        "jsonb",
        "inet",
        "text[]",
    ];
    let definitions: Vec<String> = columns
        .iter()
        .map(|name| format!("{{ name = \"{name}\", type = \"{name}\" }}"))
        .collect();
    let table = |options: &str| {
        let create = format!(
            "op = \"create_table\"\ntable = \"t\"\ncolumns = [{}]\n{options}",
            definitions.join(", ")
        );
        let lines = run("", &create).unwrap();
        let Some(Statement::Sql { sql, .. }) = lines.first() else {
            panic!("{lines:?}");
        };
        sql.clone()
    };
    insta::assert_snapshot!(table(""), @r#"
    CREATE TABLE "t" (
        "smallint" SMALLINT NOT NULL,
        "integer" INTEGER NOT NULL,
        "bigint" BIGINT NOT NULL,
        "real" REAL NOT NULL,
        "double" DOUBLE NOT NULL,
        "numeric(3,1)" NUMERIC(3,1) NOT NULL,
        "varchar(3)" VARCHAR(3) NOT NULL,
        "char(3)" CHAR(3) NOT NULL,
        "text" TEXT NOT NULL,
        "boolean" BOOLEAN NOT NULL,
        "bytes" BLOB NOT NULL,
        "date" DATE NOT NULL,
        "time" TIME NOT NULL,
        "timestamp" TIMESTAMP NOT NULL,
        "timestamptz" TIMESTAMPTZ NOT NULL,
        "interval" TEXT NOT NULL,
        "uuid" TEXT NOT NULL,
        "json" TEXT NOT NULL,
        "jsonb" TEXT NOT NULL,
        "inet" TEXT NOT NULL,
        "text[]" TEXT NOT NULL
    )
    "#);
    insta::assert_snapshot!(table("sqlite = { strict = true }"), @r#"
    CREATE TABLE "t" (
        "smallint" INTEGER NOT NULL,
        "integer" INTEGER NOT NULL,
        "bigint" INTEGER NOT NULL,
        "real" REAL NOT NULL,
        "double" REAL NOT NULL,
        "numeric(3,1)" ANY NOT NULL,
        "varchar(3)" TEXT NOT NULL,
        "char(3)" TEXT NOT NULL,
        "text" TEXT NOT NULL,
        "boolean" INTEGER NOT NULL,
        "bytes" BLOB NOT NULL,
        "date" TEXT NOT NULL,
        "time" TEXT NOT NULL,
        "timestamp" TEXT NOT NULL,
        "timestamptz" TEXT NOT NULL,
        "interval" TEXT NOT NULL,
        "uuid" TEXT NOT NULL,
        "json" TEXT NOT NULL,
        "jsonb" TEXT NOT NULL,
        "inet" TEXT NOT NULL,
        "text[]" TEXT NOT NULL
    ) STRICT
    "#);
}
