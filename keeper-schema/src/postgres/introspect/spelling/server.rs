//! Gives parts of tables to the server and reads what it makes of them.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::dialect::postgres::{self, Statement};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::schema::{Column, Schema, Table, TableName};

use super::super::connection::Connection;
use super::super::read;
use super::super::scope::{Own, Scope};
use super::differing::Elements;
use super::element::{Element, Part};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// How often a text is given back before it is taken as it is. Two are usual.
const ROUNDS: usize = 6;

/// A transaction has a limited number of locks: an aborted savepoint frees those in it.
const TABLES_AT_ONCE: usize = 200;

/// Replaces elements by what the server makes of them in the end. What it refuses, since
/// a column is missing for example, stays as it is.
pub(super) fn settle(
    connection: &dyn Connection,
    live: &Schema,
    live_elements: &mut Elements,
    expected: &Schema,
    expected_elements: &mut Elements,
) -> Result<(), DatabaseError> {
    may_create_temporary_tables(connection)?;
    connection.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")?;
    let settled = settle_side(connection, live, live_elements)
        .and_then(|()| settle_side(connection, expected, expected_elements));
    let ended = connection.run("ROLLBACK");
    settled.and(ended)
}

fn may_create_temporary_tables(connection: &dyn Connection) -> Result<(), DatabaseError> {
    let rows = connection.rows(
        "SELECT pg_is_in_recovery(), \
         has_database_privilege(current_database(), 'TEMPORARY'), \
         current_database(), current_user",
    )?;
    let row: Vec<String> = rows.into_iter().flatten().flatten().collect();
    match row.as_slice() {
        [in_recovery, ..] if in_recovery == "t" => Err(DatabaseError {
            kind: DatabaseErrorKind::ReadOnlyServer,
            message: "to compare expressions the server has to be given them in temporary tables, which a standby does not allow".to_owned(),
        }),
        [_, allowed, database, user] if allowed != "t" => Err(DatabaseError {
            kind: DatabaseErrorKind::Privilege,
            message: format!(
                "to compare expressions the server has to be given them in temporary tables, which `{user}` may not create (`TEMPORARY` on database `{database}`)"
            ),
        }),
        _ => Ok(()),
    }
}

fn settle_side(
    connection: &dyn Connection,
    schema: &Schema,
    elements: &mut Elements,
) -> Result<(), DatabaseError> {
    let mut pending: BTreeSet<(TableName, Part)> = elements.keys().cloned().collect();
    for _ in 0..ROUNDS {
        let mut changed = BTreeSet::new();
        for batch in batches(&pending) {
            for (key, element) in rewritten(connection, schema, elements, &batch)? {
                if elements.get(&key) != Some(&element) {
                    elements.insert(key.clone(), element);
                    changed.insert(key);
                }
            }
        }
        pending = changed;
    }
    Ok(())
}

/// Some tables at a time, and no two that differ only in their schemas: temporary tables
/// have one.
fn batches(pending: &BTreeSet<(TableName, Part)>) -> Vec<BTreeSet<TableName>> {
    let mut batches: Vec<BTreeMap<&str, &TableName>> = Vec::new();
    let mut known: BTreeSet<&TableName> = BTreeSet::new();
    for (table, _) in pending {
        if !known.insert(table) {
            continue;
        }
        let free = batches
            .iter_mut()
            .find(|batch| batch.len() < TABLES_AT_ONCE && !batch.contains_key(table.name.as_str()));
        match free {
            Some(batch) => {
                batch.insert(&table.name, table);
            }
            None => batches.push([(table.name.as_str(), table)].into()),
        }
    }
    let batches = batches.into_iter();
    batches
        .map(|batch| batch.into_values().cloned().collect())
        .collect()
}

/// What the server makes of the elements of some tables, as far as it takes them.
fn rewritten(
    connection: &dyn Connection,
    schema: &Schema,
    elements: &Elements,
    tables: &BTreeSet<TableName>,
) -> Result<Vec<((TableName, Part), Element)>, DatabaseError> {
    connection.run("SAVEPOINT keeper_batch")?;
    let mut given = Vec::new();
    for table in tables.iter().filter_map(|name| schema.table(name)) {
        let mut replay = create(connection, table)?;
        let own = elements.iter().filter(|((name, _), _)| *name == table.name);
        for (key, element) in own {
            let name = format!("keeper_probe_{}", given.len());
            let operation = element.operation(&temporary(&table.name), name.clone());
            if run(connection, &mut replay, &operation)? {
                given.push((key.clone(), element.part(&name)));
            }
        }
    }
    let scope = Scope {
        own: Own::Temporary,
        ..Scope::default()
    };
    let found = read(connection, &scope)?;
    connection.run("ROLLBACK TO SAVEPOINT keeper_batch; RELEASE SAVEPOINT keeper_batch")?;
    let found = given.into_iter().filter_map(|(key, part)| {
        let table = found.schema.table(&TableName::new(key.0.name.as_str()))?;
        Some((key, part.of(table)?))
    });
    Ok(found.collect())
}

/// Makes a temporary table with the columns of a table, which expressions are about. A
/// column that the server does not take is left out.
fn create(connection: &dyn Connection, table: &Table) -> Result<Replay, DatabaseError> {
    let name = temporary(&table.name);
    let bare = |column: &Column| Column {
        null: true,
        collation: column.collation.clone(),
        ..Column::new(column.name.clone(), column.column_type.clone())
    };
    let columns = table.columns.values().map(bare);
    let mut whole = Table::new(name.clone());
    whole.columns = columns
        .map(|column| (column.name.clone(), column))
        .collect();
    let mut replay = Replay::default();
    let operation = Operation::CreateTable {
        table: whole.clone(),
    };
    if run(connection, &mut replay, &operation)? {
        return Ok(replay);
    }
    let mut replay = Replay::default();
    let empty = Operation::CreateTable {
        table: Table::new(name.clone()),
    };
    run(connection, &mut replay, &empty)?;
    for column in whole.columns.into_values() {
        let operation = Operation::AddColumn {
            table: name.clone(),
            column,
            backfill: None,
        };
        run(connection, &mut replay, &operation)?;
    }
    Ok(replay)
}

/// Runs an operation in a savepoint, and tells whether it can be.
fn run(
    connection: &dyn Connection,
    replay: &mut Replay,
    operation: &Operation,
) -> Result<bool, DatabaseError> {
    // What has no form in SQL or in the replay is not for the server to judge.
    let Ok(statements) = postgres::statements(replay, std::slice::from_ref(operation)) else {
        return Ok(false);
    };
    let mut message = "SAVEPOINT keeper_probe".to_owned();
    for statement in statements {
        match statement {
            Statement::Sql { sql, .. } => message.push_str(&format!(";\n{sql}")),
            Statement::UserSql(_) | Statement::Alone(_) => return Ok(false),
        }
    }
    message.push_str(";\nRELEASE SAVEPOINT keeper_probe");
    match connection.run(&message) {
        Ok(()) => Ok(true),
        Err(error) if error.kind == DatabaseErrorKind::ConnectionLost => Err(error),
        Err(_) => {
            connection.run("ROLLBACK TO SAVEPOINT keeper_probe; RELEASE SAVEPOINT keeper_probe")?;
            Ok(false)
        }
    }
}

/// Under the same name, which expressions may use.
fn temporary(table: &TableName) -> TableName {
    TableName {
        schema: Some("pg_temp".to_owned()),
        name: table.name.clone(),
    }
}
