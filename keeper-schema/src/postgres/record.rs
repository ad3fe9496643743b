//! The rows of the bookkeeping as SQL: for a revision that is being applied or reverted,
//! and for one that is stamped.

use std::time::{SystemTime, UNIX_EPOCH};

use keeper_schema_core::revision::RevisionId;

use super::bookkeeping::{Remembered, UNFINISHED};
use super::tables::{Tables, literal};
use super::transaction::Transaction;
use crate::migrate::{DatabaseError, Direction, Options, Record, RecordKind, Step};

/// Takes as long as the transaction that it ends.
const DURATION: &str =
    "(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint";

/// The transaction that applies or reverts a revision, as yet without its statements. What
/// is committed of it before its end has `UNFINISHED` for a duration.
pub(super) fn transaction<'s>(
    tables: &Tables,
    step: &Step<'_>,
    record: &Record,
    remembered: &Remembered,
    options: &Options,
) -> Result<Transaction<'s>, DatabaseError> {
    let table = &tables.revisions;
    let id = literal(step.revision.as_str())?;
    let this = format!("\"revision\" = {id}");
    let unfinished = format!("{this} AND \"duration_ms\" = {UNFINISHED}");
    match step.direction {
        Direction::Upgrade => {
            let seq = remembered.last_seq + 1;
            let row = |duration| Row {
                revision: &step.revision,
                seq: seq.to_string(),
                kind: step.kind(),
                checksum: &record.checksum,
                source: &record.source,
                duration,
            };
            let replaced = step.replaced().iter().map(|id| removed(tables, id));
            let replaced: Vec<String> = replaced.collect::<Result<_, _>>()?;
            let with_replaced = |sql: String| [vec![sql], replaced.clone()].concat();
            Ok(Transaction {
                fence: format!(
                    "{} RETURNING pg_current_xact_id()::text",
                    row(UNFINISHED).insert(tables, options)?
                ),
                statements: &[],
                finish: with_replaced(format!(
                    "UPDATE {table} SET \"duration_ms\" = {DURATION} WHERE {this}"
                )),
                at_once: Some(with_replaced(row(DURATION).insert(tables, options)?)),
                undo: format!("DELETE FROM {table} WHERE {unfinished} RETURNING 1"),
            })
        }
        Direction::Downgrade => {
            let mut rows = remembered.state.revisions.iter();
            let before = rows.find(|row| row.revision == step.revision);
            let duration = before.map_or(0, |row| row.duration_ms);
            Ok(Transaction {
                fence: format!(
                    "UPDATE {table} SET \"duration_ms\" = {UNFINISHED} WHERE {this} RETURNING pg_current_xact_id()::text"
                ),
                statements: &[],
                finish: vec![format!("DELETE FROM {table} WHERE {this}")],
                at_once: None,
                undo: format!(
                    "UPDATE {table} SET \"duration_ms\" = {duration} WHERE {unfinished} RETURNING 1"
                ),
            })
        }
    }
}

/// Inserts the row of a revision that is stamped.
pub(super) fn stamped(
    tables: &Tables,
    record: &Record,
    options: &Options,
) -> Result<String, DatabaseError> {
    let row = Row {
        revision: &record.revision,
        seq: format!(
            "(SELECT coalesce(max(\"seq\"), 0) + 1 FROM {})",
            tables.revisions
        ),
        kind: RecordKind::Stamped,
        checksum: &record.checksum,
        source: &record.source,
        duration: "0",
    };
    row.insert(tables, options)
}

/// Removes the row of a revision.
pub(super) fn removed(tables: &Tables, revision: &RevisionId) -> Result<String, DatabaseError> {
    Ok(format!(
        "DELETE FROM {} WHERE \"revision\" = {}",
        tables.revisions,
        literal(revision.as_str())?
    ))
}

struct Row<'a> {
    revision: &'a RevisionId,
    /// Its place among all rows, as SQL.
    seq: String,
    kind: RecordKind,
    checksum: &'a str,
    source: &'a str,
    duration: &'a str,
}

impl Row<'_> {
    fn insert(&self, tables: &Tables, options: &Options) -> Result<String, DatabaseError> {
        let table = &tables.revisions;
        Ok(format!(
            "INSERT INTO {table} (\"revision\", \"seq\", \"kind\", \"checksum\", \"source\", \"applied_at\", \"applied_by\", \"duration_ms\", \"tool_version\") VALUES ({}, {}, '{}', {}, {}, to_timestamp({}), {}, {}, {})",
            literal(self.revision.as_str())?,
            self.seq,
            self.kind.as_str(),
            literal(self.checksum)?,
            literal(self.source)?,
            seconds((options.now)()),
            literal(&options.applied_by)?,
            self.duration,
            literal(&options.tool_version)?
        ))
    }
}

fn seconds(at: SystemTime) -> String {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}.{:06}", since.as_secs(), since.subsec_micros())
}
