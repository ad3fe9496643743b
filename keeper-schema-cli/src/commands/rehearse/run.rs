//! The ways up and down, and what is looked at before and after each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use keeper_schema::migrate::{
    Direction, Executor, MigrateError, Migrator, Options, State, TableColumns, TableContent, Work,
};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::{Schema, TableName};

use super::recorder::Recorder;
use super::report::{Fate, Pass, Phase, Report, TableReport};
use super::untouched::{Effects, Untouched, follow};
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
            down = way_down(&migrator, &state, &work);
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
    let (schemas, effects) = effects(executor, work)?;
    let mut rehearsal = Rehearsal {
        executor,
        history,
        options,
        start: Instant::now(),
        looks: Vec::new(),
        passes: Vec::new(),
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

/// What brings the database back to where it is, or why nothing does.
fn way_down(
    migrator: &Migrator<'_>,
    state: &State,
    work: &Work<'_>,
) -> Result<Vec<RevisionId>, String> {
    if work.steps.iter().any(|step| step.replaces) {
        return Err("what a revision replaces cannot be brought back".to_owned());
    }
    let upward = work.steps.iter().map(|step| step.revision.clone());
    let downward: Vec<RevisionId> = upward.rev().collect();
    let mut applied: BTreeSet<RevisionId> = state.applied();
    applied.extend(downward.iter().cloned());
    match migrator.work(&applied, &downward, Direction::Downgrade) {
        Ok(_) => Ok(downward),
        Err(error) => Err(error.to_string()),
    }
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

/// What is in the tables at one moment, and how large the database is.
struct Look {
    phase: Phase,
    size: u64,
    tables: BTreeMap<TableName, TableContent>,
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
    /// Whether there is nothing to run.
    is_there: bool,
}

impl Rehearsal<'_> {
    fn all(
        &mut self,
        target: &RevisionSpec,
        down: Option<&Vec<RevisionId>>,
    ) -> Result<(), MigrateError> {
        if self.is_there {
            eprintln!("nothing to do: the database is at `{target}`");
            return Ok(());
        }
        self.up(Phase::Up, target)?;
        let Some(down) = down.filter(|down| !down.is_empty()) else {
            return Ok(());
        };
        self.down(down)?;
        self.up(Phase::UpAgain, target)
    }

    fn up(&mut self, phase: Phase, target: &RevisionSpec) -> Result<(), MigrateError> {
        let (history, options) = (self.history, self.options);
        self.pass(phase, |executor, recorder| {
            Migrator::new(history).upgrade(executor, target, options, recorder)
        })
    }

    fn down(&mut self, revisions: &[RevisionId]) -> Result<(), MigrateError> {
        let (migrator, options) = (Migrator::new(self.history), self.options);
        self.pass(Phase::Down, |executor, recorder| {
            let mut planner =
                |state: &State| migrator.work(&state.applied(), revisions, Direction::Downgrade);
            executor.run(&mut planner, options, recorder)
        })
    }

    fn pass(
        &mut self,
        phase: Phase,
        run: impl FnOnce(&mut dyn Executor, &mut Recorder<'_>) -> Result<Vec<RevisionId>, MigrateError>,
    ) -> Result<(), MigrateError> {
        eprintln!("{}", phase.name());
        let progress = Progress::new(self.history);
        let mut recorder = Recorder::new(self.executor.dialect(), self.start, progress);
        let done = run(self.executor, &mut recorder);
        recorder.end();
        self.passes.push(Pass {
            phase,
            revisions: recorder.revisions,
        });
        done?;
        self.look(phase)
    }

    /// Reads every table. Of one that was there before, only what nothing touches.
    fn look(&mut self, phase: Phase) -> Result<(), MigrateError> {
        let size = self.executor.size()?;
        let mut tables = BTreeMap::new();
        let [before, after] = &self.schemas;
        let expected = if phase.is_up() { after } else { before };
        for found in self.executor.columns(expected)? {
            let untouched = self.effects.untouched.iter();
            let mut untouched = untouched.map(|it| it.columns(phase));
            let columns = untouched.find(|it| it.table == found.table);
            let of = columns.cloned().unwrap_or(TableColumns {
                columns: Vec::new(),
                ..found
            });
            let content = self.executor.content(&of)?;
            tables.insert(of.table, content);
        }
        self.looks.push(Look {
            phase,
            size,
            tables,
        });
        Ok(())
    }

    fn report(&mut self, no_way_down: Option<String>, findings: Vec<String>) -> Report {
        Report {
            passes: std::mem::take(&mut self.passes),
            no_way_down,
            sizes: self.looks.iter().map(|it| (it.phase, it.size)).collect(),
            tables: self.tables(),
            changes_rows: self.effects.changes_rows,
            findings,
        }
    }

    fn tables(&self) -> Vec<TableReport> {
        let mut kept: Vec<TableReport> = self
            .effects
            .untouched
            .iter()
            .map(|it| self.kept(it))
            .collect();
        let mut names: BTreeSet<(&TableName, bool)> = BTreeSet::new();
        for look in &self.looks {
            let is_up = look.phase.is_up();
            let is_kept = |name: &&TableName| {
                let mut untouched = self.effects.untouched.iter();
                untouched.any(|it| it.columns(look.phase).table == **name)
            };
            let others = look.tables.keys().filter(|name| !is_kept(name));
            names.extend(others.map(|name| (name, is_up)));
        }
        kept.extend(
            names
                .into_iter()
                .map(|(name, is_up)| self.other(name, is_up)),
        );
        kept.sort_by(|one, other| one.table.cmp(&other.table));
        kept
    }

    /// A table that was there all the time.
    fn kept(&self, untouched: &Untouched) -> TableReport {
        let content = |look: &Look| {
            look.tables
                .get(&untouched.columns(look.phase).table)
                .cloned()
        };
        let contents: Vec<_> = self
            .looks
            .iter()
            .map(|it| (it.phase, content(it)))
            .collect();
        let before = contents.first().and_then(|(_, content)| content.clone());
        let differs = |content: &Option<TableContent>| *content != before;
        let changed = contents.iter().filter(|(_, content)| differs(content));
        TableReport {
            table: untouched.after.table.to_string(),
            fate: Fate::Kept {
                columns: untouched.before.columns.clone(),
                checksum: before
                    .as_ref()
                    .map(|it| it.checksum.clone())
                    .unwrap_or_default(),
                changed: changed.map(|(phase, _)| *phase).collect(),
            },
            rows: contents
                .iter()
                .map(|(phase, content)| (*phase, content.as_ref().map(|it| it.rows)))
                .collect(),
        }
    }

    /// A table that a revision makes or drops.
    fn other(&self, name: &TableName, is_made: bool) -> TableReport {
        let rows = self.looks.iter().map(|look| {
            let content = look
                .tables
                .get(name)
                .filter(|_| look.phase.is_up() == is_made);
            (look.phase, content.map(|it| it.rows))
        });
        TableReport {
            table: name.to_string(),
            fate: match is_made {
                true => Fate::Made,
                false => Fate::Dropped,
            },
            rows: rows.collect(),
        }
    }
}

impl Untouched {
    /// The table and its columns as they are called in a phase.
    fn columns(&self, phase: Phase) -> &TableColumns {
        match phase.is_up() {
            true => &self.after,
            false => &self.before,
        }
    }
}
