//! A connection that is waited for.
//!
//! Around tokio-postgres and not on the crate `postgres`, which does the same but hides
//! the key data of the connection. Everything goes as simple queries: one message for
//! several statements, and rows as text. A connection that a program lent is asked the same.

use std::cell::RefCell;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::runtime::{self, Runtime};
use tokio_postgres::{Connection, SimpleQueryMessage, Socket};

use super::canceller::Canceller;
use super::lent::{Failed, Requests, Wanted};
use super::redact::Redactor;
use super::{driver_error, key_data};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// How often it is looked whether to stop.
const LOOK: Duration = Duration::from_millis(50);

/// A row, its columns as text.
pub(super) type Row = Vec<Option<String>>;

/// A connection.
pub(super) struct Client {
    // Before the runtime, which the driver needs to the end.
    way: Way,
    runtime: Runtime,
    redactor: Redactor,
    /// What a run can be stopped by, while there is one.
    canceller: RefCell<Option<Canceller>>,
    /// Why the connection ended, if it did beside any request.
    ended: Arc<Mutex<Option<DatabaseError>>>,
    /// The process in its key data.
    pub(super) process: NamedProcess,
}

/// The way of requests to the server.
enum Way {
    /// By the driver.
    Own(tokio_postgres::Client),
    /// By whoever lent the connection.
    Lent(Requests),
}

/// The process that the server named when the connection was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NamedProcess {
    /// This one.
    Known(i32),
    /// None, or none that can be read.
    Unknown,
    /// The driver keeps it to itself.
    Hidden,
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
        let process = runtime.block_on(key_data::process(&driver.cancel_token()));
        Self {
            way: Way::Own(driver),
            runtime,
            redactor,
            canceller: RefCell::new(None),
            ended,
            process,
        }
    }

    /// On a connection that another holds.
    pub(super) fn lent(requests: Requests) -> Result<Self, DatabaseError> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| DatabaseError {
            kind: DatabaseErrorKind::Other,
            message: error.to_string(),
        })?;
        Ok(Self {
            way: Way::Lent(requests),
            runtime,
            redactor: Redactor::default(),
            canceller: RefCell::new(None),
            ended: Arc::default(),
            process: NamedProcess::Hidden,
        })
    }

    /// The same, where the process can be found.
    pub(super) fn of_process(mut self, process: impl Future<Output = NamedProcess>) -> Self {
        self.process = self.runtime.block_on(process);
        self
    }

    /// Says what is to be run if the connection is given up, a message each. Our own ends with us.
    pub(super) fn leave(&self, messages: Vec<String>) {
        if let Way::Lent(requests) = &self.way {
            requests.leave(messages);
        }
    }

    /// The driver, and what its connection runs on; `None` if another holds the connection.
    pub(super) fn driver(&self) -> Option<(&tokio_postgres::Client, &Runtime)> {
        match &self.way {
            Way::Own(driver) => Some((driver, &self.runtime)),
            Way::Lent(_) => None,
        }
    }

    /// From now on, what runs is cancelled once that is asked for.
    pub(super) fn set_canceller(&self, canceller: Option<Canceller>) {
        *self.canceller.borrow_mut() = canceller;
    }

    /// Runs statements in one message.
    pub(super) fn run(&self, sql: &str) -> Result<(), DatabaseError> {
        self.wait(Wanted::Done, sql, Duration::MAX, &mut || {})?;
        Ok(())
    }

    /// Has the server read one statement, which is not run. If it refuses it, tells whether that
    /// is for want of something that the statement names.
    pub(super) fn prepare(&self, sql: &str) -> Result<(), (DatabaseError, bool)> {
        let result = self.runtime.block_on(self.way.ask(Wanted::Prepared, sql));
        result.map(|_| ()).map_err(|failed| {
            let code = match &failed {
                Failed::Driver(error) => error.code(),
                Failed::GivenUp => None,
            };
            let is_missing = code.is_some_and(|code| MISSING.contains(&code.code()));
            (self.error(&failed), is_missing)
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
        self.wait(Wanted::Done, sql, every, watch)?;
        Ok(())
    }

    /// Runs statements in one message, and tells how many rows the first of them changed.
    pub(super) fn changed(&self, sql: &str) -> Result<u64, DatabaseError> {
        let messages = self.query(sql)?;
        let changed = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::CommandComplete(rows) => Some(*rows),
            _ => None,
        });
        Ok(changed.unwrap_or_default())
    }

    /// The rows of a query, or of the several in one message.
    pub(super) fn rows(&self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        let messages = self.query(sql)?;
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

    /// Waits for a while. Fails once it is asked to stop.
    pub(super) fn sleep(&self, duration: Duration) -> Result<(), DatabaseError> {
        let mut left = duration;
        loop {
            if self.is_interrupted() {
                return Err(DatabaseError {
                    kind: DatabaseErrorKind::Interrupted,
                    message: "interrupted".to_owned(),
                });
            }
            if left.is_zero() {
                return Ok(());
            }
            let slice = left.min(LOOK);
            thread::sleep(slice);
            left -= slice;
        }
    }

    fn query(&self, sql: &str) -> Result<Vec<SimpleQueryMessage>, DatabaseError> {
        self.wait(Wanted::Rows, sql, Duration::MAX, &mut || {})
    }

    /// Waits for an answer, and calls `watch` each time that it has taken `every` longer.
    fn wait(
        &self,
        wanted: Wanted,
        sql: &str,
        every: Duration,
        watch: &mut dyn FnMut(),
    ) -> Result<Vec<SimpleQueryMessage>, DatabaseError> {
        let mut request = pin!(self.way.ask(wanted, sql));
        let look = match self.canceller.borrow().is_some() {
            true => LOOK,
            false => Duration::MAX,
        };
        let mut is_cancelled = false;
        let mut left = every;
        loop {
            let slice = left.min(look);
            let waiting = async { tokio::time::timeout(slice, &mut request).await };
            match self.runtime.block_on(waiting) {
                Ok(result) if is_cancelled => {
                    self.settle();
                    return result.map_err(|error| interrupted(self.error(&error)));
                }
                Ok(result) => return result.map_err(|error| self.error(&error)),
                Err(_) => left -= slice,
            }
            if left.is_zero() {
                watch();
                left = every;
            }
            if !is_cancelled && self.is_interrupted() {
                is_cancelled = true;
                self.cancel();
            }
        }
    }

    fn is_interrupted(&self) -> bool {
        let canceller = self.canceller.borrow();
        canceller.as_ref().is_some_and(Canceller::is_requested)
    }

    fn cancel(&self) {
        let canceller = self.canceller.borrow();
        if let Some(canceller) = canceller.as_ref() {
            canceller.cancel();
        }
    }

    fn settle(&self) {
        if let Some(canceller) = self.canceller.borrow().as_ref() {
            canceller.settle();
        }
    }

    fn error(&self, failed: &Failed) -> DatabaseError {
        let Failed::Driver(error) = failed else {
            return DatabaseError {
                kind: DatabaseErrorKind::ConnectionLost,
                message: "the connection was taken back".to_owned(),
            };
        };
        let found = driver_error::running(error, &self.redactor);
        // The server may have said why before it hung up.
        match self.ended.lock() {
            Ok(ended) if error.is_closed() => ended.clone().unwrap_or(found),
            _ => found,
        }
    }
}

impl Way {
    async fn ask(&self, wanted: Wanted, sql: &str) -> Result<Vec<SimpleQueryMessage>, Failed> {
        let driver = match self {
            Self::Own(driver) => driver,
            Self::Lent(requests) => return requests.ask(wanted, sql).await,
        };
        let answer = match wanted {
            Wanted::Done => driver.batch_execute(sql).await.map(|()| Vec::new()),
            Wanted::Rows => driver.simple_query(sql).await,
            Wanted::Prepared => driver.prepare(sql).await.map(|_| Vec::new()),
        };
        answer.map_err(Failed::Driver)
    }
}

/// The server has one word for a statement that is cancelled and one that takes too long.
fn interrupted(error: DatabaseError) -> DatabaseError {
    match error.kind {
        DatabaseErrorKind::StatementTimeout => DatabaseError {
            kind: DatabaseErrorKind::Interrupted,
            ..error
        },
        _ => error,
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("process", &self.process)
            .finish_non_exhaustive()
    }
}
