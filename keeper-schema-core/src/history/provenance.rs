//! Finds the operation that last created, altered or dropped an element.

use super::{History, report};
use crate::diagnostic::Place;
use crate::operation::{EnumOperation, Operation, SchemaOperation};
use crate::revision::RevisionFile;
use crate::schema::{ElementPath, Table, TableName};

impl History {
    /// Where an element was last created, altered, renamed or dropped.
    ///
    /// Looks back from the newest revision, which is meant for messages: it costs as much
    /// as there is history after the answer.
    pub fn last_changed(&self, element: &ElementPath) -> Option<(&RevisionFile, Place)> {
        let mut element = element.clone();
        for revision in self.graph().order().iter().rev() {
            let Some(file) = self.revision(revision) else {
                continue;
            };
            for (index, operation) in file.revision.upgrade.iter().enumerate().rev() {
                match follow(operation, &element) {
                    Trace::Changed => return Some((file, report::upgrade_place(file, index))),
                    Trace::Was(before) => element = before,
                    Trace::Unconcerned => {}
                }
            }
        }
        None
    }
}

/// What an operation means to an element that is there after it.
enum Trace {
    Unconcerned,
    Changed,
    /// It was called something else before.
    Was(ElementPath),
}

fn follow(operation: &Operation, element: &ElementPath) -> Trace {
    if operation.subject().as_ref() == Some(element) {
        return Trace::Changed;
    }
    let changed = match operation {
        Operation::CreateTable { table } => {
            element.table() == Some(&table.name) && is_part_of(element, table)
        }
        Operation::DropTable { table } => element.table() == Some(table),
        Operation::RenameTable { table, to, .. } => {
            let renamed = table.sibling(to);
            if element.table() != Some(&renamed) {
                return Trace::Unconcerned;
            }
            match moved(element, table) {
                ElementPath::Table(_) => true,
                before => return Trace::Was(before),
            }
        }
        Operation::RenameColumn { table, to, .. } => {
            *element == ElementPath::Column(table.clone(), to.clone())
        }
        Operation::RenameConstraint { table, to, .. } => {
            *element == ElementPath::Constraint(table.clone(), to.clone())
        }
        Operation::RenameIndex { table, to, .. } => {
            *element == ElementPath::Index(table.clone(), to.clone())
        }
        Operation::Enum(EnumOperation::Rename { name, to }) => {
            *element == ElementPath::Enum(name.sibling(to))
        }
        Operation::Schema(SchemaOperation::Rename { name, to }) => {
            return moved_schema(element, name, to);
        }
        Operation::Execute(execute) => {
            let mut element = element.clone();
            for operation in execute.state.iter().rev() {
                match follow(operation, &element) {
                    Trace::Changed => return Trace::Changed,
                    Trace::Was(before) => element = before,
                    Trace::Unconcerned => {}
                }
            }
            return Trace::Was(element);
        }
        Operation::AlterTable { .. }
        | Operation::AddColumn { .. }
        | Operation::DropColumn { .. }
        | Operation::AlterColumn { .. }
        | Operation::CreatePrimaryKey { .. }
        | Operation::CreateUniqueConstraint { .. }
        | Operation::CreateForeignKey { .. }
        | Operation::CreateCheckConstraint { .. }
        | Operation::CreateExcludeConstraint { .. }
        | Operation::DropConstraint { .. }
        | Operation::ValidateConstraint { .. }
        | Operation::CreateIndex { .. }
        | Operation::DropIndex { .. }
        | Operation::SetComment(_)
        | Operation::Enum(
            EnumOperation::Create { .. }
            | EnumOperation::Drop { .. }
            | EnumOperation::AddValue { .. }
            | EnumOperation::RenameValue { .. }
            | EnumOperation::Replace { .. },
        )
        | Operation::Schema(SchemaOperation::Create { .. } | SchemaOperation::Drop { .. })
        | Operation::Object(_)
        | Operation::Sequence(_)
        | Operation::Rows(_)
        | Operation::Run(_) => false,
    };
    if changed {
        Trace::Changed
    } else {
        Trace::Unconcerned
    }
}

fn is_part_of(element: &ElementPath, table: &Table) -> bool {
    match element {
        ElementPath::Table(_) => true,
        ElementPath::Column(_, name) => table.columns.contains_key(name),
        ElementPath::Constraint(_, name) => table.constraint(name).is_some(),
        ElementPath::Index(_, name) => table.indexes.contains_key(name),
        ElementPath::Enum(_)
        | ElementPath::Schema(_)
        | ElementPath::Object(_)
        | ElementPath::Sequence(_) => false,
    }
}

/// What an element was before its schema was renamed.
fn moved_schema(element: &ElementPath, schema: &str, to: &str) -> Trace {
    let name = match element {
        ElementPath::Schema(name) if name == to => return Trace::Changed,
        ElementPath::Schema(_) => return Trace::Unconcerned,
        // Nothing renames a schema under an object.
        ElementPath::Object(_) => return Trace::Unconcerned,
        ElementPath::Enum(name)
        | ElementPath::Sequence(name)
        | ElementPath::Table(name)
        | ElementPath::Column(name, _)
        | ElementPath::Constraint(name, _)
        | ElementPath::Index(name, _) => name,
    };
    if name.schema.as_deref() != Some(to) {
        return Trace::Unconcerned;
    }
    let before = TableName {
        schema: Some(schema.to_owned()),
        name: name.name.clone(),
    };
    Trace::Was(match element {
        ElementPath::Enum(_) => ElementPath::Enum(before),
        ElementPath::Sequence(_) => ElementPath::Sequence(before),
        element => moved(element, &before),
    })
}

fn moved(element: &ElementPath, table: &TableName) -> ElementPath {
    let table = table.clone();
    match element {
        ElementPath::Table(_) => ElementPath::Table(table),
        ElementPath::Column(_, name) => ElementPath::Column(table, name.clone()),
        ElementPath::Constraint(_, name) => ElementPath::Constraint(table, name.clone()),
        ElementPath::Index(_, name) => ElementPath::Index(table, name.clone()),
        ElementPath::Enum(_)
        | ElementPath::Schema(_)
        | ElementPath::Object(_)
        | ElementPath::Sequence(_) => element.clone(),
    }
}
