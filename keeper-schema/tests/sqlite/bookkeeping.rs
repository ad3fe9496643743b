//! What a database remembers, and what is refused when that cannot be.

use keeper_schema::migrate::{Executor, MigrateError, Migrator, Options};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;

use crate::support::{Database, history};

fn table(name: &str) -> String {
    format!(
        "op = \"create_table\"\ntable = \"{name}\"\ncolumns = [{{ name = \"x\", type = \"text\" }}]"
    )
}

fn three() -> History {
    history(&[&table("a"), &table("b"), &table("c")])
}

/// Damages the bookkeeping of a database at `r2`; the upgrade must be refused with
/// `expected`, and `stamp --purge` must mend it.
fn check(by_hand: &str, expected: &str) {
    let database = Database::at(&three(), "r2", by_hand);
    assert_eq!(database.refused(&three()), expected, "{by_hand}");
    stamp_purged(&database, "r2", &Options::default()).unwrap();
    assert_eq!(database.upgrade(&three()).unwrap(), ["r3"], "{by_hand}");
    assert_eq!(database.recorded(), "r1 r2 r3");
}

fn stamp_purged(database: &Database, target: &str, options: &Options) -> Result<(), MigrateError> {
    let target = RevisionSpec::parse(target).unwrap();
    Migrator::new(&three()).stamp_purged(&mut database.executor(), &[target], options)
}

#[test]
fn every_revision_is_recorded_with_its_text() {
    let database = Database::at(&three(), "r2", "");
    assert_eq!(
        database.rows("SELECT revision, seq, kind, substr(checksum, 1, 3), source LIKE 'format = 1%', applied_at LIKE '20__-__-__T__:__:__.___Z', tool_version LIKE 'keeper-schema %' FROM keeper_revisions"),
        "r1|1|applied|c1:|1|1|1\nr2|2|applied|c1:|1|1|1"
    );
    let id = keeper_schema_core::revision::RevisionId::new("r1").unwrap();
    let source = database.executor().source(&id).unwrap().unwrap();
    assert!(source.contains("revision = \"r1\""), "{source}");
}

#[test]
fn an_edited_revision_is_refused_by_name() {
    let edited = history(&[
        &table("a"),
        &table("b").replace("text", "integer"),
        &table("c"),
    ]);
    let database = Database::at(&three(), "r2", "");
    let before = database.contents();
    let error = database.upgrade(&edited).unwrap_err();
    assert!(
        matches!(&error, MigrateError::ChecksumMismatch { revision, .. } if revision.as_str() == "r2"),
        "{error}"
    );
    let error = database.downgrade_to(&edited, "base").unwrap_err();
    assert!(
        matches!(error, MigrateError::ChecksumMismatch { .. }),
        "{error}"
    );
    assert_eq!(database.contents(), before);
}

#[test]
fn comments_and_space_are_no_edit() {
    let commented = format!("# why\n\n{}   # a comment", table("b"));
    let edited = history(&[&table("a"), &commented, &table("c")]);
    let database = Database::at(&three(), "r2", "");
    assert_eq!(database.upgrade(&edited).unwrap(), ["r3"]);
}

#[test]
fn a_revision_that_is_in_no_file() {
    let database = Database::at(&three(), "r3", "");
    let error = database
        .upgrade(&history(&[&table("a"), &table("b")]))
        .unwrap_err();
    assert!(error.to_string().contains("`r3`"), "{error}");
}

#[test]
fn a_gap() {
    let database = Database::at(
        &three(),
        "r2",
        "DELETE FROM keeper_revisions WHERE revision = 'r1'",
    );
    let error = database.refused(&three());
    assert!(error.contains("`r2`") && error.contains("`r1`"), "{error}");
    stamp_purged(&database, "r2", &Options::default()).unwrap();
    assert_eq!(database.upgrade(&three()).unwrap(), ["r3"]);
}

#[test]
fn damage() {
    let begin = "the bookkeeping of the database is damaged: ";
    let end = "; `stamp --purge` writes it anew";
    for (by_hand, expected) in [
        (
            "ALTER TABLE keeper_revisions DROP COLUMN checksum",
            "no such column: \"checksum\" - should this be a string literal in single-quotes?",
        ),
        (
            "PRAGMA ignore_check_constraints = ON; UPDATE keeper_revisions SET kind = char(27)",
            "`\\u{1b}` is no kind of record",
        ),
        (
            "UPDATE keeper_revisions SET revision = '../x' WHERE revision = 'r2'",
            "`../x` cannot be a revision id: an id has 1 to 64 letters (a-z, A-Z), digits, `_` and `-`, and no `-` first",
        ),
        (
            "UPDATE keeper_revisions SET revision = x'00' WHERE revision = 'r2'",
            "Invalid column type Blob at index: 0, name: revision",
        ),
        (
            "ALTER TABLE keeper_meta DROP COLUMN value",
            "no such column: \"value\" - should this be a string literal in single-quotes?",
        ),
        (
            "UPDATE keeper_meta SET value = x'00'",
            "Invalid column type Blob at index: 1, name: value",
        ),
    ] {
        check(by_hand, &format!("{begin}{expected}{end}"));
    }
}

/// The tables are there, so that the first revision cannot be made again; nothing is lost.
#[test]
fn lost_bookkeeping() {
    for lost in [
        "DROP TABLE keeper_revisions",
        "DROP TABLE keeper_revisions; DROP TABLE keeper_meta",
    ] {
        let database = Database::at(&three(), "r2", lost);
        assert_eq!(
            database.refused(&three()),
            "upgrade of revision `r1` failed: table \"a\" already exists; if something else made it, `stamp` the revision that the database is at, or adopt the database with `init --from`, in `CREATE TABLE \"a\" ( \"x\" TEXT NOT NULL )`"
        );
        stamp_purged(&database, "r2", &Options::default()).unwrap();
        assert_eq!(database.upgrade(&three()).unwrap(), ["r3"]);
    }
}

#[test]
fn a_newer_format() {
    for lost in ["", "; DROP TABLE keeper_revisions"] {
        let newer = format!("UPDATE keeper_meta SET value = '2' WHERE key = 'oldest_reader'{lost}");
        let database = Database::at(&three(), "r2", &newer);
        let expected = "the database was last migrated by a newer tool (bookkeeping format 2); update this one";
        assert_eq!(database.refused(&three()), expected);
        let before = database.contents();
        let error = stamp_purged(&database, "r2", &Options::default()).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(database.contents(), before);
    }
}

/// What is newer but says that this version can read it.
#[test]
fn a_newer_format_for_old_readers() {
    let newer = "UPDATE keeper_meta SET value = '2' WHERE key = 'format'; ALTER TABLE keeper_revisions ADD COLUMN mood TEXT";
    let database = Database::at(&three(), "r2", newer);
    assert_eq!(database.upgrade(&three()).unwrap(), ["r3"]);
    assert_eq!(
        database.rows("SELECT value FROM keeper_meta WHERE key = 'format'"),
        "2"
    );
}

#[test]
fn the_database_of_another_application() {
    let options = |application: &str| Options {
        application: Some(application.to_owned()),
        ..Options::default()
    };
    let database = Database::new();
    database
        .upgrade_with(&three(), "r1", &options("keeper"))
        .unwrap();
    for lost in ["", "DROP TABLE keeper_revisions"] {
        database.run(lost);
        let before = database.contents();
        let expected = "the database belongs to `keeper`, not to `other`; is the URL right?";
        let error = database.upgrade_with(&three(), "heads", &options("other"));
        assert_eq!(error.unwrap_err().to_string(), expected);
        let error = stamp_purged(&database, "r1", &options("other"));
        assert_eq!(error.unwrap_err().to_string(), expected);
        assert_eq!(database.contents(), before);
    }
    stamp_purged(&database, "r1", &options("keeper")).unwrap();
    assert_eq!(database.upgrade(&three()).unwrap(), ["r2", "r3"]);
}

#[test]
fn stamped() {
    let database = Database::at(&three(), "r1", "");
    let stamp = |target: &str| {
        let target = RevisionSpec::parse(target).unwrap();
        Migrator::new(&three()).stamp(&mut database.executor(), &[target], &Options::default())
    };
    stamp("r3").unwrap();
    assert_eq!(
        database.rows("SELECT revision, seq, kind FROM keeper_revisions ORDER BY seq"),
        "r1|1|applied\nr2|2|stamped\nr3|3|stamped"
    );
    stamp("r2").unwrap();
    assert_eq!(database.recorded(), "r1 r2");
    assert_eq!(
        database.rows("SELECT count(*) FROM sqlite_master WHERE name = 'b'"),
        "0"
    );
}
