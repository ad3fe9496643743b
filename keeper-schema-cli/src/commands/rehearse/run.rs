//! The ways up and down, and what is looked at before and after each.

use std::collections::BTreeSet;
use std::time::Instant;

use keeper_schema::migrate::{
    Direction, Executor, MigrateError, Migrator, Options, State, Step, Work,
};
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::Schema;

use super::hooked::{Goal, Hooked, Program};
use super::look::{self, Look};
use super::origin::Origin;
use super::recorder::Recorder;
use super::report::{Pass, Phase, Report};
use super::shares::Shares;
use super::untouched::{Effects, follow};
use super::verdict;
use crate::failure::Failure;
use crate::migrator_bin::Ended;
use crate::progress::Progress;

/// Goes up, down and up again on a copy.
pub(crate) fn rehearse(
    history: &History,
    executor: &mut dyn Executor,
    target: &RevisionSpec,
    options: &Options,
    hooked: &Hooked<'_>,
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
    let steps = work.steps.clone();
    let program = hooked.program(steps.iter().chain(down.iter().flat_map(|it| &it.steps)))?;
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
        steps,
        program,
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
struct WayDown<'h> {
    revisions: Vec<RevisionId>,
    steps: Vec<Step<'h>>,
    /// Whether SQL of a person runs, or rows are brought, taken away or filled.
    changes_rows: bool,
    shares: Shares,
}

/// What brings the database back to where it is, or why nothing does.
fn way_down<'h>(
    migrator: &Migrator<'h>,
    dialect: Dialect,
    state: &State,
    work: &Work<'_>,
) -> Result<WayDown<'h>, String> {
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
        steps: work.steps,
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
    /// What is run on the way up.
    steps: Vec<Step<'r>>,
    /// Who runs it, if it is not this program.
    program: Option<Program<'r>>,
}

impl Rehearsal<'_> {
    fn all(&mut self, target: &RevisionSpec, down: Option<&WayDown<'_>>) -> Result<(), Ended> {
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

    fn up(&mut self, phase: Phase, target: &RevisionSpec) -> Result<(), Ended> {
        let (history, options) = (self.history, self.options);
        let (program, steps) = (self.program.take(), std::mem::take(&mut self.steps));
        let ended = self.pass(
            phase,
            self.up.clone(),
            |executor, recorder| match &program {
                Some(program) => program.run(history, &steps, Goal::Target(target), recorder),
                None => {
                    let migrator = Migrator::new(history);
                    Ok(migrator.upgrade(executor, target, options, recorder)?)
                }
            },
        );
        (self.program, self.steps) = (program, steps);
        ended
    }

    fn down(&mut self, way: &WayDown<'_>) -> Result<(), Ended> {
        let (history, options) = (self.history, self.options);
        let program = self.program.take();
        let ended = self.pass(Phase::Down, way.shares.clone(), |executor, recorder| {
            let revisions = &way.revisions;
            if let Some(program) = &program {
                return program.run(history, &way.steps, Goal::Down(revisions), recorder);
            }
            let migrator = Migrator::new(history);
            let mut planner = |state: &State| {
                let work = migrator.work(&state.applied(), revisions, Direction::Downgrade)?;
                migrator.check_hooks(&work, options)?;
                Ok(work)
            };
            Ok(executor.run(&mut planner, options, recorder)?)
        });
        self.program = program;
        ended
    }

    fn pass(
        &mut self,
        phase: Phase,
        shares: Shares,
        run: impl FnOnce(&mut dyn Executor, &mut Recorder<'_>) -> Result<Vec<RevisionId>, Ended>,
    ) -> Result<(), Ended> {
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
        Ok(self.look(phase)?)
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
