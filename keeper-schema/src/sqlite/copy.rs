//! A copy of a database, by SQLite's backup interface.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor waits for locks, and so measures time"
)]

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::open::{self, OpenOptions};
use crate::database_url::{SqliteLocation, SqliteMode, SqliteUrl};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// How long to wait before a busy database is read again.
const PAUSE: Duration = Duration::from_millis(20);

/// Copies a database, as it is at one moment, into a file that is new or empty. The original
/// is opened for reading and nothing else.
///
/// ```
/// use std::time::Duration;
///
/// use keeper_schema::database_url::SqliteUrl;
/// use keeper_schema::sqlite::copy_database;
///
/// let folder = tempfile::tempdir()?;
/// let (original, copy) = (folder.path().join("keeper.db"), folder.path().join("copy.db"));
/// rusqlite::Connection::open(&original)?.execute_batch("CREATE TABLE books (id INTEGER)")?;
/// copy_database(&SqliteUrl::file(original), &copy, Duration::from_secs(30))?;
/// rusqlite::Connection::open(&copy)?.execute_batch("INSERT INTO books VALUES (1)")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the original is in memory or cannot be read, or the file cannot be written.
pub fn copy_database(
    from: &SqliteUrl,
    into: &Path,
    lock_wait: Duration,
) -> Result<(), DatabaseError> {
    if from.location == SqliteLocation::Memory {
        return Err(other("a database in memory cannot be copied"));
    }
    let options = OpenOptions {
        create: false,
        lock_wait,
        ..OpenOptions::default()
    };
    let read_only = SqliteUrl {
        mode: Some(SqliteMode::ReadOnly),
        ..from.clone()
    };
    let original = open::connection(&read_only, &options)?;
    open::prepare(&original, &options)?;
    let mut copy = Connection::open(into)?;
    let backup = Backup::new(&original, &mut copy)?;
    let start = Instant::now();
    // All in one step: after a change in between it would begin again.
    loop {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked if start.elapsed() >= lock_wait => {
                return Err(DatabaseError {
                    kind: DatabaseErrorKind::Busy,
                    message: "the database is locked".to_owned(),
                });
            }
            _ => thread::sleep(PAUSE),
        }
    }
}

fn other(message: impl Into<String>) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: message.into(),
    }
}
