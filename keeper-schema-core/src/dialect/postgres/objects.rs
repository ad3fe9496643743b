//! Views, functions, triggers and the like: what a person wrote, and how it is dropped.
//!
//! PostgreSQL keeps a column from changing under a view that reads it. So such objects are
//! dropped before the change and made again after it, within the revision.

use std::collections::BTreeSet;

use super::callers::Callers;
use super::draws::Draws;
use super::in_place::{can_replace, or_replace};
use super::name::relation;
use super::statement::{Statement, sql_only};
use super::told::{Told, name_later};
use crate::dialect::{Dialect, DialectError, quoted};
use crate::operation::apply::mentions;
use crate::operation::{ColumnAlteration, DroppableKey, EnumOperation, ObjectOperation, Operation};
use crate::schema::sql_tokens::tokens;
use crate::schema::{ElementPath, ObjectKind, ObjectName, Schema, SqlObject, SqlText, TableName};

/// Objects that are dropped and are to be made again.
#[derive(Default)]
pub(super) struct Held {
    now: BTreeSet<ObjectName>,
    told: Told,
    /// What of tables calls a function among them.
    pub(super) callers: Callers,
    /// Defaults that draw from what was dropped.
    pub(super) draws: Draws,
}

impl Held {
    /// Drops what is in the way of the operation, which comes to `schema`.
    pub(super) fn make_way(
        &mut self,
        schema: &Schema,
        operation: &Operation,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        if schema.objects.is_empty() {
            return Ok(());
        }
        let objects = schema.objects.values();
        let disturbed = objects.filter(|object| is_disturbed(schema, operation, object));
        let disturbed = disturbed.map(|object| object.name.clone());
        let mut all: BTreeSet<ObjectName> = disturbed.collect();
        // These go and come with the enum itself, between what of the tables calls them.
        let functions = match operation {
            Operation::Enum(EnumOperation::Replace { name, .. }) => schema.functions_of_type(name),
            _ => Vec::new(),
        };
        let functions: BTreeSet<ObjectName> =
            functions.into_iter().map(|it| it.name.clone()).collect();
        all.extend(functions.iter().cloned());
        let mut all = schema.with_dependents(all);
        self.told.remember(schema, &all, &[], statements)?;
        all.retain(|name| !functions.contains(name));
        self.hold(schema, &all, statements)
    }

    /// Makes what is held again, as it is in `schema`, and says of it what it was told.
    pub(super) fn restore(
        &mut self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        self.make_again(schema, statements)?;
        self.told.say(schema, statements)
    }

    /// A statement is next that no transaction may hold.
    pub(super) fn end_part(&mut self) {
        self.told.end_part();
    }

    /// The statements of an operation on an object. `schema` is the one before it, and others come
    /// `later`.
    pub(super) fn change(
        &mut self,
        schema: &Schema,
        operation: &ObjectOperation,
        later: &[Operation],
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        if self.now.contains(operation.name()) {
            // It is made as it is after the operation, or not at all.
            if let ObjectOperation::Drop { name, .. } = operation {
                self.now.remove(name);
            }
            return Ok(());
        }
        self.make_again(schema, statements)?;
        match operation {
            ObjectOperation::Create { object } => statements.extend(create(object)),
            ObjectOperation::Drop { name, was } => {
                self.told
                    .remember(schema, &back_later(name, later), later, statements)?;
                if was.postgres().is_some() {
                    statements.push(drop(&SqlObject {
                        name: name.clone(),
                        definition: was.clone(),
                        requires: Vec::new(),
                    })?);
                }
            }
            ObjectOperation::Replace { object, was } => {
                self.replace(schema, object, was, statements)?;
            }
        }
        Ok(())
    }

    fn replace(
        &mut self,
        schema: &Schema,
        object: &SqlObject,
        was: &SqlText,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        let (was, is) = (was.postgres(), object.definition.postgres());
        if was == is {
            return Ok(());
        }
        let name = &object.name;
        if let (Some(was), Some(is)) = (was, is) {
            if name.kind == ObjectKind::Extension {
                return Err(DialectError::Unsupported {
                    dialect: Dialect::Postgres,
                    element: ElementPath::Object(name.clone()),
                    feature: "way to replace an extension",
                    instead: "drop it and create it, or write `ALTER EXTENSION` in an `execute`",
                });
            }
            if can_replace(name.kind, was, is) {
                // The options of a view go with its statement. Those of a function are the new
                // statement's, whatever is done.
                if name.kind == ObjectKind::View {
                    let view = [name.clone()].into();
                    self.told.remember(schema, &view, &[], statements)?;
                }
                statements.push(Statement::UserSql(or_replace(is)));
                return Ok(());
            }
        }
        let all = schema.with_dependents([name.clone()].into());
        self.told.remember(schema, &all, &[], statements)?;
        self.hold(schema, &all, statements)
    }

    /// Drops those that are there, the last ones first.
    fn hold(
        &mut self,
        schema: &Schema,
        all: &BTreeSet<ObjectName>,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        for object in schema.objects_in_order().into_iter().rev() {
            let is_new = all.contains(&object.name) && self.now.insert(object.name.clone());
            if is_new && object.definition.postgres().is_some() {
                if is_function(object.name.kind) {
                    self.callers.release(schema, object, statements)?;
                }
                statements.push(drop(object)?);
            }
        }
        Ok(())
    }

    fn make_again(
        &mut self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        let held = std::mem::take(&mut self.now);
        if held.is_empty() {
            return Ok(());
        }
        let objects = schema.objects_in_order().into_iter();
        let held = objects.filter(|object| held.contains(&object.name));
        statements.extend(held.filter_map(create));
        self.callers.restore(schema, statements)
    }
}

/// If the object is dropped to be made later on: it, and all others of which that is so before
/// SQL of a person runs.
fn back_later(name: &ObjectName, later: &[Operation]) -> BTreeSet<ObjectName> {
    let created = later.iter().filter_map(|operation| match operation {
        Operation::Object(ObjectOperation::Create { object }) => Some(&object.name),
        _ => None,
    });
    let created: BTreeSet<&ObjectName> = created.collect();
    let is_back = |name: &&ObjectName| created.contains(&name_later(name, later));
    if !is_back(&name) {
        return BTreeSet::new();
    }
    let is_ours = |it: &&Operation| !matches!(it, Operation::Execute(_) | Operation::Run(_));
    let dropped = later.iter().take_while(is_ours);
    let dropped = dropped.filter_map(|operation| match operation {
        Operation::Object(ObjectOperation::Drop { name, .. }) => Some(name),
        _ => None,
    });
    let all = std::iter::once(name).chain(dropped);
    all.filter(is_back).cloned().collect()
}

/// The statement that makes an object, if it is given for PostgreSQL.
pub(super) fn create(object: &SqlObject) -> Option<Statement> {
    let definition = object.definition.postgres()?;
    Some(Statement::UserSql(definition.trim().to_owned()))
}

pub(super) fn drop(object: &SqlObject) -> Result<Statement, DialectError> {
    let name = &object.name;
    let kind = match is_aggregate(object) {
        true => "AGGREGATE".to_owned(),
        false => name.kind.words().to_uppercase(),
    };
    let dropped = match name.kind {
        ObjectKind::View | ObjectKind::MaterializedView => relation(&name.name)?,
        ObjectKind::Function | ObjectKind::Procedure => {
            let function = relation(&name.name.sibling(name.bare()))?;
            let arguments = &name.name.name[name.bare().len()..];
            format!("{function}{arguments}")
        }
        ObjectKind::Extension => quoted(&name.name.name)?,
        ObjectKind::Trigger | ObjectKind::Policy => {
            let table = name.table().unwrap_or_else(|| name.name.clone());
            format!("{} ON {}", quoted(&name.name.name)?, relation(&table)?)
        }
    };
    Ok(sql_only(format!("DROP {kind} {dropped}")))
}

/// An aggregate is a function, made and dropped by other words.
fn is_aggregate(object: &SqlObject) -> bool {
    let definition = object.definition.postgres();
    definition.is_some_and(|text| {
        let mut words = tokens(text).filter(|it| !it.is_word("or") && !it.is_word("replace"));
        words.nth(1).is_some_and(|word| word.is_word("aggregate"))
    })
}

fn is_function(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Function | ObjectKind::Procedure)
}

/// Whether PostgreSQL knows what the function reads: its body is no string.
/// <https://www.postgresql.org/docs/current/sql-createfunction.html>
fn has_sql_body(object: &SqlObject) -> bool {
    let definition = object.definition.postgres();
    definition.is_some_and(|text| {
        tokens(text).any(|token| token.is_word("atomic") || token.is_word("return"))
    })
}

/// Whether the operation cannot be, or would leave the object out of step, while it is there.
fn is_disturbed(schema: &Schema, operation: &Operation, object: &SqlObject) -> bool {
    match object.name.kind {
        ObjectKind::Extension => return false,
        ObjectKind::Function | ObjectKind::Procedure if !has_sql_body(object) => return false,
        ObjectKind::Function | ObjectKind::Procedure => {}
        ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Trigger
        | ObjectKind::Policy => {}
    }
    match operation {
        // A `*` stands for the columns of its day.
        Operation::AddColumn { table, .. }
        | Operation::DropColumn { table, .. }
        | Operation::RenameColumn { table, .. } => object.names_all_columns(table),
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => retypes(alteration) && reads(schema, table, column, object),
        Operation::Enum(EnumOperation::Replace { name, .. }) => {
            object.names_type(name) || reads_enum(schema, name, object)
        }
        Operation::CreateTable { .. }
        | Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::AlterTable { .. }
        | Operation::CreatePrimaryKey { .. }
        | Operation::CreateUniqueConstraint { .. }
        | Operation::CreateForeignKey { .. }
        | Operation::CreateCheckConstraint { .. }
        | Operation::CreateExcludeConstraint { .. }
        | Operation::DropConstraint { .. }
        | Operation::RenameConstraint { .. }
        | Operation::ValidateConstraint { .. }
        | Operation::CreateIndex { .. }
        | Operation::DropIndex { .. }
        | Operation::RenameIndex { .. }
        | Operation::Enum(
            EnumOperation::Create { .. }
            | EnumOperation::Drop { .. }
            | EnumOperation::Rename { .. }
            | EnumOperation::AddValue { .. }
            | EnumOperation::RenameValue { .. },
        )
        | Operation::Schema(_)
        | Operation::Object(_)
        | Operation::Sequence(_)
        | Operation::SetComment(_)
        | Operation::Rows(_)
        | Operation::Execute(_)
        | Operation::Run(_) => false,
    }
}

/// Whether the column is another one for what reads it.
fn retypes(alteration: &ColumnAlteration) -> bool {
    let set = &alteration.set;
    set.column_type.is_some()
        || set.collation.is_some()
        || set.generated.is_some()
        || alteration.using.is_some()
        || alteration.drop.contains(&DroppableKey::Collation)
}

fn reads_enum(schema: &Schema, name: &TableName, object: &SqlObject) -> bool {
    schema.tables.values().any(|table| {
        let mut columns = table.columns.values();
        columns.any(|column| {
            column.column_type.enum_name() == Some(name)
                && reads(schema, &table.name, &column.name, object)
        })
    })
}

/// Whether the object reads the column, or one that is generated from it.
fn reads(schema: &Schema, table: &TableName, column: &str, object: &SqlObject) -> bool {
    let columns = schema
        .table(table)
        .into_iter()
        .flat_map(|table| table.columns.values());
    let mut generated = columns.filter(|other| {
        let generated = other.generated.as_ref();
        generated.is_some_and(|it| mentions::column(&it.expression, column))
    });
    object.names_column(table, column)
        || generated.any(|generated| object.names_column(table, &generated.name))
}
