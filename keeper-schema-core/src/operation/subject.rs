//! What an operation is about.

use std::collections::BTreeSet;

use super::Operation;
use crate::schema::{ElementPath, TableName};

impl Operation {
    /// What the operation creates, changes or drops; nothing that has a name for an
    /// `execute` or for rows. Something renamed is called by its old name.
    pub fn subject(&self) -> Option<ElementPath> {
        let column = |table: &TableName, name: &String| {
            Some(ElementPath::Column(table.clone(), name.clone()))
        };
        let constraint = |table: &TableName, name: &String| {
            Some(ElementPath::Constraint(table.clone(), name.clone()))
        };
        let index = |table: &TableName, name: &String| {
            Some(ElementPath::Index(table.clone(), name.clone()))
        };
        match self {
            Self::CreateTable { table } => Some(ElementPath::Table(table.name.clone())),
            Self::DropTable { table }
            | Self::RenameTable { table, .. }
            | Self::AlterTable { table, .. } => Some(ElementPath::Table(table.clone())),
            Self::AddColumn {
                table,
                column: added,
                ..
            } => column(table, &added.name),
            Self::DropColumn {
                table,
                column: name,
            }
            | Self::RenameColumn {
                table,
                column: name,
                ..
            }
            | Self::AlterColumn {
                table,
                column: name,
                ..
            } => column(table, name),
            Self::CreatePrimaryKey { table, primary_key } => constraint(table, &primary_key.name),
            Self::CreateUniqueConstraint { table, unique } => constraint(table, &unique.name),
            Self::CreateForeignKey { table, foreign_key } => constraint(table, &foreign_key.name),
            Self::CreateCheckConstraint { table, check } => constraint(table, &check.name),
            Self::CreateExcludeConstraint { table, exclusion } => {
                constraint(table, &exclusion.name)
            }
            Self::DropConstraint { table, name }
            | Self::RenameConstraint { table, name, .. }
            | Self::ValidateConstraint { table, name } => constraint(table, name),
            Self::CreateIndex {
                table,
                index: created,
                ..
            } => index(table, &created.name),
            Self::DropIndex { table, name, .. } | Self::RenameIndex { table, name, .. } => {
                index(table, name)
            }
            Self::SetComment(change) => Some(change.on.path()),
            Self::Enum(operation) => Some(ElementPath::Enum(operation.name().clone())),
            Self::Schema(operation) => Some(ElementPath::Schema(operation.name().to_owned())),
            Self::Object(operation) => Some(ElementPath::Object(operation.name().clone())),
            Self::Sequence(operation) => Some(ElementPath::Sequence(operation.name().clone())),
            Self::Rows(_) | Self::Execute(_) | Self::Run(_) => None,
        }
    }

    /// The tables that the operation names: its own, a renamed one also by its new name,
    /// those that foreign keys refer to, and for an `execute` those of its `state`.
    pub fn tables_touched(&self) -> BTreeSet<TableName> {
        let mut tables: BTreeSet<TableName> = self
            .subject()
            .and_then(|subject| subject.table().cloned())
            .into_iter()
            .collect();
        match self {
            Self::CreateTable { table } => {
                let foreign_keys = table.foreign_keys.values();
                tables.extend(foreign_keys.map(|key| key.references.table.clone()));
            }
            Self::RenameTable { table, to, .. } => {
                tables.insert(table.sibling(to));
            }
            Self::CreateForeignKey { foreign_key, .. } => {
                tables.insert(foreign_key.references.table.clone());
            }
            Self::Rows(operation) => {
                tables.insert(operation.table().clone());
            }
            Self::Execute(execute) => {
                tables.extend(execute.state.iter().flat_map(Self::tables_touched));
            }
            Self::DropTable { .. }
            | Self::AlterTable { .. }
            | Self::AddColumn { .. }
            | Self::DropColumn { .. }
            | Self::RenameColumn { .. }
            | Self::AlterColumn { .. }
            | Self::CreatePrimaryKey { .. }
            | Self::CreateUniqueConstraint { .. }
            | Self::CreateCheckConstraint { .. }
            | Self::CreateExcludeConstraint { .. }
            | Self::DropConstraint { .. }
            | Self::RenameConstraint { .. }
            | Self::ValidateConstraint { .. }
            | Self::CreateIndex { .. }
            | Self::DropIndex { .. }
            | Self::RenameIndex { .. }
            | Self::SetComment(_)
            | Self::Enum(_)
            | Self::Schema(_)
            | Self::Sequence(_)
            | Self::Run(_) => {}
            Self::Object(operation) => tables.extend(operation.name().table()),
        }
        tables
    }

    /// The name of the operation in revision files.
    pub fn op(&self) -> &'static str {
        match self {
            Self::CreateTable { .. } => "create_table",
            Self::DropTable { .. } => "drop_table",
            Self::RenameTable { .. } => "rename_table",
            Self::AlterTable { .. } => "alter_table",
            Self::AddColumn { .. } => "add_column",
            Self::DropColumn { .. } => "drop_column",
            Self::RenameColumn { .. } => "rename_column",
            Self::AlterColumn { .. } => "alter_column",
            Self::CreatePrimaryKey { .. } => "create_primary_key",
            Self::CreateUniqueConstraint { .. } => "create_unique_constraint",
            Self::CreateForeignKey { .. } => "create_foreign_key",
            Self::CreateCheckConstraint { .. } => "create_check_constraint",
            Self::CreateExcludeConstraint { .. } => "create_exclude_constraint",
            Self::DropConstraint { .. } => "drop_constraint",
            Self::RenameConstraint { .. } => "rename_constraint",
            Self::ValidateConstraint { .. } => "validate_constraint",
            Self::CreateIndex { .. } => "create_index",
            Self::DropIndex { .. } => "drop_index",
            Self::RenameIndex { .. } => "rename_index",
            Self::SetComment(_) => "set_comment",
            Self::Enum(operation) => operation.op(),
            Self::Schema(operation) => operation.op(),
            Self::Object(operation) => operation.op(),
            Self::Sequence(operation) => operation.op(),
            Self::Rows(operation) => operation.op(),
            Self::Execute(_) => "execute",
            Self::Run(_) => "run",
        }
    }
}
