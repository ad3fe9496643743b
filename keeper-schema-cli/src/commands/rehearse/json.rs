//! The report for programs. Times are in milliseconds since the rehearsal began.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::report::{Fate, LockReport, Pass, Report, RevisionReport, StatementReport, TableReport};

/// The whole report.
pub(crate) fn report(report: &Report) -> Value {
    let sizes = report.sizes.iter();
    let sizes = sizes.map(|(phase, size)| (phase.name().to_owned(), json!(size)));
    json!({
        "passed": report.findings.is_empty(),
        "findings": report.findings,
        "origin": report.origin.json(),
        "no_way_down": report.no_way_down,
        "passes": report.passes.iter().map(pass).collect::<Vec<_>>(),
        "tables": report.tables.iter().map(table).collect::<Vec<_>>(),
        "changes_rows": report.changes_rows,
        "bytes": sizes.collect::<Map<String, Value>>(),
    })
}

fn pass(pass: &Pass) -> Value {
    json!({
        "phase": pass.phase.name(),
        "revisions": pass.revisions.iter().map(revision).collect::<Vec<_>>(),
    })
}

fn revision(revision: &RevisionReport) -> Value {
    json!({
        "revision": revision.revision.as_str(),
        "message": revision.message,
        "operations": revision.operations,
        "began_ms": milliseconds(revision.began),
        "duration_ms": revision.took.map(milliseconds),
        "statements": revision.statements.iter().map(statement).collect::<Vec<_>>(),
        "locks": revision.locks.iter().map(lock).collect::<Vec<_>>(),
        "rewritten": revision.rewritten,
    })
}

fn statement(statement: &StatementReport) -> Value {
    json!({
        "sql": statement.sql,
        "operation": statement.operation,
        "duration_ms": milliseconds(statement.took),
        "locks": statement.locks.iter().map(lock).collect::<Vec<_>>(),
        "rewritten": statement.rewritten,
    })
}

fn lock(lock: &LockReport) -> Value {
    json!({
        "table": lock.table,
        "mode": lock.mode,
        "from_ms": milliseconds(lock.from),
        "until_ms": milliseconds(lock.until),
        "held_ms": milliseconds(lock.held()),
    })
}

fn table(table: &TableReport) -> Value {
    let rows = table.rows.iter();
    let rows = rows.map(|(phase, rows)| (phase.name().to_owned(), json!(rows)));
    let rows: Map<String, Value> = rows.collect();
    let mut value = json!({ "table": table.table, "rows": rows });
    match &table.fate {
        Fate::Made => value["fate"] = json!("made"),
        Fate::Dropped => value["fate"] = json!("dropped"),
        Fate::Kept {
            columns,
            checksum,
            changed,
        } => {
            let changed = changed.iter().map(|phase| phase.name());
            value["fate"] = json!("kept");
            value["untouched_columns"] = json!(columns);
            value["checksum"] = json!(checksum);
            value["changed"] = changed.collect();
        }
    }
    value
}

/// To the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
