//! A connection that is waited for.
//!
//! Around tokio-postgres and not on the crate `postgres`, which does the same but hides
//! the key data of the connection. Everything goes as simple queries: one message for
//! several statements, and rows as text.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_postgres::{Connection, Error, SimpleQueryMessage, Socket};

use super::redact::Redactor;
use super::{driver_error, key_data};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// A row, its columns as text.
pub(super) type Row = Vec<Option<String>>;

/// A connection.
pub(super) struct Client {
    // Before the runtime, which the driver needs to the end.
    driver: tokio_postgres::Client,
    runtime: Runtime,
    redactor: Redactor,
    /// Why the connection ended, if it did beside any request.
    ended: Arc<Mutex<Option<DatabaseError>>>,
    /// The process in its key data.
    pub(super) process_id: Option<i32>,
}

/// A table, column, function, type, schema or object that is not there.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const MISSING: [&str; 5] = ["42P01", "42703", "42883", "42704", "3F000"];

impl Client {
    /// Takes over what the driver connected.
    pub(super) fn new<T>(
        runtime: Runtime,
        driver: tokio_postgres::Client,
        connection: Connection<Socket, T>,
        redactor: Redactor,
    ) -> Self
    where
        T: tokio_postgres::tls::TlsStream + Unpin + Send + 'static,
    {
        let ended = Arc::new(Mutex::new(None));
        let (note, cleaner) = (Arc::clone(&ended), redactor.clone());
        // It runs while something is waited for.
        runtime.spawn(async move {
            if let (Err(error), Ok(mut note)) = (connection.await, note.lock()) {
                *note = Some(driver_error::running(&error, &cleaner));
            }
        });
        let process_id = runtime.block_on(key_data::process_id(&driver.cancel_token()));
        Self {
            driver,
            runtime,
            redactor,
            ended,
            process_id,
        }
    }

    /// Runs statements in one message.
    pub(super) fn run(&self, sql: &str) -> Result<(), DatabaseError> {
        let result = self.runtime.block_on(self.driver.batch_execute(sql));
        result.map_err(|error| self.error(&error))
    }

    /// Has the server read one statement, which is not run. If it refuses it, tells whether that
    /// is for want of something that the statement names.
    pub(super) fn prepare(&self, sql: &str) -> Result<(), (DatabaseError, bool)> {
        let result = self.runtime.block_on(self.driver.prepare(sql));
        result.map(|_| ()).map_err(|error| {
            let is_missing = error
                .code()
                .is_some_and(|code| MISSING.contains(&code.code()));
            (self.error(&error), is_missing)
        })
    }

    /// Runs statements in one message, and calls `watch` each time that they have taken
    /// `every` longer.
    pub(super) fn run_watched(
        &self,
        sql: &str,
        every: Duration,
        watch: &mut dyn FnMut(),
    ) -> Result<(), DatabaseError> {
        let mut running = Box::pin(self.driver.batch_execute(sql));
        loop {
            let waiting = async { tokio::time::timeout(every, &mut running).await };
            match self.runtime.block_on(waiting) {
                Ok(result) => return result.map_err(|error| self.error(&error)),
                Err(_) => watch(),
            }
        }
    }

    /// The rows of a query, or of the several in one message.
    pub(super) fn rows(&self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        let result = self.runtime.block_on(self.driver.simple_query(sql));
        let messages = result.map_err(|error| self.error(&error))?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let texts = rows.map(|row| {
            let texts = (0..row.len()).map(|column| row.try_get(column).ok().flatten());
            texts.map(|text| text.map(str::to_owned)).collect()
        });
        Ok(texts.collect())
    }

    /// The row of a query that has just one.
    pub(super) fn row(&self, sql: &str) -> Result<Row, DatabaseError> {
        self.rows(sql)?.pop().ok_or_else(|| DatabaseError {
            kind: DatabaseErrorKind::Other,
            message: "the server returned no row".to_owned(),
        })
    }

    fn error(&self, error: &Error) -> DatabaseError {
        let found = driver_error::running(error, &self.redactor);
        // The server may have said why before it hung up.
        match self.ended.lock() {
            Ok(ended) if error.is_closed() => ended.clone().unwrap_or(found),
            _ => found,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("process_id", &self.process_id)
            .finish_non_exhaustive()
    }
}
