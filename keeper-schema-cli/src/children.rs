//! New tables that inherit from others: what they have of those comes with `INHERITS`.

use std::collections::BTreeMap;

use keeper_schema::migrate::{Inherited, LiveSchema};
use keeper_schema_core::dialect::{DialectError, postgres, quoted};
use keeper_schema_core::diff::{self, Hints};
use keeper_schema_core::operation::{Down, Execute, Operation, Replay};
use keeper_schema_core::schema::{
    Column, ElementPath, IdentityKind, PerDialect, Schema, Table, TableName,
};

use crate::asides;

/// The operations, with a new table that inherits made by one statement that says so, after all
/// that makes its parents what they are to be.
///
/// # Errors
/// If an operation does not apply, or PostgreSQL cannot do it.
pub(crate) fn made(
    schema: &Schema,
    to: &LiveSchema,
    mut operations: Vec<Operation>,
) -> Result<Vec<Operation>, DialectError> {
    let parents = parents(to, &operations);
    if parents.is_empty() {
        return Ok(operations);
    }
    // A table comes after its parents, and after what is theirs: as often as they are deep.
    for _ in 0..parents.len() {
        for (child, parents) in &parents {
            move_after(&mut operations, child, parents);
        }
    }
    let mut replay = Replay::of_database(schema.clone());
    let mut all = Vec::with_capacity(operations.len());
    for operation in operations {
        let sql = match &operation {
            Operation::CreateTable { table } => match parents.get(&table.name) {
                Some(parents) => Some(statements(replay.schema(), to, table, parents)?),
                None => None,
            },
            _ => None,
        };
        replay.apply(&operation)?;
        all.push(match sql {
            Some(sql) => Operation::Execute(Execute {
                sql: PerDialect::Common(sql),
                down: Down::Irreversible,
                state: vec![operation],
            }),
            None => operation,
        });
    }
    Ok(all)
}

/// The parents of the tables that the operations make, in their order.
fn parents(to: &LiveSchema, operations: &[Operation]) -> BTreeMap<TableName, Vec<TableName>> {
    let mut parents: BTreeMap<TableName, Vec<TableName>> = BTreeMap::new();
    let is_made = |name: &TableName| {
        let mut operations = operations.iter();
        operations.any(|it| matches!(it, Operation::CreateTable { table } if table.name == *name))
    };
    for aside in to
        .asides
        .iter()
        .filter(|aside| asides::is_inheritance(aside))
    {
        if let (Some(child), Some(parent)) = (&aside.table, &aside.other)
            && is_made(child)
        {
            parents
                .entry(child.clone())
                .or_default()
                .push(parent.clone());
        }
    }
    parents
}

/// Moves what makes the child, and all that is done to it, behind the last of what is done to its
/// parents.
fn move_after(operations: &mut Vec<Operation>, child: &TableName, parents: &[TableName]) {
    let is_of_parent = |it: &Operation| parents.iter().any(|parent| is_of_columns(it, parent));
    let Some(last) = operations.iter().rposition(is_of_parent) else {
        return;
    };
    let rest = operations.split_off(last + 1);
    let (of_child, others): (Vec<_>, Vec<_>) = std::mem::take(operations)
        .into_iter()
        .partition(|it| it.tables_touched().contains(child));
    operations.extend(others);
    operations.extend(of_child);
    operations.extend(rest);
}

/// Whether the operation makes the table or changes its columns.
fn is_of_columns(operation: &Operation, table: &TableName) -> bool {
    match operation {
        Operation::Execute(execute) => execute.state.iter().any(|it| is_of_columns(it, table)),
        operation => match operation.subject() {
            Some(ElementPath::Table(name) | ElementPath::Column(name, _)) => name == *table,
            _ => false,
        },
    }
}

/// What makes a table with what it has of its parents, which `schema` has.
fn statements(
    schema: &Schema,
    to: &LiveSchema,
    table: &Table,
    parents: &[TableName],
) -> Result<Vec<String>, DialectError> {
    let nothing = Inherited::default();
    let inherited = to.inherited.get(&table.name).unwrap_or(&nothing);
    let mut own = table.clone();
    own.columns
        .retain(|name, _| !inherited.columns.contains(name));
    own.checks
        .retain(|name, _| !inherited.checks.contains(name));
    let names: Result<Vec<String>, DialectError> = parents.iter().map(relation).collect();
    let clause = format!("INHERITS ({})", names?.join(", "));
    let clauses = BTreeMap::from([(table.name.clone(), clause)]);
    let mut statements = postgres::create_table(&own)?;
    for statement in &mut statements {
        postgres::add_clause(statement, &clauses)?;
    }
    // What it has is as its parents have it at first.
    let mut first = table.clone();
    for column in first.columns.values_mut() {
        let is_inherited = inherited.columns.contains(&column.name);
        let of_parents = parents.iter().filter_map(|parent| schema.table(parent));
        let of_parent = of_parents
            .filter_map(|table| table.columns.get(&column.name))
            .next();
        if let Some(of_parent) = of_parent.filter(|_| is_inherited) {
            *column = as_inherited(of_parent, column);
        }
    }
    let alone = |table: Table| {
        let mut schema = schema.clone();
        schema.tables.insert(table.name.clone(), table);
        schema
    };
    let (first, last) = (alone(first), alone(table.clone()));
    let changes = diff::compare(&first, &last, &Hints::default()).operations;
    let mut replay = Replay::of_database(first);
    let changes = postgres::statements(&mut replay, &changes)?;
    statements.extend(changes.iter().map(|statement| statement.sql().to_owned()));
    Ok(statements)
}

/// The column that a child has of its parent's: how that is numbered is a default at most.
fn as_inherited(of_parent: &Column, column: &Column) -> Column {
    let mut inherited = of_parent.clone();
    inherited.comment = None;
    if let Some(identity) = inherited.identity.take()
        && identity.kind == IdentityKind::Serial
    {
        inherited.default.clone_from(&column.default);
    }
    inherited
}

fn relation(name: &TableName) -> Result<String, DialectError> {
    let relation = quoted(&name.name)?;
    Ok(match &name.schema {
        Some(schema) => format!("{}.{relation}", quoted(schema)?),
        None => relation,
    })
}
