//! The operations that undo an operation: the derived downgrade.
//!
//! Reversal brings the schema back, not the rows: what is lost is told by [`super::loss()`].

mod alteration;
mod error;

use self::alteration::{column_alteration, table_alteration};
pub use self::error::{Irreversible, ReverseError};
use super::{
    ApplyError, Down, Execute, Images, Operation, Replay, Restatement, object_operation,
    sequence_operation,
};
use crate::schema::{ByName, Constraint, ElementPath, PerDialect, Schema, Table, TableName};

/// What operations did to a [`Replay`].
#[derive(Clone, Debug)]
pub struct Applied {
    /// What they changed, as it was before.
    pub images: Images,
    /// The operations that undo them.
    pub reversed: Result<Vec<Operation>, ReverseError>,
}

/// The operations that undo `operation`, which changes the schema `before`.
///
/// # Errors
/// That there are none.
pub fn reverse(operation: &Operation, before: &Schema) -> Result<Vec<Operation>, Irreversible> {
    let reversed = match operation {
        Operation::CreateTable { table } => Operation::DropTable {
            table: table.name.clone(),
        },
        Operation::DropTable { table } => {
            let mut created = create(find(before, table)?);
            created.extend(object_operation::parts_of(before, table));
            created.extend(sequence_operation::owned_by(before, table, None));
            return Ok(created);
        }
        Operation::RenameTable { table, to, restate } => Operation::RenameTable {
            table: table.sibling(to),
            to: table.name.clone(),
            restate: restored(restate, find(before, table)?)?,
        },
        Operation::AlterTable { table, alteration } => Operation::AlterTable {
            table: table.clone(),
            alteration: table_alteration(alteration),
        },
        Operation::AddColumn { table, column, .. } => Operation::DropColumn {
            table: table.clone(),
            column: column.name.clone(),
        },
        Operation::DropColumn { table, column } => {
            let columns = &find(before, table)?.columns;
            let added = Operation::AddColumn {
                table: table.clone(),
                column: columns
                    .get(column)
                    .ok_or_else(|| missing(ElementPath::Column(table.clone(), column.clone())))?
                    .clone(),
                backfill: None,
            };
            let owned = sequence_operation::owned_by(before, table, Some(column));
            return Ok(std::iter::once(added).chain(owned).collect());
        }
        Operation::RenameColumn {
            table,
            column,
            to,
            restate,
        } => Operation::RenameColumn {
            table: table.clone(),
            column: to.clone(),
            to: column.clone(),
            restate: restored(restate, find(before, table)?)?,
        },
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => Operation::AlterColumn {
            table: table.clone(),
            column: column.clone(),
            alteration: Box::new(column_alteration(alteration)),
        },
        Operation::CreatePrimaryKey { table, primary_key } => {
            drop_constraint(table, &primary_key.name)
        }
        Operation::CreateUniqueConstraint { table, unique } => drop_constraint(table, &unique.name),
        Operation::CreateForeignKey { table, foreign_key } => {
            drop_constraint(table, &foreign_key.name)
        }
        Operation::CreateCheckConstraint { table, check } => drop_constraint(table, &check.name),
        Operation::CreateExcludeConstraint { table, exclusion } => {
            drop_constraint(table, &exclusion.name)
        }
        Operation::DropConstraint { table, name } => create_constraint(before, table, name)?,
        Operation::RenameConstraint { table, name, to } => Operation::RenameConstraint {
            table: table.clone(),
            name: to.clone(),
            to: name.clone(),
        },
        // No statement makes a constraint unchecked again but the one that creates it.
        Operation::ValidateConstraint { table, name } => {
            let created = create_constraint(before, table, name)?;
            return Ok(vec![drop_constraint(table, name), created]);
        }
        Operation::CreateIndex {
            table,
            index,
            concurrently,
        } => Operation::DropIndex {
            table: table.clone(),
            name: index.name.clone(),
            concurrently: *concurrently,
        },
        Operation::DropIndex {
            table,
            name,
            concurrently,
        } => {
            let indexes = &find(before, table)?.indexes;
            Operation::CreateIndex {
                table: table.clone(),
                index: indexes
                    .get(name)
                    .ok_or_else(|| missing(ElementPath::Index(table.clone(), name.clone())))?
                    .clone(),
                concurrently: *concurrently,
            }
        }
        Operation::RenameIndex { table, name, to } => Operation::RenameIndex {
            table: table.clone(),
            name: to.clone(),
            to: name.clone(),
        },
        Operation::SetComment(change) => Operation::SetComment(change.reverse()),
        Operation::Enum(operation) => return operation.reverse(before),
        Operation::Schema(operation) => Operation::Schema(operation.reverse()),
        Operation::Object(operation) => return operation.reverse(before),
        Operation::Sequence(operation) => operation.reverse(before)?,
        Operation::Rows(operation) => return operation.reverse(),
        Operation::Run(run) => return run.reverse(),
        Operation::Execute(execute) => return reverse_execute(execute, before),
    };
    Ok(vec![reversed])
}

/// The operations that undo a list of operations: the derived downgrade of a revision.
///
/// Takes a copy of the schema: beside a replay, use [`Replay::apply_reversibly`].
///
/// # Errors
/// The first operation that cannot apply or cannot be undone.
pub fn reverse_all(
    operations: &[Operation],
    before: &Schema,
) -> Result<Vec<Operation>, ReverseError> {
    let mut replay = Replay::new(before.clone());
    let applied = replay.apply_reversibly(operations);
    let applied = applied.map_err(|(index, error)| ReverseError::Apply { index, error })?;
    applied.reversed
}

impl Replay {
    /// Applies operations, or none of them. Tells what they changed, and what undoes them.
    ///
    /// # Errors
    /// The position of the first operation that cannot apply, and why.
    pub fn apply_reversibly(
        &mut self,
        operations: &[Operation],
    ) -> Result<Applied, (usize, ApplyError)> {
        let mut images = Images::default();
        let mut reversed: Result<Vec<Vec<Operation>>, ReverseError> = Ok(Vec::new());
        for (index, operation) in operations.iter().enumerate() {
            // Found before it is applied, used only if it can be.
            let step = reverse(operation, self.schema());
            if let Err(error) = self.apply_keeping(operation, &mut images) {
                self.restore(images);
                return Err((index, error));
            }
            reversed = reversed.and_then(|mut steps| {
                steps.push(step.map_err(|reason| ReverseError::Irreversible {
                    index,
                    operation: operation.to_string(),
                    reason,
                })?);
                Ok(steps)
            });
        }
        let reversed = reversed.map(|steps| steps.into_iter().rev().flatten().collect());
        Ok(Applied { images, reversed })
    }
}

fn find<'a>(schema: &'a Schema, table: &TableName) -> Result<&'a Table, Irreversible> {
    schema
        .table(table)
        .ok_or_else(|| missing(ElementPath::Table(table.clone())))
}

fn missing(element: ElementPath) -> Irreversible {
    Irreversible::NotThere { element }
}

/// The table, then its indexes, then what needs the indexes.
fn create(table: &Table) -> Vec<Operation> {
    let name = &table.name;
    let mut created = table.clone();
    let indexes = std::mem::take(&mut created.indexes);
    let (later, now): (ByName<_>, ByName<_>) = std::mem::take(&mut created.foreign_keys)
        .into_iter()
        .partition(|(_, foreign_key)| {
            let references = &foreign_key.references;
            references.table == *name && !created.is_unique(&references.columns)
        });
    created.foreign_keys = now;

    let indexes = indexes.into_values().map(|index| Operation::CreateIndex {
        table: name.clone(),
        index,
        concurrently: false,
    });
    let later = later
        .into_values()
        .map(|foreign_key| Operation::CreateForeignKey {
            table: name.clone(),
            foreign_key,
        });
    let create = Operation::CreateTable {
        table: Box::new(created),
    };
    [create].into_iter().chain(indexes).chain(later).collect()
}

fn drop_constraint(table: &TableName, name: &str) -> Operation {
    Operation::DropConstraint {
        table: table.clone(),
        name: name.to_owned(),
    }
}

fn create_constraint(
    before: &Schema,
    name: &TableName,
    constraint: &str,
) -> Result<Operation, Irreversible> {
    let table = name.clone();
    let created = find(before, name)?
        .constraint(constraint)
        .ok_or_else(|| missing(ElementPath::Constraint(name.clone(), constraint.to_owned())))?;
    Ok(match created {
        Constraint::PrimaryKey(primary_key) => Operation::CreatePrimaryKey {
            table,
            primary_key: primary_key.clone(),
        },
        Constraint::Unique(unique) => Operation::CreateUniqueConstraint {
            table,
            unique: unique.clone(),
        },
        Constraint::ForeignKey(foreign_key) => Operation::CreateForeignKey {
            table,
            foreign_key: foreign_key.clone(),
        },
        Constraint::Check(check) => Operation::CreateCheckConstraint {
            table,
            check: check.clone(),
        },
        Constraint::Exclusion(exclusion) => Operation::CreateExcludeConstraint {
            table,
            exclusion: exclusion.clone(),
        },
    })
}

/// The same restatements with the texts of before.
fn restored(restate: &[Restatement], before: &Table) -> Result<Vec<Restatement>, Irreversible> {
    restate
        .iter()
        .map(|restatement| restore(restatement, before))
        .collect()
}

fn restore(restatement: &Restatement, before: &Table) -> Result<Restatement, Irreversible> {
    let table = || before.name.clone();
    match restatement {
        Restatement::Check { check, .. } => {
            let found = before.checks.get(check);
            let found =
                found.ok_or_else(|| missing(ElementPath::Constraint(table(), check.clone())))?;
            Ok(Restatement::Check {
                check: check.clone(),
                expression: found.expression.clone(),
            })
        }
        Restatement::Index {
            index,
            keys,
            predicate,
        } => {
            let found = before.indexes.get(index);
            let found = found.ok_or_else(|| missing(ElementPath::Index(table(), index.clone())))?;
            Ok(Restatement::Index {
                index: index.clone(),
                keys: keys.as_ref().map(|_| found.keys.clone()),
                predicate: predicate.as_ref().and(found.predicate.clone()),
            })
        }
        Restatement::Exclusion {
            exclusion,
            elements,
            predicate,
        } => {
            let found = before.exclusions.get(exclusion);
            let found = found
                .ok_or_else(|| missing(ElementPath::Constraint(table(), exclusion.clone())))?;
            Ok(Restatement::Exclusion {
                exclusion: exclusion.clone(),
                elements: elements.as_ref().map(|_| found.elements.clone()),
                predicate: predicate.as_ref().and(found.predicate.clone()),
            })
        }
        Restatement::Column { column, .. } => {
            let found = before.columns.get(column);
            let generated = found.and_then(|column| column.generated.as_ref());
            let generated =
                generated.ok_or_else(|| missing(ElementPath::Column(table(), column.clone())))?;
            Ok(Restatement::Column {
                column: column.clone(),
                expression: generated.expression.clone(),
            })
        }
    }
}

fn reverse_execute(execute: &Execute, before: &Schema) -> Result<Vec<Operation>, Irreversible> {
    let sql: PerDialect<Vec<String>> = match &execute.down {
        Down::Irreversible => return Err(Irreversible::Declared),
        Down::Nothing => return Ok(Vec::new()),
        Down::Sql(sql) => sql.clone(),
    };
    let state = match execute.state.as_slice() {
        [] => Vec::new(),
        state => reverse_all(state, before).map_err(|error| Irreversible::State {
            error: Box::new(error),
        })?,
    };
    Ok(vec![Operation::Execute(Execute {
        sql,
        down: Down::Sql(execute.sql.clone()),
        state,
    })])
}
