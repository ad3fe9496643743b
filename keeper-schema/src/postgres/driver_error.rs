//! The errors of the driver as our own, without the password.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::DbError;

use super::redact::Redactor;
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// What failed on an open connection.
pub(super) fn running(error: &Error, redactor: &Redactor) -> DatabaseError {
    let kind = match error.as_db_error() {
        Some(said) => kind(said.code().code()),
        None if is_lost(error) => DatabaseErrorKind::ConnectionLost,
        None => DatabaseErrorKind::Other,
    };
    DatabaseError {
        kind,
        message: redactor.clean(&message(error)),
    }
}

/// What failed while a connection was being opened.
pub(super) fn connecting(error: &Error, redactor: &Redactor) -> DatabaseError {
    let kind = match error.as_db_error() {
        Some(said) => match kind(said.code().code()) {
            // A server that starts or stops says so.
            DatabaseErrorKind::ConnectionLost => DatabaseErrorKind::CannotConnect,
            kind => kind,
        },
        // The driver keeps its own kinds to itself.
        None => match error.to_string().as_str() {
            "error performing TLS handshake" => DatabaseErrorKind::Tls,
            "authentication error" | "invalid configuration" => DatabaseErrorKind::Authentication,
            _ => DatabaseErrorKind::CannotConnect,
        },
    };
    DatabaseError {
        kind,
        message: redactor.clean(&message(error)),
    }
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn kind(code: &str) -> DatabaseErrorKind {
    match code {
        "55P03" => DatabaseErrorKind::LockTimeout,
        "40P01" => DatabaseErrorKind::Deadlock,
        "40001" => DatabaseErrorKind::Serialization,
        "57014" => DatabaseErrorKind::StatementTimeout,
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25P04" => {
            DatabaseErrorKind::ConnectionLost
        }
        "53100" => DatabaseErrorKind::Full,
        "53200" => DatabaseErrorKind::OutOfMemory,
        "53300" => DatabaseErrorKind::TooManyConnections,
        "25006" => DatabaseErrorKind::ReadOnlyServer,
        "3D000" => DatabaseErrorKind::NoSuchDatabase,
        "42501" => DatabaseErrorKind::Privilege,
        "2BP01" => DatabaseErrorKind::Needed,
        "42P06" | "42P07" | "42701" | "42710" => DatabaseErrorKind::AlreadyExists,
        "58030" => DatabaseErrorKind::Io,
        "XX001" | "XX002" => DatabaseErrorKind::Corrupt,
        _ if code.starts_with("08") => DatabaseErrorKind::ConnectionLost,
        _ if code.starts_with("23") => DatabaseErrorKind::Constraint,
        _ if code.starts_with("28") => DatabaseErrorKind::Authentication,
        _ => DatabaseErrorKind::Other,
    }
}

fn is_lost(error: &Error) -> bool {
    // The driver keeps its own kinds to itself.
    error.is_closed() || error.to_string() == "error communicating with the server"
}

/// The server's words, or those of the driver with what is behind them.
fn message(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        return server_message(said);
    }
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    message
}

fn server_message(said: &DbError) -> String {
    let mut message = said.message().to_owned();
    // The server's advice is CASCADE, which would drop what is not ours.
    let is_needed = kind(said.code().code()) == DatabaseErrorKind::Needed;
    let hint = said.hint().filter(|_| !is_needed);
    for more in [said.detail(), hint, said.where_()].into_iter().flatten() {
        message = format!("{message}; {}", more.trim_end_matches('.'));
    }
    message
}
