//! `seed`: rows for development, in SQLite.

use std::process::{Command, Stdio};
use std::thread::yield_now;
use std::time::Duration;

use expect_test::expect;

use crate::model_crate::ModelCrate;
use crate::sandbox::{Sandbox, outcome, repository, strings};

const MODELS: &str = r#"use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "authors")]
pub struct Author {
    #[keeper(primary_key)]
    pub id: i32,
    pub name: String,
}

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Author)]
    pub author_id: i32,
    #[keeper(unique)]
    pub title: String,
}
"#;

const AUTHORS: &str = "[[seed]]\nop = \"bulk_insert\"\ntable = \"authors\"\nrows = [\n    { id = 1, name = \"Ada\" },\n    { id = 2, name = \"Ben\" },\n]\n";
const BOOKS: &str = "[[seed]]\nop = \"bulk_insert\"\ntable = \"books\"\nkey = [\"title\"]\non_conflict = \"skip\"\nrows = [{ author_id = 1, title = \"Notes\" }]\n\n[[seed]]\nop = \"execute\"\nsql = \"UPDATE books SET title = upper(title) WHERE title = 'Notes'; DELETE FROM books WHERE title = 'NOTES' AND id > 1\"\n";

fn package() -> ModelCrate {
    let package = ModelCrate::new(MODELS);
    package.done(&["migrate", "-m", "books"]);
    package.write("seeds/10_authors.toml", AUTHORS);
    package.write("seeds/20_books.toml", BOOKS);
    package
}

fn rows(package: &ModelCrate) -> Vec<String> {
    let authors = "SELECT id || ' ' || name FROM authors ORDER BY id";
    let books = "SELECT title FROM books ORDER BY id";
    let connection = package.connection();
    [strings(&connection, authors), strings(&connection, books)].concat()
}

#[test]
fn run_in_order_and_again_without_harm() {
    let package = package();
    package.done(&["upgrade"]);
    let first = package.done(&["seed"]);
    assert_eq!(first.stdout, "");
    expect![[r#"
        10_authors: 2 inserted, 0 updated, 0 left
        20_books: 1 inserted, 0 updated, 0 left, 1 executed
    "#]]
    .assert_eq(&first.stderr);
    assert_eq!(rows(&package), ["1 Ada", "2 Ben", "NOTES"]);

    let rename = "UPDATE authors SET name = 'Zoe' WHERE id = 1";
    package.connection().execute(rename, []).expect("it runs");
    let again = package.done(&["seed", "10_authors", "--format", "json"]);
    expect![[r#"
        [
          {
            "seed": "10_authors",
            "inserted": 0,
            "updated": 2,
            "left": 0,
            "executed": 0
          }
        ]
    "#]]
    .assert_eq(&again.stdout);
    assert_eq!(rows(&package), ["1 Ada", "2 Ben", "NOTES"]);
    package.done(&["check", "--database"]);
}

#[test]
fn production_takes_none() {
    let package = package();
    package.done(&["upgrade"]);
    package.done(&["environment", "production"]);
    let refused = package.call(&["seed"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    expect![[r#"
        error[KS0618]: the database is marked as `production`: no seeds enter it

        help: name another database with `--url`
        help: if the mark is wrong, `cargo db environment development` changes it
    "#]]
    .assert_eq(&refused.stderr);
    assert!(rows(&package).is_empty());
    package.done(&["environment", "development"]);
    package.done(&["seed"]);
    assert_eq!(rows(&package).len(), 3);
}

#[test]
fn a_database_that_is_behind_is_upgraded_first() {
    let package = package();
    let missing = package.call(&["seed"]);
    assert_eq!(missing.status, 2, "{missing:?}");
    assert!(!package.database().exists());
    package.done(&["upgrade"]);
    package.done(&["downgrade", "base"]);
    let behind = package.call(&["seed"]);
    assert_eq!(behind.status, 2, "{behind:?}");
    assert!(behind.stderr.contains("run `cargo db upgrade` first"));
}

#[test]
fn one_that_fails_takes_all_of_them_back() {
    let package = package();
    package.done(&["upgrade"]);
    let dangling = BOOKS.replace("author_id = 1", "author_id = 9");
    package.write("seeds/20_books.toml", &dangling);
    let failed = package.call(&["seed"]);
    assert_eq!(failed.status, 2, "{failed:?}");
    expect![[r#"
        error[KS0619]: the seed failed, and nothing was seeded: FOREIGN KEY constraint failed
         --> seeds/20_books.toml:2:6
          |
        2 | op = "bulk_insert"
          |      ^^^^^^^^^^^^^
    "#]]
    .assert_eq(&failed.stderr);
    assert!(rows(&package).is_empty());
}

#[test]
fn what_does_not_fit_is_told_before_anything_runs_and_by_check() {
    let package = package();
    package.done(&["upgrade"]);
    let slip = AUTHORS.replace("name = \"Ben\"", "nmae = \"Ben\"");
    package.write("seeds/10_authors.toml", &slip);
    let refused = package.call(&["seed"]);
    assert_eq!(refused.status, 2, "{refused:?}");
    assert!(refused.stderr.contains("`nmae`"), "{}", refused.stderr);
    assert!(refused.stderr.contains("`name`"), "{}", refused.stderr);
    assert!(rows(&package).is_empty());
    let check = package.call(&["check"]);
    assert_eq!(check.status, 1, "{check:?}");
    assert!(
        check.stderr.contains("seeds/10_authors.toml:2:6"),
        "{}",
        check.stderr
    );
}

#[test]
fn a_name_that_is_none_and_a_folder_without_any() {
    let package = package();
    let unknown = package.call(&["seed", "10_autors"]);
    assert_eq!(unknown.status, 2, "{unknown:?}");
    expect![[r#"
        error: there is no seed `10_autors`, did you mean `10_authors`?

        help: the seeds are 10_authors, 20_books
    "#]]
    .assert_eq(&unknown.stderr);
    package.set("seeds = \"fixtures\"\n");
    let none = package.call(&["seed"]);
    assert_eq!(none.status, 2, "{none:?}");
    assert!(none.stderr.contains("no seeds in `fixtures`"), "{none:?}");
}

#[test]
fn sql_is_printed_and_not_run() {
    let package = package();
    let printed = package.done(&["seed", "10_authors", "--sql"]);
    expect![[r#"
        BEGIN;

        -- 10_authors
        INSERT INTO "authors" ("id", "name") VALUES
            (1, 'Ada'),
            (2, 'Ben')
        ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name";

        COMMIT;
    "#]]
    .assert_eq(&printed.stdout);
    assert!(!package.database().exists());
}

#[test]
fn keepers_own_run_twice() {
    let sandbox = Sandbox::keeper();
    let manifest = repository().join("Cargo.toml");
    let manifest = manifest.to_str().expect("the path is UTF-8");
    sandbox.done(&["upgrade"]);
    let seed = || sandbox.done(&["seed", "--manifest-path", manifest]).stderr;
    expect![[r#"
        10_users: 2 inserted, 0 updated, 0 left
        20_products: 3 inserted, 0 updated, 0 left
    "#]]
    .assert_eq(&seed());
    expect![[r#"
        10_users: 0 inserted, 2 updated, 0 left
        20_products: 0 inserted, 3 updated, 0 left
    "#]]
    .assert_eq(&seed());
}

/// Runs for ever as long as there is a table `slow`.
const LONG: &str = "[[seed]]\nop = \"execute\"\nsql = \"WITH RECURSIVE numbers (n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10 OR EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'slow')) INSERT INTO authors (id, name) SELECT max(n), 'Zoe' FROM numbers\"\n";

#[test]
fn one_that_is_interrupted_takes_all_of_them_back() {
    let package = package();
    package.write("seeds/30_long.toml", LONG);
    package.done(&["upgrade"]);
    let connection = package.connection();
    connection
        .execute_batch("CREATE TABLE slow (id)")
        .expect("it runs");
    let mut command = package.command(&["seed"]);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let running = running.spawn().expect("the binary runs");
    connection
        .busy_timeout(Duration::ZERO)
        .expect("it can be set");
    while connection
        .execute_batch("BEGIN IMMEDIATE; ROLLBACK")
        .is_ok()
    {
        yield_now();
    }
    let pid = running.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
    let outcome = outcome(running.wait_with_output().expect("it ends"));
    assert_eq!(outcome.status, 130, "{}", outcome.stderr);
    let words = "error[KS0620]: interrupted: nothing was seeded, and what it had begun is rolled \
        back\n\nhelp: run `cargo db seed` again, which begins anew";
    assert!(outcome.stderr.contains(words), "{}", outcome.stderr);
    assert!(rows(&package).is_empty());

    let drop = "DROP TABLE slow";
    connection
        .execute_batch(drop)
        .expect("nobody holds the lock");
    package.done(&["seed"]);
    assert_eq!(rows(&package), ["1 Ada", "2 Ben", "10 Zoe", "NOTES"]);
}
