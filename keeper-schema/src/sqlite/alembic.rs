//! What Alembic remembers.

use rusqlite::Connection;

use crate::migrate::DatabaseError;

/// The rows of `alembic_version`; `None` without the table.
pub(super) fn versions(connection: &Connection) -> Result<Option<Vec<String>>, DatabaseError> {
    let sql = "SELECT count(*) FROM main.sqlite_master WHERE type = 'table' AND name = 'alembic_version' COLLATE NOCASE";
    let tables: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(None);
    }
    let mut statement =
        connection.prepare("SELECT version_num FROM main.alembic_version ORDER BY 1")?;
    let versions = statement.query_map([], |row| row.get(0))?;
    Ok(Some(versions.collect::<Result<_, _>>()?))
}
