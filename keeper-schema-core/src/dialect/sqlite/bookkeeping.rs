//! The tables in which a database remembers what was applied to it.

use crate::dialect::{BOOKKEEPING_FORMAT, BookkeepingNames, DialectError, quoted};

/// The statements that create the tables where they are missing.
///
/// # Errors
/// If a name holds a NUL character.
pub fn create_bookkeeping(names: &BookkeepingNames) -> Result<[String; 3], DialectError> {
    let (revisions, meta) = (quoted(&names.revisions)?, quoted(&names.meta)?);
    Ok([
        format!(
            r#"CREATE TABLE IF NOT EXISTS {revisions} (
    "revision" TEXT NOT NULL PRIMARY KEY,
    "seq" INTEGER NOT NULL UNIQUE,
    "kind" TEXT NOT NULL CHECK ("kind" IN ('applied', 'stamped', 'replaced')),
    "checksum" TEXT NOT NULL,
    "source" TEXT,
    "applied_at" TEXT NOT NULL,
    "applied_by" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "tool_version" TEXT NOT NULL
)"#
        ),
        format!(
            r#"CREATE TABLE IF NOT EXISTS {meta} (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
)"#
        ),
        format!(
            "INSERT OR IGNORE INTO {meta} (\"key\", \"value\") VALUES ('format', '{BOOKKEEPING_FORMAT}'), ('oldest_reader', '{BOOKKEEPING_FORMAT}')"
        ),
    ])
}

/// The statement that creates the table of the steps of unfinished revisions, where it is missing.
/// Only a revision that fills rows is not one transaction.
///
/// # Errors
/// If a name holds a NUL character.
pub fn create_steps(names: &BookkeepingNames) -> Result<String, DialectError> {
    let steps = quoted(&names.steps)?;
    Ok(format!(
        r#"CREATE TABLE IF NOT EXISTS {steps} (
    "revision" TEXT NOT NULL,
    "direction" TEXT NOT NULL CHECK ("direction" IN ('upgrade', 'downgrade')),
    "step" INTEGER NOT NULL,
    "checksum" TEXT NOT NULL,
    "state" TEXT NOT NULL CHECK ("state" IN ('running', 'done')),
    "detail" TEXT NOT NULL,
    "updated_at" TEXT NOT NULL,
    PRIMARY KEY ("revision", "step")
) WITHOUT ROWID"#
    ))
}
