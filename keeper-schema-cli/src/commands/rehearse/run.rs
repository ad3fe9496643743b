//! The ways up and down, and what is looked at before and after each.

use std::collections::BTreeSet;
use std::time::Instant;

use keeper_schema::migrate::{Direction, Executor, MigrateError, Migrator, Options, State, Work};
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::Schema;

use super::look::{self, Look};
use super::origin::Origin;
use super::recorder::Recorder;
use super::report::{Pass, Phase, Report};
use super::shares::Shares;
use super::untouched::{Effects, follow};
use super::verdict;
use crate::failure::Failure;
use crate::progress::Progress;

/// Goes up, down and up again on a copy.
pub(crate) fn rehearse(
    history: &History,
    executor: &mut dyn Executor,
    target: &RevisionSpec,
    options: &Options,
) -> Result<Report, Failure> {
    let migrator = Migrator::new(history);
    let state = executor.state()?;
    let in_part = history.as_revisions().settle(&state.applied())?.in_part;
    let (work, down);
    let before;
    match in_part.as_slice() {
        [] => {
            work = migrator.plan_upgrade(&state, target)?;
            down = way_down(&migrator, executor.dialect(), &state, &work);
        }
        // An upgrade runs what is left of those first.
        [replacing, ..] => {
            before = history.without(&in_part)?;
            work = Migrator::new(&before).plan_upgrade(&state, target)?;
            down = Err(format!(
                "the database has a part of what revision `{replacing}` replaces"
            ));
        }
    }
    let is_there = work.steps.is_empty();
    let up = Shares::of(executor.dialect(), &work);
    let (schemas, mut effects) = effects(executor, work)?;
    effects.changes_rows |= down.as_ref().is_ok_and(|down| down.changes_rows);
    let mut rehearsal = Rehearsal {
        executor,
        history,
        options,
        start: Instant::now(),
        looks: Vec::new(),
        passes: Vec::new(),
        up,
        schemas,
        effects,
        is_there,
    };
    rehearsal.look(Phase::Before)?;
    let mut findings = Vec::new();
    if let Err(error) = rehearsal.all(target, down.as_ref().ok()) {
        findings.push(verdict::of_error(error)?);
    }
    let is_through = findings.is_empty();
    let mut report = rehearsal.report(down.err(), findings);
    verdict::of_rows(&mut report);
    if is_through {
        let check = migrator.check(rehearsal.executor)?;
        verdict::of_schema(&mut report, &check);
    }
    Ok(report)
}

/// What is reverted, in order.
struct WayDown {
    revisions: Vec<RevisionId>,
    /// Whether SQL of a person runs, or rows are brought, taken away or filled.
    changes_rows: bool,
    shares: Shares,
}

/// What brings the database back to where it is, or why nothing does.
fn way_down(
    migrator: &Migrator<'_>,
    dialect: Dialect,
    state: &State,
    work: &Work<'_>,
) -> Result<WayDown, String> {
    if work.steps.iter().any(|step| step.replaces) {
        return Err("what a revision replaces cannot be brought back".to_owned());
    }
    let upward = work.steps.iter().map(|step| step.revision.clone());
    let downward: Vec<RevisionId> = upward.rev().collect();
    let mut applied: BTreeSet<RevisionId> = state.applied();
    applied.extend(downward.iter().cloned());
    let work = migrator.work(&applied, &downward, Direction::Downgrade);
    let work = work.map_err(|error| error.to_string())?;
    let mut operations = work.steps.iter().flat_map(|step| step.operations.iter());
    Ok(WayDown {
        revisions: downward,
        changes_rows: operations.any(|it| {
            matches!(
                it,
                Operation::Execute(_) | Operation::Run(_) | Operation::Rows(_)
            )
        }),
        shares: Shares::of(dialect, &work),
    })
}

/// The schema before and after, and what becomes of the tables between.
fn effects(
    executor: &mut dyn Executor,
    mut work: Work<'_>,
) -> Result<([Schema; 2], Effects), Failure> {
    let before = work.replay.schema().clone();
    let tables = executor.columns(&before)?;
    let operations = work.steps.iter().filter(|step| !step.replaces);
    let operations = operations.flat_map(|step| step.operations.iter());
    let effects = follow(tables, &mut work.replay, operations)
        .map_err(|error| Failure::call(error.to_string()))?;
    Ok(([before, work.replay.into_schema()], effects))
}

struct Rehearsal<'r> {
    executor: &'r mut dyn Executor,
    history: &'r History,
    options: &'r Options,
    start: Instant,
    looks: Vec<Look>,
    passes: Vec<Pass>,
    /// What the history says before and after.
    schemas: [Schema; 2],
    effects: Effects,
    up: Shares,
    /// Whether there is nothing to run.
    is_there: bool,
}

impl Rehearsal<'_> {
    fn all(&mut self, target: &RevisionSpec, down: Option<&WayDown>) -> Result<(), MigrateError> {
        if self.is_there {
            eprintln!("nothing to do: the database is at `{target}`");
            return Ok(());
        }
        self.up(Phase::Up, target)?;
        let Some(down) = down else {
            return Ok(());
        };
        self.down(down)?;
        self.up(Phase::UpAgain, target)
    }

    fn up(&mut self, phase: Phase, target: &RevisionSpec) -> Result<(), MigrateError> {
        let (history, options) = (self.history, self.options);
        self.pass(phase, self.up.clone(), |executor, recorder| {
            Migrator::new(history).upgrade(executor, target, options, recorder)
        })
    }

    fn down(&mut self, way: &WayDown) -> Result<(), MigrateError> {
        let (migrator, options) = (Migrator::new(self.history), self.options);
        self.pass(Phase::Down, way.shares.clone(), |executor, recorder| {
            let mut planner = |state: &State| {
                migrator.work(&state.applied(), &way.revisions, Direction::Downgrade)
            };
            executor.run(&mut planner, options, recorder)
        })
    }

    fn pass(
        &mut self,
        phase: Phase,
        shares: Shares,
        run: impl FnOnce(&mut dyn Executor, &mut Recorder<'_>) -> Result<Vec<RevisionId>, MigrateError>,
    ) -> Result<(), MigrateError> {
        eprintln!("{}", phase.name());
        let progress = Progress::new(self.history);
        let mut recorder = Recorder::new(self.executor.dialect(), shares, self.start, progress);
        let done = run(self.executor, &mut recorder);
        recorder.end();
        self.passes.push(Pass {
            phase,
            revisions: recorder.revisions,
        });
        done?;
        self.look(phase)
    }

    fn look(&mut self, phase: Phase) -> Result<(), MigrateError> {
        let [before, after] = &self.schemas;
        let expected = if phase.is_up() { after } else { before };
        let look = Look::take(phase, self.executor, expected, &self.effects)?;
        self.looks.push(look);
        Ok(())
    }

    fn report(&mut self, no_way_down: Option<String>, findings: Vec<String>) -> Report {
        Report {
            origin: Origin::Copy,
            passes: std::mem::take(&mut self.passes),
            no_way_down,
            sizes: self.looks.iter().map(|it| (it.phase, it.size)).collect(),
            tables: look::reports(&self.looks, &self.effects),
            changes_rows: self.effects.changes_rows,
            findings,
        }
    }
}
