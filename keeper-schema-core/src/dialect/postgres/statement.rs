//! What the executor for PostgreSQL runs.

use super::name::relation;
use crate::dialect::{Batches, DialectError, RowCheck};
use crate::schema::TableName;

/// One thing to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// One statement of ours, in the transaction of the revision.
    Sql {
        /// The statement, without a semicolon.
        sql: String,
        /// What may explain its failure.
        explain: Vec<RowCheck>,
    },
    /// What a person wrote, one statement or several: sent apart from ours.
    UserSql(String),
    /// A hook of the application, by its name.
    Hook(String),
    /// One statement that no transaction may hold, or none with what follows.
    Alone(Alone),
}

impl Statement {
    /// The hook that is run instead of SQL.
    pub fn hook(&self) -> Option<&str> {
        match self {
            Self::Hook(hook) => Some(hook),
            Self::Sql { .. } | Self::UserSql(_) | Self::Alone(_) => None,
        }
    }

    /// What is sent, or the name of what is run.
    pub fn sql(&self) -> &str {
        match self {
            Self::Sql { sql, .. } | Self::UserSql(sql) | Self::Hook(sql) => sql,
            Self::Alone(alone) => &alone.sql,
        }
    }
}

/// A statement that is a step of its own, recorded before and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// The statement, without a semicolon.
    pub sql: String,
    /// What is done about it where an earlier run was cut off in it or right after it.
    pub resumed: Resumed,
}

/// How a statement that may have run already is run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// It sees for itself that it is done: `IF EXISTS`, `IF NOT EXISTS`.
    RunAgain,
    /// An index built concurrently: a valid one of that name and definition is done, an
    /// invalid one is dropped and built again.
    /// <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>
    Index {
        /// The database schema, if one is named.
        schema: Option<String>,
        /// The index.
        name: String,
        /// What may explain why it cannot be built.
        explain: Vec<RowCheck>,
    },
    /// A partition detached concurrently: one that is no partition any more is done, one that is
    /// half detached is finalized. Both are named as SQL spells them.
    /// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION>
    Partition {
        /// The table that it is a partition of.
        parent: String,
        /// The partition.
        partition: String,
    },
    /// Rows filled some at a time: the log says how far it came.
    Batches(Batches),
}

impl Resumed {
    /// The index that is built, quoted.
    pub(super) fn index(&self) -> Result<Option<String>, DialectError> {
        match self {
            Self::RunAgain | Self::Partition { .. } | Self::Batches(_) => Ok(None),
            Self::Index { schema, name, .. } => {
                let index = TableName {
                    schema: schema.clone(),
                    name: name.clone(),
                };
                relation(&index).map(Some)
            }
        }
    }
}

/// A statement whose failure needs no explanation.
pub(super) fn sql_only(sql: String) -> Statement {
    Statement::Sql {
        sql,
        explain: Vec::new(),
    }
}
