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

/// A batch that is there to stay.
struct Batch {
    rows: u64,
    end: String,
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
        after = match filled {
            Ok(Some(batch)) => {
                filling.filled(batch.rows, meter.observer);
                Some(batch.end)
            }
            Ok(None) => return Ok(()),
            Err(error) => {
                // After an error there is nobody to tell of a second one.
                let _ = executor.client.run("ROLLBACK");
                return Err(failed(error));
            }
        };
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

/// Fills the rows after a place; `None` if there were none.
fn batch(
    executor: &PostgresExecutor,
    batches: &Batches,
    place: &Place<'_>,
    after: Option<&str>,
    meter: &mut BatchMeter<'_>,
) -> Result<Option<Batch>, DatabaseError> {
    let client = &executor.client;
    client.run("BEGIN; SET LOCAL search_path TO DEFAULT")?;
    let rows = client.rows(&batches.end(after))?;
    let Some(end) = rows.first().map(|row| text(row, 0).to_owned()) else {
        client.run("COMMIT")?;
        return Ok(None);
    };
    let update = batches.update(after, &end);
    let rows = {
        let _span = trace::statement(Dialect::Postgres, &update);
        client.changed(&update)?
    };
    let (revision, number) = (&place.step.revision, place.number);
    let detail = format!("{AFTER}{end}");
    client.run(&step_log::came_to(
        &executor.tables,
        revision,
        number,
        &detail,
    )?)?;
    meter.ran()?;
    client.run("COMMIT")?;
    trace::batch(batches.table(), rows);
    Ok(Some(Batch { rows, end }))
}

fn failed(batches: &Batches, error: DatabaseError) -> StepError {
    StepError::Statement {
        sql: batches.at_once(),
        error,
    }
}
