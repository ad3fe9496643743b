//! What comes of running seeds.

use super::DatabaseError;

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seeding {
    /// All of it is committed; for each step, how many rows its table has more.
    Done(Vec<u64>),
    /// The database was not to be seeded, and is as it was.
    Refused,
    /// It was asked to stop, and the database is as it was.
    Interrupted,
    /// A step failed, and the database is as it was.
    Failed {
        /// Which one, from 0.
        step: usize,
        /// What the database says.
        error: DatabaseError,
    },
}
