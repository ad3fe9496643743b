//! Why an operation on a schema of the database, or what is in one, cannot be.

use std::fmt;

use super::words::{did_you_mean, list, name};
use crate::operation::Use;
use crate::schema::ElementPath;

/// Why a schema of the database cannot be, or what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum SchemaError {
    Exists {
        schema: String,
    },
    Missing {
        schema: String,
        closest: Option<String>,
    },
    /// A table or an enum is in a schema that is not there.
    MissingFor {
        element: ElementPath,
        schema: String,
        closest: Option<String>,
    },
    /// `public` is there without history.
    Public,
    NotEmpty {
        schema: String,
        holds: Vec<ElementPath>,
    },
    EmptyName,
    /// Texts still hold the name that is renamed.
    InText {
        schema: String,
        left: Vec<Use>,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists { schema } => write!(f, "schema `{}` already exists", name(schema)),
            Self::Missing { schema, closest } => {
                write!(f, "schema `{}` does not exist at this point", name(schema))?;
                did_you_mean(f, closest.as_ref())
            }
            Self::MissingFor {
                element,
                schema,
                closest,
            } => {
                write!(
                    f,
                    "{} `{}` is in schema `{}`, which does not exist at this point",
                    element.kind(),
                    name(element),
                    name(schema)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::Public => f.write_str(
                "schema `public` is there without a revision that makes it, and no revision changes it",
            ),
            Self::NotEmpty { schema, holds } => {
                let holds: Vec<String> = holds
                    .iter()
                    .map(|element| format!("{} `{}`", element.kind(), name(element)))
                    .collect();
                write!(f, "schema `{}` still holds {}", name(schema), holds.join(", "))
            }
            Self::EmptyName => f.write_str("the name of a schema is empty"),
            Self::InText { schema, left } => write!(
                f,
                "the old name of schema `{}` is still in {}",
                name(schema),
                list(left)
            ),
        }
    }
}

impl SchemaError {
    /// What would be right, where the wording does not already say it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } | Self::MissingFor { .. } => {
                Some("every schema but `public` is made by `create_schema` before it is used")
            }
            Self::NotEmpty { .. } => Some("drop what it holds first"),
            Self::InText { .. } => {
                Some("drop what holds it first, and make it again with the new name after")
            }
            Self::Exists { .. } | Self::Public | Self::EmptyName => None,
        }
    }
}
