//! What is done of a revision that could not be one transaction.

use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::dialect::sqlite::create_steps;
use keeper_schema_core::revision::RevisionId;
use rusqlite::{Connection, Row, params};

use super::bookkeeping::{bad_name, damaged, exists, name};
use super::parts::Place;
use crate::migrate::logged::{LoggedStep, StepState};
use crate::migrate::{DatabaseError, Direction, MigrateError};

const NOW: &str = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/// All of them.
pub(super) fn read(
    connection: &Connection,
    names: &BookkeepingNames,
) -> Result<Vec<LoggedStep>, MigrateError> {
    if !exists(connection, &names.steps)? {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT \"revision\", \"direction\", \"step\", \"checksum\", \"state\", \"detail\" FROM {} ORDER BY \"revision\", \"step\"",
        name(&names.steps)?
    );
    let mut statement = connection.prepare(&sql).map_err(damaged)?;
    let mut rows = statement.query([]).map_err(damaged)?;
    let mut steps = Vec::new();
    while let Some(row) = rows.next().map_err(damaged)? {
        steps.push(logged(row)?);
    }
    Ok(steps)
}

fn logged(row: &Row<'_>) -> Result<LoggedStep, MigrateError> {
    let bad = |reason: String| MigrateError::BadBookkeeping { reason };
    let text = |column: usize| row.get::<_, String>(column).map_err(damaged);
    Ok(LoggedStep {
        revision: RevisionId::new(&text(0)?).map_err(|error| bad(error.to_string()))?,
        direction: Direction::parse(&text(1)?).map_err(bad)?,
        step: row.get(2).map_err(damaged)?,
        checksum: text(3)?,
        state: StepState::parse(&text(4)?).map_err(bad)?,
        detail: text(5)?,
    })
}

/// Notes that a part begins, or that it is done.
pub(super) fn note(place: &Place<'_>, state: StepState) -> Result<(), MigrateError> {
    let (connection, names) = (&place.executor.connection, &place.executor.names);
    let create = create_steps(names).map_err(bad_name)?;
    connection
        .execute_batch(&create)
        .map_err(DatabaseError::from)?;
    let sql = format!(
        "INSERT INTO {} (\"revision\", \"direction\", \"step\", \"checksum\", \"state\", \"detail\", \"updated_at\") VALUES (?1, ?2, ?3, ?4, ?5, '', {NOW})",
        name(&names.steps)?
    );
    let values = params![
        place.step.revision.as_str(),
        place.step.direction.as_str(),
        place.number,
        place.checksum,
        state.as_str()
    ];
    connection
        .execute(&sql, values)
        .map_err(DatabaseError::from)?;
    Ok(())
}

/// Notes how far a part came.
pub(super) fn came_to(place: &Place<'_>, detail: &str) -> Result<(), DatabaseError> {
    change(place, "\"detail\" = ?3", detail)
}

/// Notes that a part is done.
pub(super) fn end(place: &Place<'_>) -> Result<(), DatabaseError> {
    change(place, "\"state\" = ?3", StepState::Done.as_str())
}

fn change(place: &Place<'_>, set: &str, value: &str) -> Result<(), DatabaseError> {
    let executor = place.executor;
    let sql = format!(
        "UPDATE {} SET {set}, \"updated_at\" = {NOW} WHERE \"revision\" = ?1 AND \"step\" = ?2",
        name(&executor.names.steps)?
    );
    let values = params![place.step.revision.as_str(), place.number, value];
    executor.connection.execute(&sql, values)?;
    Ok(())
}

/// Forgets everything.
pub(super) fn forget_all(
    connection: &Connection,
    names: &BookkeepingNames,
) -> Result<(), DatabaseError> {
    if !exists(connection, &names.steps)? {
        return Ok(());
    }
    let sql = format!("DELETE FROM {}", name(&names.steps)?);
    Ok(connection.execute_batch(&sql)?)
}
