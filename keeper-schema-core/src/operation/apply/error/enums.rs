//! Why an operation on an enum, or a column of one, cannot be.

use std::fmt;

use super::words::{did_you_mean, list, name};
use crate::operation::Use;
use crate::operation::value::{plain, text};
use crate::schema::{ElementPath, TableName};

/// Why an enum cannot be, or a column of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum EnumError {
    Exists {
        enum_name: TableName,
    },
    Missing {
        enum_name: TableName,
        closest: Option<TableName>,
    },
    /// A column is of an enum that is not there.
    MissingForColumn {
        column: ElementPath,
        enum_name: TableName,
        closest: Option<TableName>,
    },
    /// An enum and a table have one name.
    NameTaken {
        name: TableName,
        kind: &'static str,
        existing: &'static str,
    },
    InUse {
        enum_name: TableName,
        columns: Vec<ElementPath>,
    },
    EmptyName,
    NoValues {
        enum_name: TableName,
    },
    EmptyValue {
        enum_name: TableName,
    },
    NulInValue {
        enum_name: TableName,
        value: String,
    },
    LongValue {
        enum_name: TableName,
        value: String,
    },
    ValueExists {
        enum_name: TableName,
        value: String,
    },
    ValueMissing {
        enum_name: TableName,
        value: String,
        closest: Option<String>,
    },
    /// Texts still hold a value that is renamed or goes.
    ValueInText {
        enum_name: TableName,
        value: String,
        left: Vec<Use>,
    },
    /// A default is no value of the enum of its column.
    DefaultIsNoValue {
        column: ElementPath,
        enum_name: TableName,
        default: String,
        closest: Option<String>,
    },
    /// A value goes that a default names.
    DefaultNotMapped {
        column: ElementPath,
        value: String,
    },
    /// `map` says what becomes of a value that does not go.
    MapsWhatStays {
        enum_name: TableName,
        value: String,
    },
    /// `map` says that a value becomes one that there is not.
    MapsToNothing {
        enum_name: TableName,
        value: String,
        to: String,
        closest: Option<String>,
    },
}

impl fmt::Display for EnumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { enum_name } => write!(f, "enum `{}` already exists", name(enum_name)),
            Self::Missing { enum_name, closest } => {
                write!(f, "enum `{}` does not exist at this point", name(enum_name))?;
                did_you_mean(f, closest.as_ref())
            }
            Self::MissingForColumn {
                column,
                enum_name,
                closest,
            } => {
                write!(
                    f,
                    "column `{}` is of enum `{}`, which does not exist at this point",
                    name(column),
                    name(enum_name)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::NameTaken {
                name: taken,
                kind,
                existing,
            } => write!(
                f,
                "{kind} `{taken}` cannot have the name of {existing} `{taken}`: on PostgreSQL every table has a type of its name",
                taken = name(taken)
            ),
            Self::InUse { enum_name, columns } => {
                let columns: Vec<String> = columns
                    .iter()
                    .map(|column| format!("`{}`", name(column)))
                    .collect();
                let noun = if columns.len() == 1 {
                    "column"
                } else {
                    "columns"
                };
                let columns = columns.join(", ");
                write!(
                    f,
                    "enum `{}` is the type of {noun} {columns}",
                    name(enum_name)
                )
            }
            Self::EmptyName => f.write_str("the name of an enum is empty"),
            Self::NoValues { enum_name } => write!(f, "enum `{}` has no values", name(enum_name)),
            Self::EmptyValue { enum_name } => {
                write!(f, "a value of enum `{}` is empty", name(enum_name))
            }
            Self::NulInValue { enum_name, value } => write!(
                f,
                "the value `{}` of enum `{}` contains a NUL",
                plain(value),
                name(enum_name)
            ),
            Self::LongValue { enum_name, value } => write!(
                f,
                "the value `{}` of enum `{}` has {} bytes, and PostgreSQL takes 63 at most",
                plain(value),
                name(enum_name),
                value.len()
            ),
            Self::ValueExists { enum_name, value } => write!(
                f,
                "enum `{}` already has the value `{}`",
                name(enum_name),
                plain(value)
            ),
            Self::ValueMissing {
                enum_name,
                value,
                closest,
            } => {
                write!(
                    f,
                    "enum `{}` has no value `{}` at this point",
                    name(enum_name),
                    plain(value)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::ValueInText {
                enum_name,
                value,
                left,
            } => write!(
                f,
                "the value `{}` of enum `{}` is still in {}",
                plain(value),
                name(enum_name),
                list(left)
            ),
            Self::DefaultIsNoValue {
                column,
                enum_name,
                default,
                closest,
            } => {
                write!(
                    f,
                    "the default {} of column `{}` is no value of enum `{}`",
                    plain(default),
                    name(column),
                    name(enum_name)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::DefaultNotMapped { column, value } => write!(
                f,
                "the value {} goes, but is the default of column `{}`",
                text(value),
                name(column)
            ),
            Self::MapsWhatStays { enum_name, value } => write!(
                f,
                "`map` says what becomes of `{}`, which is no value that enum `{}` loses",
                plain(value),
                name(enum_name)
            ),
            Self::MapsToNothing {
                enum_name,
                value,
                to,
                closest,
            } => {
                write!(
                    f,
                    "`map` says that `{}` becomes `{}`, which is no value of enum `{}` afterwards",
                    plain(value),
                    plain(to),
                    name(enum_name)
                )?;
                did_you_mean(f, closest.as_ref())
            }
        }
    }
}

impl EnumError {
    /// What would be right, where the wording does not already say it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } | Self::MissingForColumn { .. } => {
                Some("an enum is made by `create_enum` before it is used")
            }
            Self::InUse { .. } => Some("drop the columns or give them another type first"),
            Self::ValueInText { .. } => {
                Some("drop what holds it first, and make it again with other values after")
            }
            Self::DefaultNotMapped { .. } => {
                Some("say in `map` what becomes of it, or change the default first")
            }
            Self::Exists { .. }
            | Self::NameTaken { .. }
            | Self::EmptyName
            | Self::NoValues { .. }
            | Self::EmptyValue { .. }
            | Self::NulInValue { .. }
            | Self::LongValue { .. }
            | Self::ValueExists { .. }
            | Self::ValueMissing { .. }
            | Self::DefaultIsNoValue { .. }
            | Self::MapsWhatStays { .. }
            | Self::MapsToNothing { .. } => None,
        }
    }
}
