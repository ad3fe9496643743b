//! The errors of rusqlite as our own.

use rusqlite::ErrorCode;

use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// `SQLITE_READONLY_ROLLBACK`.
const READONLY_ROLLBACK: i32 = 776;

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        let kind = match &error {
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DatabaseErrorKind::Busy,
                ErrorCode::ReadOnly if failure.extended_code == READONLY_ROLLBACK => {
                    DatabaseErrorKind::HotJournal
                }
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied => DatabaseErrorKind::ReadOnly,
                ErrorCode::NotADatabase => DatabaseErrorKind::NotADatabase,
                ErrorCode::DatabaseCorrupt => DatabaseErrorKind::Corrupt,
                ErrorCode::DiskFull => DatabaseErrorKind::Full,
                ErrorCode::CannotOpen => DatabaseErrorKind::CannotOpen,
                ErrorCode::SystemIoFailure => DatabaseErrorKind::Io,
                ErrorCode::ConstraintViolation => DatabaseErrorKind::Constraint,
                ErrorCode::OperationInterrupted => DatabaseErrorKind::Interrupted,
                _ => DatabaseErrorKind::Other,
            },
            _ => DatabaseErrorKind::Other,
        };
        let message = match error {
            rusqlite::Error::SqliteFailure(_, Some(message)) => message,
            rusqlite::Error::SqlInputError { msg, .. } => msg,
            other => other.to_string(),
        };
        let kind = match kind {
            DatabaseErrorKind::Other if tells_of_namesake(&message) => {
                DatabaseErrorKind::AlreadyExists
            }
            kind => kind,
        };
        Self { kind, message }
    }
}

/// Whether there is one of that name already, which SQLite tells by its words alone:
/// `table t already exists`, `duplicate column name: c`.
fn tells_of_namesake(message: &str) -> bool {
    message.ends_with(" already exists")
        || message.starts_with("there is already ")
        || message.contains("duplicate column name: ")
}
