//! SQL of a person inside the transaction of a revision.

use std::borrow::Cow;

use keeper_schema::migrate::{
    Direction, Executor, MigrateError, Options, Silent, Step, StepError, Work,
};
use keeper_schema_core::operation::{Down, Execute, Operation};
use keeper_schema_core::revision::{Revision, RevisionId};
use keeper_schema_core::schema::PerDialect;
use keeper_schema_testing::{Cluster, Database};

use crate::connect;
use crate::proxy::Proxy;
use crate::server::Server;

/// Runs SQL as a revision of its own.
fn run(database: &Database, direction: Direction, sql: &[&str]) -> Result<(), MigrateError> {
    run_at(database.url(), direction, sql)
}

fn run_at(url: &str, direction: Direction, sql: &[&str]) -> Result<(), MigrateError> {
    let operations = [operation(sql)];
    let mut executor = connect(url)?;
    let mut planner = |_: &_| {
        Ok(Work {
            steps: vec![step("000000000001", direction, &operations)],
            ..Work::default()
        })
    };
    executor
        .run(&mut planner, &Options::default(), &mut Silent)
        .map(|_| ())
}

fn operation(sql: &[&str]) -> Operation {
    Operation::Execute(Execute {
        sql: PerDialect::Common(sql.iter().map(|sql| (*sql).to_owned()).collect()),
        down: Down::Nothing,
        state: Vec::new(),
    })
}

fn step<'o>(revision: &str, direction: Direction, operations: &'o [Operation]) -> Step<'o> {
    let revision = RevisionId::new(revision).unwrap();
    Step {
        revision: revision.clone(),
        direction,
        operations: Cow::Borrowed(operations),
        foreign_keys_on: false,
        of: Box::leak(Box::new(Revision::new(revision, "a test"))),
        replaces: false,
    }
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
        assert!(
            matches!(error, StepError::TransactionEnded { .. }),
            "{sql}: {error:?}"
        );
        assert_eq!(recorded(&database), [""; 0], "{sql}");
    }
}

#[test]
fn nor_is_the_reversal_of_a_revision() {
    for sql in ["COMMIT", "ROLLBACK", "COMMIT; SELECT 1 / 0"] {
        let database = Cluster::shared().database();
        run(&database, Direction::Upgrade, &["SELECT 1"]).unwrap();
        let error = failed(run(&database, Direction::Downgrade, &[sql]));
        assert!(
            matches!(error, StepError::TransactionEnded { .. }),
            "{sql}: {error:?}"
        );
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

/// The place of a row is counted up while the lock is held, and read anew by each run.
#[test]
fn rows_are_numbered_in_their_order_after_failures_and_reversals() {
    let database = Cluster::shared().database();
    let (fine, wrong) = ([operation(&["SELECT 1"])], [operation(&["SELECT 1 / 0"])]);
    let works = [operation(&[])];
    for (steps, fails, expected) in [
        (
            // One with SQL of a person, and one in one message.
            vec![
                step("000000000001", Direction::Upgrade, &fine),
                step("000000000002", Direction::Upgrade, &works),
                step("000000000003", Direction::Upgrade, &wrong),
            ],
            true,
            "000000000001 000000000002",
        ),
        (
            vec![step("000000000003", Direction::Upgrade, &works)],
            false,
            "000000000001 000000000002 000000000003",
        ),
        (
            vec![
                step("000000000001", Direction::Downgrade, &fine),
                step("000000000001", Direction::Upgrade, &works),
            ],
            false,
            "000000000002 000000000003 000000000001",
        ),
    ] {
        let mut executor = connect(database.url()).unwrap();
        let mut planner = |_: &_| {
            Ok(Work {
                steps: steps.clone(),
                ..Work::default()
            })
        };
        let run = executor.run(&mut planner, &Options::default(), &mut Silent);
        assert_eq!(run.is_err(), fails, "{run:?}");
        let rows = "SELECT string_agg(revision, ' ' ORDER BY seq) FROM keeper_revisions";
        assert_eq!(database.run(rows), [expected]);
    }
    let took = "SELECT count(*) FROM keeper_revisions WHERE duration_ms NOT BETWEEN 0 AND 60000";
    assert_eq!(database.run(took), ["0"]);
}

#[test]
fn each_revision_starts_with_the_search_path_of_the_connection() {
    let database = Cluster::shared().database();
    let leaves = [operation(&[
        "CREATE SCHEMA other",
        "SELECT set_config('search_path', 'other', false)",
    ])];
    let creates = [operation(&["CREATE TABLE t (a int)"])];
    let mut planner = |_: &_| {
        Ok(Work {
            steps: vec![
                step("000000000001", Direction::Upgrade, &leaves),
                step("000000000002", Direction::Upgrade, &creates),
            ],
            ..Work::default()
        })
    };
    let mut executor = connect(database.url()).unwrap();
    executor
        .run(&mut planner, &Options::default(), &mut Silent)
        .unwrap();
    let schema = "SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 't'";
    assert_eq!(database.run(schema), ["public"]);
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
    assert!(
        matches!(again, Err(MigrateError::Overtaken { .. })),
        "{again:?}"
    );
    run(&database, Direction::Downgrade, &["SELECT 1"]).unwrap();
    let again = run(&database, Direction::Downgrade, &["SELECT 1"]);
    assert!(
        matches!(again, Err(MigrateError::Overtaken { .. })),
        "{again:?}"
    );
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

#[test]
fn behind_a_pooler_nothing_is_changed() {
    let server = Server::start();
    let mut executor = connect(&server.plain_url(Proxy::Pooler.before(server.port))).unwrap();
    // Reading is safe.
    assert!(executor.state().unwrap().revisions.is_empty());
    let refused = executor.stamp_purged(&[], &Options::default());
    assert!(matches!(refused, Err(MigrateError::Pooler)), "{refused:?}");
    let mut direct = connect(&server.plain_url(server.port)).unwrap();
    direct.stamp_purged(&[], &Options::default()).unwrap();
}

/// Cuts the connection at COMMIT, and then runs what is left to do.
fn check_cut(proxy: Proxy, is_there: &str) {
    let server = Server::start();
    server.run("CREATE TABLE t (a int)");
    // The bookkeeping is there already, so that the first COMMIT is the revision's.
    let direct = server.plain_url(server.port);
    let mut executor = connect(&direct).unwrap();
    executor.stamp_purged(&[], &Options::default()).unwrap();
    let sql = ["INSERT INTO t VALUES (1)"];
    let cut = server.plain_url(proxy.before(server.port));
    let lost = run_at(&cut, Direction::Upgrade, &sql);
    assert!(matches!(lost, Err(MigrateError::Commit { .. })), "{lost:?}");
    server.until(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
        "0",
    );
    assert_eq!(server.run("SELECT count(*) FROM t"), is_there);
    let state = executor.state().unwrap();
    assert_eq!(state.revisions.len().to_string(), is_there);
    if state.revisions.is_empty() {
        run_at(&direct, Direction::Upgrade, &sql).unwrap();
    }
    assert_eq!(server.run("SELECT count(*) FROM t"), "1");
}

#[test]
fn a_commit_that_never_arrived_is_told_and_done_again() {
    check_cut(Proxy::CutBeforeCommit, "0");
}

#[test]
fn a_commit_whose_answer_never_came_is_told_and_found_done() {
    check_cut(Proxy::CutAfterCommit, "1");
}
