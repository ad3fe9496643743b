//! What is set for a connection, and what it starts with.

use std::time::Duration;

use super::OpenOptions;
use super::client::{Client, Row};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// `pg_current_xact_id` came with this version.
const OLDEST: u32 = 130_000;

/// A connection as it starts.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The schema in which new tables are, if there is one.
    pub(super) schema: Option<String>,
    /// The server's process.
    pub(super) process_id: i32,
    /// Where names are looked for at the start, as SET has it.
    pub(super) search_path: String,
}

impl Session {
    pub(super) fn start(client: &Client, options: &OpenOptions) -> Result<Self, DatabaseError> {
        let mut settings = vec![
            // A backslash in our strings is a backslash.
            "SET standard_conforming_strings = on".to_owned(),
            "SET client_min_messages = warning".to_owned(),
            set_lock_timeout(options.lock_timeout),
        ];
        if let Some(timeout) = options.statement_timeout {
            settings.push(format!("SET statement_timeout = {}", milliseconds(timeout)));
        }
        let row = client.row(&format!(
            "{}; SELECT current_setting('server_version_num'), current_setting('server_version'), current_schema(), pg_backend_pid()",
            settings.join("; ")
        ))?;
        let number: u32 = text(&row, 0).parse().unwrap_or(0);
        if number < OLDEST {
            return Err(DatabaseError {
                kind: DatabaseErrorKind::TooOld,
                message: format!(
                    "PostgreSQL 13 or later is needed, and this is {}",
                    text(&row, 1)
                ),
            });
        }
        Ok(Self {
            schema: row.get(2).cloned().flatten(),
            process_id: text(&row, 3).parse().unwrap_or_default(),
            search_path: "DEFAULT".to_owned(),
        })
    }
}

/// For statements that no transaction holds.
pub(super) fn set_lock_timeout(timeout: Duration) -> String {
    format!("SET lock_timeout = {}", milliseconds(timeout))
}

/// For a setting, which has 31 bits.
pub(super) fn milliseconds(duration: Duration) -> i32 {
    let whole = duration.as_nanos().div_ceil(1_000_000);
    i32::try_from(whole).unwrap_or(i32::MAX)
}

/// A column that is never NULL.
pub(super) fn text(row: &Row, column: usize) -> &str {
    row.get(column)
        .and_then(Option::as_deref)
        .unwrap_or_default()
}
