//! SQL read on tables like those that it will find, in a database in memory.

use keeper_schema_core::dialect::sqlite::{create_objects, create_table};
use keeper_schema_core::schema::TableName;
use keeper_schema_core::schema::sql_tokens::tokens;
use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};

use crate::migrate::{DatabaseError, MigrateError, SqlAt, StepError};

/// What SQLite says of the texts that it does not prepare.
pub(super) fn unprepared(
    live: &Connection,
    at: &SqlAt<'_>,
) -> Result<Vec<DatabaseError>, MigrateError> {
    let scratch = scratch(live, at)?;
    for sql in at.earlier {
        // It has been read. What its `state` tells is there already.
        let _ = read(&scratch, sql);
    }
    let results = at.sql.iter().map(|sql| read(&scratch, sql));
    Ok(results.filter_map(Result::err).collect())
}

/// The tables, and those of the live database that are in no revision.
fn scratch(live: &Connection, at: &SqlAt<'_>) -> Result<Connection, MigrateError> {
    let bad = |error: keeper_schema_core::dialect::DialectError| MigrateError::History {
        reason: StepError::from(error).to_string(),
    };
    let scratch = Connection::open_in_memory().map_err(DatabaseError::from)?;
    for config in [
        DbConfig::SQLITE_DBCONFIG_DQS_DDL,
        DbConfig::SQLITE_DBCONFIG_DQS_DML,
    ] {
        let set = scratch.set_db_config(config, false);
        set.map_err(DatabaseError::from)?;
    }
    let run = |sql: &str| scratch.execute_batch(sql).map_err(DatabaseError::from);
    for table in at.schema.tables.values() {
        for sql in create_table(table).map_err(bad)? {
            run(&sql)?;
        }
    }
    for (name, sql) in unknown(live)? {
        if at.start.table(&TableName::new(name)).is_none() {
            // What is there already is known by another name.
            let _ = run(&sql);
        }
    }
    for sql in create_objects(at.schema).map_err(bad)? {
        run(&sql)?;
    }
    Ok(scratch)
}

/// All that the database has, in the order in which it was made.
fn unknown(live: &Connection) -> Result<Vec<(String, String)>, DatabaseError> {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view') AND sql IS NOT NULL ORDER BY rowid";
    let mut statement = live.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| Ok(row?)).collect()
}

/// Prepares each statement of a text. What defines something is run here, where there are no
/// rows: what follows it may need it.
fn read(scratch: &Connection, sql: &str) -> Result<(), DatabaseError> {
    let mut batch = Batch::new(scratch, sql);
    while let Some(mut statement) = batch.next()? {
        let text = statement.expanded_sql().unwrap_or_default();
        if defines(&text) && statement.parameter_count() == 0 {
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
        }
    }
    Ok(())
}

fn defines(sql: &str) -> bool {
    let first = tokens(sql).next();
    first.is_some_and(|first| {
        ["create", "alter", "drop"]
            .iter()
            .any(|it| first.is_word(it))
    })
}
