//! Beginning and committing beside other connections.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor waits for locks, and so measures time"
)]

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::session;
use crate::migrate::{DatabaseError, DatabaseErrorKind, MigrateError};

/// How often a busy COMMIT is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// Whether SQLite enforces foreign keys in a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ForeignKeys {
    Off,
    On,
}

/// Takes the lock unless it is held.
pub(super) fn hold(connection: &Connection, foreign_keys: ForeignKeys) -> Result<(), MigrateError> {
    match connection.is_autocommit() {
        true => begin(connection, foreign_keys),
        false => Ok(()),
    }
}

/// Takes the lock. A deferred BEGIN would not wait for it later.
pub(super) fn begin(
    connection: &Connection,
    foreign_keys: ForeignKeys,
) -> Result<(), MigrateError> {
    session::set(connection, "foreign_keys", foreign_keys == ForeignKeys::On)?;
    let start = Instant::now();
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(|error| or_locked(error.into(), start))
}

/// Commits. Beside a reader a COMMIT can be busy, and the transaction goes on: it is
/// tried again for as long as a lock is waited for, and then rolled back.
pub(super) fn commit(connection: &Connection, lock_wait: Duration) -> Result<(), MigrateError> {
    let start = Instant::now();
    loop {
        let Err(error) = connection.execute_batch("COMMIT") else {
            return Ok(());
        };
        let error = DatabaseError::from(error);
        if error.kind != DatabaseErrorKind::Busy || start.elapsed() >= lock_wait {
            return Err(or_locked(error, start));
        }
        thread::sleep(PAUSE);
    }
}

fn or_locked(error: DatabaseError, start: Instant) -> MigrateError {
    match error.kind {
        DatabaseErrorKind::Busy => MigrateError::Locked {
            waited: start.elapsed(),
            holder: None,
        },
        _ => MigrateError::Database(error),
    }
}
