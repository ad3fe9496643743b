//! What a database has, as it is found there.

use keeper_schema_core::schema::{Schema, TableName};

/// The schema of a live database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveSchema {
    /// The tables, without the bookkeeping and Alembic's.
    pub schema: Schema,
    /// Indexes that a failed concurrent build left behind, by table and name. They are not
    /// used, and so no part of the schema.
    pub invalid_indexes: Vec<(TableName, String)>,
}
