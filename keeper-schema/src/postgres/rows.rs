//! Finding the rows that do not fit.

use keeper_schema_core::dialect::RowCheck;

use super::client::{Client, Row};
use super::session::text;
use crate::migrate::{DatabaseError, FoundRows};

/// How many offending rows are shown.
const EXAMPLES: usize = 3;

/// Where a failed statement, or a failed check, goes back to.
pub(super) const SAVEPOINT: &str = "keeper_schema";

/// The rows that explain a failure, looked for in the transaction that is open. A query
/// that fails itself explains nothing.
pub(super) fn explain(client: &Client, checks: &[RowCheck]) -> Vec<FoundRows> {
    let mut found = Vec::new();
    for check in checks {
        if client
            .run(&format!("ROLLBACK TO SAVEPOINT {SAVEPOINT}"))
            .is_err()
        {
            break;
        }
        found.extend(find(client, check).ok().flatten());
    }
    found
}

/// The same where no transaction is open.
pub(super) fn explain_alone(client: &Client, checks: &[RowCheck]) -> Vec<FoundRows> {
    let found = checks
        .iter()
        .map(|check| find(client, check).ok().flatten());
    found.flatten().collect()
}

/// The rows that a check finds, if there are any.
fn find(client: &Client, check: &RowCheck) -> Result<Option<FoundRows>, DatabaseError> {
    let row = client.row(&format!("SELECT count(*) FROM ({}\n) AS found", check.rows))?;
    let count: u64 = text(&row, 0).parse().unwrap_or_default();
    if count == 0 {
        return Ok(None);
    }
    let rows = client.rows(&format!(
        "SELECT * FROM ({}\n) AS found LIMIT {EXAMPLES}",
        check.rows
    ))?;
    let examples = rows.iter().map(|row| shown(&check.key, row));
    Ok(Some(FoundRows {
        table: check.table.clone(),
        count,
        examples: examples.collect(),
        misfit: check.misfit.clone(),
    }))
}

fn shown(key: &[String], row: &Row) -> String {
    let values = key.iter().zip(row).map(|(column, value)| match value {
        Some(value) => format!("{column} {}", value_shown(value)),
        None => format!("{column} NULL"),
    });
    values.collect::<Vec<_>>().join(" and ")
}

/// A value for a message: not too long, and harmless to a terminal.
fn value_shown(value: &str) -> String {
    const LENGTH: usize = 40;
    let short: String = value.chars().take(LENGTH).collect();
    let more = if value.chars().count() > LENGTH {
        "…"
    } else {
        ""
    };
    let is_number = value.parse::<i64>().is_ok();
    match is_number {
        true => short,
        false => format!("`{}{more}`", short.escape_debug()),
    }
}
