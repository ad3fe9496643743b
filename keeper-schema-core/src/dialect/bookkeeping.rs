//! What a database calls the tables in which it remembers what was applied to it.

/// What the bookkeeping tables are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookkeepingNames {
    /// The database schema they are in, the connection's own where absent (PostgreSQL).
    pub schema: Option<String>,
    /// One row for each applied revision.
    pub revisions: String,
    /// What is done of a revision that could not be one transaction.
    pub steps: String,
    /// Facts about the database: format, application, environment.
    pub meta: String,
}

impl Default for BookkeepingNames {
    fn default() -> Self {
        Self {
            schema: None,
            revisions: "keeper_revisions".to_owned(),
            steps: "keeper_steps".to_owned(),
            meta: "keeper_meta".to_owned(),
        }
    }
}

/// The format of the bookkeeping that is written, as `keeper_meta` has it under `format`.
pub const BOOKKEEPING_FORMAT: u32 = 1;
