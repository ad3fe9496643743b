//! The connection, and whose it is.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::migrate::DatabaseError;

/// A connection that the executor uses.
#[derive(Debug)]
pub(super) enum Held<'c> {
    /// The executor's.
    Own(Connection),
    /// A program's, which gets it back as it was.
    Lent(Lent<'c>),
}

impl Deref for Held<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Own(connection) => connection,
            Self::Lent(lent) => lent.connection,
        }
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        match self {
            Self::Own(connection) => connection,
            Self::Lent(lent) => lent.connection,
        }
    }
}

/// A program's connection, and the settings that it came with.
#[derive(Debug)]
pub(super) struct Lent<'c> {
    connection: &'c mut Connection,
    busy_timeout: Duration,
    quoted_strings: [(DbConfig, bool); 2],
}

impl<'c> Lent<'c> {
    /// Notes how the connection is set.
    pub(super) fn new(connection: &'c mut Connection) -> Result<Self, DatabaseError> {
        let milliseconds: i64 =
            connection.query_row("PRAGMA busy_timeout", [], |row| row.get(0))?;
        let setting = |config: DbConfig| -> Result<(DbConfig, bool), DatabaseError> {
            Ok((config, connection.db_config(config)?))
        };
        let quoted_strings = [
            setting(DbConfig::SQLITE_DBCONFIG_DQS_DDL)?,
            setting(DbConfig::SQLITE_DBCONFIG_DQS_DML)?,
        ];
        Ok(Self {
            connection,
            busy_timeout: Duration::from_millis(milliseconds.try_into().unwrap_or_default()),
            quoted_strings,
        })
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        // There is nobody to tell, and SQLite refuses neither.
        let _ = self.connection.busy_timeout(self.busy_timeout);
        for (config, on) in self.quoted_strings {
            let _ = self.connection.set_db_config(config, on);
        }
    }
}
