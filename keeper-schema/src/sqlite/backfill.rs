//! Rows filled some at a time: each batch is a transaction, and the log says in it how far it
//! came.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long statements take"
)]

use std::thread;
use std::time::{Duration, Instant};

use keeper_schema_core::dialect::Batches;
use rusqlite::OptionalExtension;

use super::parts::{Found, Place};
use super::run::failed;
use super::step_log;
use super::transaction::{ForeignKeys, commit};
use crate::migrate::logged::StepState;
use crate::migrate::{DatabaseError, MeasuredStatement, MigrateError, Observer, StepError};

/// What stands before a place in the log.
const AFTER: &str = "after ";

/// Fills what is left, which is all of it if nothing has begun. Tells how it found the part at
/// the end: done, by whomever, or gone with its revision.
pub(super) fn run(
    place: &Place<'_>,
    batches: &Batches,
    observer: &mut dyn Observer,
) -> Result<Found, MigrateError> {
    match place.find(place.foreign_keys)? {
        Found::Nothing => place.begin(StepState::Running)?,
        Found::Running(_) => {}
        found @ (Found::Done | Found::Gone) => return Ok(found),
    }
    let (connection, lock_wait) = (&place.executor.connection, place.executor.lock_wait);
    commit(connection, lock_wait)?;
    let began = Instant::now();
    loop {
        // What dangles must be found in its batch: the next one may be another run's.
        let detail = match place.find(ForeignKeys::On)? {
            Found::Running(detail) => detail,
            found => return Ok(found),
        };
        let start = Instant::now();
        let batch = batch(place, batches, detail.strip_prefix(AFTER));
        let goes_on = batch.map_err(|error| {
            let sql = batches.at_once();
            failed(place.step, start, StepError::Statement { sql, error })
        })?;
        commit(connection, lock_wait)?;
        if !goes_on {
            break;
        }
        thread::sleep(Duration::from_millis(batches.pause.into()));
    }
    if observer.is_measuring() {
        observer.measured(MeasuredStatement {
            sql: batches.at_once(),
            began,
            took: began.elapsed(),
            locks: Vec::new(),
            rewritten: Vec::new(),
        });
    }
    Ok(Found::Done)
}

/// Fills the rows after a place in the open transaction; `false` if they were the last.
fn batch(place: &Place<'_>, batches: &Batches, after: Option<&str>) -> Result<bool, DatabaseError> {
    let connection = &place.executor.connection;
    let end = connection.query_row(&batches.end(after), [], |row| row.get(0));
    let end: Option<String> = end.optional()?;
    connection.execute(&batches.update(after, end.as_deref()), [])?;
    match &end {
        Some(end) => step_log::came_to(place, &format!("{AFTER}{end}"))?,
        None => step_log::end(place)?,
    }
    Ok(end.is_some())
}
