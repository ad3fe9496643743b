//! What databases make of a revision that replaces others.

use keeper_schema::migrate::{Executor, Migrator, Options};
use keeper_schema_core::graph::RevisionSpec;

use crate::squash::{R1, R2, R3, S, history};
use crate::support::Database;

const KINDS: &str = "SELECT group_concat(revision || ' ' || kind, ', ') FROM (SELECT * FROM keeper_revisions ORDER BY seq)";

/// A database that was at `revision` before the squash is upgraded: what is done, and what
/// is recorded then.
#[track_caller]
fn check(revision: &str, now: &[&str], done: &[&str], recorded: &str) {
    let database = Database::at(&history(&[R1, R2, R3]), revision, "");
    let now = history(now);
    assert_eq!(database.upgrade(&now).unwrap(), done);
    assert_eq!(database.rows(KINDS), recorded);
    let migrator = Migrator::new(&now);
    let found = migrator.check(&mut database.executor()).unwrap();
    assert_eq!(found.differences, []);
    assert_eq!(database.upgrade(&now).unwrap(), [""; 0]);
}

#[test]
fn one_that_has_none_runs_the_new_revision() {
    let expected = "s applied, r3 applied";
    check("base", &[R1, R2, R3, S], &["s", "r3"], expected);
    check("base", &[R3, S], &["s", "r3"], expected);
}

#[test]
fn one_that_has_all_records_it_in_their_place() {
    check(
        "r2",
        &[R1, R2, R3, S],
        &["s", "r3"],
        "s replaced, r3 applied",
    );
    check("r2", &[R3, S], &["s", "r3"], "s replaced, r3 applied");
    check("r3", &[R3, S], &["s"], "r3 applied, s replaced");
}

#[test]
fn one_that_has_a_part_runs_the_rest_first() {
    check(
        "r1",
        &[R1, R2, R3, S],
        &["r2", "s", "r3"],
        "s replaced, r3 applied",
    );
}

#[test]
fn one_that_has_a_part_needs_the_old_files() {
    let database = Database::at(&history(&[R1, R2, R3]), "r1", "");
    assert_eq!(
        database.refused(&history(&[R1, R3, S])),
        "the database has `r1` of what revision `s` replaces, and the files of `r2` are gone; restore them until `cargo db upgrade` has run here"
    );
}

#[test]
fn steps_are_counted_on_the_history_that_the_database_has() {
    let (old, new) = (history(&[R1, R2, R3]), history(&[R1, R2, R3, S]));
    let database = Database::at(&old, "r1", "");
    assert_eq!(database.upgrade_to(&new, "+1").unwrap(), ["r2"]);
    assert_eq!(database.upgrade_to(&new, "+1").unwrap(), ["s", "r3"]);
    let database = Database::at(&old, "r1", "");
    assert_eq!(database.downgrade_to(&new, "base").unwrap(), ["r1"]);
    assert_eq!(database.upgrade_to(&new, "s").unwrap(), ["s"]);
    assert_eq!(database.rows(KINDS), "s applied");
}

#[test]
fn a_downgrade_reverts_the_new_revision() {
    let (old, new) = (history(&[R1, R2, R3]), history(&[R3, S]));
    let database = Database::at(&old, "r3", "");
    assert_eq!(database.downgrade_to(&new, "s").unwrap(), ["s", "r3"]);
    assert_eq!(database.rows(KINDS), "s replaced");
    assert_eq!(database.downgrade_to(&new, "base").unwrap(), ["s"]);
    assert_eq!(database.recorded(), "NULL");
    assert_eq!(
        database.rows("SELECT name FROM sqlite_master WHERE name = 'a'"),
        ""
    );
}

#[test]
fn what_was_edited_before_it_was_replaced_is_refused() {
    let edited = S.replace("type = \"integer\" }, {", "type = \"text\" }, {");
    let database = Database::at(&history(&[R1, R2, R3]), "r2", "");
    let error = database.refused(&history(&[&R1.replace("integer", "text"), R2, R3, &edited]));
    assert!(error.contains("`r1`"), "{error}");
}

#[test]
fn a_stamp_records_the_new_revision_alone() {
    let database = Database::at(&history(&[R1, R2, R3]), "r3", "");
    let new = history(&[R3, S]);
    let target = RevisionSpec::parse("head").unwrap();
    let executor = &mut database.executor();
    let options = Options::default();
    Migrator::new(&new)
        .stamp(executor, &[target], &options)
        .unwrap();
    assert_eq!(executor.state().unwrap().applied().len(), 2);
    assert_eq!(database.rows(KINDS), "r3 applied, s stamped");
}
