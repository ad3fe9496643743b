//! Work as SQL text, for a database that is not here.

use std::collections::BTreeSet;

use keeper_schema_core::dialect::{
    BookkeepingNames, Dialect, DialectError, Recorded, ScriptStep, postgres, sqlite,
};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::RevisionId;

use super::{Direction, MigrateError, Migrator, Step, StepError, Work};

impl Migrator<'_> {
    /// The steps through `revisions` as an SQL script: for the shell `sqlite3`, or for psql.
    ///
    /// # Errors
    /// As [`Migrator::work`], and what the database has no statement for.
    pub fn script(
        &self,
        dialect: Dialect,
        applied: &BTreeSet<RevisionId>,
        revisions: &[RevisionId],
        direction: Direction,
        names: &BookkeepingNames,
        tool_version: &str,
    ) -> Result<String, MigrateError> {
        let settled = self.history.as_revisions().settle(applied)?;
        let work = self.work(&settled.applied, revisions, direction)?;
        let before: Vec<RevisionId> = applied.iter().cloned().collect();
        let script = match dialect {
            Dialect::Sqlite => {
                let steps = self.script_steps(work, sqlite::statements)?;
                sqlite::script(&before, &steps, names, tool_version)
            }
            Dialect::Postgres => {
                let steps = self.script_steps(work, postgres::statements)?;
                postgres::script(&before, &steps, names, tool_version)
            }
        };
        script.map_err(|error| MigrateError::History {
            reason: error.to_string(),
        })
    }

    fn script_steps<S>(
        &self,
        work: Work<'_>,
        statements: impl Fn(&mut Replay, &[Operation]) -> Result<Vec<S>, DialectError>,
    ) -> Result<Vec<ScriptStep<S>>, MigrateError> {
        let mut replay = work.replay;
        let steps = work.steps.into_iter();
        steps
            .map(|step| script_step(&mut replay, step, &statements))
            .collect()
    }
}

fn script_step<S>(
    replay: &mut Replay,
    step: Step<'_>,
    statements: impl Fn(&mut Replay, &[Operation]) -> Result<Vec<S>, DialectError>,
) -> Result<ScriptStep<S>, MigrateError> {
    let failed = |error| MigrateError::Step {
        revision: step.revision.clone(),
        direction: step.direction,
        error: Box::new(StepError::Dialect(error)),
    };
    if let Some(hook) = step.operations.iter().find_map(hook) {
        return Err(failed(DialectError::HookInScript { hook }));
    }
    let statements = statements(replay, &step.operations).map_err(failed)?;
    let record = step.record();
    Ok(ScriptStep {
        message: step.of.message.clone(),
        recorded: match step.direction {
            Direction::Upgrade => Recorded::Applied {
                checksum: record.checksum,
                source: record.source,
            },
            Direction::Downgrade => Recorded::Reverted,
        },
        fills: step.fills(),
        revision: step.revision,
        statements,
        foreign_keys_on: step.foreign_keys_on,
    })
}

fn hook(operation: &Operation) -> Option<String> {
    match operation {
        Operation::Run(run) => Some(run.hook.clone()),
        _ => None,
    }
}
