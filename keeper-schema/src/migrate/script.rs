//! Work as SQL text, for a database that is not here.

use std::collections::BTreeSet;

use keeper_schema_core::dialect::{BookkeepingNames, DialectError, Recorded, ScriptStep, sqlite};
use keeper_schema_core::history::History;
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::RevisionId;

use super::{Direction, MigrateError, Migrator, Step, StepError};

impl Migrator<'_> {
    /// The steps through `revisions` as an SQL script for SQLite.
    ///
    /// # Errors
    /// As [`Migrator::work`], and what SQLite has no statement for.
    pub fn script(
        &self,
        applied: &BTreeSet<RevisionId>,
        revisions: &[RevisionId],
        direction: Direction,
        names: &BookkeepingNames,
        tool_version: &str,
    ) -> Result<String, MigrateError> {
        let mut work = self.work(applied, revisions, direction)?;
        let mut steps = Vec::new();
        for step in work.steps {
            steps.push(script_step(
                self.history,
                &mut work.replay,
                step,
                sqlite::statements,
            )?);
        }
        let before: Vec<RevisionId> = applied.iter().cloned().collect();
        sqlite::script(&before, &steps, names, tool_version).map_err(|error| {
            MigrateError::History {
                reason: error.to_string(),
            }
        })
    }
}

fn script_step<S>(
    history: &History,
    replay: &mut Replay,
    step: Step<'_>,
    statements: impl Fn(&mut Replay, &[Operation]) -> Result<Vec<S>, DialectError>,
) -> Result<ScriptStep<S>, MigrateError> {
    let statements = statements(replay, &step.operations).map_err(|error| MigrateError::Step {
        revision: step.revision.clone(),
        direction: step.direction,
        error: Box::new(StepError::Dialect(error)),
    })?;
    let file = history.revision(&step.revision);
    Ok(ScriptStep {
        message: file
            .map(|file| file.revision.message.clone())
            .unwrap_or_default(),
        recorded: match step.direction {
            Direction::Upgrade => Recorded::Applied {
                checksum: step.checksum,
                source: step.source,
            },
            Direction::Downgrade => Recorded::Reverted,
        },
        revision: step.revision,
        statements,
        foreign_keys_on: step.foreign_keys_on,
    })
}
