//! The rows that foreign keys can refer to, under numbers from 0 on.

use std::collections::BTreeMap;

use keeper_schema_core::dialect::{Dialect, quoted};
use keeper_schema_core::schema::{References, TableName};

use super::statement::{relation, sql_error};
use crate::migrate::{Executor, MigrateError};

/// Numbered keys, in temporary tables.
#[derive(Default)]
pub(super) struct Keys(BTreeMap<(TableName, Vec<String>), Numbered>);

/// The keys of a table.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    /// The temporary table: `keeper_row`, then `key_0` and so on.
    pub(super) table: String,
    /// How many there are.
    pub(super) count: u64,
}

impl Keys {
    /// The keys that a reference leads to, as far as the table is filled.
    pub(super) fn of(
        &mut self,
        executor: &mut dyn Executor,
        references: &References,
    ) -> Result<Numbered, MigrateError> {
        let of = (references.table.clone(), references.columns.clone());
        if let Some(known) = self.0.get(&of).filter(|known| known.count > 0) {
            return Ok(known.clone());
        }
        let table = match self.0.get(&of) {
            Some(empty) => {
                executor.change_rows(&format!("DROP TABLE {}", empty.table))?;
                empty.table.clone()
            }
            None => format!("keeper_keys_{}", self.0.len()),
        };
        let mut count = 0;
        for sql in statements(executor.dialect(), &table, references)? {
            count = executor.change_rows(&sql)?;
        }
        let numbered = Numbered { table, count };
        self.0.insert(of, numbered.clone());
        Ok(numbered)
    }

    /// Drops the temporary tables.
    pub(super) fn forget(&self, executor: &mut dyn Executor) -> Result<(), MigrateError> {
        for keys in self.0.values() {
            executor.change_rows(&format!("DROP TABLE {}", keys.table))?;
        }
        Ok(())
    }
}

/// The last one writes the rows.
fn statements(
    dialect: Dialect,
    table: &str,
    references: &References,
) -> Result<Vec<String>, MigrateError> {
    let columns: Result<Vec<String>, _> = references.columns.iter().map(|it| quoted(it)).collect();
    let columns = columns.map_err(sql_error)?;
    let numbered = columns.iter().enumerate();
    let named = numbered.map(|(at, column)| format!("{column} AS key_{at}"));
    let not_null = columns.iter().map(|column| format!("{column} IS NOT NULL"));
    let select = format!(
        "SELECT row_number() OVER (ORDER BY {}) - 1 AS keeper_row, {} FROM {} WHERE {}",
        columns.join(", "),
        named.collect::<Vec<_>>().join(", "),
        relation(&references.table)?,
        not_null.collect::<Vec<_>>().join(" AND ")
    );
    Ok(match dialect {
        Dialect::Postgres => vec![format!("CREATE TEMPORARY TABLE {table} AS {select}")],
        Dialect::Sqlite => {
            let keys = (0..columns.len()).map(|at| format!(", key_{at}"));
            vec![
                format!(
                    "CREATE TEMPORARY TABLE {table} (keeper_row INTEGER PRIMARY KEY{})",
                    keys.collect::<String>()
                ),
                format!("INSERT INTO {table} {select}"),
            ]
        }
    })
}
