//! The operations on schemas within a database.

use std::fmt;

use super::value::plain;

/// One change of the schemas within a database. `FORMAT.md` names each `op`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub enum SchemaOperation {
    Create { name: String },
    Drop { name: String },
    Rename { name: String, to: String },
}

impl SchemaOperation {
    /// The schema; one that is renamed is called by its old name.
    pub fn name(&self) -> &str {
        match self {
            Self::Create { name } | Self::Drop { name } | Self::Rename { name, .. } => name,
        }
    }

    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create_schema",
            Self::Drop { .. } => "drop_schema",
            Self::Rename { .. } => "rename_schema",
        }
    }

    /// The operation that undoes this one.
    pub(super) fn reverse(&self) -> Self {
        match self {
            Self::Create { name } => Self::Drop { name: name.clone() },
            Self::Drop { name } => Self::Create { name: name.clone() },
            Self::Rename { name, to } => Self::Rename {
                name: to.clone(),
                to: name.clone(),
            },
        }
    }
}

impl fmt::Display for SchemaOperation {
    /// What follows after the name of the operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(self.name()))?;
        match self {
            Self::Create { .. } | Self::Drop { .. } => Ok(()),
            Self::Rename { to, .. } => write!(f, " to {}", plain(to)),
        }
    }
}
