//! Gives parts of tables to the server and reads what it makes of them.

use std::collections::BTreeSet;

use keeper_schema_core::dialect::postgres::{self, Statement};
use keeper_schema_core::operation::{EnumOperation, Operation, Replay};
use keeper_schema_core::schema::{Column, ColumnType, EnumType, Schema, Table, TableName};

use super::super::connection::Connection;
use super::super::read;
use super::super::scope::{Own, Scope};
use super::super::table::Found;
use super::differing::Key;
use super::element::{Element, Part};
use super::settle::{Keys, Side};
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// The schema of temporary tables, whatever it is called.
const TEMPORARY: &str = "pg_temp";

/// What the server makes of the pending elements of some tables, as far as it takes them.
pub(super) fn rewritten(
    connection: &dyn Connection,
    side: &Side<'_>,
    pending: &Keys,
    tables: &BTreeSet<TableName>,
) -> Result<Vec<(Key, Element)>, DatabaseError> {
    connection.run("SAVEPOINT keeper_batch")?;
    make_missing_enums(connection, side)?;
    let mut given = Vec::new();
    for table in tables.iter().filter_map(|name| side.schema.table(name)) {
        let own = pending.iter().filter(|(name, _)| *name == table.name);
        let own = own.filter_map(|key| Some((key, side.elements.get(key)?)));
        let probes: Vec<Probe<'_>> = own
            .enumerate()
            .map(|(number, (key, element))| Probe {
                key,
                element,
                name: format!("keeper_probe_{}_{number}", given.len()),
            })
            .collect();
        given.extend(give(connection, side, table, &probes)?);
    }
    let found = match given.is_empty() {
        // There need not be any temporary tables to read.
        true => Found::default(),
        false => read(connection, &temporary_tables())?,
    };
    connection.run("ROLLBACK TO SAVEPOINT keeper_batch; RELEASE SAVEPOINT keeper_batch")?;
    let found = given.into_iter().filter_map(|(key, part)| {
        let table = found.schema.table(&TableName::new(key.0.name.as_str()))?;
        Some((key, part.of(table)?))
    });
    Ok(found.collect())
}

fn temporary_tables() -> Scope {
    Scope {
        own: Own::Temporary,
        ..Scope::default()
    }
}

/// Columns of an enum that the server has not, and so all that is about them, could not be
/// asked about. Under its own name in its own schema, since texts use that; where that is
/// not allowed, they stay as they are.
fn make_missing_enums(connection: &dyn Connection, side: &Side<'_>) -> Result<(), DatabaseError> {
    for enum_type in &side.missing {
        let mut replay = Replay::new(Schema {
            schemas: side.schema.schemas.clone(),
            ..Schema::default()
        });
        let enum_type = (*enum_type).clone();
        let create = Operation::Enum(EnumOperation::Create { enum_type });
        run(connection, &mut replay, &[create])?;
    }
    Ok(())
}

/// An element under a name of its own, since that of the index or constraint is taken.
struct Probe<'a> {
    key: &'a Key,
    element: &'a Element,
    name: String,
}

impl Probe<'_> {
    fn operation(&self) -> Operation {
        let table = temporary(&self.key.0);
        self.element.operation(&table, self.name.clone())
    }

    fn given(&self) -> (Key, Part) {
        (self.key.clone(), self.element.part(&self.name))
    }
}

/// Makes a temporary table with all that is asked about; if the server refuses something,
/// one after the other, and what it takes is returned.
fn give(
    connection: &dyn Connection,
    side: &Side<'_>,
    table: &Table,
    probes: &[Probe<'_>],
) -> Result<Vec<(Key, Part)>, DatabaseError> {
    let whole = bare(table);
    let mut operations = vec![Operation::CreateTable {
        table: Box::new(whole),
    }];
    operations.extend(probes.iter().map(Probe::operation));
    if run(connection, &mut beside(side, table), &operations)? {
        return Ok(probes.iter().map(Probe::given).collect());
    }
    let mut replay = create(connection, side, table)?;
    let mut given = Vec::new();
    for probe in probes {
        if run(connection, &mut replay, &[probe.operation()])? {
            given.push(probe.given());
        }
    }
    Ok(given)
}

/// The columns of a table, which expressions are about.
fn bare(table: &Table) -> Table {
    let columns = table.columns.values().map(|column| Column {
        null: true,
        collation: column.collation.clone(),
        ..Column::new(column.name.clone(), column.column_type.clone())
    });
    let mut bare = Table::new(temporary(&table.name));
    bare.columns = columns
        .map(|column| (column.name.clone(), column))
        .collect();
    bare
}

/// Makes a temporary table without the columns that the server does not take. It has one
/// more, since there is no table without any.
fn create(
    connection: &dyn Connection,
    side: &Side<'_>,
    table: &Table,
) -> Result<Replay, DatabaseError> {
    let whole = bare(table);
    let mut replay = beside(side, table);
    let mut empty = Table::new(whole.name.clone());
    let only = Column::new("keeper_probe", ColumnType::Integer);
    empty.columns.insert(only.name.clone(), only);
    let create = Operation::CreateTable {
        table: Box::new(empty),
    };
    run(connection, &mut replay, &[create])?;
    for column in whole.columns.into_values() {
        let operation = Operation::AddColumn {
            table: whole.name.clone(),
            column,
            backfill: None,
        };
        run(connection, &mut replay, &[operation])?;
    }
    Ok(replay)
}

/// What a temporary table can use: the enum types, in their schemas.
fn beside(side: &Side<'_>, table: &Table) -> Replay {
    let mut schemas = side.schema.schemas.clone();
    schemas.insert(TEMPORARY.to_owned());
    let mut enums = side.schema.enums.clone();
    let elements = side.elements.iter();
    let own = elements.filter(|((name, _), _)| *name == table.name);
    let asked = own.filter_map(|(_, element)| match element {
        Element::Column(column) => Some(column),
        Element::Check(_) | Element::Exclusion(_) | Element::Index(_) => None,
    });
    let columns = table.columns.values().chain(asked);
    for name in columns.filter_map(|column| column.column_type.enum_name()) {
        // On temporary tables an enum is read with its schema, whichever that is. One of an
        // extension is not read at all.
        let same = enums.get(&TableName::new(name.name.as_str()));
        let values = same.map_or_else(Vec::new, |same| same.values.clone());
        schemas.extend(name.schema.clone());
        let name = name.clone();
        enums.entry(name.clone()).or_insert(EnumType {
            name,
            values,
            comment: None,
        });
    }
    Replay::of_database(Schema {
        schemas,
        enums,
        ..Schema::default()
    })
}

/// Runs operations in a savepoint, and tells whether they can be.
fn run(
    connection: &dyn Connection,
    replay: &mut Replay,
    operations: &[Operation],
) -> Result<bool, DatabaseError> {
    // What has no form in SQL or in the replay is not for the server to judge.
    let Ok(statements) = postgres::statements(replay, operations) else {
        return Ok(false);
    };
    let mut message = "SAVEPOINT keeper_probe".to_owned();
    for statement in statements {
        match statement {
            Statement::Sql { sql, .. } => message.push_str(&format!(";\n{sql}")),
            Statement::UserSql(_) | Statement::Hook(_) | Statement::Alone(_) => return Ok(false),
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
        schema: Some(TEMPORARY.to_owned()),
        name: table.name.clone(),
    }
}
