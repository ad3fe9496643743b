//! What a server refuses, and how it is told.

use keeper_schema::migrate::{DatabaseError, DatabaseErrorKind, Executor, MigrateError, Options};
use keeper_schema_testing::Cluster;

use crate::connect;

/// Stamps, which writes.
fn write(url: &str) -> Result<(), DatabaseError> {
    let mut executor = connect(url)?;
    match executor.stamp_purged(&[], &Options::default()) {
        Ok(()) => Ok(()),
        Err(MigrateError::Database(error)) => Err(error),
        Err(error) => panic!("{error:?}"),
    }
}

fn check(url: &str, kind: DatabaseErrorKind, expected: &str) {
    let error = write(url).unwrap_err();
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn refusals() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let url = database.url();
    database.run("CREATE ROLE keeper_weak LOGIN");
    check(
        &format!("{url}&options=-c%20default_transaction_read_only%3Don"),
        DatabaseErrorKind::ReadOnlyServer,
        "is this a standby",
    );
    check(
        &url.replace("user=postgres", "user=keeper_weak"),
        DatabaseErrorKind::Privilege,
        "grant the right",
    );
    check(
        &url.replace("user=postgres", "user=nobody_knows"),
        DatabaseErrorKind::Authentication,
        "check user and password",
    );
    check(
        &url.replace("/keeper_test_", "/no_such_"),
        DatabaseErrorKind::NoSuchDatabase,
        "create it",
    );
    write(url).unwrap();
    let without = format!("{url}&options=-c%20search_path%3Dnowhere");
    let error = connect(&without).unwrap_err();
    assert!(error.message.contains("`--schema`"), "{error}");
}

#[test]
fn a_server_that_goes_away_is_a_lost_connection() {
    let cluster = Cluster::start();
    let mut executor = connect(cluster.url()).unwrap();
    executor.state().unwrap();
    drop(cluster);
    let error = executor.state().unwrap_err();
    let MigrateError::Database(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.kind, DatabaseErrorKind::ConnectionLost, "{error}");
}
