//! Why an operation cannot be, on an object or a sequence, or on what one names.

use std::fmt;

use super::words::{did_you_mean, list, name};
use crate::operation::Use;
use crate::schema::{ElementPath, ObjectName, TableName};

/// Why an object or a sequence cannot be, or what it names cannot change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum ObjectError {
    Exists {
        element: ElementPath,
    },
    Missing {
        element: ElementPath,
        closest: Option<String>,
    },
    EmptyName {
        kind: &'static str,
    },
    NameTaken {
        name: TableName,
        kind: &'static str,
        existing: &'static str,
    },
    RequiredMissing {
        object: ObjectName,
        required: String,
        closest: Option<String>,
    },
    InUse {
        element: ElementPath,
        used_by: Vec<Use>,
    },
    /// Statements still hold the name that is renamed.
    NamesIt {
        renamed: ElementPath,
        left: Vec<Use>,
    },
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { element } => {
                write!(f, "{} `{}` already exists", element.kind(), name(element))
            }
            Self::Missing { element, closest } => {
                let kind = element.kind();
                write!(f, "{kind} `{}` does not exist at this point", name(element))?;
                did_you_mean(f, closest.as_ref())
            }
            Self::EmptyName { kind } => write!(f, "the name of a {kind} is empty"),
            Self::NameTaken {
                name: taken,
                kind,
                existing,
            } => write!(
                f,
                "{kind} `{}` cannot have the name of a {existing}: on PostgreSQL tables, views, sequences and indexes share one namespace",
                name(taken)
            ),
            Self::RequiredMissing {
                object,
                required,
                closest,
            } => {
                write!(
                    f,
                    "{} `{}` requires `{}`, which does not exist at this point",
                    object.kind.words(),
                    name(object),
                    name(required)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::InUse { element, used_by } => write!(
                f,
                "{} `{}` is still used by {}",
                element.kind(),
                name(element),
                list(used_by)
            ),
            Self::NamesIt { renamed, left } => write!(
                f,
                "the old name of {} `{}` is still in {}",
                renamed.kind(),
                name(renamed),
                list(left)
            ),
        }
    }
}

impl ObjectError {
    /// What would be right, where the wording does not already say it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::RequiredMissing { .. } => Some(
                "`requires` lists what is there before the object, as `table:NAME`, `view:NAME` or `function:NAME`",
            ),
            Self::InUse { .. } => Some("drop what uses it first"),
            Self::NamesIt { .. } => Some(
                "drop what holds it with `drop_object` first, and create it with the new name after",
            ),
            Self::Exists { .. }
            | Self::Missing { .. }
            | Self::EmptyName { .. }
            | Self::NameTaken { .. } => None,
        }
    }
}
