//! Reading and writing the bookkeeping.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use keeper_schema_core::dialect::sqlite::create_bookkeeping;
use keeper_schema_core::dialect::{BOOKKEEPING_FORMAT, BookkeepingNames, DialectError, quoted};
use keeper_schema_core::revision::RevisionId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::migrate::{
    AppliedRevision, DatabaseError, DatabaseErrorKind, ENVIRONMENT, Environment, MigrateError,
    Options, Record, RecordKind, State,
};

/// A row to be written.
pub(super) struct Row<'a> {
    pub(super) revision: &'a RevisionId,
    pub(super) kind: RecordKind,
    pub(super) checksum: &'a str,
    pub(super) source: &'a str,
    pub(super) duration: Duration,
    pub(super) at: SystemTime,
}

impl<'a> Row<'a> {
    pub(super) fn stamped(record: &'a Record, at: SystemTime) -> Self {
        Self {
            revision: &record.revision,
            kind: RecordKind::Stamped,
            checksum: &record.checksum,
            source: &record.source,
            duration: Duration::ZERO,
            at,
        }
    }
}

/// What the database remembers.
pub(super) fn state(
    connection: &Connection,
    names: &BookkeepingNames,
) -> Result<State, MigrateError> {
    let mut state = State {
        meta: meta(connection, names)?,
        ..State::default()
    };
    is_readable(&state)?;
    if !exists(connection, &names.revisions)? {
        return Ok(state);
    }
    let sql = format!(
        "SELECT \"revision\", \"kind\", \"checksum\", \"applied_at\", \"applied_by\", \"duration_ms\", \"tool_version\" FROM {} ORDER BY \"seq\"",
        name(&names.revisions)?
    );
    let mut statement = connection.prepare(&sql).map_err(damaged)?;
    let mut rows = statement.query([]).map_err(DatabaseError::from)?;
    while let Some(row) = rows.next().map_err(DatabaseError::from)? {
        state.revisions.push(applied(row)?);
    }
    Ok(state)
}

/// What the database says of itself.
fn meta(
    connection: &Connection,
    names: &BookkeepingNames,
) -> Result<BTreeMap<String, String>, MigrateError> {
    if !exists(connection, &names.meta)? {
        return Ok(BTreeMap::new());
    }
    let sql = format!("SELECT \"key\", \"value\" FROM {}", name(&names.meta)?);
    let mut statement = connection.prepare(&sql).map_err(damaged)?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(damaged)?;
    rows.map(|row| row.map_err(damaged)).collect()
}

/// The canonical text of a revision.
pub(super) fn source(
    connection: &Connection,
    names: &BookkeepingNames,
    revision: &RevisionId,
) -> Result<Option<String>, DatabaseError> {
    if !exists(connection, &names.revisions)? {
        return Ok(None);
    }
    let table = name(&names.revisions)?;
    let sql = format!("SELECT \"source\" FROM {table} WHERE \"revision\" = ?1");
    let source = connection.query_row(&sql, [revision.as_str()], |row| row.get(0));
    Ok(source.optional()?.flatten())
}

/// Creates the tables where they are missing, and notes whose database it is.
pub(super) fn prepare(
    connection: &Connection,
    names: &BookkeepingNames,
    options: &Options,
) -> Result<(), MigrateError> {
    for statement in create_bookkeeping(names).map_err(bad_name)? {
        connection
            .execute_batch(&statement)
            .map_err(DatabaseError::from)?;
    }
    let Some(application) = &options.application else {
        return Ok(());
    };
    let sql = format!(
        "INSERT OR IGNORE INTO {} (\"key\", \"value\") VALUES ('application', ?1)",
        name(&names.meta)?
    );
    connection
        .execute(&sql, [application])
        .map_err(DatabaseError::from)?;
    Ok(())
}

/// Marks what the database is for, or takes the mark away.
pub(super) fn set_environment(
    connection: &Connection,
    names: &BookkeepingNames,
    environment: Option<Environment>,
) -> Result<(), DatabaseError> {
    let meta = name(&names.meta)?;
    let forget = format!("DELETE FROM {meta} WHERE \"key\" = ?1");
    connection.execute(&forget, [ENVIRONMENT])?;
    if let Some(environment) = environment {
        let sql = format!("INSERT INTO {meta} (\"key\", \"value\") VALUES (?1, ?2)");
        connection.execute(&sql, [ENVIRONMENT, environment.as_str()])?;
    }
    Ok(())
}

/// Refuses a database that belongs to another application.
pub(super) fn check_application(state: &State, options: &Options) -> Result<(), MigrateError> {
    match (state.meta.get("application"), &options.application) {
        (Some(recorded), Some(given)) if recorded != given => Err(MigrateError::WrongApplication {
            recorded: recorded.clone(),
            given: given.clone(),
        }),
        _ => Ok(()),
    }
}

/// Adds rows, in this order.
pub(super) fn insert(
    connection: &Connection,
    names: &BookkeepingNames,
    rows: &[Row<'_>],
    options: &Options,
) -> Result<(), DatabaseError> {
    if rows.is_empty() {
        return Ok(());
    }
    let table = name(&names.revisions)?;
    let sql = format!("SELECT ifnull(max(\"seq\"), 0) FROM {table}");
    let mut seq: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
    let mut statement = connection.prepare(&format!(
        "INSERT INTO {table} (\"revision\", \"seq\", \"kind\", \"checksum\", \"source\", \"applied_at\", \"applied_by\", \"duration_ms\", \"tool_version\") VALUES (?1, ?2, ?3, ?4, ?5, strftime('%Y-%m-%dT%H:%M:%fZ', ?6, 'unixepoch'), ?7, ?8, ?9)"
    ))?;
    for row in rows {
        seq += 1;
        let at = row.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        statement.execute(params![
            row.revision.as_str(),
            seq,
            row.kind.as_str(),
            row.checksum,
            row.source,
            at.as_secs_f64(),
            options.applied_by,
            i64::try_from(row.duration.as_millis()).unwrap_or(i64::MAX),
            options.tool_version,
        ])?;
    }
    Ok(())
}

/// Takes rows away.
pub(super) fn remove<'a>(
    connection: &Connection,
    names: &BookkeepingNames,
    revisions: impl Iterator<Item = &'a RevisionId>,
) -> Result<(), DatabaseError> {
    let table = name(&names.revisions)?;
    let mut statement =
        connection.prepare(&format!("DELETE FROM {table} WHERE \"revision\" = ?1"))?;
    for revision in revisions {
        statement.execute([revision.as_str()])?;
    }
    Ok(())
}

/// Takes all rows away. A table that is damaged is made anew.
///
/// # Errors
/// If the bookkeeping is that of another application or of a newer tool: there is
/// nothing to mend then.
pub(super) fn purge(
    connection: &Connection,
    names: &BookkeepingNames,
    options: &Options,
) -> Result<(), MigrateError> {
    let mut damaged = vec![&names.revisions, &names.steps];
    match meta(connection, names) {
        Ok(meta) => {
            let state = State {
                meta,
                ..State::default()
            };
            is_readable(&state)?;
            check_application(&state, options)?;
        }
        Err(MigrateError::BadBookkeeping { .. }) => damaged.push(&names.meta),
        Err(error) => return Err(error),
    }
    for table in damaged {
        let sql = format!("DROP TABLE IF EXISTS {}", name(table)?);
        connection
            .execute_batch(&sql)
            .map_err(DatabaseError::from)?;
    }
    Ok(())
}

fn applied(row: &rusqlite::Row<'_>) -> Result<AppliedRevision, MigrateError> {
    let bad = |reason: String| MigrateError::BadBookkeeping { reason };
    let revision: String = row.get(0).map_err(damaged)?;
    let kind: String = row.get(1).map_err(damaged)?;
    Ok(AppliedRevision {
        revision: RevisionId::new(&revision).map_err(|error| bad(error.to_string()))?,
        kind: match kind.as_str() {
            "applied" => RecordKind::Applied,
            "stamped" => RecordKind::Stamped,
            "replaced" => RecordKind::Replaced,
            _ => {
                return Err(bad(format!(
                    "`{}` is no kind of record",
                    kind.escape_debug()
                )));
            }
        },
        checksum: row.get(2).map_err(damaged)?,
        applied_at: row.get(3).map_err(damaged)?,
        applied_by: row.get(4).map_err(damaged)?,
        duration_ms: row
            .get::<_, i64>(5)
            .map_err(damaged)?
            .try_into()
            .unwrap_or_default(),
        tool_version: row.get(6).map_err(damaged)?,
    })
}

/// A column of the bookkeeping that is missing or of another type.
pub(super) fn damaged(error: rusqlite::Error) -> MigrateError {
    let error = DatabaseError::from(error);
    match error.kind {
        DatabaseErrorKind::Other => MigrateError::BadBookkeeping {
            reason: error.message,
        },
        _ => MigrateError::Database(error),
    }
}

fn is_readable(state: &State) -> Result<(), MigrateError> {
    let Some(oldest_reader) = state.meta.get("oldest_reader") else {
        return Ok(());
    };
    match oldest_reader.parse::<u32>() {
        Ok(oldest) if oldest <= BOOKKEEPING_FORMAT => Ok(()),
        Ok(_) | Err(_) => Err(MigrateError::NewerFormat {
            oldest_reader: oldest_reader.escape_debug().to_string(),
        }),
    }
}

pub(super) fn exists(connection: &Connection, table: &str) -> Result<bool, DatabaseError> {
    let sql =
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    let count: i64 = connection.query_row(sql, [table], |row| row.get(0))?;
    Ok(count > 0)
}

pub(super) fn name(table: &str) -> Result<String, DatabaseError> {
    quoted(table).map_err(|error| DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: error.to_string(),
    })
}

pub(super) fn bad_name(error: DialectError) -> MigrateError {
    MigrateError::BadBookkeeping {
        reason: error.to_string(),
    }
}
