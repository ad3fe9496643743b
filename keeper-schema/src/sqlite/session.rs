//! The settings that work needs, put back afterwards.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// Settings changed for the time of the work. However that ends, the open transaction is
/// rolled back and the settings are as they were.
pub(super) struct Session<'c> {
    connection: &'c Connection,
    before: Settings,
}

#[derive(Clone, Copy)]
struct Settings {
    foreign_keys: bool,
    legacy_alter_table: bool,
}

impl<'c> Session<'c> {
    /// # Errors
    /// If a transaction is open: it is not ours to end.
    pub(super) fn start(connection: &'c Connection) -> Result<Self, DatabaseError> {
        if !connection.is_autocommit() {
            return Err(DatabaseError {
                kind: DatabaseErrorKind::Other,
                message: "the connection is in a transaction; commit it or roll it back first"
                    .to_owned(),
            });
        }
        let before = Settings {
            foreign_keys: flag(connection, "foreign_keys")?,
            legacy_alter_table: flag(connection, "legacy_alter_table")?,
        };
        let session = Self { connection, before };
        // Renames of columns and tables are to reach triggers, views and references.
        set(connection, "legacy_alter_table", false)?;
        Ok(session)
    }

    /// Puts everything back, and says so if that fails.
    pub(super) fn end(self) -> Result<(), DatabaseError> {
        self.restore()
    }

    fn restore(&self) -> Result<(), DatabaseError> {
        // Within a transaction, `foreign_keys` is ignored.
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        set(
            self.connection,
            "legacy_alter_table",
            self.before.legacy_alter_table,
        )?;
        set(self.connection, "foreign_keys", self.before.foreign_keys)
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // After an error there is nobody to tell of a second one.
        let _ = self.restore();
    }
}

/// Sets a pragma that is on or off.
pub(super) fn set(connection: &Connection, pragma: &str, on: bool) -> Result<(), DatabaseError> {
    let value = if on { "ON" } else { "OFF" };
    Ok(connection.execute_batch(&format!("PRAGMA {pragma} = {value}"))?)
}

/// For this connection, no foreign key is enforced and no trigger runs.
pub(super) fn set_rules_off(connection: &Connection) -> Result<(), DatabaseError> {
    set(connection, "foreign_keys", false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    Ok(())
}

fn flag(connection: &Connection, pragma: &str) -> Result<bool, DatabaseError> {
    Ok(connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))?)
}
