//! Rows filled some at a time: each batch is a transaction, and the log says in it how far it
//! came.

use std::time::Duration;

use keeper_schema_core::dialect::{Batches, Dialect};

use super::PostgresExecutor;
use super::alone::Place;
use super::meter::BatchMeter;
use super::session::text;
use super::step_log;
use crate::migrate::filling::Filling;
use crate::migrate::{DatabaseError, Observer, StepError, trace};

/// What stands before a place in the log, so that it is taken for no index.
pub(super) const AFTER: &str = "after ";

/// A batch that a crash of the server takes takes its place along, and is filled again: nobody
/// need wait for the disk. The commit that ends the part waits for all of them.
fn begin(executor: &PostgresExecutor) -> String {
    format!(
        "BEGIN; SET LOCAL search_path TO {}; SET LOCAL synchronous_commit TO off",
        executor.session.search_path
    )
}

/// A batch that is there to stay.
struct Batch {
    rows: u64,
    /// Where it ended; `None` if it was the last.
    end: Option<String>,
}

/// Fills what an earlier run left, which is all of it if there was none.
pub(super) fn run(
    executor: &PostgresExecutor,
    batches: &Batches,
    place: &Place<'_>,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    let failed = |error| failed(batches, error);
    let mut after = begun(executor, place).map_err(failed)?;
    let count = || {
        let row = executor.client.row(&batches.count(after.as_deref())).ok()?;
        text(&row, 0).parse().ok()
    };
    let mut filling = Filling::begin(batches, count, observer);
    let meter = BatchMeter::begin(executor, observer, batches.at_once());
    let mut meter = meter.map_err(failed)?;
    loop {
        meter.start();
        let filled = batch(executor, batches, place, after.as_deref(), &mut meter);
        let filled = filled.map_err(|error| {
            // After an error there is nobody to tell of a second one.
            let _ = executor.client.run("ROLLBACK");
            failed(error)
        })?;
        filling.filled(filled.rows, meter.observer);
        if filled.end.is_none() {
            return Ok(());
        }
        after = filled.end;
        let pause = Duration::from_millis(batches.pause.into());
        executor.client.sleep(pause).map_err(failed)?;
    }
}

/// Where an earlier run came to.
fn begun(executor: &PostgresExecutor, place: &Place<'_>) -> Result<Option<String>, DatabaseError> {
    let sql = step_log::detail(&executor.tables, &place.step.revision, place.number)?;
    let rows = executor.client.rows(&sql)?;
    let detail = rows.first().map(|row| text(row, 0));
    Ok(detail
        .and_then(|it| it.strip_prefix(AFTER))
        .map(str::to_owned))
}

/// Fills the rows after a place.
fn batch(
    executor: &PostgresExecutor,
    batches: &Batches,
    place: &Place<'_>,
    after: Option<&str>,
    meter: &mut BatchMeter<'_>,
) -> Result<Batch, DatabaseError> {
    let client = &executor.client;
    let rows = client.rows(&format!("{}; {}", begin(executor), batches.end(after)))?;
    let end = rows.first().map(|row| text(row, 0).to_owned());
    let (tables, revision, number) = (&executor.tables, &place.step.revision, place.number);
    // The last rows have no place to come to, and are not to be filled again either.
    let noted = match &end {
        Some(end) => step_log::came_to(tables, revision, number, &format!("{AFTER}{end}"))?,
        None => step_log::end(tables, revision, number)?,
    };
    let update = batches.update(after, end.as_deref());
    let rows = {
        let _span = trace::statement(Dialect::Postgres, &update);
        client.changed(&format!("{update}; {noted}"))?
    };
    meter.ran()?;
    client.run("COMMIT")?;
    trace::batch(batches.table(), rows);
    Ok(Batch { rows, end })
}

fn failed(batches: &Batches, error: DatabaseError) -> StepError {
    StepError::Statement {
        sql: batches.at_once(),
        error,
    }
}
