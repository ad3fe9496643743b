//! Enum types and schemas of a live database that are not what the revision says, and a
//! database with enum types that is taken over from Alembic.

use expect_test::{Expect, expect};

use crate::sandbox::Sandbox;

const HISTORY: &str = r#"
[[upgrade]]
op = "create_enum"
enum = "kind"
values = ["main", "draft"]

[[upgrade]]
op = "create_table"
table = "editions"
columns = [
    { name = "kind", type = "enum:kind", default = "draft" },
    { name = "kinds", type = "enum:kind[]", null = true },
    { name = "slug", type = "varchar(20)" },
]
checks = [
    { name = "editions_kind_check", expression = "kind <> 'main' OR slug <> ''" },
    { name = "editions_slug_check", expression = "kind IS NOT NULL AND slug IN ('a', 'b')" },
]

[[upgrade]]
op = "create_index"
table = "editions"
name = "editions_slug_idx"
keys = ["slug"]
where = "kind IS NOT NULL AND slug <> 'x'"
"#;

/// What is said of a change by hand; the SQL brings it back.
fn drifted(change: &str, expected: Expect) {
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run(change);
    let outcome = sandbox.call(&["check", "--database"]);
    expected.assert_eq(&outcome.stderr);
    assert_eq!(outcome.status, 1);
    let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
    // One by one: the transaction that adds a value cannot use it.
    for statement in sql.split_inclusive(";\n") {
        sandbox.database.run(statement);
    }
    sandbox.done(&["check", "--database"]);
}

#[test]
fn an_enum_is_missing() {
    drifted(
        "ALTER TABLE editions DROP CONSTRAINT editions_kind_check,
             ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN kind TYPE text, DROP COLUMN kinds;
         DROP TYPE kind",
        expect![[r#"
            error[KS0601]: enum `kind` is in the revision but not in the database

            error[KS0601]: `editions.kind` is enum:kind, default "draft" in the revision and text, without default in the database

            error[KS0601]: `editions.kinds` is in the revision but not in the database

            error[KS0601]: check `editions_kind_check` on `editions` ("kind <> 'main' OR slug <> ''") is in the revision but not in the database

            help: before the operations can be run: `editions.kind` changes from text to enum:kind, and no value casts by itself
            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

/// The server refuses the default, and only that, of all that it is asked about.
#[test]
fn a_value_is_missing() {
    drifted(
        "ALTER TABLE editions DROP CONSTRAINT editions_kind_check, ALTER COLUMN kind DROP DEFAULT;
         ALTER TYPE kind RENAME TO old;
         CREATE TYPE kind AS ENUM ('main');
         ALTER TABLE editions ALTER COLUMN kind TYPE kind USING kind::text::kind,
             ALTER COLUMN kinds TYPE kind[] USING kinds::text[]::kind[],
             ADD CONSTRAINT editions_kind_check CHECK (kind <> 'main' OR slug <> '');
         DROP TYPE old",
        expect![[r#"
            error[KS0601]: enum `kind` is ("main", "draft") in the revision and ("main") in the database

            error[KS0601]: `editions.kind` is default "draft" in the revision and without default in the database

            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

#[test]
fn values_in_another_order() {
    drifted(
        "ALTER TABLE editions DROP CONSTRAINT editions_kind_check, ALTER COLUMN kind DROP DEFAULT;
         ALTER TYPE kind RENAME TO old;
         CREATE TYPE kind AS ENUM ('draft', 'main');
         ALTER TABLE editions ALTER COLUMN kind TYPE kind USING kind::text::kind,
             ALTER COLUMN kinds TYPE kind[] USING kinds::text[]::kind[],
             ALTER COLUMN kind SET DEFAULT 'draft',
             ADD CONSTRAINT editions_kind_check CHECK (kind <> 'main' OR slug <> '');
         DROP TYPE old",
        expect![[r#"
            error[KS0601]: enum `kind` is ("main", "draft") in the revision and ("draft", "main") in the database

            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
        "#]],
    );
}

#[test]
fn an_enum_that_was_to_go() {
    let gone = "[[upgrade]]\nop = \"drop_table\"\ntable = \"editions\"\n\
        [[upgrade]]\nop = \"drop_enum\"\nenum = \"kind\"\n";
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY), ("bbbb", gone)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run("CREATE TYPE kind AS ENUM ('main')");
    let outcome = sandbox.call(&["check", "--database"]);
    expect![[r#"
        error[KS0601]: enum `kind` is in the database but not in the revision

        help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision
    "#]].assert_eq(&outcome.stderr);
    assert_eq!(outcome.status, 1);
    let sql = sandbox.call(&["check", "--database", "--sql"]).stdout;
    sandbox.database.run(&sql);
    sandbox.done(&["check", "--database"]);
}

#[test]
fn what_no_revision_made() {
    let in_schema = r#"
[[upgrade]]
op = "create_schema"
schema = "by_hand"
"#;
    let sandbox = Sandbox::with_history(&[("aaaa", HISTORY), ("bbbb", in_schema)]);
    sandbox.done(&["upgrade"]);
    sandbox.database.run(
        "CREATE EXTENSION citext;
         CREATE TYPE mood AS ENUM ('sad');
         CREATE TYPE by_hand.mood AS ENUM ('glad');
         CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
         CREATE TYPE pair AS (a integer, b mood);
         CREATE SCHEMA elsewhere;
         CREATE TYPE elsewhere.kind AS ENUM ('other');
         CREATE TABLE elsewhere.editions (kind elsewhere.kind)",
    );
    let outcome = sandbox.done(&["check", "--database"]);
    expect![[r#"
        note: enum `mood` is in no revision; it is left alone
        note: enum `by_hand.mood` is in no revision; it is left alone
        the database is what revision `bbbb` leads to
    "#]]
    .assert_eq(&outcome.stderr);
}

#[test]
fn taken_over_from_alembic() {
    // As SQLAlchemy writes them.
    const BUILT: &str = "
        CREATE TYPE kind AS ENUM ('main', 'draft');
        CREATE TABLE editions (
            kind kind DEFAULT 'draft' NOT NULL, kinds kind[], slug VARCHAR(20) NOT NULL,
            CONSTRAINT editions_kind_check CHECK (kind != 'main' OR slug != ''),
            CONSTRAINT editions_slug_check CHECK (kind IS NOT NULL AND slug IN ('a', 'b'))
        );
        CREATE INDEX editions_slug_idx ON editions (slug) WHERE kind IS NOT NULL AND slug != 'x';
        CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
        INSERT INTO alembic_version VALUES ('aaaa')";
    let taken_over = |change: &str, status: i32, expected: Expect| {
        let sandbox = Sandbox::with_history(&[("aaaa", HISTORY)]);
        sandbox.database.run(BUILT);
        sandbox.database.run(change);
        let outcome = sandbox.call(&["stamp", "--from-alembic"]);
        expected.assert_eq(&outcome.stderr);
        assert_eq!(outcome.status, status);
    };
    taken_over(
        "SELECT 1",
        0,
        expect![[r#"
        stamped at aaaa, as Alembic had it; nothing was run, and `alembic_version` is left as it is
    "#]],
    );
    taken_over(
        "ALTER TYPE kind ADD VALUE 'gone'",
        1,
        expect![[r#"
        error[KS0601]: enum `kind` is ("main", "draft") in the revision and ("main", "draft", "gone") in the database

        help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision

        error[KS0601]: the database is not what revision `aaaa` leads to: 1 difference; nothing was stamped
    "#]],
    );
}
