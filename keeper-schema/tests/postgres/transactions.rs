//! SQL of a person inside the transaction of a revision.

use std::borrow::Cow;

use keeper_schema::migrate::{
    Direction, Executor, MigrateError, Options, Silent, Step, StepError, Work,
};
use keeper_schema_core::operation::{Down, Execute, Operation};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::PerDialect;
use keeper_schema_testing::{Cluster, Database};

use crate::connect;

/// Runs SQL as a revision of its own.
fn run(database: &Database, direction: Direction, sql: &[&str]) -> Result<(), MigrateError> {
    let operations = [Operation::Execute(Execute {
        sql: PerDialect::Common(sql.iter().map(|sql| (*sql).to_owned()).collect()),
        down: Down::Nothing,
        state: Vec::new(),
    })];
    let mut executor = connect(database.url())?;
    let mut planner = |_: &_| {
        Ok(Work {
            steps: vec![Step {
                revision: RevisionId::new("000000000001").unwrap(),
                direction,
                operations: Cow::Borrowed(&operations),
                foreign_keys_on: false,
                checksum: "c1:0".to_owned(),
                source: String::new(),
            }],
            ..Work::default()
        })
    };
    executor
        .run(&mut planner, &Options::default(), &mut Silent)
        .map(|_| ())
}

fn failed(result: Result<(), MigrateError>) -> StepError {
    match result {
        Err(MigrateError::Step { error, .. }) => *error,
        other => panic!("{other:?}"),
    }
}

fn recorded(database: &Database) -> Vec<String> {
    database.run("SELECT revision || ' ' || (duration_ms >= 0) FROM keeper_revisions")
}

#[test]
fn what_ends_the_transaction_is_noticed_and_not_recorded() {
    for sql in [
        "COMMIT",
        "ROLLBACK",
        "COMMIT; BEGIN; CREATE TABLE t (a int)",
        "ROLLBACK; BEGIN; CREATE TABLE t (a int)",
        "COMMIT; SELECT 1 / 0",
    ] {
        let database = Cluster::shared().database();
        let error = failed(run(&database, Direction::Upgrade, &["SELECT 1", sql]));
        assert!(matches!(error, StepError::TransactionEnded { .. }), "{sql}: {error:?}");
        assert_eq!(recorded(&database), [""; 0], "{sql}");
    }
}

#[test]
fn nor_is_the_reversal_of_a_revision() {
    for sql in ["COMMIT", "ROLLBACK", "COMMIT; SELECT 1 / 0"] {
        let database = Cluster::shared().database();
        run(&database, Direction::Upgrade, &["SELECT 1"]).unwrap();
        let error = failed(run(&database, Direction::Downgrade, &[sql]));
        assert!(matches!(error, StepError::TransactionEnded { .. }), "{sql}: {error:?}");
        assert_eq!(recorded(&database), ["000000000001 true"], "{sql}");
        run(&database, Direction::Downgrade, &["SELECT 1"]).unwrap();
        assert_eq!(recorded(&database), [""; 0], "{sql}");
    }
}

#[test]
fn a_failure_leaves_nothing() {
    let database = Cluster::shared().database();
    let sql = ["CREATE TABLE t (a int)", "SELECT 1 / 0"];
    let error = failed(run(&database, Direction::Upgrade, &sql));
    assert!(error.to_string().contains("division by zero"), "{error}");
    assert_eq!(recorded(&database), [""; 0]);
    assert_eq!(database.run("SELECT to_regclass('t')"), [""]);
}

#[test]
fn the_search_path_is_that_of_the_connection() {
    let database = Cluster::shared().database();
    let sql = ["CREATE SCHEMA other", "SELECT set_config('search_path', 'other', false)"];
    run(&database, Direction::Upgrade, &sql).unwrap();
    assert_eq!(recorded(&database), ["000000000001 true"]);
}

#[test]
fn data_for_a_copy_is_not_waited_for() {
    let database = Cluster::shared().database();
    let sql = ["CREATE TABLE t (a int)", "COPY t (a) FROM STDIN"];
    let error = failed(run(&database, Direction::Upgrade, &sql));
    assert!(matches!(error, StepError::Copy { .. }), "{error:?}");
}

#[test]
fn deferred_constraints_speak_at_the_end() {
    let database = Cluster::shared().database();
    let sql = [
        "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO t VALUES (1, 2)",
    ];
    let error = failed(run(&database, Direction::Upgrade, &sql));
    assert!(error.to_string().contains("t_b_fkey"), "{error}");
    assert_eq!(recorded(&database), [""; 0]);
}

#[test]
fn a_revision_that_another_records_beside_the_lock_is_not_applied_twice() {
    let database = Cluster::shared().database();
    run(&database, Direction::Upgrade, &["SELECT 1"]).unwrap();
    let again = run(&database, Direction::Upgrade, &["SELECT 1"]);
    assert!(matches!(again, Err(MigrateError::Overtaken { .. })), "{again:?}");
    run(&database, Direction::Downgrade, &["SELECT 1"]).unwrap();
    let again = run(&database, Direction::Downgrade, &["SELECT 1"]);
    assert!(matches!(again, Err(MigrateError::Overtaken { .. })), "{again:?}");
}

#[test]
fn what_was_committed_in_the_middle_is_told_by_all_who_come_later() {
    let database = Cluster::shared().database();
    run(&database, Direction::Upgrade, &["SELECT 1"]).unwrap();
    // As a process leaves it that is killed after a COMMIT of its own SQL.
    database.run("UPDATE keeper_revisions SET duration_ms = -1");
    let error = connect(database.url()).unwrap().state().unwrap_err();
    assert!(error.to_string().contains("done in part"), "{error}");
}
