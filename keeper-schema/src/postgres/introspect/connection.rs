//! What reading a catalog needs of a connection.

use crate::migrate::DatabaseError;
use crate::postgres::client::Client;
pub(in crate::postgres) use crate::postgres::client::Row;

/// A connection that answers queries with text.
pub(in crate::postgres) trait Connection {
    /// The rows of a query.
    fn rows(&self, sql: &str) -> Result<Vec<Row>, DatabaseError>;

    /// Runs statements in one message.
    fn run(&self, sql: &str) -> Result<(), DatabaseError>;
}

impl Connection for Client {
    fn rows(&self, sql: &str) -> Result<Vec<Row>, DatabaseError> {
        Client::rows(self, sql)
    }

    fn run(&self, sql: &str) -> Result<(), DatabaseError> {
        Client::run(self, sql)
    }
}
