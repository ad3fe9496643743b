//! Why nothing undoes an operation.

use std::fmt;

use crate::operation::value::plain;
use crate::operation::{ApplyError, OnConflict};
use crate::schema::{ElementPath, TableName};

/// Why no operations undo an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Irreversible {
    /// An `execute` says so.
    Declared,
    /// The schema before the operation does not have what it changes.
    NotThere {
        /// What is missing.
        element: ElementPath,
    },
    /// An enum has a value more, and nothing says what becomes of the rows that hold it.
    ValueAdded {
        /// The enum.
        name: TableName,
        /// The value.
        value: String,
    },
    /// Rows that were there before would be deleted with those that were inserted.
    OnConflict {
        /// What is done with a row whose key is taken.
        policy: OnConflict,
    },
    /// The `state` of an `execute` cannot be undone.
    State {
        /// Why.
        error: Box<ReverseError>,
    },
}

/// Why no operations undo a list of operations.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReverseError {
    /// An operation cannot apply, so there is nothing to undo.
    Apply {
        /// Its position in the list.
        index: usize,
        /// Why it cannot apply.
        error: ApplyError,
    },
    /// An operation cannot be undone.
    Irreversible {
        /// Its position in the list.
        index: usize,
        /// The operation, in one line.
        operation: String,
        /// Why it cannot be undone.
        reason: Irreversible,
    },
}

impl std::error::Error for Irreversible {}

impl fmt::Display for Irreversible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declared => f.write_str("its `down` says that it is irreversible"),
            Self::NotThere { element } => {
                write!(f, "`{element}` is not in the schema before it")
            }
            Self::ValueAdded { name, value } => write!(
                f,
                "nothing says what becomes of rows with the value `{}` when enum `{}` loses it",
                plain(value),
                plain(&name.to_string())
            ),
            Self::OnConflict { policy } => write!(
                f,
                "`on_conflict = \"{}\"` does not tell the rows that were there before from those \
                 that it inserts; write what undoes it in `down`",
                policy.as_str()
            ),
            Self::State { error } => write!(f, "its `state` cannot be undone: {error}"),
        }
    }
}

impl std::error::Error for ReverseError {}

impl fmt::Display for ReverseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apply { error, .. } => write!(f, "{error}"),
            Self::Irreversible {
                operation, reason, ..
            } => {
                write!(f, "`{operation}` cannot be undone: {reason}")
            }
        }
    }
}
