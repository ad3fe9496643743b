//! A second connection, to look at the first from.

use super::PostgresExecutor;
use super::client::{Client, Row};

/// Opened when it is first asked something. Where there is none to be had, nothing is known, and
/// the work goes on.
pub(super) struct Second<'e> {
    executor: &'e PostgresExecutor,
    connection: Connection,
}

enum Connection {
    NotYet,
    Open(Box<Client>),
    Refused,
}

impl<'e> Second<'e> {
    pub(super) fn new(executor: &'e PostgresExecutor) -> Self {
        Self {
            executor,
            connection: Connection::NotYet,
        }
    }

    /// The rows of a query about the first connection's process, which is `$pid` in it.
    pub(super) fn rows(&mut self, sql: &str) -> Option<Vec<Row>> {
        if let Connection::NotYet = self.connection {
            self.connection = match self.executor.reach.connect() {
                Ok(Some(client)) => Connection::Open(Box::new(client)),
                Ok(None) | Err(_) => Connection::Refused,
            };
        }
        let Connection::Open(client) = &self.connection else {
            return None;
        };
        let pid = self.executor.session.process_id.to_string();
        let rows = client.rows(&sql.replace("$pid", &pid)).ok();
        if rows.is_none() {
            self.connection = Connection::Refused;
        }
        rows
    }
}
