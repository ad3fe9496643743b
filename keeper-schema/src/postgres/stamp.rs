//! Bookkeeping set without anything being run.

use super::tables::literal;
use super::{PostgresExecutor, bookkeeping, lock, record};
use crate::migrate::{ENVIRONMENT, Environment, MigrateError, Options, Record, Recorder};

/// See [`Executor::stamp`](crate::migrate::Executor::stamp).
pub(super) fn stamp(
    executor: &PostgresExecutor,
    recorder: Recorder<'_>,
    options: &Options,
) -> Result<(), MigrateError> {
    lock::holding(executor, || stamp_locked(executor, recorder, options))
}

/// See [`Executor::stamp_purged`](crate::migrate::Executor::stamp_purged).
pub(super) fn stamp_purged(
    executor: &PostgresExecutor,
    records: &[Record],
    options: &Options,
) -> Result<(), MigrateError> {
    lock::holding(executor, || purge_locked(executor, records, options))
}

/// See [`Executor::set_environment`](crate::migrate::Executor::set_environment).
pub(super) fn set_environment(
    executor: &PostgresExecutor,
    environment: Option<Environment>,
    options: &Options,
) -> Result<(), MigrateError> {
    lock::holding(executor, || {
        set_environment_locked(executor, environment, options)
    })
}

fn stamp_locked(
    executor: &PostgresExecutor,
    recorder: Recorder<'_>,
    options: &Options,
) -> Result<(), MigrateError> {
    let (client, tables) = (&executor.client, &executor.tables);
    let remembered = bookkeeping::read(client, tables)?;
    let state = &remembered.state;
    bookkeeping::check_application(state, options)?;
    let records = recorder(state)?;
    bookkeeping::prepare(client, tables, &remembered, options)?;
    let applied = state.applied();
    let mut sql = vec!["BEGIN".to_owned()];
    for revision in &applied {
        if !records.iter().any(|record| record.revision == *revision) {
            sql.push(record::removed(tables, revision)?);
        }
    }
    for record in &records {
        if !applied.contains(&record.revision) {
            sql.push(record::stamped(tables, record, options)?);
        }
    }
    // Who stamps says what the database is at, whatever was done in part.
    sql.push(format!("DELETE FROM {}", tables.steps));
    sql.push("COMMIT".to_owned());
    Ok(bookkeeping::in_one_message(client, &sql)?)
}

fn purge_locked(
    executor: &PostgresExecutor,
    records: &[Record],
    options: &Options,
) -> Result<(), MigrateError> {
    let (client, tables) = (&executor.client, &executor.tables);
    let mut sql = vec![
        "BEGIN".to_owned(),
        // A table that is damaged is made anew.
        format!(
            "DROP TABLE IF EXISTS {}, {}",
            tables.revisions, tables.steps
        ),
    ];
    sql.extend(bookkeeping::create(client, tables)?);
    for record in records {
        sql.push(record::stamped(tables, record, options)?);
    }
    sql.push("COMMIT".to_owned());
    Ok(bookkeeping::in_one_message(client, &sql)?)
}

fn set_environment_locked(
    executor: &PostgresExecutor,
    environment: Option<Environment>,
    options: &Options,
) -> Result<(), MigrateError> {
    let (client, tables) = (&executor.client, &executor.tables);
    let remembered = bookkeeping::read(client, tables)?;
    bookkeeping::check_application(&remembered.state, options)?;
    bookkeeping::prepare(client, tables, &remembered, options)?;
    let (meta, key) = (&tables.meta, literal(ENVIRONMENT)?);
    let mut sql = vec![
        "BEGIN".to_owned(),
        format!("DELETE FROM {meta} WHERE \"key\" = {key}"),
    ];
    if let Some(environment) = environment {
        let value = literal(environment.as_str())?;
        sql.push(format!(
            "INSERT INTO {meta} (\"key\", \"value\") VALUES ({key}, {value})"
        ));
    }
    sql.push("COMMIT".to_owned());
    Ok(bookkeeping::in_one_message(client, &sql)?)
}
