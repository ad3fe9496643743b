//! Opening a database.

use std::time::Duration;

use keeper_schema_core::dialect::BookkeepingNames;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::database_url::{SqliteLocation, SqliteMode, SqliteUrl};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// `DROP COLUMN` and `RETURNING` came with this version.
const OLDEST: i32 = 3_035_000;

/// How to open a database.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// Whether a file that does not exist is created, where the URL does not say.
    pub create: bool,
    /// How long to wait for a lock that another connection holds.
    pub lock_wait: Duration,
    /// What the bookkeeping tables are called.
    pub bookkeeping: BookkeepingNames,
}

impl Default for OpenOptions {
    /// Creates the file, and waits for 30 seconds.
    fn default() -> Self {
        Self {
            create: true,
            lock_wait: Duration::from_secs(30),
            bookkeeping: BookkeepingNames::default(),
        }
    }
}

/// Opens the file, or memory.
pub(super) fn connection(
    url: &SqliteUrl,
    options: &OpenOptions,
) -> Result<Connection, DatabaseError> {
    let path = match &url.location {
        SqliteLocation::Memory => return Ok(Connection::open_in_memory()?),
        SqliteLocation::File(path) => path,
    };
    let access = match url.mode {
        Some(SqliteMode::ReadOnly) => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Some(SqliteMode::ReadWrite) => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Some(SqliteMode::ReadWriteCreate) => {
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
        }
        None if options.create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        None => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let creates = access.contains(OpenFlags::SQLITE_OPEN_CREATE);
    if !creates && !path.exists() {
        return Err(DatabaseError {
            kind: DatabaseErrorKind::NotFound,
            message: format!("there is no database at `{}`", path.display()),
        });
    }
    if path.is_dir() {
        return Err(DatabaseError {
            kind: DatabaseErrorKind::Other,
            message: format!("`{}` is a folder; name a file in it", path.display()),
        });
    }
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    if url.immutable {
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        return Ok(Connection::open_with_flags(immutable_uri(path)?, flags)?);
    }
    Ok(Connection::open_with_flags(path, flags)?)
}

/// Checks the library and the file, and sets what holds for as long as it is open.
pub(super) fn prepare(connection: &Connection, options: &OpenOptions) -> Result<(), DatabaseError> {
    if rusqlite::version_number() < OLDEST {
        return Err(DatabaseError {
            kind: DatabaseErrorKind::TooOld,
            message: format!(
                "SQLite 3.35 or later is needed, and this is {}",
                rusqlite::version()
            ),
        });
    }
    connection.busy_timeout(options.lock_wait)?;
    // With the misfeature on, a name that does not exist is a string in DEFAULT and CHECK.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    // The file is not looked at before the first read.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(()))?;
    Ok(())
}

fn immutable_uri(path: &std::path::Path) -> Result<String, DatabaseError> {
    let Some(path) = path.to_str() else {
        return Err(DatabaseError {
            kind: DatabaseErrorKind::CannotOpen,
            message: format!("`{}` is not UTF-8, which `immutable` needs", path.display()),
        });
    };
    let escaped = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    Ok(format!("file:{escaped}?immutable=1"))
}
