//! Making a table anew: create, copy, drop, rename.
//!
//! The order is SQLite's own prescription. Were the old table renamed away first, every
//! reference to it would follow. <https://www.sqlite.org/lang_altertable.html#otheralter>

use keeper_schema_core::dialect::sqlite::Rebuild;
use keeper_schema_core::dialect::{Dialect, quoted};
use rusqlite::Connection;

use super::carried::Carried;
use super::long::Long;
use super::readers::Readers;
use super::statement::ours;
use super::transaction::ForeignKeys;
use super::{rows, session};
use crate::migrate::{Activity, DatabaseError, Observer, StepError, trace};

/// Rebuilds a table in the open transaction.
pub(super) fn run(
    connection: &Connection,
    plan: &Rebuild,
    foreign_keys: ForeignKeys,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    let _span = trace::rebuild(&plan.table);
    is_as_planned(connection, plan)?;
    if foreign_keys == ForeignKeys::On {
        is_not_referenced(connection, &plan.table)?;
    }
    let mut found = Vec::new();
    for check in &plan.checks {
        found.extend(rows::find(connection, check).map_err(|error| failed(&check.rows, error))?);
    }
    if !found.is_empty() {
        return Err(StepError::Rows { found });
    }
    let carried =
        Carried::find(connection, plan).map_err(|error| failed("sqlite_master", error))?;
    let readers =
        Readers::find(connection, &plan.table).map_err(|error| failed("sqlite_master", error))?;
    // A view on the table would make the last rename fail, since for a moment there is none.
    session::set(connection, "legacy_alter_table", true)
        .map_err(|error| failed("PRAGMA", error))?;
    let result = replace(connection, plan, observer);
    session::set(connection, "legacy_alter_table", false)
        .map_err(|error| failed("PRAGMA", error))?;
    let rows = result?;
    for index in &plan.indexes {
        let long = Long::begin(Activity::Index, &plan.table, rows, observer);
        ours(connection, &index.create)
            .map_err(|error| rows::explained(connection, error, &index.explain))?;
        long.end(observer);
    }
    carried.restore(connection, plan)?;
    readers.check(connection)
}

/// Returns how many rows it has.
fn replace(
    connection: &Connection,
    plan: &Rebuild,
    observer: &mut dyn Observer,
) -> Result<u64, StepError> {
    ours(connection, &plan.create)?;
    let before = count(connection, &plan.table)?;
    let long = Long::begin(Activity::Rebuild, &plan.table, before, observer);
    let copy = plan.copy()?;
    let after = if plan.copied.is_empty() {
        copy_defaults(connection, plan, before)
    } else {
        let _span = trace::statement(Dialect::Sqlite, &copy);
        let copied = connection.execute(&copy, []);
        copied
            .map(|rows| rows as u64)
            .map_err(|error| failed(&copy, error.into()))
    };
    let after = after.map_err(|error| rows::explained(connection, error, &plan.explain))?;
    // The number of rows inserted is known without a look at them.
    if before != after {
        return Err(StepError::RowCount {
            table: plan.table.clone(),
            before,
            after,
        });
    }
    long.end(observer);
    if plan.keeps_counter {
        for statement in plan.keep_counter()? {
            ours(connection, &statement)?;
        }
    }
    let (table, temporary) = (quoted(&plan.table)?, quoted(&plan.temporary)?);
    ours(connection, &format!("DROP TABLE {table}"))?;
    ours(
        connection,
        &format!("ALTER TABLE {temporary} RENAME TO {table}"),
    )?;
    Ok(after)
}

/// A row for each old row, where no column of it is kept.
fn copy_defaults(connection: &Connection, plan: &Rebuild, rows: u64) -> Result<u64, StepError> {
    let sql = format!("INSERT INTO {} DEFAULT VALUES", quoted(&plan.temporary)?);
    for _ in 0..rows {
        ours(connection, &sql)?;
    }
    Ok(rows)
}

/// Refuses a live table that the plan was not made for: it would lose what it does not know.
fn is_as_planned(connection: &Connection, plan: &Rebuild) -> Result<(), StepError> {
    let error = |error: rusqlite::Error| failed("PRAGMA table_xinfo", error.into());
    let mut statement = connection
        .prepare("SELECT name FROM pragma_table_xinfo(?1)")
        .map_err(error)?;
    let live = statement
        .query_map([&plan.table], |row| row.get(0))
        .map_err(error)?;
    let live: Vec<String> = live.collect::<Result<_, _>>().map_err(error)?;
    let without = |names: &[String], others: &[String]| -> Vec<String> {
        let is_in = |name: &&String| others.iter().any(|other| other.eq_ignore_ascii_case(name));
        names.iter().filter(|name| !is_in(name)).cloned().collect()
    };
    let unknown = without(&live, &plan.live_columns);
    let missing = without(&plan.live_columns, &live);
    if !unknown.is_empty() || !missing.is_empty() {
        return Err(StepError::LiveTable {
            table: plan.table.clone(),
            unknown,
            missing,
        });
    }
    let sql = "SELECT count(*) FROM sqlite_master WHERE name = ?1 COLLATE NOCASE";
    let taken: i64 = connection
        .query_row(sql, [&plan.temporary], |row| row.get(0))
        .map_err(error)?;
    if taken > 0 {
        return Err(StepError::TemporaryExists {
            name: plan.temporary.clone(),
        });
    }
    Ok(())
}

/// With foreign keys on, dropping a table deletes its rows first, and what hangs on them.
fn is_not_referenced(connection: &Connection, table: &str) -> Result<(), StepError> {
    let sql = "SELECT m.name FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f.\"table\" = ?1 COLLATE NOCASE LIMIT 1";
    let mut statement = connection
        .prepare(sql)
        .map_err(|error| failed(sql, error.into()))?;
    let mut rows = statement
        .query([table])
        .map_err(|error| failed(sql, error.into()))?;
    match rows.next().map_err(|error| failed(sql, error.into()))? {
        None => Ok(()),
        Some(row) => Err(StepError::ReferencedRebuild {
            table: table.to_owned(),
            by: row.get(0).map_err(|error| failed(sql, error.into()))?,
        }),
    }
}

pub(super) fn count(connection: &Connection, table: &str) -> Result<u64, StepError> {
    let sql = format!("SELECT count(*) FROM {}", quoted(table)?);
    let count: i64 = connection
        .query_row(&sql, [], |row| row.get(0))
        .map_err(|error| failed(&sql, error.into()))?;
    Ok(u64::try_from(count).unwrap_or_default())
}

fn failed(sql: &str, error: DatabaseError) -> StepError {
    StepError::Statement {
        sql: sql.to_owned(),
        error,
    }
}
