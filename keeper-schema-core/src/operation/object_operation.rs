//! The operations on objects that are kept as the text of their statement.

use std::fmt;

use super::value::plain;
use super::{Irreversible, Operation};
use crate::schema::{ElementPath, ObjectName, Schema, SqlObject, SqlText};

/// One change of a view, function, trigger or the like. `FORMAT.md` names each `op`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub enum ObjectOperation {
    Create { object: SqlObject },
    Replace { object: SqlObject, was: SqlText },
    Drop { name: ObjectName, was: SqlText },
}

impl ObjectOperation {
    /// The object.
    pub fn name(&self) -> &ObjectName {
        match self {
            Self::Create { object } | Self::Replace { object, .. } => &object.name,
            Self::Drop { name, .. } => name,
        }
    }

    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create_object",
            Self::Replace { .. } => "replace_object",
            Self::Drop { .. } => "drop_object",
        }
    }

    /// The operations that undo this one.
    pub(super) fn reverse(&self, before: &Schema) -> Result<Vec<Operation>, Irreversible> {
        let find = |name: &ObjectName| {
            let found = before.objects.get(name);
            found.ok_or_else(|| Irreversible::NotThere {
                element: ElementPath::Object(name.clone()),
            })
        };
        let reversed = match self {
            Self::Create { object } => Self::Drop {
                name: object.name.clone(),
                was: object.definition.clone(),
            },
            Self::Replace { object, .. } => Self::Replace {
                object: find(&object.name)?.clone(),
                was: object.definition.clone(),
            },
            Self::Drop { name, .. } => Self::Create {
                object: find(name)?.clone(),
            },
        };
        let on_it = match self {
            Self::Drop { name, .. } if name.kind.is_relation() => parts_of(before, &name.name),
            Self::Create { .. } | Self::Replace { .. } | Self::Drop { .. } => Vec::new(),
        };
        let first = std::iter::once(Operation::Object(reversed));
        Ok(first.chain(on_it).collect())
    }
}

/// Makes the triggers and policies of a table or a view again, which go with it.
pub(super) fn parts_of(schema: &Schema, table: &crate::schema::TableName) -> Vec<Operation> {
    let objects = schema.objects_in_order().into_iter();
    let parts = objects.filter(|object| object.name.table().as_ref() == Some(table));
    parts
        .map(|object| {
            Operation::Object(ObjectOperation::Create {
                object: object.clone(),
            })
        })
        .collect()
}

impl fmt::Display for ObjectOperation {
    /// What follows after the name of the operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        write!(f, "{} {}", name.kind.words(), plain(&name.to_string()))
    }
}
