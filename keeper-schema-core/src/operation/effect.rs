//! What becomes of an element by an operation, without the details.

use std::fmt;

use super::value::plain;
use super::{EnumOperation, ObjectOperation, Operation, SchemaOperation, SequenceOperation};
use crate::schema::{ElementPath, TableName};

/// What an operation does, to which element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is there from then on.
    Adds(ElementPath),
    /// It stays, and something about it is another.
    Changes(ElementPath),
    /// It is gone from then on.
    Drops(ElementPath),
    /// It goes on under another name.
    Renames {
        /// What it was.
        from: ElementPath,
        /// What it is from then on.
        to: ElementPath,
    },
    /// SQL that nobody but the database understands.
    Runs,
}

impl Effect {
    /// The element, by its name before the operation.
    pub fn element(&self) -> Option<&ElementPath> {
        match self {
            Self::Adds(element)
            | Self::Changes(element)
            | Self::Drops(element)
            | Self::Renames { from: element, .. } => Some(element),
            Self::Runs => None,
        }
    }

    /// What there is afterwards that was not there before.
    pub fn added(&self) -> Option<&ElementPath> {
        match self {
            Self::Adds(element) | Self::Renames { to: element, .. } => Some(element),
            Self::Changes(_) | Self::Drops(_) | Self::Runs => None,
        }
    }

    /// What there was before and is not there afterwards.
    pub fn gone(&self) -> Option<&ElementPath> {
        match self {
            Self::Drops(element) | Self::Renames { from: element, .. } => Some(element),
            Self::Adds(_) | Self::Changes(_) | Self::Runs => None,
        }
    }
}

/// In words, as in "it adds column `books.pages`".
impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Adds(element) => write!(f, "adds {}", named(element)),
            Self::Changes(element) => write!(f, "changes {}", named(element)),
            Self::Drops(element) => write!(f, "drops {}", named(element)),
            Self::Renames { from, to } => {
                write!(f, "renames {} to `{}`", named(from), plain(&to.to_string()))
            }
            Self::Runs => f.write_str("runs SQL"),
        }
    }
}

/// An element with its kind: "column `books.pages`".
pub(crate) fn named(element: &ElementPath) -> String {
    format!("{} `{}`", element.kind(), plain(&element.to_string()))
}

impl Operation {
    /// What becomes of which element.
    pub fn effect(&self) -> Effect {
        let Some(element) = self.subject() else {
            return Effect::Runs;
        };
        let renames = |to: ElementPath| Effect::Renames {
            from: element.clone(),
            to,
        };
        match self {
            Self::CreateTable { .. }
            | Self::AddColumn { .. }
            | Self::CreatePrimaryKey { .. }
            | Self::CreateUniqueConstraint { .. }
            | Self::CreateForeignKey { .. }
            | Self::CreateCheckConstraint { .. }
            | Self::CreateExcludeConstraint { .. }
            | Self::CreateIndex { .. }
            | Self::Enum(EnumOperation::Create { .. })
            | Self::Schema(SchemaOperation::Create { .. })
            | Self::Object(ObjectOperation::Create { .. })
            | Self::Sequence(SequenceOperation::Create { .. }) => Effect::Adds(element),
            Self::AlterTable { .. }
            | Self::AlterColumn { .. }
            | Self::ValidateConstraint { .. }
            | Self::SetComment(_)
            | Self::Enum(
                EnumOperation::AddValue { .. }
                | EnumOperation::RenameValue { .. }
                | EnumOperation::Replace { .. },
            )
            | Self::Object(ObjectOperation::Replace { .. })
            | Self::Sequence(SequenceOperation::Alter { .. }) => Effect::Changes(element),
            Self::DropTable { .. }
            | Self::DropColumn { .. }
            | Self::DropConstraint { .. }
            | Self::DropIndex { .. }
            | Self::Enum(EnumOperation::Drop { .. })
            | Self::Schema(SchemaOperation::Drop { .. })
            | Self::Object(ObjectOperation::Drop { .. })
            | Self::Sequence(SequenceOperation::Drop { .. }) => Effect::Drops(element),
            Self::RenameTable { table, to, .. } => renames(ElementPath::Table(table.sibling(to))),
            Self::RenameColumn { table, to, .. } => renames(of(table, to, ElementPath::Column)),
            Self::RenameConstraint { table, to, .. } => {
                renames(of(table, to, ElementPath::Constraint))
            }
            Self::RenameIndex { table, to, .. } => renames(of(table, to, ElementPath::Index)),
            Self::Enum(EnumOperation::Rename { name, to }) => {
                renames(ElementPath::Enum(name.sibling(to)))
            }
            Self::Schema(SchemaOperation::Rename { to, .. }) => {
                renames(ElementPath::Schema(to.clone()))
            }
            Self::Rows(_) | Self::Execute(_) | Self::Run(_) => Effect::Runs,
        }
    }
}

fn of(
    table: &TableName,
    name: &str,
    element: impl FnOnce(TableName, String) -> ElementPath,
) -> ElementPath {
    element(table.clone(), name.to_owned())
}
