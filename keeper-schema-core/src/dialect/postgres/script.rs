//! Statements as the text of a file, for psql to run.
//!
//! What is cut off in the middle leaves what an upgrade leaves that is cut off there, and
//! both can go on: a revision is applied and recorded or neither, and of one that is not
//! one transaction the steps that are done are in the bookkeeping.

use std::fmt::Write;

use super::block;
use super::bookkeeping::{Tables, create_bookkeeping};
use super::part::{Part, parts};
use super::statement::{Alone, Resumed, Statement};
use crate::dialect::script::terminated;
use crate::dialect::{BookkeepingNames, DialectError, Recorded, ScriptStep, string_literal};
use crate::revision::RevisionId;

/// The whole script: a transaction for each revision, with the bookkeeping in it.
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
    let mut statements = steps.iter().flat_map(|step| &step.statements);
    if let Some(hook) = statements.find_map(Statement::hook) {
        let hook = hook.to_owned();
        return Err(DialectError::HookInScript { hook });
    }
    let mut script = Script {
        text: String::from(HEADER),
        tables: Tables::of(names)?,
        tool_version,
        recorded: before.len(),
    };
    script.begin(before, steps.first(), names)?;
    for step in steps {
        script.revision(step)?;
    }
    Ok(script.text)
}

const HEADER: &str = "\
-- Run this with psql, and not with --single-transaction: each revision is a transaction of
-- its own. Because of the next line psql stops at the first error.
\\set ON_ERROR_STOP on
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET client_min_messages = warning;

";

/// The script as far as it is written.
struct Script<'a> {
    text: String,
    tables: Tables,
    tool_version: &'a str,
    /// How many revisions are recorded by now.
    recorded: usize,
}

impl Script<'_> {
    /// Creates the bookkeeping, and fails where the database is not where this begins.
    fn begin(
        &mut self,
        before: &[RevisionId],
        first: Option<&ScriptStep<Statement>>,
        names: &BookkeepingNames,
    ) -> Result<(), DialectError> {
        self.line("BEGIN;");
        for sql in create_bookkeeping(names)? {
            self.statement(&sql);
        }
        self.line("COMMIT;\n");

        let Tables {
            revisions, steps, ..
        } = &self.tables;
        let count = before.len();
        let at_the_right_one = match before {
            [] => format!("(SELECT count(*) = 0 FROM {revisions})"),
            before => format!(
                "(SELECT count(*) = {count} AND count(*) FILTER (WHERE \"revision\" IN ({})) = {count} FROM {revisions})",
                literals(before)?
            ),
        };
        let foreign = match first {
            Some(first) => foreign_steps(first)?,
            None => String::new(),
        };
        let guard = format!(
            "
BEGIN
    IF NOT {at_the_right_one} THEN
        RAISE EXCEPTION 'this script begins after {count} revisions, and other ones are recorded in this database';
    END IF;
    IF EXISTS (SELECT FROM {steps}{foreign}) THEN
        RAISE EXCEPTION 'a revision is unfinished in this database, and this script does not go on with it: finish it first, as it was when it began';
    END IF;
END
"
        );
        self.line(&format!(
            "-- Fails unless exactly the {count} revisions that this begins after are recorded."
        ));
        self.statement(&block::anonymous(&guard));
        Ok(())
    }

    fn revision(&mut self, step: &ScriptStep<Statement>) -> Result<(), DialectError> {
        let message = step.message.replace(['\n', '\r'], " ");
        self.line(&format!("\n-- {}: {message}", step.revision));
        let parts = parts(&step.statements);
        let last = parts.len() - 1;
        for (number, part) in parts.into_iter().enumerate() {
            match part {
                Part::Together(statements) if number == last => {
                    self.line("BEGIN;");
                    self.record(step)?;
                    if last > 0 {
                        self.forget_steps(step, last)?;
                    }
                    self.statements(statements);
                    self.line("COMMIT;");
                }
                Part::Together(statements) => {
                    self.unless_done(step, number)?;
                    self.line("BEGIN;");
                    // A transaction that is done twice fails here.
                    let row = self.step_row(step, number, part, "done")?;
                    let steps = &self.tables.steps;
                    let sql = format!("INSERT INTO {steps} VALUES ({row})");
                    self.statement(&sql);
                    self.statements(statements);
                    self.line("COMMIT;\n\\endif");
                }
                Part::Alone(alone) => {
                    self.unless_done(step, number)?;
                    self.alone(step, number, alone)?;
                    self.line("\\endif");
                }
            }
        }
        Ok(())
    }

    /// The row of a revision, the first thing in its transaction: whoever comes second
    /// waits for it, and fails. The count fails what is run past an error before it.
    fn record(&mut self, step: &ScriptStep<Statement>) -> Result<(), DialectError> {
        let revision = string_literal(step.revision.as_str())?;
        let revisions = &self.tables.revisions;
        let change = match &step.recorded {
            Recorded::Applied { checksum, source } => {
                self.recorded += 1;
                format!(
                    "INSERT INTO {revisions} SELECT {revision}, coalesce(max(\"seq\"), 0) + 1, 'applied', {}, {}, now(), 'script', 0, {} FROM {revisions}",
                    string_literal(checksum)?,
                    string_literal(source)?,
                    string_literal(self.tool_version)?
                )
            }
            Recorded::Reverted => {
                self.recorded = self.recorded.saturating_sub(1);
                format!("DELETE FROM {revisions} WHERE \"revision\" = {revision}")
            }
        };
        let count = self.recorded;
        let guard = format!(
            " BEGIN IF (SELECT count(*) <> {count} FROM {revisions}) THEN RAISE EXCEPTION 'other revisions are recorded in this database than this script expects'; END IF; END "
        );
        self.statement(&change);
        self.statement(&block::anonymous(&guard));
        Ok(())
    }

    /// Takes the rows of a revision's steps away, which must all be done.
    fn forget_steps(
        &mut self,
        step: &ScriptStep<Statement>,
        count: usize,
    ) -> Result<(), DialectError> {
        let steps = &self.tables.steps;
        let revision = string_literal(step.revision.as_str())?;
        let guard = format!(
            " BEGIN IF (SELECT count(*) <> {count} FROM {steps} WHERE \"revision\" = {revision} AND \"state\" = 'done') THEN RAISE EXCEPTION 'a step before this one is not done'; END IF; END "
        );
        let forget = format!("DELETE FROM {steps} WHERE \"revision\" = {revision}");
        self.statement(&block::anonymous(&guard));
        self.statement(&forget);
        Ok(())
    }

    fn alone(
        &mut self,
        step: &ScriptStep<Statement>,
        number: usize,
        alone: &Alone,
    ) -> Result<(), DialectError> {
        if let Resumed::Batches(batches) = &alone.resumed {
            let size = batches.size;
            self.line(&format!(
                "-- An upgrade does this in transactions of {size} rows each; a script, in one."
            ));
        }
        // Beside any old snapshot it would fail at a limit, and leave an invalid index.
        self.line("SET lock_timeout = 0;");
        let index = alone.resumed.index()?;
        if let Some(index) = &index {
            self.line("-- What an earlier run left that was cut off in it.");
            self.ask("keeper_begun", step, number, "running")?;
            self.line("\\if :keeper_begun");
            self.whole_statement(&format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"));
            self.line("\\endif");
        }
        if let Resumed::Partition { parent, partition } = &alone.resumed {
            return self.partition(step, number, alone, [parent, partition]);
        }
        let row = self.step_row(step, number, Part::Alone(alone), "running")?;
        let steps = &self.tables.steps;
        let begun = match &index {
            // An index that is there already is none of ours, and not to be dropped later.
            Some(index) => format!(
                "INSERT INTO {steps} SELECT {row} WHERE to_regclass({}) IS NULL ON CONFLICT DO NOTHING",
                string_literal(index)?
            ),
            None => format!("INSERT INTO {steps} SELECT {row} ON CONFLICT DO NOTHING"),
        };
        self.whole_statement(&begun);
        self.whole_statement(&alone.sql);
        let revision = string_literal(step.revision.as_str())?;
        let steps = &self.tables.steps;
        let mut done = format!(
            "UPDATE {steps} SET \"state\" = 'done', \"updated_at\" = now() WHERE \"revision\" = {revision} AND \"step\" = {number}"
        );
        if let Some(index) = &index {
            done.push_str(&format!(
                " AND EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass({}) AND indisvalid)",
                string_literal(index)?
            ));
        }
        self.whole_statement(&done);
        self.line("RESET lock_timeout;");
        Ok(())
    }

    /// Detaches a partition, or goes on where an earlier run was cut off in it.
    fn partition(
        &mut self,
        step: &ScriptStep<Statement>,
        number: usize,
        alone: &Alone,
        [parent, partition]: [&String; 2],
    ) -> Result<(), DialectError> {
        let attached = format!(
            "SELECT FROM pg_inherits WHERE inhparent = to_regclass({}) AND inhrelid = to_regclass({})",
            string_literal(parent)?,
            string_literal(partition)?
        );
        let finalize = format!("ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE");
        self.ask("keeper_begun", step, number, "running")?;
        let row = self.step_row(step, number, Part::Alone(alone), "running")?;
        let steps = &self.tables.steps;
        let begun = format!("INSERT INTO {steps} SELECT {row} ON CONFLICT DO NOTHING");
        self.whole_statement(&begun);
        self.line("\\if :keeper_begun");
        self.line("-- What an earlier run left that was cut off in it.");
        self.whole_statement_where(
            &finalize,
            &format!("EXISTS ({attached} AND inhdetachpending)"),
        );
        self.whole_statement_where(&alone.sql, &format!("EXISTS ({attached})"));
        self.line("\\else");
        self.whole_statement(&alone.sql);
        self.line("\\endif");
        let revision = string_literal(step.revision.as_str())?;
        let steps = &self.tables.steps;
        let done = format!(
            "UPDATE {steps} SET \"state\" = 'done', \"updated_at\" = now() WHERE \"revision\" = {revision} AND \"step\" = {number} AND NOT EXISTS ({attached})"
        );
        self.whole_statement(&done);
        self.line("RESET lock_timeout;");
        Ok(())
    }

    fn unless_done(
        &mut self,
        step: &ScriptStep<Statement>,
        number: usize,
    ) -> Result<(), DialectError> {
        self.ask("keeper_done", step, number, "done")?;
        self.line("\\if :keeper_done\n\\else");
        Ok(())
    }

    /// Sets a variable of psql to whether a step is in that state.
    fn ask(
        &mut self,
        variable: &str,
        step: &ScriptStep<Statement>,
        number: usize,
        state: &str,
    ) -> Result<(), DialectError> {
        let sql = format!(
            "SELECT EXISTS (SELECT FROM {} WHERE \"revision\" = {} AND \"step\" = {number} AND \"state\" = '{state}') AS {variable} \\gset",
            self.tables.steps,
            string_literal(step.revision.as_str())?
        );
        self.line(&sql);
        Ok(())
    }

    /// The values of a step's row, in the order of the table's columns.
    fn step_row(
        &self,
        step: &ScriptStep<Statement>,
        number: usize,
        part: Part<'_>,
        state: &str,
    ) -> Result<String, DialectError> {
        let index = match part {
            Part::Together(_) => None,
            Part::Alone(alone) => alone.resumed.index()?,
        };
        Ok(format!(
            "{}, '{}', {number}, '{}', '{state}', {}, now()",
            string_literal(step.revision.as_str())?,
            direction(step),
            part.checksum(),
            string_literal(&index.unwrap_or_default())?
        ))
    }

    fn statements(&mut self, statements: &[Statement]) {
        for statement in statements {
            self.statement(statement.sql());
        }
    }

    fn statement(&mut self, sql: &str) {
        self.text.push_str(&terminated(sql));
    }

    /// A statement outside of a transaction. Where its input ends, psql runs what it has of a
    /// statement: of an index all but its WHERE, if the file is cut off there. Of this it runs
    /// all or nothing.
    fn whole_statement(&mut self, sql: &str) {
        let constant = block::dollar_quoted(sql);
        self.line(&format!("SELECT {constant} \\gexec"));
    }

    /// The same, where that holds.
    fn whole_statement_where(&mut self, sql: &str, condition: &str) {
        let constant = block::dollar_quoted(sql);
        self.line(&format!("SELECT {constant} WHERE {condition} \\gexec"));
    }

    fn line(&mut self, line: &str) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.text, "{line}");
    }
}

/// The condition on steps in the bookkeeping that are none of the revision's as it is now.
fn foreign_steps(step: &ScriptStep<Statement>) -> Result<String, DialectError> {
    let parts = parts(&step.statements);
    let before_the_last = &parts[..parts.len() - 1];
    if before_the_last.is_empty() {
        return Ok(String::new());
    }
    let revision = string_literal(step.revision.as_str())?;
    let direction = direction(step);
    let numbered = before_the_last.iter().enumerate();
    let own: Vec<String> = numbered
        .map(|(number, part)| format!("({number}, '{}')", part.checksum()))
        .collect();
    Ok(format!(
        " WHERE \"revision\" <> {revision} OR \"direction\" <> '{direction}' OR (\"step\", \"checksum\") NOT IN ({})",
        own.join(", ")
    ))
}

fn direction(step: &ScriptStep<Statement>) -> &'static str {
    match step.recorded {
        Recorded::Applied { .. } => "upgrade",
        Recorded::Reverted => "downgrade",
    }
}

fn literals(revisions: &[RevisionId]) -> Result<String, DialectError> {
    let literals: Result<Vec<String>, DialectError> = revisions
        .iter()
        .map(|revision| string_literal(revision.as_str()))
        .collect();
    Ok(literals?.join(", "))
}
