//! Rows filled some at a time: each batch is a transaction, and the log says in it how far it
//! came.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long statements take"
)]

use std::thread;
use std::time::{Duration, Instant};

use keeper_schema_core::dialect::{Batches, Dialect};
use rusqlite::OptionalExtension;

use super::parts::{Found, Place};
use super::run::failed;
use super::transaction::{ForeignKeys, commit};
use super::{interruption, step_log};
use crate::migrate::filling::Filling;
use crate::migrate::logged::StepState;
use crate::migrate::{DatabaseError, MeasuredStatement, MigrateError, Observer, StepError, trace};

/// What stands before a place in the log.
const AFTER: &str = "after ";

/// Rows that were filled.
struct Batch {
    rows: u64,
    is_last: bool,
}

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
    let mut filling = None;
    loop {
        // What dangles must be found in its batch: the next one may be another run's.
        let detail = match place.find(ForeignKeys::On)? {
            Found::Running(detail) => detail,
            found => return Ok(found),
        };
        let start = Instant::now();
        let after = detail.strip_prefix(AFTER);
        let filling = filling.get_or_insert_with(|| {
            Filling::begin(batches, || count(place, batches, after), observer)
        });
        interruption::check(place.options).map_err(|error| failed(place.step, start, error))?;
        let filled = batch(place, batches, after).map_err(|error| {
            let sql = batches.at_once();
            failed(place.step, start, StepError::Statement { sql, error })
        })?;
        commit(connection, lock_wait)?;
        filling.filled(filled.rows, observer);
        trace::batch(batches.table(), filled.rows);
        if filled.is_last {
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

/// How many rows are left after a place, where they can be counted.
fn count(place: &Place<'_>, batches: &Batches, after: Option<&str>) -> Option<u64> {
    let connection = &place.executor.connection;
    let count = connection.query_row(&batches.count(after), [], |row| row.get(0));
    count.ok().and_then(|count: i64| count.try_into().ok())
}

/// Fills the rows after a place in the open transaction.
fn batch(
    place: &Place<'_>,
    batches: &Batches,
    after: Option<&str>,
) -> Result<Batch, DatabaseError> {
    let connection = &place.executor.connection;
    let end = connection.query_row(&batches.end(after), [], |row| row.get(0));
    let end: Option<String> = end.optional()?;
    let update = batches.update(after, end.as_deref());
    let rows = {
        let _span = trace::statement(Dialect::Sqlite, &update);
        connection.execute(&update, [])?
    };
    match &end {
        Some(end) => step_log::came_to(place, &format!("{AFTER}{end}"))?,
        None => step_log::end(place)?,
    }
    Ok(Batch {
        rows: u64::try_from(rows).unwrap_or(u64::MAX),
        is_last: end.is_none(),
    })
}
