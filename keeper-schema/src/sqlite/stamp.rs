//! Bookkeeping set without anything being run.

use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::revision::RevisionId;
use rusqlite::Connection;

use super::bookkeeping::Row;
use super::session::Session;
use super::transaction::{ForeignKeys, begin, commit};
use super::{SqliteExecutor, bookkeeping, step_log};
use crate::migrate::{DatabaseError, Environment, MigrateError, Options, Record, Recorder};

/// See [`Executor::stamp`].
pub(super) fn stamp(
    executor: &SqliteExecutor<'_>,
    recorder: Recorder<'_>,
    options: &Options,
) -> Result<(), MigrateError> {
    in_transaction(executor, |connection, names| {
        let state = bookkeeping::state(connection, names)?;
        bookkeeping::check_application(&state, options)?;
        let records = recorder(&state)?;
        bookkeeping::prepare(connection, names, options)?;
        let applied = state.applied();
        let wanted = |revision: &RevisionId| records.iter().any(|it| it.revision == *revision);
        let gone = applied.iter().filter(|revision| !wanted(revision));
        bookkeeping::remove(connection, names, gone)?;
        let missing = records
            .iter()
            .filter(|record| !applied.contains(&record.revision));
        insert_stamped(executor, missing, options)?;
        // Who stamps says what the database is at, whatever was done in part.
        Ok(step_log::forget_all(connection, names)?)
    })
}

/// See [`Executor::stamp_purged`].
pub(super) fn stamp_purged(
    executor: &SqliteExecutor<'_>,
    records: &[Record],
    options: &Options,
) -> Result<(), MigrateError> {
    in_transaction(executor, |connection, names| {
        bookkeeping::purge(connection, names, options)?;
        bookkeeping::prepare(connection, names, options)?;
        Ok(insert_stamped(executor, records.iter(), options)?)
    })
}

/// See [`Executor::set_environment`].
pub(super) fn set_environment(
    executor: &SqliteExecutor<'_>,
    environment: Option<Environment>,
    options: &Options,
) -> Result<(), MigrateError> {
    in_transaction(executor, |connection, names| {
        let state = bookkeeping::state(connection, names)?;
        bookkeeping::check_application(&state, options)?;
        bookkeeping::prepare(connection, names, options)?;
        Ok(bookkeeping::set_environment(
            connection,
            names,
            environment,
        )?)
    })
}

fn in_transaction(
    executor: &SqliteExecutor<'_>,
    work: impl FnOnce(&Connection, &BookkeepingNames) -> Result<(), MigrateError>,
) -> Result<(), MigrateError> {
    let connection = &executor.connection;
    let session = Session::start(connection)?;
    begin(connection, ForeignKeys::Off)?;
    work(connection, &executor.names)?;
    commit(connection, executor.lock_wait)?;
    Ok(session.end()?)
}

fn insert_stamped<'r>(
    executor: &SqliteExecutor<'_>,
    records: impl Iterator<Item = &'r Record>,
    options: &Options,
) -> Result<(), DatabaseError> {
    let at = (options.now)();
    let rows: Vec<Row<'_>> = records.map(|record| Row::stamped(record, at)).collect();
    bookkeeping::insert(&executor.connection, &executor.names, &rows, options)
}
