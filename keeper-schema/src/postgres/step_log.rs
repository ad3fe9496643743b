//! What is done of a revision that could not be one transaction.

use keeper_schema_core::revision::RevisionId;

use super::client::Client;
use super::session::text;
use super::tables::{Tables, literal};
use crate::migrate::logged::{LoggedStep, StepState};
use crate::migrate::{DatabaseError, Direction, MigrateError};

/// All of them.
pub(super) fn read(client: &Client, tables: &Tables) -> Result<Vec<LoggedStep>, MigrateError> {
    let bad = |reason: String| MigrateError::BadBookkeeping { reason };
    let sql = format!(
        "SELECT \"revision\", \"direction\", \"step\", \"checksum\", \"state\", \"detail\" FROM {} ORDER BY \"revision\", \"step\"",
        tables.steps
    );
    let rows = client.rows(&sql)?;
    let steps = rows.iter().map(|row| {
        Ok(LoggedStep {
            revision: RevisionId::new(text(row, 0)).map_err(|error| bad(error.to_string()))?,
            direction: Direction::parse(text(row, 1)).map_err(bad)?,
            step: text(row, 2)
                .parse()
                .map_err(|_| bad("a step has no number".to_owned()))?,
            checksum: text(row, 3).to_owned(),
            state: StepState::parse(text(row, 4)).map_err(bad)?,
            detail: text(row, 5).to_owned(),
        })
    });
    steps.collect()
}

/// Notes that a part begins.
pub(super) fn begin(
    tables: &Tables,
    revision: &RevisionId,
    direction: Direction,
    step: u32,
    checksum: &str,
    detail: &str,
) -> Result<String, DatabaseError> {
    let direction = direction.as_str();
    Ok(format!(
        "INSERT INTO {} (\"revision\", \"direction\", \"step\", \"checksum\", \"state\", \"detail\", \"updated_at\") VALUES ({}, '{direction}', {step}, {}, 'running', {}, clock_timestamp())",
        tables.steps,
        literal(revision.as_str())?,
        literal(checksum)?,
        literal(detail)?
    ))
}

/// Notes how far a part came.
pub(super) fn came_to(
    tables: &Tables,
    revision: &RevisionId,
    step: u32,
    detail: &str,
) -> Result<String, DatabaseError> {
    Ok(format!(
        "UPDATE {} SET \"detail\" = {}, \"updated_at\" = clock_timestamp() WHERE \"revision\" = {} AND \"step\" = {step}",
        tables.steps,
        literal(detail)?,
        literal(revision.as_str())?
    ))
}

/// Asks how far a part came.
pub(super) fn detail(
    tables: &Tables,
    revision: &RevisionId,
    step: u32,
) -> Result<String, DatabaseError> {
    Ok(format!(
        "SELECT \"detail\" FROM {} WHERE \"revision\" = {} AND \"step\" = {step}",
        tables.steps,
        literal(revision.as_str())?
    ))
}

/// Notes that a part is done.
pub(super) fn end(
    tables: &Tables,
    revision: &RevisionId,
    step: u32,
) -> Result<String, DatabaseError> {
    Ok(format!(
        "UPDATE {} SET \"state\" = 'done', \"updated_at\" = clock_timestamp() WHERE \"revision\" = {} AND \"step\" = {step}",
        tables.steps,
        literal(revision.as_str())?
    ))
}

/// Forgets one part.
pub(super) fn forget(
    tables: &Tables,
    revision: &RevisionId,
    step: u32,
) -> Result<String, DatabaseError> {
    Ok(format!(
        "DELETE FROM {} WHERE \"revision\" = {} AND \"step\" = {step}",
        tables.steps,
        literal(revision.as_str())?
    ))
}

/// Forgets all parts of a revision that is done.
pub(super) fn forget_all(tables: &Tables, revision: &RevisionId) -> Result<String, DatabaseError> {
    Ok(format!(
        "DELETE FROM {} WHERE \"revision\" = {}",
        tables.steps,
        literal(revision.as_str())?
    ))
}
