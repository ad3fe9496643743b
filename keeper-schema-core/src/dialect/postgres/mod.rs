//! PostgreSQL: 13 or later.
//!
//! Every operation is a statement or a few. What PostgreSQL has no notion of, such as
//! SQLite's settings of a table, costs nothing and does nothing.

mod alter_column;
mod block;
mod bookkeeping;
mod callers;
mod change;
mod clause;
mod column;
mod column_type;
mod comment;
mod constraint;
mod conversion;
mod detach;
mod draws;
mod enums;
mod fit;
mod identity;
mod in_place;
mod index;
mod limits;
mod name;
mod number_type;
mod objects;
mod part;
mod recreate;
mod referrers;
mod rows;
mod schemas;
mod script;
mod sequence;
mod sequence_name;
mod statement;
mod table;
mod taken_defaults;
mod told;
mod type_class;
mod value;

pub use self::bookkeeping::create_bookkeeping;
pub use self::change::change;
pub use self::clause::add_clause;
pub use self::column_type::declared as column_type;
pub use self::part::{Part, parts};
pub use self::script::script;
pub use self::sequence_name::default_sequence;
pub use self::statement::{Alone, Resumed, Statement};
pub use self::told::unsaid;

use super::{Dialect, DialectError};
use crate::operation::{Execute, Operation, Replay, RowOperation};
use crate::schema::{Constraint, Schema, Table, TableName};

/// The statements that carry out the operations of one revision. `replay` is at the
/// schema before them, and afterwards at the schema after them.
///
/// # Errors
/// Operations that do not apply, and what PostgreSQL cannot do. `replay` is then somewhere
/// between before and after.
pub fn statements(
    replay: &mut Replay,
    operations: &[Operation],
) -> Result<Vec<Statement>, DialectError> {
    let statements = by_operation(replay, operations)?;
    Ok(statements.into_iter().flatten().collect())
}

/// The same, apart for each operation. Views and the like that had to make way come back with
/// the operation after which they can.
///
/// # Errors
/// As [`statements`].
pub fn by_operation(
    replay: &mut Replay,
    operations: &[Operation],
) -> Result<Vec<Vec<Statement>>, DialectError> {
    let mut held = objects::Held::default();
    let mut all = Vec::new();
    let mut rows_changed = false;
    for (position, operation) in operations.iter().enumerate() {
        let mut statements = Vec::new();
        match operation {
            Operation::Execute(execute) => {
                held.restore(replay.schema(), &mut statements)?;
                statements.extend(user_sql(execute)?);
                replay.apply(operation)?;
                rows_changed = true;
            }
            Operation::Run(run) => {
                held.restore(replay.schema(), &mut statements)?;
                statements.push(Statement::Hook(run.hook.clone()));
                rows_changed = true;
            }
            Operation::Rows(change) => {
                held.restore(replay.schema(), &mut statements)?;
                replay.apply(operation)?;
                if let Some(table) = replay.schema().table(change.table()) {
                    statements.extend(rows::statements(change, table)?);
                }
                // Before a backfill, which is in no transaction, what came before is committed.
                rows_changed = !matches!(change, RowOperation::Fill(_));
            }
            operation => {
                if std::mem::take(&mut rows_changed) {
                    statements.extend(constraint::settled(replay.schema())?);
                }
                let later = &operations[position + 1..];
                extend(replay, operation, later, &mut held, &mut statements)?;
            }
        }
        if statements.iter().any(is_alone) {
            held.end_part();
        }
        all.push(statements);
    }
    if let Some(last) = all.last_mut() {
        held.restore(replay.schema(), last)?;
        held.draws.restore(replay.schema(), last)?;
    }
    Ok(all)
}

/// The statements of an operation that changes the schema; others come `later`.
fn extend(
    replay: &mut Replay,
    operation: &Operation,
    later: &[Operation],
    held: &mut objects::Held,
    statements: &mut Vec<Statement>,
) -> Result<(), DialectError> {
    if let Operation::Object(change) = operation {
        held.change(replay.schema(), change, later, statements)?;
        replay.apply(operation)?;
        if !held.callers.is_empty() {
            held.restore(replay.schema(), statements)?;
        }
        return Ok(());
    }
    held.draws.release(replay.schema(), operation, statements)?;
    held.make_way(replay.schema(), operation, statements)?;
    let made = of_operation(replay, operation)?;
    // Others see the database between the parts of a revision.
    if made.iter().any(is_alone) {
        held.restore(replay.schema(), statements)?;
    }
    statements.extend(made);
    Ok(())
}

fn is_alone(statement: &Statement) -> bool {
    matches!(statement, Statement::Alone(_))
}

/// The statements that build a table with its indexes. The tables that it refers to must
/// be there.
///
/// # Errors
/// What PostgreSQL has no form for.
pub fn create_table(table: &Table) -> Result<Vec<String>, DialectError> {
    let mut statements = without_foreign_keys(table)?;
    statements.extend(foreign_keys(table)?);
    Ok(statements
        .iter()
        .map(|statement| statement.sql().to_owned())
        .collect())
}

/// The statements that build all of a schema: tables may refer to each other.
///
/// # Errors
/// What PostgreSQL has no form for.
pub fn create_schema(schema: &Schema) -> Result<Vec<String>, DialectError> {
    let mut statements = Vec::new();
    for name in &schema.schemas {
        statements.push(schemas::create(name)?);
    }
    for enum_type in schema.enums.values() {
        statements.extend(enums::create(enum_type)?);
    }
    let (owned, sequences): (Vec<_>, Vec<_>) =
        (schema.sequences.values()).partition(|sequence| sequence.owned_by.is_some());
    for sequence in sequences {
        statements.push(sequence::create(sequence)?);
    }
    let (first, last): (Vec<_>, Vec<_>) =
        (schema.objects_in_order().into_iter()).partition(|object| schema.is_before_tables(object));
    statements.extend(first.into_iter().filter_map(objects::create));
    for table in schema.tables.values() {
        statements.extend(without_foreign_keys(table)?);
    }
    for table in schema.tables.values() {
        statements.extend(foreign_keys(table)?);
    }
    for sequence in owned {
        statements.push(sequence::create(sequence)?);
    }
    statements.extend(last.into_iter().filter_map(objects::create));
    Ok(statements
        .iter()
        .map(|statement| statement.sql().to_owned())
        .collect())
}

fn of_operation(
    replay: &mut Replay,
    operation: &Operation,
) -> Result<Vec<Statement>, DialectError> {
    let mut before = None;
    let sequence = match operation {
        Operation::Sequence(operation) => Some(sequence::statement(operation, replay.schema())?),
        _ => None,
    };
    if let Operation::AlterColumn { table, .. }
    | Operation::DropConstraint { table, .. }
    | Operation::DropIndex { table, .. } = operation
    {
        before = replay.schema().table(table).cloned();
    }
    replay.apply(operation)?;
    let schema = replay.schema();
    let after = |name: &TableName| {
        schema
            .table(name)
            .expect("an operation that applies to a table leaves it there")
    };
    Ok(match operation {
        Operation::CreateTable { table } => table::create(table, |_| true)?,
        Operation::DropTable { table } => vec![table::drop(table)?],
        Operation::RenameTable { table, to, .. } => vec![table::rename(table, to)?],
        Operation::AlterTable { table, alteration } => table::alter(table, alteration)?,
        Operation::AddColumn {
            table,
            column,
            backfill,
        } => column::add(schema, after(table), column, backfill.as_ref())?,
        Operation::DropColumn { table, column } => vec![table::drop_column(table, column)?],
        Operation::RenameColumn {
            table, column, to, ..
        } => vec![table::rename_column(table, column, to)?],
        Operation::AlterColumn {
            column, alteration, ..
        } => {
            let before = before.expect("what is altered has a table");
            alter_column::statements(&before, column, alteration.using.as_ref(), schema)?
        }
        Operation::CreatePrimaryKey { table, primary_key } => {
            constraint::add(after(table), Constraint::PrimaryKey(primary_key))?
        }
        Operation::CreateUniqueConstraint { table, unique } => {
            constraint::add(after(table), Constraint::Unique(unique))?
        }
        Operation::CreateForeignKey { table, foreign_key } => {
            constraint::add(after(table), Constraint::ForeignKey(foreign_key))?
        }
        Operation::CreateCheckConstraint { table, check } => {
            constraint::add(after(table), Constraint::Check(check))?
        }
        Operation::CreateExcludeConstraint { table, exclusion } => {
            constraint::add(after(table), Constraint::Exclusion(exclusion))?
        }
        Operation::DropConstraint { table, name } => {
            let before = before.expect("what is dropped has a table");
            let drop = constraint::drop(table, name)?;
            referrers::moved_to_another(schema, &before, name, drop)?
        }
        Operation::RenameConstraint { table, name, to } => {
            vec![constraint::rename(table, name, to)?]
        }
        Operation::ValidateConstraint { table, name } => {
            vec![constraint::validate(after(table), name)?]
        }
        Operation::CreateIndex {
            table,
            index,
            concurrently,
        } => match concurrently {
            false => index::create(after(table), index)?,
            true => index::create_concurrently(after(table), index)?,
        },
        Operation::DropIndex {
            table,
            name,
            concurrently,
        } => {
            let before = before.expect("what is dropped has a table");
            let drop = match concurrently {
                false => index::drop(table, name)?,
                true => index::drop_concurrently(table, name)?,
            };
            referrers::moved_to_another(schema, &before, name, drop)?
        }
        Operation::RenameIndex { table, name, to } => vec![index::rename(table, name, to)?],
        Operation::SetComment(change) => vec![comment::set(change)?],
        Operation::Enum(operation) => enums::statements(operation, schema)?,
        Operation::Schema(operation) => vec![schemas::statement(operation)?],
        Operation::Sequence(_) => sequence.into_iter().collect(),
        // The caller runs what a person wrote, hooks and rows.
        Operation::Object(_) | Operation::Rows(_) | Operation::Execute(_) | Operation::Run(_) => {
            Vec::new()
        }
    })
}

/// What a person wrote, text by text.
fn user_sql(execute: &Execute) -> Result<impl Iterator<Item = Statement>, DialectError> {
    match execute.sql.postgres() {
        Some(sql) => Ok(sql.iter().map(|sql| match detach::concurrently(sql) {
            Some(alone) => Statement::Alone(alone),
            None => Statement::UserSql(sql.clone()),
        })),
        None => Err(DialectError::NotCovered {
            dialect: Dialect::Postgres,
            element: None,
            what: "the `sql` of an `execute`",
        }),
    }
}

fn without_foreign_keys(table: &Table) -> Result<Vec<Statement>, DialectError> {
    let mut statements = table::create(table, |constraint| !is_foreign_key(constraint))?;
    for index in table.indexes.values() {
        statements.extend(index::create(table, index)?);
    }
    Ok(statements)
}

/// Last, since one may refer to a unique index of its own table.
fn foreign_keys(table: &Table) -> Result<Vec<Statement>, DialectError> {
    let mut statements = Vec::new();
    for constraint in table.constraints() {
        if is_foreign_key(constraint) {
            statements.extend(constraint::add(table, constraint)?);
        }
    }
    Ok(statements)
}

fn is_foreign_key(constraint: Constraint<'_>) -> bool {
    matches!(constraint, Constraint::ForeignKey(_))
}
