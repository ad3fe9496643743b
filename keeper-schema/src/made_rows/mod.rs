//! Rows made up for the tables of a schema, valid for their types, keys and simple checks: the
//! same ones each time, and made by the database itself.
//!
//! What cannot be made is told, table by table; no row is in a table that breaks a rule of it.

mod bounds;
mod keys;
pub(crate) mod order;
mod plan;
pub(crate) mod statement;
mod values;

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::schema::{Column, Schema, Table, TableName};

use self::keys::Keys;
use self::plan::Plan;
use crate::migrate::{DatabaseErrorKind, Executor, MigrateError, TableColumns};

/// What became of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeTable {
    /// The table.
    pub table: TableName,
    /// How many rows were made.
    pub rows: u64,
    /// Why there are no more of them; nothing if there are as many as asked for.
    pub because: Option<String>,
}

/// Gives each table of a database that is at this schema so many rows more.
///
/// # Errors
/// If the database cannot be written. A rule that no row was found for is no error.
pub fn make_rows(
    executor: &mut dyn Executor,
    schema: &Schema,
    rows: u64,
) -> Result<Vec<MadeTable>, MigrateError> {
    let mut maker = Maker {
        keys: Keys::default(),
        executor,
        schema,
        rows,
    };
    let mut made = Vec::new();
    for table in order::tables(schema) {
        made.push(maker.table(table)?);
    }
    maker.keys.forget(maker.executor)?;
    Ok(made)
}

struct Maker<'m> {
    executor: &'m mut dyn Executor,
    schema: &'m Schema,
    rows: u64,
    /// The rows that others refer to, each under a number.
    keys: Keys,
}

impl Maker<'_> {
    fn table(&mut self, table: &Table) -> Result<MadeTable, MigrateError> {
        let made = |rows, because| MadeTable {
            table: table.name.clone(),
            rows,
            because,
        };
        let dialect = self.executor.dialect();
        let mut joined = Vec::new();
        for key in plan::joined(table) {
            joined.push((key, self.keys.of(self.executor, &key.references)?));
        }
        let plan = match Plan::new(self.schema, table, dialect, &joined, self.rows) {
            Ok(plan) => plan,
            Err(reason) => return Ok(made(0, Some(reason))),
        };
        match self.insert(&plan) {
            Ok(rows) => {
                self.move_sequences(table)?;
                Ok(made(rows, plan.because(rows, self.rows)))
            }
            Err(MigrateError::Database(error)) if is_of_rows(error.kind) => {
                Ok(made(0, Some(error.message)))
            }
            Err(error) => Err(error),
        }
    }

    fn insert(&mut self, plan: &Plan<'_>) -> Result<u64, MigrateError> {
        let there = self.executor.content(&TableColumns {
            table: plan.table.name.clone(),
            columns: Vec::new(),
        })?;
        let sql = statement::insert(plan, there.rows)?;
        self.executor.change_rows(&sql)
    }

    /// PostgreSQL numbers on after the rows that are made. SQLite finds the last one itself.
    fn move_sequences(&mut self, table: &Table) -> Result<(), MigrateError> {
        if self.executor.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let is_numbered = |column: &&Column| column.identity.is_some();
        for column in table.columns.values().filter(is_numbered) {
            let sql = statement::move_sequence(&table.name, column)?;
            self.executor.change_rows(&sql)?;
        }
        Ok(())
    }
}

/// Whether a statement failed by what it is to make, and not by the database itself.
fn is_of_rows(kind: DatabaseErrorKind) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::Constraint | DatabaseErrorKind::Other
    )
}
