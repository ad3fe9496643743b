//! Reading and preparing the bookkeeping.

use keeper_schema_core::dialect::BOOKKEEPING_FORMAT;
use keeper_schema_core::dialect::postgres::create_bookkeeping;
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::revision::RevisionId;

use super::client::{Client, Row};
use super::session::text;
use super::step_log;
use super::tables::{Tables, bad_name, literal};
use crate::migrate::logged::LoggedStep;
use crate::migrate::{AppliedRevision, DatabaseError, MigrateError, Options, RecordKind, State};

/// A row with this for its duration was committed before its revision was done: by SQL of
/// a person that ended the transaction.
pub(super) const UNFINISHED: &str = "-1";

/// All that the database remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remembered {
    pub(super) state: State,
    /// The place of the newest row among all; 0 before the first.
    pub(super) last_seq: i64,
    /// What is done of revisions that could not be one transaction.
    pub(super) steps: Vec<LoggedStep>,
    /// Whether all the tables are there.
    pub(super) complete: bool,
}

/// What the database remembers.
pub(super) fn read(client: &Client, tables: &Tables) -> Result<Remembered, MigrateError> {
    let exists = |table: &str| -> Result<String, DatabaseError> {
        Ok(format!("to_regclass({}) IS NOT NULL", literal(table)?))
    };
    let row = client.row(&format!(
        "SELECT {}, {}, {}",
        exists(&tables.revisions)?,
        exists(&tables.meta)?,
        exists(&tables.steps)?
    ))?;
    let is_there = |column| text(&row, column) == "t";
    let mut remembered = Remembered {
        complete: is_there(0) && is_there(1) && is_there(2),
        ..Remembered::default()
    };
    if !is_there(0) {
        return Ok(remembered);
    }
    let state = &mut remembered.state;
    if is_there(1) {
        let sql = format!("SELECT \"key\", \"value\" FROM {}", tables.meta);
        for row in client.rows(&sql)? {
            let value = text(&row, 1).to_owned();
            state.meta.insert(text(&row, 0).to_owned(), value);
        }
    }
    is_readable(state)?;
    let sql = format!(
        "SELECT \"revision\", \"kind\", \"checksum\", to_char(\"applied_at\" AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'), \"applied_by\", \"duration_ms\", \"tool_version\", \"seq\" FROM {} ORDER BY \"seq\"",
        tables.revisions
    );
    for row in client.rows(&sql)? {
        state.revisions.push(applied(&row)?);
        remembered.last_seq = text(&row, 7).parse().unwrap_or_default();
    }
    if is_there(2) {
        remembered.steps = step_log::read(client, tables)?;
    }
    Ok(remembered)
}

/// The canonical text of a revision.
pub(super) fn source(
    client: &Client,
    tables: &Tables,
    revision: &RevisionId,
) -> Result<Option<String>, DatabaseError> {
    let exists = format!(
        "SELECT to_regclass({}) IS NOT NULL",
        literal(&tables.revisions)?
    );
    if text(&client.row(&exists)?, 0) != "t" {
        return Ok(None);
    }
    let rows = client.rows(&format!(
        "SELECT \"source\" FROM {} WHERE \"revision\" = {}",
        tables.revisions,
        literal(revision.as_str())?
    ))?;
    Ok(rows.into_iter().flatten().next().flatten())
}

/// Creates what is missing, and notes whose database it is.
pub(super) fn prepare(
    client: &Client,
    tables: &Tables,
    remembered: &Remembered,
    options: &Options,
) -> Result<(), MigrateError> {
    let application = (options.application.as_ref())
        .filter(|_| !remembered.state.meta.contains_key("application"));
    if remembered.complete && application.is_none() {
        return Ok(());
    }
    let mut sql = vec!["BEGIN".to_owned()];
    sql.extend(create(client, tables)?);
    if let Some(application) = application {
        sql.push(format!(
            "INSERT INTO {} (\"key\", \"value\") VALUES ('application', {}) ON CONFLICT DO NOTHING",
            tables.meta,
            literal(application)?
        ));
    }
    sql.push("COMMIT".to_owned());
    in_one_message(client, &sql)?;
    Ok(())
}

/// The statements that create what is missing.
pub(super) fn create(client: &Client, tables: &Tables) -> Result<Vec<String>, DatabaseError> {
    let schema = quoted(tables.schema()).map_err(bad_name)?;
    let mut sql = Vec::new();
    // Only asked for where it is missing: it takes a right that a migrator may lack.
    let row = client.row(&format!(
        "SELECT to_regnamespace({}) IS NOT NULL",
        literal(&schema)?
    ))?;
    if text(&row, 0) != "t" {
        sql.push(format!("CREATE SCHEMA IF NOT EXISTS {schema}"));
    }
    sql.extend(create_bookkeeping(&tables.names).map_err(bad_name)?);
    Ok(sql)
}

/// Runs a whole transaction, of which nothing remains if it fails.
pub(super) fn in_one_message(client: &Client, sql: &[String]) -> Result<(), DatabaseError> {
    let result = client.run(&sql.join(";\n"));
    if result.is_err() {
        // After a lost connection there is nothing to roll back.
        let _ = client.run("ROLLBACK");
    }
    result
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

fn applied(row: &Row) -> Result<AppliedRevision, MigrateError> {
    let bad = |reason: String| MigrateError::BadBookkeeping { reason };
    let revision = RevisionId::new(text(row, 0)).map_err(|error| bad(error.to_string()))?;
    if text(row, 5) == UNFINISHED {
        return Err(bad(format!(
            "revision `{revision}` was done in part, since its SQL ended the transaction; bring the database to where the revision begins or ends"
        )));
    }
    Ok(AppliedRevision {
        kind: match text(row, 1) {
            "applied" => RecordKind::Applied,
            "stamped" => RecordKind::Stamped,
            "replaced" => RecordKind::Replaced,
            other => {
                return Err(bad(format!(
                    "`{}` is no kind of record",
                    other.escape_debug()
                )));
            }
        },
        revision,
        checksum: text(row, 2).to_owned(),
        applied_at: text(row, 3).to_owned(),
        applied_by: text(row, 4).to_owned(),
        duration_ms: text(row, 5).parse().unwrap_or_default(),
        tool_version: text(row, 6).to_owned(),
    })
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
