//! Statements as the text of a file, for a person or another tool to run.

use std::fmt::Write;

use super::bookkeeping::{create_bookkeeping, create_steps};
use super::statement::{Rebuild, Statement};
use crate::dialect::script::terminated;
use crate::dialect::{
    BookkeepingNames, DialectError, Recorded, ScriptStep, quoted, string_literal,
};
use crate::revision::RevisionId;

/// The whole script: one transaction, with the bookkeeping in it, but for revisions that
/// must have one of their own.
///
/// `before` are the revisions that must be recorded, and no other, when it begins.
///
/// # Errors
/// If a text holds a NUL character, or a revision runs a hook.
pub fn script(
    before: &[RevisionId],
    steps: &[ScriptStep<Statement>],
    names: &BookkeepingNames,
    tool_version: &str,
) -> Result<String, DialectError> {
    let mut text = String::from(HEADER);
    for statement in create_bookkeeping(names)? {
        write_statement(&mut text, &statement);
    }
    let revisions = quoted(&names.revisions)?;
    text.push_str(&guard(before, &revisions)?);
    if steps.iter().any(|step| step.fills) {
        write_statement(&mut text, &create_steps(names)?);
        text.push_str(&guard_of_steps(&quoted(&names.steps)?));
    }
    for step in steps {
        let message = step.message.replace(['\n', '\r'], " ");
        write_line(&mut text, &format!("\n-- {}: {message}", step.revision));
        if step.foreign_keys_on {
            text.push_str("COMMIT;\nPRAGMA foreign_keys = ON;\nBEGIN IMMEDIATE;\n");
        }
        for statement in &step.statements {
            match statement {
                Statement::Sql { sql, .. } => write_statement(&mut text, sql),
                Statement::UserSql(sql) => write_statement(&mut text, sql),
                Statement::Hook(hook) => {
                    return Err(DialectError::HookInScript { hook: hook.clone() });
                }
                Statement::Rebuild(rebuild) => {
                    write_line(
                        &mut text,
                        match rebuild.triggers.as_slice() {
                            [] => {
                                "-- Triggers on the table, and indexes that are in no revision, are lost here."
                            }
                            _ => {
                                "-- Triggers and indexes of the table that are in no revision are lost here."
                            }
                        },
                    );
                    for sql in rebuild_statements(rebuild)? {
                        write_statement(&mut text, &sql);
                    }
                }
            }
        }
        write_statement(&mut text, &record(step, &revisions, tool_version)?);
        if step.foreign_keys_on {
            text.push_str("COMMIT;\nPRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n");
        }
    }
    text.push_str("\nCOMMIT;\n");
    Ok(text)
}

/// The shell goes on after an error unless it is told not to, and would then commit half.
const HEADER: &str = "\
-- Run this with the sqlite3 shell, which stops at the first error because of the next
-- line; with another program, take the line away and stop at the first error yourself.
.bail on
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

";

/// Fails where the database is not where the script begins.
fn guard(before: &[RevisionId], revisions: &str) -> Result<String, DialectError> {
    let mut ids = Vec::new();
    for revision in before {
        ids.push(string_literal(revision.as_str())?);
    }
    let count = ids.len();
    let ids = ids.join(", ");
    Ok(format!(
        "
-- Fails unless exactly the {count} revisions that this begins after are recorded.
CREATE TEMP TABLE \"keeper_guard\" (\"is_at_the_right_revision\" INTEGER CHECK (\"is_at_the_right_revision\"));
INSERT INTO \"keeper_guard\" SELECT count(*) = {count} AND count(*) FILTER (WHERE \"revision\" IN ({ids})) = {count} FROM {revisions};
DROP TABLE \"keeper_guard\";
"
    ))
}

/// Fails where a revision is done in part: a script begins with whole ones.
fn guard_of_steps(steps: &str) -> String {
    format!(
        "
-- Fails where a revision is done in part: finish it first, by an upgrade.
CREATE TEMP TABLE \"keeper_guard\" (\"is_finished\" INTEGER CHECK (\"is_finished\"));
INSERT INTO \"keeper_guard\" SELECT count(*) = 0 FROM {steps};
DROP TABLE \"keeper_guard\";
"
    )
}

fn record(
    step: &ScriptStep<Statement>,
    revisions: &str,
    tool_version: &str,
) -> Result<String, DialectError> {
    let revision = string_literal(step.revision.as_str())?;
    match &step.recorded {
        Recorded::Applied { checksum, source } => Ok(format!(
            "INSERT INTO {revisions} SELECT {revision}, ifnull(max(\"seq\"), 0) + 1, 'applied', {}, {}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), 'script', 0, {} FROM {revisions}",
            string_literal(checksum)?,
            string_literal(source)?,
            string_literal(tool_version)?
        )),
        Recorded::Reverted => Ok(format!(
            "DELETE FROM {revisions} WHERE \"revision\" = {revision}"
        )),
    }
}

/// A rebuild as plain SQL: without a look at the live database.
pub(super) fn rebuild_statements(rebuild: &Rebuild) -> Result<Vec<String>, DialectError> {
    let mut statements = vec![
        "PRAGMA legacy_alter_table = ON".to_owned(),
        rebuild.create.clone(),
        rebuild.copy()?,
    ];
    if rebuild.keeps_counter {
        statements.extend(rebuild.keep_counter()?);
    }
    statements.push(format!("DROP TABLE {}", quoted(&rebuild.table)?));
    statements.push(format!(
        "ALTER TABLE {} RENAME TO {}",
        quoted(&rebuild.temporary)?,
        quoted(&rebuild.table)?
    ));
    statements.extend(rebuild.indexes.iter().map(|index| index.create.clone()));
    statements.extend(rebuild.triggers.iter().cloned());
    statements.push("PRAGMA legacy_alter_table = OFF".to_owned());
    Ok(statements)
}

fn write_statement(text: &mut String, sql: &str) {
    text.push_str(&terminated(sql));
}

fn write_line(text: &mut String, line: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{line}");
}
