//! A program that carries its history and brings a connection of its own along.

use keeper_schema::embed_migrations;
use keeper_schema::embedded::{EmbeddedRevision, Migrations, Migrator, VerifyError};
use keeper_schema::migrate::{MigrateError, Options};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::support::rows;

static MIGRATIONS: Migrations = embed_migrations!("tests/sqlite/embedded");

fn memory() -> Connection {
    Connection::open_in_memory().unwrap()
}

/// At the newest revision.
fn upgraded() -> Connection {
    let mut connection = memory();
    Migrator::new(&MIGRATIONS).upgrade(&mut connection).unwrap();
    connection
}

/// What a program had that was compiled before the last revision.
fn older() -> Migrations {
    Migrations::new("keeper-schema", &MIGRATIONS.revisions()[..1])
}

fn ids(revisions: &[keeper_schema_core::revision::RevisionId]) -> Vec<&str> {
    revisions.iter().map(|revision| revision.as_str()).collect()
}

#[test]
fn the_macro_reads_the_folder_in_the_order_of_the_history() {
    assert_eq!(MIGRATIONS.application(), "keeper-schema");
    let files: Vec<_> = MIGRATIONS
        .revisions()
        .iter()
        .map(|file| file.file)
        .collect();
    assert_eq!(
        files,
        [
            "tests/sqlite/embedded/a1_books.toml",
            "tests/sqlite/embedded/b2_pages.toml"
        ]
    );
}

#[test]
fn an_empty_database_gets_every_revision_once() {
    let mut connection = memory();
    let mut migrator = Migrator::new(&MIGRATIONS);
    assert_eq!(
        ids(&migrator.pending(&mut connection).unwrap()),
        ["a1", "b2"]
    );
    let script = migrator.dry_run(&mut connection).unwrap().unwrap();
    assert!(script.contains("CREATE TABLE \"books\""), "{script}");
    assert_eq!(rows(&connection, "SELECT name FROM sqlite_master"), "");

    assert_eq!(
        ids(&migrator.upgrade(&mut connection).unwrap()),
        ["a1", "b2"]
    );
    assert_eq!(
        rows(&connection, "SELECT name FROM pragma_table_info('books')"),
        "id\ntitle\npages"
    );
    assert!(migrator.upgrade(&mut connection).unwrap().is_empty());
    assert!(migrator.pending(&mut connection).unwrap().is_empty());
    assert_eq!(migrator.dry_run(&mut connection).unwrap(), None);
    migrator.verify(&mut connection).unwrap();
}

#[test]
fn steps_are_counted_and_taken_back() {
    let mut connection = memory();
    let mut migrator = Migrator::new(&MIGRATIONS);
    assert_eq!(
        ids(&migrator.upgrade_to(&mut connection, "+1").unwrap()),
        ["a1"]
    );
    assert_eq!(
        ids(&migrator.upgrade_to(&mut connection, "b2").unwrap()),
        ["b2"]
    );
    assert_eq!(
        ids(&migrator.downgrade_to(&mut connection, "a1").unwrap()),
        ["b2"]
    );
    let error = migrator.upgrade_to(&mut connection, "").unwrap_err();
    assert!(matches!(error, MigrateError::Target(_)), "{error}");
}

/// The texts are no TOML: whoever parses them fails.
#[test]
fn nothing_is_parsed_if_there_is_nothing_to_do() {
    let unreadable: Vec<EmbeddedRevision> = (MIGRATIONS.revisions().iter())
        .map(|file| EmbeddedRevision::new(file.id, file.file, file.checksum, "]"))
        .collect();
    let unreadable = Migrations::new("keeper-schema", unreadable.leak());
    let mut connection = upgraded();
    let mut migrator = Migrator::new(&unreadable);
    assert!(migrator.upgrade(&mut connection).unwrap().is_empty());
    assert!(migrator.pending(&mut connection).unwrap().is_empty());
    let error = migrator.upgrade(&mut memory()).unwrap_err();
    assert!(matches!(error, MigrateError::History { .. }), "{error}");
}

#[test]
fn a_database_behind_is_told() {
    let mut connection = memory();
    Migrator::new(&older()).upgrade(&mut connection).unwrap();
    let error = Migrator::new(&MIGRATIONS)
        .verify(&mut connection)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database is behind this program, `b2` not applied"
    );
    assert!(matches!(error, VerifyError::Behind { .. }));
}

#[test]
fn a_database_ahead_is_told_and_left_alone() {
    let mut connection = upgraded();
    let error = Migrator::new(&older()).verify(&mut connection).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the database is ahead of this program, which does not know `b2`"
    );
    assert!(matches!(error, VerifyError::Ahead { .. }));
    let error = Migrator::new(&older())
        .upgrade(&mut connection)
        .unwrap_err();
    assert!(error.to_string().contains("`b2`"), "{error}");
}

#[test]
fn a_database_that_was_changed_by_hand_is_told() {
    let mut connection = upgraded();
    connection
        .execute_batch("ALTER TABLE books DROP COLUMN pages")
        .unwrap();
    let error = Migrator::new(&MIGRATIONS)
        .verify(&mut connection)
        .unwrap_err();
    assert!(matches!(error, VerifyError::Drifted { .. }));
    assert!(error.to_string().contains("`books.pages`"), "{error}");
}

#[test]
fn a_revision_that_was_edited_after_it_ran_is_refused() {
    let source = MIGRATIONS.revisions()[1].source.replace("pages", "sheets");
    let edited = EmbeddedRevision::new("b2", "b2_pages.toml", "c1:other", source.leak());
    let edited = Migrations::new(
        "keeper-schema",
        vec![MIGRATIONS.revisions()[0], edited].leak(),
    );
    let mut connection = upgraded();
    let error = Migrator::new(&edited).upgrade(&mut connection).unwrap_err();
    assert!(
        matches!(error, MigrateError::ChecksumMismatch { .. }),
        "{error}"
    );
    let error = Migrator::new(&edited).verify(&mut connection).unwrap_err();
    assert!(matches!(
        error,
        VerifyError::Migrate(MigrateError::ChecksumMismatch { .. })
    ));
}

#[test]
fn the_database_of_another_application_is_refused() {
    let other = Migrations::new("another", MIGRATIONS.revisions());
    let mut connection = upgraded();
    for error in [
        Migrator::new(&other).upgrade(&mut connection).unwrap_err(),
        match Migrator::new(&other).verify(&mut connection).unwrap_err() {
            VerifyError::Migrate(error) => error,
            error => panic!("{error}"),
        },
    ] {
        assert!(
            matches!(error, MigrateError::WrongApplication { .. }),
            "{error}"
        );
    }
    let mut of_anybody = Migrator::new(&other).with_options(Options::default());
    assert!(of_anybody.upgrade(&mut connection).unwrap().is_empty());
}

#[test]
fn a_connection_is_given_back_as_it_was() {
    let mut connection = memory();
    connection
        .busy_timeout(std::time::Duration::from_millis(77))
        .unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = ON")
        .unwrap();
    let quoted = DbConfig::SQLITE_DBCONFIG_DQS_DML;
    connection.set_db_config(quoted, true).unwrap();
    Migrator::new(&MIGRATIONS).upgrade(&mut connection).unwrap();
    assert_eq!(rows(&connection, "PRAGMA busy_timeout"), "77");
    assert_eq!(rows(&connection, "PRAGMA foreign_keys"), "1");
    assert!(connection.db_config(quoted).unwrap());
}

#[test]
fn an_open_transaction_is_not_ended() {
    let mut connection = memory();
    connection
        .execute_batch("BEGIN; CREATE TABLE own (a)")
        .unwrap();
    let error = Migrator::new(&MIGRATIONS)
        .upgrade(&mut connection)
        .unwrap_err();
    assert!(error.to_string().contains("is in a transaction"), "{error}");
    connection.execute_batch("COMMIT").unwrap();
    assert_eq!(rows(&connection, "SELECT name FROM sqlite_master"), "own");
}

#[test]
fn a_program_whose_revisions_were_squashed_takes_every_database_along() {
    static SQUASHED: Migrations = embed_migrations!("tests/sqlite/squashed");
    let mut all = upgraded();
    let mut part = memory();
    Migrator::new(&older()).upgrade(&mut part).unwrap();
    let mut migrator = Migrator::new(&SQUASHED);
    assert!(migrator.pending(&mut all).unwrap().is_empty());
    assert_eq!(migrator.dry_run(&mut all).unwrap(), None);
    migrator.verify(&mut all).unwrap();

    for (connection, done) in [
        (&mut all, vec!["c3"]),
        (&mut part, vec!["b2", "c3"]),
        (&mut memory(), vec!["c3"]),
    ] {
        assert_eq!(ids(&migrator.upgrade(connection).unwrap()), done);
        let recorded = rows(connection, "SELECT revision FROM keeper_revisions");
        assert_eq!(recorded, "c3");
        migrator.verify(connection).unwrap();
        assert!(migrator.upgrade(connection).unwrap().is_empty());
    }
}
