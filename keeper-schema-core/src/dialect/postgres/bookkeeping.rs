//! The tables in which a database remembers what was applied to it.

use super::name::relation;
use crate::dialect::{BOOKKEEPING_FORMAT, BookkeepingNames, DialectError};
use crate::schema::TableName;

/// The bookkeeping's tables, quoted, in the database schema that they are in.
pub(super) struct Tables {
    pub(super) revisions: String,
    pub(super) steps: String,
    pub(super) meta: String,
}

impl Tables {
    pub(super) fn of(names: &BookkeepingNames) -> Result<Self, DialectError> {
        let table = |name: &String| {
            relation(&TableName {
                schema: names.schema.clone(),
                name: name.clone(),
            })
        };
        Ok(Self {
            revisions: table(&names.revisions)?,
            steps: table(&names.steps)?,
            meta: table(&names.meta)?,
        })
    }
}

/// The statements that create the tables where they are missing. The database schema that
/// they are in must be there.
///
/// # Errors
/// If a name holds a NUL character.
pub fn create_bookkeeping(names: &BookkeepingNames) -> Result<[String; 4], DialectError> {
    let Tables {
        revisions,
        steps,
        meta,
    } = Tables::of(names)?;
    Ok([
        format!(
            r#"CREATE TABLE IF NOT EXISTS {revisions} (
    "revision" text NOT NULL PRIMARY KEY,
    "seq" bigint NOT NULL UNIQUE,
    "kind" text NOT NULL CHECK ("kind" IN ('applied', 'stamped', 'replaced')),
    "checksum" text NOT NULL,
    "source" text,
    "applied_at" timestamptz NOT NULL,
    "applied_by" text NOT NULL,
    "duration_ms" bigint NOT NULL,
    "tool_version" text NOT NULL
)"#
        ),
        format!(
            r#"CREATE TABLE IF NOT EXISTS {steps} (
    "revision" text NOT NULL,
    "direction" text NOT NULL CHECK ("direction" IN ('upgrade', 'downgrade')),
    "step" integer NOT NULL,
    "checksum" text NOT NULL,
    "state" text NOT NULL CHECK ("state" IN ('running', 'done')),
    "detail" text,
    "updated_at" timestamptz NOT NULL,
    PRIMARY KEY ("revision", "step")
)"#
        ),
        format!(
            r#"CREATE TABLE IF NOT EXISTS {meta} (
    "key" text NOT NULL PRIMARY KEY,
    "value" text NOT NULL
)"#
        ),
        format!(
            "INSERT INTO {meta} (\"key\", \"value\") VALUES ('format', '{BOOKKEEPING_FORMAT}'), ('oldest_reader', '{BOOKKEEPING_FORMAT}') ON CONFLICT DO NOTHING"
        ),
    ])
}
