//! What reading a catalog needs of a connection.

use crate::migrate::DatabaseError;

/// A row, its columns as text.
pub type Row = Vec<Option<String>>;

/// A connection to PostgreSQL that answers queries with text.
pub trait Session {
    /// The rows of a query.
    ///
    /// # Errors
    /// What the server says.
    fn rows(&mut self, sql: &str) -> Result<Vec<Row>, DatabaseError>;

    /// Runs statements in one message.
    ///
    /// # Errors
    /// What the server says.
    fn run(&mut self, sql: &str) -> Result<(), DatabaseError>;
}
