//! Rows that stand against a change: how to find them, and what is wrong with them.

use std::fmt;

use crate::schema::ColumnType;

/// A query that finds rows that do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCheck {
    /// A `SELECT` of what tells one offending row, or group of rows, from another.
    pub rows: String,
    /// The columns that `rows` selects.
    pub key: Vec<String>,
    /// The table.
    pub table: String,
    /// What is wrong with them.
    pub misfit: Misfit,
}

/// Why rows do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum Misfit {
    /// NULL in a column that allows none.
    Null { column: String },
    /// A new column that allows no NULL and says nothing else.
    NoValue { column: String },
    /// The same key in several rows.
    Duplicate { columns: Vec<String> },
    /// A check that is false.
    Check { name: String },
    /// A foreign key to a row that is not there.
    Dangling {
        columns: Vec<String>,
        target: String,
    },
    /// A value that the column's new type would change or cannot hold.
    Type {
        column: String,
        column_type: ColumnType,
    },
}

impl fmt::Display for Misfit {
    /// What is wrong, said of rows: `with NULL in \`slug\``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { column } => write!(f, "with NULL in `{column}`, which must not be NULL"),
            Self::NoValue { column } => write!(
                f,
                "without a value for the new column `{column}`, which must not be NULL; give it a default or a backfill"
            ),
            Self::Duplicate { columns } => write!(
                f,
                "with the same `{}`, which must be unique",
                columns.join("`, `")
            ),
            Self::Check { name } => write!(f, "against the check `{name}`"),
            Self::Dangling { columns, target } => write!(
                f,
                "whose `{}` refers to no row of `{target}`",
                columns.join("`, `")
            ),
            Self::Type {
                column,
                column_type,
            } => write!(
                f,
                "with a value in `{column}` that `{column_type}` would change or cannot hold; say how to convert it in `using`"
            ),
        }
    }
}
