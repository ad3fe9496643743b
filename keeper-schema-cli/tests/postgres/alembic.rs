//! Databases that Alembic managed: taken over, or refused with the way out.

use expect_test::{Expect, expect};

use crate::sandbox::Sandbox;

const KEEPER: &str = include_str!("fixtures/keeper_by_alembic.sql");

/// Changes Keeper's production database, tries to take it over, and insists that nothing
/// was changed.
fn refused(change: &str, status: i32, expected: Expect) {
    let sandbox = Sandbox::keeper();
    sandbox.database.run(KEEPER);
    sandbox.database.run(change);
    let before = sandbox.declared();
    let outcome = sandbox.call(&["stamp", "--from-alembic"]);
    assert_eq!(outcome.status, status, "{outcome:?}");
    expected.assert_eq(&outcome.stderr);
    assert_eq!(sandbox.declared(), before);
    let tables = sandbox
        .database
        .run("SELECT to_regclass('keeper_revisions') IS NULL");
    assert_eq!(tables, ["t"]);
}

#[test]
fn production_is_taken_over_and_goes_on_to_head() {
    let sandbox = Sandbox::keeper();
    sandbox.database.run(KEEPER);
    let outcome = sandbox.done(&["stamp", "--from-alembic"]);
    expect![[r#"
        stamped at 8fa19dcad1d1, as Alembic had it; nothing was run, and `alembic_version` is left as it is
    "#]].assert_eq(&outcome.stderr);
    assert_eq!(sandbox.recorded().last().unwrap(), "8fa19dcad1d1");
    assert_eq!(sandbox.recorded().len(), 11);
    sandbox.done(&["check", "--database"]);
    sandbox.done(&["upgrade"]);
    sandbox.done(&["check", "--database"]);

    let fresh = Sandbox::keeper();
    fresh.done(&["upgrade"]);
    let without_alembic = |facts: Vec<String>| -> Vec<String> {
        facts
            .into_iter()
            .filter(|fact| !fact.contains("alembic_version"))
            .collect()
    };
    assert_eq!(without_alembic(sandbox.declared()), fresh.declared());
    assert_eq!(
        sandbox
            .database
            .run("SELECT slug FROM products; SELECT version_num FROM alembic_version"),
        ["pipelines", "8fa19dcad1d1"]
    );
}

#[test]
fn a_second_time_is_refused() {
    let sandbox = Sandbox::keeper();
    sandbox.database.run(KEEPER);
    sandbox.done(&["stamp", "--from-alembic"]);
    let again = sandbox.call(&["stamp", "--from-alembic"]);
    assert_eq!(again.status, 2);
    expect![[r#"
        error: the database is at `8fa19dcad1d1` by bookkeeping of our own already; `cargo db current` shows it, `cargo db check --database` compares
    "#]].assert_eq(&again.stderr);
}

#[test]
fn differences_are_listed() {
    refused(
        "ALTER TABLE products ALTER COLUMN slug TYPE varchar(256);
         ALTER TABLE products RENAME CONSTRAINT products_slug_key TO products_slug_unique;
         ALTER TABLE editions ALTER COLUMN pending_rebuild DROP DEFAULT, DROP COLUMN mode;
         ALTER TABLE organizations ADD COLUMN aws_id varchar(255);
         ALTER TABLE users ALTER COLUMN id DROP DEFAULT;
         DROP INDEX ix_builds_product_id;
         ALTER TABLE tags DROP CONSTRAINT tags_organization_id_fkey;
         DROP TABLE producttags;
         CREATE TABLE of_somebody_else (id integer)",
        1,
        expect![[r#"
            note: table `of_somebody_else` is in no revision; it is left alone
            error[KS0601]: index `ix_builds_product_id` on `builds` (product_id) is in the revision but not in the database

            error[KS0601]: `editions.pending_rebuild` is default false in the revision and without default in the database

            error[KS0601]: `editions.mode` is in the revision but not in the database

            error[KS0601]: `organizations.aws_id` is in the database but not in the revision

            error[KS0601]: `products.slug` is varchar(255) in the revision and varchar(256) in the database

            error[KS0601]: unique constraint `products_slug_key` on `products` is called `products_slug_unique` in the database

            error[KS0601]: table `producttags` is in the revision but not in the database

            error[KS0601]: foreign key `tags_organization_id_fkey` on `tags` (organization_id) to `organizations` (id) is in the revision but not in the database

            error[KS0601]: `users.id` is identity serial in the revision and without identity in the database

            help: what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision

            error[KS0601]: the database is not what revision `8fa19dcad1d1` leads to: 9 differences; nothing was stamped
        "#]],
    );
}

#[test]
fn no_table() {
    refused(
        "DROP TABLE alembic_version",
        2,
        expect![[r#"
        error: the database has no table `alembic_version`, so Alembic did not manage it, or in another schema than those of the `search_path`; `cargo db stamp REVISION` records where a database stands, and `cargo db upgrade` builds an empty one
    "#]],
    );
}

#[test]
fn no_row() {
    refused(
        "DELETE FROM alembic_version",
        2,
        expect![[r#"
        error: the table `alembic_version` is empty, so Alembic took the database down to base; if it has the tables of a revision nevertheless, `cargo db stamp REVISION` records it, and if it has none, `cargo db upgrade` builds them
    "#]],
    );
}

#[test]
fn a_version_that_no_file_has() {
    refused(
        "UPDATE alembic_version SET version_num = '8fa19dcad1d2'",
        2,
        expect![[r#"
            error: the table `alembic_version` says `8fa19dcad1d2`, and no revision file has that id; is `8fa19dcad1d1` meant, or is the URL wrong?
        "#]],
    );
}

#[test]
fn a_version_of_another_application() {
    refused(
        "UPDATE alembic_version SET version_num = 'zzz'",
        2,
        expect![[r#"
            error: the table `alembic_version` says `zzz`, and no revision file has that id; the file is missing here, or the database is another application's
        "#]],
    );
}

#[test]
fn two_rows_one_of_which_is_right() {
    refused(
        "INSERT INTO alembic_version VALUES ('febbe2d7e47b')",
        2,
        expect![[r#"
            error: the table `alembic_version` has 2 rows, `8fa19dcad1d1`, `febbe2d7e47b`, so the database is in an unexpected branched state: two upgrades ran at once, or files of two branches were never merged; its schema is that of `8fa19dcad1d1`, so keep that row: `DELETE FROM alembic_version WHERE version_num <> '8fa19dcad1d1'`, and run this again
        "#]],
    );
}

#[test]
fn two_rows_neither_of_which_is_right() {
    refused(
        "INSERT INTO alembic_version VALUES ('febbe2d7e47b');
         ALTER TABLE users DROP COLUMN permissions",
        2,
        expect![[r#"
            error: the table `alembic_version` has 2 rows, `8fa19dcad1d1`, `febbe2d7e47b`, so the database is in an unexpected branched state: two upgrades ran at once, or files of two branches were never merged; its schema is that of none of them (4 differences from `febbe2d7e47b`, 1 difference from `8fa19dcad1d1`): keep the row of the nearest, run this again, and bring the schema to it by what it then lists
        "#]],
    );
}

#[test]
fn two_rows_of_which_no_file_knows_one() {
    refused(
        "INSERT INTO alembic_version VALUES ('123456789abc')",
        2,
        expect![[r#"
            error: the table `alembic_version` has 2 rows, `123456789abc`, `8fa19dcad1d1`, so the database is in an unexpected branched state: two upgrades ran at once, or files of two branches were never merged; its schema is that of `8fa19dcad1d1`, so keep that row: `DELETE FROM alembic_version WHERE version_num <> '8fa19dcad1d1'`, and run this again
        "#]],
    );
}

#[test]
fn two_branches_that_are_both_applied() {
    let table = |name: &str| {
        format!(
            "[[upgrade]]\nop = \"create_table\"\ntable = \"{name}\"\n\
             columns = [{{ name = \"id\", type = \"integer\" }}]\n"
        )
    };
    let sandbox = Sandbox::with_history(&[("aaaa", &table("a"))]);
    for (id, name) in [("bbbb", "b"), ("cccc", "c")] {
        sandbox.write(id, "down_revision = \"aaaa\"\n", &table(name));
    }
    sandbox.database.run(
        "CREATE TABLE a (id integer NOT NULL); CREATE TABLE b (LIKE a); CREATE TABLE c (LIKE a);
         CREATE TABLE alembic_version (version_num text);
         INSERT INTO alembic_version VALUES ('bbbb'), ('cccc')",
    );
    let outcome = sandbox.call(&["stamp", "--from-alembic"]);
    expect![[r#"
        error: the table `alembic_version` has 2 rows, `bbbb`, `cccc`, so the database is in an unexpected branched state: two upgrades ran at once, or files of two branches were never merged; its schema is that of both branches together, so record both with `cargo db stamp bbbb cccc`, and join them with `cargo db merge`
    "#]].assert_eq(&outcome.stderr);
    sandbox.done(&["stamp", "bbbb", "cccc"]);
    sandbox.done(&["check", "--database"]);
}
