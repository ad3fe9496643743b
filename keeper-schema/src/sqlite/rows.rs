//! Finding the rows that do not fit.

use keeper_schema_core::dialect::RowCheck;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::migrate::{DatabaseError, DatabaseErrorKind, FoundRows, StepError};

/// How many offending rows are shown.
const EXAMPLES: usize = 3;

/// The rows that a check finds, if there are any.
pub(super) fn find(
    connection: &Connection,
    check: &RowCheck,
) -> Result<Option<FoundRows>, DatabaseError> {
    let count: i64 = connection.query_row(
        &format!("SELECT count(*) FROM ({})", check.rows),
        [],
        |row| row.get(0),
    )?;
    let count = u64::try_from(count).unwrap_or_default();
    if count == 0 {
        return Ok(None);
    }
    let mut statement = connection.prepare(&format!("{} LIMIT {EXAMPLES}", check.rows))?;
    let mut rows = statement.query([])?;
    let mut examples = Vec::new();
    while let Some(row) = rows.next()? {
        let mut shown = Vec::new();
        for (position, column) in check.key.iter().enumerate() {
            shown.push(format!("{column} {}", value(row.get_ref(position)?)));
        }
        examples.push(shown.join(" and "));
    }
    Ok(Some(FoundRows {
        table: check.table.clone(),
        count,
        examples,
        misfit: check.misfit.clone(),
    }))
}

/// The rows that explain the failure of a statement, or else the failure itself.
pub(super) fn explained<'a>(
    connection: &Connection,
    error: StepError,
    checks: impl IntoIterator<Item = &'a RowCheck>,
) -> StepError {
    // A full disk is no fault of the rows. What ADD COLUMN refuses has no kind.
    let is_of_rows = matches!(
        &error,
        StepError::Statement { error, .. }
            if matches!(error.kind, DatabaseErrorKind::Constraint | DatabaseErrorKind::Other)
    );
    if !is_of_rows {
        return error;
    }
    // A query that fails itself explains nothing.
    let found: Vec<FoundRows> = checks
        .into_iter()
        .filter_map(|check| find(connection, check).ok().flatten())
        .collect();
    match found.is_empty() {
        true => error,
        false => StepError::Rows { found },
    }
}

/// A value for a message: not too long, and harmless to a terminal.
fn value(value: ValueRef<'_>) -> String {
    const LENGTH: usize = 40;
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => {
            let text = String::from_utf8_lossy(text);
            let short: String = text.chars().take(LENGTH).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("`{}{more}`", short.escape_debug())
        }
        ValueRef::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}
