//! Rows that no history knows of.

use keeper_schema_core::seeds::SeedStep;
use rusqlite::Connection;

use super::session::Session;
use super::transaction::{ForeignKeys, begin, commit};
use super::{SqliteExecutor, bookkeeping};
use crate::migrate::{Admission, DatabaseError, DatabaseErrorKind, MigrateError, Options, Seeding};

/// See [`Executor::seed`](crate::migrate::Executor::seed).
pub(super) fn seed(
    executor: &SqliteExecutor<'_>,
    steps: &[SeedStep],
    admits: Admission<'_>,
    options: &Options,
) -> Result<Seeding, MigrateError> {
    let connection = &executor.connection;
    let session = Session::start(connection)?;
    begin(connection, ForeignKeys::On)?;
    let state = bookkeeping::state(connection, &executor.names)?;
    if !admits(&state) {
        session.end()?;
        return Ok(Seeding::Refused);
    }
    let mut inserted = Vec::with_capacity(steps.len());
    for (number, step) in steps.iter().enumerate() {
        if options.is_interrupted() {
            session.end()?;
            return Ok(Seeding::Interrupted);
        }
        match run(connection, step) {
            Ok(rows) => inserted.push(rows),
            Err(error) if error.kind == DatabaseErrorKind::Interrupted => {
                session.end()?;
                return Ok(Seeding::Interrupted);
            }
            Err(error) => {
                session.end()?;
                return Ok(Seeding::Failed {
                    step: number,
                    error,
                });
            }
        }
    }
    commit(connection, executor.lock_wait)?;
    session.end()?;
    Ok(Seeding::Done(inserted))
}

fn run(connection: &Connection, step: &SeedStep) -> Result<u64, DatabaseError> {
    let before = count(connection, step)?;
    for sql in &step.sql {
        connection.execute_batch(sql)?;
    }
    Ok(count(connection, step)?.saturating_sub(before))
}

fn count(connection: &Connection, step: &SeedStep) -> Result<u64, DatabaseError> {
    let Some(sql) = &step.count else {
        return Ok(0);
    };
    let rows: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(rows.unsigned_abs())
}
