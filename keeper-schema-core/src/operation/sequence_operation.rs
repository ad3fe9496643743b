//! The operations on sequences that no column is numbered by.

use std::fmt;

use super::value::plain;
use super::{Irreversible, Operation};
use crate::schema::{ElementPath, Schema, Sequence, TableName};

/// One change of a sequence. `FORMAT.md` names each `op`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub enum SequenceOperation {
    Create {
        sequence: Sequence,
    },
    /// All of the sequence as it is to be.
    Alter {
        sequence: Sequence,
    },
    Drop {
        name: TableName,
    },
}

impl SequenceOperation {
    /// The sequence.
    pub fn name(&self) -> &TableName {
        match self {
            Self::Create { sequence } | Self::Alter { sequence } => &sequence.name,
            Self::Drop { name } => name,
        }
    }

    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create_sequence",
            Self::Alter { .. } => "alter_sequence",
            Self::Drop { .. } => "drop_sequence",
        }
    }

    /// The operation that undoes this one.
    pub(super) fn reverse(&self, before: &Schema) -> Result<Operation, Irreversible> {
        let find = |name: &TableName| {
            let found = before.sequences.get(name).cloned();
            found.ok_or_else(|| Irreversible::NotThere {
                element: ElementPath::Sequence(name.clone()),
            })
        };
        Ok(Operation::Sequence(match self {
            Self::Create { sequence } => Self::Drop {
                name: sequence.name.clone(),
            },
            Self::Alter { sequence } => Self::Alter {
                sequence: find(&sequence.name)?,
            },
            Self::Drop { name } => Self::Create {
                sequence: find(name)?,
            },
        }))
    }
}

/// Makes the sequences again that go with a table, or with a column of it.
pub(super) fn owned_by(schema: &Schema, table: &TableName, column: Option<&str>) -> Vec<Operation> {
    let owned = schema.sequences.values().filter(|sequence| {
        let owner = sequence.owned_by.as_ref();
        owner.is_some_and(|(owner, owning)| {
            owner == table && column.is_none_or(|column| column == owning)
        })
    });
    owned
        .map(|sequence| {
            Operation::Sequence(SequenceOperation::Create {
                sequence: sequence.clone(),
            })
        })
        .collect()
}

impl fmt::Display for SequenceOperation {
    /// What follows after the name of the operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.name().to_string()))?;
        let sequence = match self {
            Self::Create { sequence } | Self::Alter { sequence } => sequence,
            Self::Drop { .. } => return Ok(()),
        };
        for (key, value) in [
            ("start", sequence.start),
            ("increment", sequence.increment),
            ("min", sequence.min),
            ("max", sequence.max),
            ("cache", sequence.cache),
        ] {
            if let Some(value) = value {
                write!(f, " {key} {value}")?;
            }
        }
        if sequence.cycle {
            f.write_str(" cycle")?;
        }
        match &sequence.owned_by {
            Some((table, column)) => write!(
                f,
                " owned by {}.{}",
                plain(&table.to_string()),
                plain(column)
            ),
            None => Ok(()),
        }
    }
}
