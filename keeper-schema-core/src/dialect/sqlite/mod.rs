//! SQLite: 3.35 or later, as its `ALTER TABLE` and nothing newer needs.
//!
//! What `ALTER TABLE` can do is done by it. All else is a [`Rebuild`] of
//! the table, one between two data steps however many changes. Comments, `concurrently`,
//! `unlogged` and the rest that SQLite has no notion of cost nothing and do nothing.

mod alter;
mod batch;
mod bookkeeping;
mod change;
mod column;
mod column_type;
mod conversion;
mod enums;
mod fit;
mod index;
mod objects;
mod part;
mod rebuild;
mod rows;
mod script;
mod segment;
mod spelled;
mod statement;
mod table;
#[cfg(test)]
mod tests;

pub use self::bookkeeping::{create_bookkeeping, create_steps};
pub use self::change::change;
pub use self::part::{Part, parts};
pub use self::script::script;
pub use self::spelled::Spelled;
pub use self::statement::{Copied, NewIndex, Rebuild, Statement};

use self::segment::Segment;
use super::{Dialect, DialectError};
use crate::operation::{Execute, Operation, Replay};
use crate::schema::{Schema, Table};

/// The statements that carry out the operations of one revision. `replay` is at the
/// schema before them, and afterwards at the schema after them.
///
/// # Errors
/// Operations that do not apply, and what SQLite cannot do. `replay` is then somewhere
/// between before and after.
pub fn statements(
    replay: &mut Replay,
    operations: &[Operation],
) -> Result<Vec<Statement>, DialectError> {
    let mut statements = Vec::new();
    let mut segment = Segment::default();
    for operation in operations {
        if let Operation::Execute(execute) = operation {
            std::mem::take(&mut segment).finish(replay.schema(), &mut statements)?;
            statements.extend(user_sql(execute)?);
            replay.apply(operation)?;
        } else if let Operation::Run(run) = operation {
            std::mem::take(&mut segment).finish(replay.schema(), &mut statements)?;
            statements.push(Statement::Hook(run.hook.clone()));
        } else if let Operation::Rows(change) = operation {
            std::mem::take(&mut segment).finish(replay.schema(), &mut statements)?;
            replay.apply(operation)?;
            if let Some(table) = replay.schema().table(change.table()) {
                statements.extend(rows::statements(change, table)?);
            }
        } else if let Operation::Object(change) = operation {
            // What it names must have come to its shape.
            std::mem::take(&mut segment).finish(replay.schema(), &mut statements)?;
            replay.apply(operation)?;
            statements.extend(objects::statements(change, replay.schema())?);
        } else if let Operation::Enum(change) = operation {
            let tables = enums::tables(replay.schema(), change);
            // Rows are changed in their place, as by an `execute`.
            if !tables.is_empty() {
                std::mem::take(&mut segment).finish(replay.schema(), &mut statements)?;
            }
            for table in tables.iter().filter_map(|name| replay.schema().table(name)) {
                statements.extend(enums::rows(table, change)?);
            }
            segment.reshape(replay, operation, &tables)?;
        } else {
            segment.add(replay, operation)?;
        }
    }
    segment.finish(replay.schema(), &mut statements)?;
    Ok(statements)
}

/// `CREATE TABLE` for a table, and `CREATE INDEX` for each of its indexes.
///
/// # Errors
/// What SQLite has no form for.
pub fn create_table(table: &Table) -> Result<Vec<String>, DialectError> {
    let name = table::table_name(&table.name)?;
    let mut statements = vec![table::create_as(table, name)?];
    for index in table.indexes.values() {
        statements.push(index::create(&table.name, index)?);
    }
    Ok(statements)
}

/// The statements that build the views and triggers of a schema, when its tables are there.
///
/// # Errors
/// What SQLite does not have.
pub fn create_objects(schema: &Schema) -> Result<Vec<String>, DialectError> {
    let mut statements = Vec::new();
    for object in schema.objects_in_order() {
        if let Some(Statement::UserSql(sql)) = objects::create(object)? {
            statements.push(sql);
        }
    }
    Ok(statements)
}

fn user_sql(execute: &Execute) -> Result<impl Iterator<Item = Statement>, DialectError> {
    match execute.sql.sqlite() {
        Some(sql) => Ok(sql.iter().cloned().map(Statement::UserSql)),
        None => Err(DialectError::NotCovered {
            dialect: Dialect::Sqlite,
            element: None,
            what: "the `sql` of an `execute`",
        }),
    }
}
