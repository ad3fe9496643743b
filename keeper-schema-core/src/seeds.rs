//! Rows for development, apart from history: files of seeds come in, the statements that bring
//! their rows into a database at the head go out.

use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Place};
use crate::dialect::{Dialect, DialectError, postgres, quoted, sqlite};
use crate::operation::{BulkInsert, Operation, Replay, RowOperation};
use crate::schema::Table;

pub use crate::revision::read::seeds as read;

/// A file of seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub source: String,
    /// Inserts of rows and SQL, in order.
    pub operations: Vec<Operation>,
    /// Where the name of each operation stands.
    pub places: Vec<Place>,
}

/// What one operation of a file runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedStep {
    /// The statements, of ours one each, of a person's several.
    pub sql: Vec<String>,
    /// Counts the rows of the table that rows are inserted into.
    pub count: Option<String>,
}

impl SeedFile {
    /// Every way in which the seeds do not fit a schema, which they leave as it is.
    pub fn misfits(&self, replay: &mut Replay) -> Vec<Diagnostic> {
        let mut misfits = Vec::new();
        for (operation, place) in self.operations.iter().zip(&self.places) {
            if let Err(error) = replay.apply(operation) {
                let message = format!("the seed does not fit the schema: {error}");
                let mut diagnostic = Diagnostic::new(error.code(), message);
                if let Some(help) = error.help() {
                    diagnostic = diagnostic.help(help);
                }
                misfits.push(diagnostic.at(place.clone(), &self.source));
            }
        }
        misfits
    }

    /// What is run for each operation.
    ///
    /// # Errors
    /// What the database has no form for, with the place of the operation.
    pub fn steps(
        &self,
        dialect: Dialect,
        replay: &mut Replay,
    ) -> Result<Vec<SeedStep>, Diagnostic> {
        let operations = self.operations.iter().zip(&self.places);
        operations
            .map(|(operation, place)| {
                step(dialect, replay, operation).map_err(|error| {
                    Diagnostic::new(error.code(), error.to_string()).at(place.clone(), &self.source)
                })
            })
            .collect()
    }
}

fn step(
    dialect: Dialect,
    replay: &mut Replay,
    operation: &Operation,
) -> Result<SeedStep, DialectError> {
    let one = std::slice::from_ref(operation);
    let sql = match dialect {
        Dialect::Sqlite => {
            let statements = sqlite::statements(replay, one)?.into_iter();
            statements.filter_map(of_sqlite).collect()
        }
        Dialect::Postgres => {
            let statements = postgres::statements(replay, one)?;
            let statements = statements.iter();
            statements.map(|it| it.sql().to_owned()).collect()
        }
    };
    let table = inserted(operation).and_then(|insert| replay.schema().table(&insert.rows.table));
    Ok(SeedStep {
        sql,
        count: table.map(|table| count(dialect, table)).transpose()?,
    })
}

/// Nothing that changes rows rebuilds a table.
fn of_sqlite(statement: sqlite::Statement) -> Option<String> {
    match statement {
        sqlite::Statement::Sql { sql, .. } | sqlite::Statement::UserSql(sql) => Some(sql),
        sqlite::Statement::Rebuild(_) | sqlite::Statement::Hook(_) => None,
    }
}

fn count(dialect: Dialect, table: &Table) -> Result<String, DialectError> {
    let name = quoted(&table.name.name)?;
    Ok(match (dialect, &table.name.schema) {
        (Dialect::Postgres, Some(schema)) => {
            format!("SELECT count(*) FROM {}.{name}", quoted(schema)?)
        }
        _ => format!("SELECT count(*) FROM {name}"),
    })
}

/// The rows that an operation inserts, if it does.
pub fn inserted(operation: &Operation) -> Option<&BulkInsert> {
    match operation {
        Operation::Rows(RowOperation::Insert(insert)) => Some(insert),
        _ => None,
    }
}
