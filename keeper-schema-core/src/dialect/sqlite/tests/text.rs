//! Whole statements: what is in them, and how names and texts are quoted.

use super::run;
use crate::dialect::sqlite::{Statement, create_table};
use crate::operation::Operation;
use crate::operation::fixture::written;

/// The statements of a rebuild as they are run.
fn whole(before: &str, operations: &str) -> String {
    let mut text = String::new();
    for statement in run(before, operations).unwrap() {
        match statement {
            Statement::Sql { sql, .. } | Statement::UserSql(sql) | Statement::Hook(sql) => {
                text += &format!("{sql};\n")
            }
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
    let [Operation::CreateTable { table }] = created.as_slice() else {
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
