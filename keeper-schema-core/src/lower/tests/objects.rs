//! Views, functions and the like, and sequences, as the operations that a revision would have.

use expect_test::expect;

use super::declared::operations;

const USE: &str = "use keeper_schema::{Model, SqlObject};
#[derive(Model)] #[keeper(table = \"editions\")] struct Edition { id: i32, slug: String, hidden: bool }
";

fn with_table(objects: &str) -> String {
    operations(&format!("{USE}{objects}"))
}

#[test]
fn each_kind_in_an_order_that_runs() {
    let told = with_table(
        "#[derive(SqlObject)]
         #[keeper(trigger = \"editions_touch\", table = \"editions\", sql(
             sqlite = \"CREATE TRIGGER editions_touch AFTER UPDATE ON editions BEGIN SELECT 1; END;\",
             postgres = \"CREATE TRIGGER editions_touch BEFORE UPDATE ON editions FOR EACH ROW EXECUTE FUNCTION touch()\",
         ))]
         struct Touches;
         #[derive(SqlObject)]
         #[keeper(view = \"open_slugs\", sql = \"CREATE VIEW open_slugs AS SELECT slug FROM open_editions\")]
         struct OpenSlugs;
         #[derive(SqlObject)]
         #[keeper(view = \"open_editions\", sql = \" CREATE VIEW open_editions AS SELECT id, slug FROM editions WHERE NOT hidden; \")]
         struct OpenEditions;
         #[derive(SqlObject)]
         #[keeper(function = \"touch()\", sql(postgres = \"CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$\"))]
         struct Touch;
         #[derive(SqlObject)] #[keeper(extension = \"pg_trgm\")] struct Trigrams;
         #[derive(SqlObject)]
         #[keeper(policy = \"readers\", table = \"editions\", requires(\"function:touch()\"), sql(postgres = \"CREATE POLICY readers ON editions USING (true)\"))]
         struct Readers;
         #[derive(SqlObject)]
         #[keeper(sequence = \"numbers\", start = 1000, increment = -5, min = -9, max = 2000, cache = 3, cycle, owned_by = \"editions.id\")]
         struct Numbers;",
    );
    expect![[r#"
        [[upgrade]]
        op = "create_object"
        kind = "extension"
        name = "pg_trgm"
        definition = { postgres = "CREATE EXTENSION pg_trgm" }

        [[upgrade]]
        op = "create_object"
        kind = "function"
        name = "touch()"
        definition = { postgres = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$" }

        [[upgrade]]
        op = "create_table"
        table = "editions"
        columns = [
            { name = "id", type = "integer" },
            { name = "slug", type = "text" },
            { name = "hidden", type = "boolean" },
        ]

        [[upgrade]]
        op = "create_sequence"
        sequence = "numbers"
        start = 1000
        increment = -5
        min = -9
        max = 2000
        cache = 3
        cycle = true
        owned_by = { table = "editions", column = "id" }

        [[upgrade]]
        op = "create_object"
        kind = "view"
        name = "open_editions"
        definition = "CREATE VIEW open_editions AS SELECT id, slug FROM editions WHERE NOT hidden"

        [[upgrade]]
        op = "create_object"
        kind = "view"
        name = "open_slugs"
        definition = "CREATE VIEW open_slugs AS SELECT slug FROM open_editions"

        [[upgrade]]
        op = "create_object"
        kind = "trigger"
        name = "editions_touch"
        table = "editions"
        definition = { sqlite = "CREATE TRIGGER editions_touch AFTER UPDATE ON editions BEGIN SELECT 1; END", postgres = "CREATE TRIGGER editions_touch BEFORE UPDATE ON editions FOR EACH ROW EXECUTE FUNCTION touch()" }

        [[upgrade]]
        op = "create_object"
        kind = "policy"
        name = "readers"
        table = "editions"
        requires = ["function:touch()"]
        definition = { postgres = "CREATE POLICY readers ON editions USING (true)" }
    "#]].assert_eq(&told);
}

#[test]
fn statements_in_files() {
    let told = with_table(
        "#[derive(SqlObject)] #[keeper(view = \"a\", file = \"sql/a.sql\")] struct A;
         #[derive(SqlObject)] #[keeper(view = \"b\", schema = \"audit\", file(postgres = \"sql/./b.sql\"))] struct B;
//- sql/a.sql
CREATE VIEW a AS
  SELECT id
  FROM editions;

//- sql/b.sql
CREATE VIEW audit.b AS SELECT 1
",
    );
    expect![[r#"
        [[upgrade]]
        op = "create_schema"
        schema = "audit"

        [[upgrade]]
        op = "create_table"
        table = "editions"
        columns = [
            { name = "id", type = "integer" },
            { name = "slug", type = "text" },
            { name = "hidden", type = "boolean" },
        ]

        [[upgrade]]
        op = "create_object"
        kind = "view"
        name = "a"
        definition = """
        CREATE VIEW a AS
          SELECT id
          FROM editions"""

        [[upgrade]]
        op = "create_object"
        kind = "view"
        schema = "audit"
        name = "b"
        definition = { postgres = "CREATE VIEW audit.b AS SELECT 1" }
    "#]]
    .assert_eq(&told);
}

#[test]
fn mistakes() {
    for (objects, expected) in [
        (
            "#[derive(SqlObject)] #[keeper(view = \"a\", file = \"sql/a.sql\")] struct A;",
            "cannot read `sql/a.sql`",
        ),
        (
            "#[derive(SqlObject)] #[keeper(view = \"a\", file = \"a.sql\")] struct A;\n//- a.sql\n ; \n",
            "`a.sql` holds no SQL",
        ),
        (
            "#[derive(SqlObject)] #[keeper(view = \"editions\", sql = \"CREATE VIEW editions AS SELECT 1\")] struct A;",
            "`editions` is a table already",
        ),
        (
            "#[derive(SqlObject)] #[keeper(view = \"a\", sql = \"CREATE VIEW a AS SELECT 1\")] struct A;
             #[derive(SqlObject)] #[keeper(sequence = \"a\")] struct B;",
            "`a` is a view already",
        ),
        (
            "#[derive(SqlObject)] #[keeper(view = \"a\", sql = \"CREATE VIEW a AS SELECT 1\")] struct A;
             mod m { #[derive(super::SqlObject)] #[keeper(view = \"a\", sql = \"CREATE VIEW a AS SELECT 2\")] struct A; }",
            "view `a` is declared at `src/lib.rs:3:38` already",
        ),
        (
            "#[derive(SqlObject)] #[keeper(trigger = \"a\", table = \"edition\", sql = \"CREATE TRIGGER ...\")] struct A;",
            "no model has `edition`",
        ),
        (
            "#[derive(SqlObject)] #[keeper(sequence = \"a\", owned_by = \"editions.number\")] struct A;",
            "no model has `editions.number`",
        ),
        (
            "fn f() { #[derive(SqlObject)] #[keeper(sequence = \"a\")] struct A; }",
            "an object of the database inside a function is no part of the schema",
        ),
    ] {
        let told = with_table(objects);
        assert!(told.contains(expected), "{objects}\n{told}");
    }
}

#[test]
fn alternatives_that_say_the_same_are_one() {
    let told = with_table(
        "#[cfg(unix)] #[derive(SqlObject)] #[keeper(sequence = \"a\")] struct A;
         #[cfg(not(unix))] #[derive(SqlObject)] #[keeper(sequence = \"a\")] struct A;",
    );
    assert!(told.contains("op = \"create_sequence\""), "{told}");
    let told = with_table(
        "#[cfg(unix)] #[derive(SqlObject)] #[keeper(sequence = \"a\")] struct A;
         #[cfg(not(unix))] #[derive(SqlObject)] #[keeper(sequence = \"a\", start = 2)] struct A;",
    );
    assert!(told.contains("under another `cfg`"), "{told}");
}
