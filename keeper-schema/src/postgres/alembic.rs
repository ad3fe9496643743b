//! What Alembic remembers.

use super::client::Client;
use crate::migrate::DatabaseError;

/// The rows of `alembic_version`, wherever the `search_path` finds it; `None` without the
/// table.
pub(super) fn versions(client: &Client) -> Result<Option<Vec<String>>, DatabaseError> {
    let table = client.row("SELECT to_regclass('alembic_version')")?;
    let Some(table) = table.into_iter().next().flatten() else {
        return Ok(None);
    };
    // What a `regclass` prints can be read again.
    let rows = client.rows(&format!("SELECT version_num FROM {table} ORDER BY 1"))?;
    Ok(Some(rows.into_iter().flatten().flatten().collect()))
}
