//! What would be run, for `--plan`.

use std::collections::BTreeSet;

use keeper_schema::migrate::{Direction, Migrator, Step, TransactionMode, Work};
use keeper_schema_core::dialect::postgres::{self, Statement};
use keeper_schema_core::dialect::{Dialect, DialectError};
use keeper_schema_core::history::History;
use keeper_schema_core::operation::{Operation, Replay, RowOperation, loss};
use keeper_schema_core::plan::{self, phases};
use keeper_schema_core::revision::RevisionId;
use serde_json::{Value, json};

use crate::args::{Format, Global};
use crate::commands::run::{Route, nothing_to_do};
use crate::failure::Failure;
use crate::output;

/// Where the plan is for.
pub(crate) struct Place {
    pub(crate) dialect: Dialect,
    pub(crate) transactions: TransactionMode,
    pub(crate) applied: BTreeSet<RevisionId>,
}

/// Prints every revision with its operations. Marks those that lose data and those that no
/// transaction holds, and says after which revisions the database commits.
pub(crate) fn print(
    global: &Global,
    history: &History,
    place: &Place,
    route: &Route,
) -> Result<(), Failure> {
    let before = before(history, &place.applied)?;
    let history = before.as_ref().unwrap_or(history);
    let mut work = work(history, &place.applied, route)?;
    let mut text = String::new();
    let mut steps: Vec<Value> = Vec::new();
    for (position, step) in work.steps.iter().enumerate() {
        let Some(file) = history.revision(&step.revision) else {
            continue;
        };
        text += &format!("{}\n", output::line(&file.revision, &[]));
        let mut operations = Vec::new();
        for operation in step.operations.iter() {
            let loses = loss(operation, work.replay.schema()).map(|loss| loss.to_string());
            let in_transaction = place.runs_in_transaction(&mut work.replay, operation)?;
            text += &format!("    {operation}");
            if let Some(loses) = &loses {
                text += &format!("   (loses {loses})");
            }
            if !in_transaction {
                text += "   (in no transaction)";
            }
            text += "\n";
            operations.push(json!({
                "operation": operation.to_string(),
                "loses": loses,
                "in_transaction": in_transaction,
            }));
        }
        let commits = place.commits_after(&work.steps, position);
        if commits && position + 1 < work.steps.len() {
            text += "    commit\n";
        }
        let mut json = output::json(history.as_revisions(), file);
        json["operations"] = json!(operations);
        json["commits"] = json!(commits);
        steps.push(json);
    }
    match global.format {
        Format::Json => output::print_json(&Value::Array(steps)),
        _ if steps.is_empty() => {
            nothing_to_do(global, route);
            Ok(())
        }
        _ => output::print(&text),
    }
}

/// What the database loses on the way, in words.
pub(crate) fn losses(
    history: &History,
    applied: &BTreeSet<RevisionId>,
    route: &Route,
) -> Result<Vec<String>, Failure> {
    let before = before(history, applied)?;
    let mut work = work(before.as_ref().unwrap_or(history), applied, route)?;
    let operations = work.steps.iter().flat_map(|step| step.operations.iter());
    losses_of(operations, &mut work.replay)
}

/// What operations lose, applied to where the replay is.
pub(crate) fn losses_of<'o>(
    operations: impl IntoIterator<Item = &'o Operation>,
    replay: &mut Replay,
) -> Result<Vec<String>, Failure> {
    let mut losses = Vec::new();
    for operation in operations {
        losses.extend(loss(operation, replay.schema()).map(|loss| loss.to_string()));
        replay.apply(operation).map_err(DialectError::from)?;
    }
    Ok(losses)
}

/// The history of a database that has a part of what was replaced.
fn before(history: &History, applied: &BTreeSet<RevisionId>) -> Result<Option<History>, Failure> {
    let settled = history.as_revisions().settle(applied)?;
    match settled.in_part.as_slice() {
        [] => Ok(None),
        in_part => Ok(Some(history.without(in_part)?)),
    }
}

fn work<'h>(
    history: &'h History,
    applied: &BTreeSet<RevisionId>,
    route: &Route,
) -> Result<Work<'h>, Failure> {
    let settled = history.as_revisions().settle(applied)?;
    let (graph, applied) = (history.graph(), &settled.applied);
    let target = &route.target;
    let revisions = match route.direction {
        Direction::Upgrade => {
            let missing = plan::upgrade(graph, applied, target)?;
            phases::within(history.as_revisions(), missing, route.phase).run
        }
        Direction::Downgrade => plan::downgrade(graph, applied, target)?,
    };
    Ok(Migrator::new(history).work(applied, &revisions, route.direction)?)
}

impl Place {
    /// Applies the operation to the replay, too.
    fn runs_in_transaction(
        &self,
        replay: &mut Replay,
        operation: &Operation,
    ) -> Result<bool, DialectError> {
        match self.dialect {
            Dialect::Sqlite => {
                replay.apply(operation)?;
                let fills = matches!(operation, Operation::Rows(RowOperation::Fill(_)));
                Ok(!fills)
            }
            Dialect::Postgres => {
                let statements = postgres::statements(replay, std::slice::from_ref(operation))?;
                let is_alone = |statement| matches!(statement, Statement::Alone(_));
                Ok(!statements.into_iter().any(is_alone))
            }
        }
    }

    fn commits_after(&self, steps: &[Step<'_>], position: usize) -> bool {
        match self.dialect {
            Dialect::Postgres => true,
            Dialect::Sqlite => match steps.get(position + 1) {
                Some(next) => {
                    steps[position].is_alone(self.transactions) || next.is_alone(self.transactions)
                }
                None => true,
            },
        }
    }
}
