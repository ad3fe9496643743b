//! Why rows do not fit their table.

use std::fmt;

use super::words::{did_you_mean, name};
use crate::operation::ApplyError;
use crate::operation::value::{plain, texts};
use crate::schema::{ColumnType, TableName};

/// Why rows cannot be inserted or deleted. Rows are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum RowError {
    ColumnMissing {
        table: TableName,
        column: String,
        closest: Option<String>,
    },
    Generated {
        table: TableName,
        column: String,
    },
    Misfit {
        table: TableName,
        row: usize,
        column: String,
        column_type: ColumnType,
        takes: String,
    },
    ValueMissing {
        table: TableName,
        row: usize,
        column: String,
    },
    NoKey {
        table: TableName,
    },
    KeyNotUnique {
        table: TableName,
        key: Vec<String>,
    },
    /// Rows without a key come in no batch.
    KeyTakesNull {
        table: TableName,
        column: String,
    },
    /// Rows that move are filled twice or never.
    KeyFilled {
        table: TableName,
        column: String,
    },
    KeyMissing {
        row: usize,
        column: String,
    },
    SameKey {
        row: usize,
        key: Vec<String>,
    },
    CopiedToItself {
        table: TableName,
        column: String,
    },
    CopyMisfit {
        table: TableName,
        column: String,
        column_type: ColumnType,
        to: String,
        to_type: ColumnType,
    },
    CopiesNull {
        table: TableName,
        column: String,
        to: String,
    },
    NotCompared {
        table: TableName,
        column: String,
        column_type: ColumnType,
    },
    ValueMisfit {
        table: TableName,
        value: String,
        column: String,
        column_type: ColumnType,
        takes: String,
    },
    RenamedToItself {
        value: String,
    },
    /// Nothing tells the rows that were renamed from those that were not.
    MayBeThere {
        value: String,
    },
    /// Nothing says how the rows are found again.
    NotDerived {
        why: Box<RowError>,
    },
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ColumnMissing {
                table,
                column,
                closest,
            } => {
                write!(
                    f,
                    "table `{}` has no column `{}`",
                    name(table),
                    plain(column)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::Generated { table, column } => write!(
                f,
                "column `{}.{}` is computed by the database and takes no value",
                name(table),
                plain(column)
            ),
            Self::Misfit {
                table,
                row,
                column,
                column_type,
                takes,
            } => write!(
                f,
                "row {row}: `{}.{}` is `{}` and takes {}",
                name(table),
                plain(column),
                plain(&column_type.to_string()),
                plain(takes)
            ),
            Self::ValueMissing { table, row, column } => write!(
                f,
                "row {row} has no value for `{}.{}`, which takes no NULL and has no default",
                name(table),
                plain(column)
            ),
            Self::NoKey { table } => write!(
                f,
                "table `{}` has no primary key, and no `key` tells the rows apart",
                name(table)
            ),
            Self::KeyNotUnique { table, key } => write!(
                f,
                "nothing keeps {} unique in table `{}`",
                texts(key),
                name(table)
            ),
            Self::KeyTakesNull { table, column } => write!(
                f,
                "`{}.{}` takes NULL, and rows without a key come in no batch",
                name(table),
                plain(column)
            ),
            Self::KeyFilled { table, column } => write!(
                f,
                "`{}.{}` is of the key that the batches go by, and cannot be filled",
                name(table),
                plain(column)
            ),
            Self::KeyMissing { row, column } => {
                write!(
                    f,
                    "row {row} has no value for `{}` of the key",
                    plain(column)
                )
            }
            Self::SameKey { row, key } => write!(
                f,
                "row {row} has the same value of {} as a row before it",
                texts(key)
            ),
            Self::CopiedToItself { table, column } => {
                write!(f, "`{}.{}` is copied to itself", name(table), plain(column))
            }
            Self::CopyMisfit {
                table,
                column,
                column_type,
                to,
                to_type,
            } => write!(
                f,
                "`{table}.{}` is `{}` and does not fit `{table}.{}`, which is `{}`",
                plain(column),
                plain(&column_type.to_string()),
                plain(to),
                plain(&to_type.to_string()),
                table = name(table),
            ),
            Self::CopiesNull { table, column, to } => write!(
                f,
                "`{table}.{}` may be NULL, and `{table}.{}` takes none",
                plain(column),
                plain(to),
                table = name(table),
            ),
            Self::NotCompared {
                table,
                column,
                column_type,
            } => write!(
                f,
                "`{}.{}` is `{}`, whose values are not found by comparing them",
                name(table),
                plain(column),
                plain(&column_type.to_string())
            ),
            Self::ValueMisfit {
                table,
                value,
                column,
                column_type,
                takes,
            } => write!(
                f,
                "`{}` is no value of `{}.{}`, which is `{}` and takes {}",
                plain(value),
                name(table),
                plain(column),
                plain(&column_type.to_string()),
                plain(takes)
            ),
            Self::RenamedToItself { value } => {
                write!(f, "`{}` is renamed to itself", plain(value))
            }
            Self::MayBeThere { value } => write!(
                f,
                "nothing says what undoes this: rows may have held `{}` before",
                plain(value)
            ),
            Self::NotDerived { why } => {
                write!(f, "nothing says what undoes this: {why}")
            }
        }
    }
}

impl RowError {
    pub(super) fn help(&self) -> Option<&'static str> {
        match self {
            Self::NotDerived { .. } => Some(
                "give every row its key, or say in `down` what undoes it: SQL, \"nothing\" or \"irreversible\"",
            ),
            Self::MayBeThere { .. } => {
                Some("say in `down` what undoes it: SQL, \"nothing\" or \"irreversible\"")
            }
            Self::CopyMisfit { .. } | Self::NotCompared { .. } => {
                Some("write a `backfill`, whose `set` is SQL")
            }
            Self::CopiesNull { .. } => Some("say in `where` which rows are copied"),
            Self::NoKey { .. } => Some("name the columns of a unique constraint in `key`"),
            Self::KeyNotUnique { .. } | Self::KeyTakesNull { .. } | Self::KeyFilled { .. } => {
                Some("name the columns of the primary key or of a unique constraint in `key`")
            }
            Self::ColumnMissing { .. }
            | Self::Generated { .. }
            | Self::Misfit { .. }
            | Self::ValueMissing { .. }
            | Self::KeyMissing { .. }
            | Self::SameKey { .. }
            | Self::CopiedToItself { .. }
            | Self::ValueMisfit { .. }
            | Self::RenamedToItself { .. } => None,
        }
    }
}

impl std::error::Error for RowError {}

impl From<RowError> for ApplyError {
    fn from(error: RowError) -> Self {
        Self::Rows(error)
    }
}
