//! From a history and what a user asks for to steps, and on to a database.

use std::borrow::Cow;
use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Settled};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::plan::{self, phases};
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::{Phase, RevisionFile, RevisionId, write};

use super::{
    AppliedRevision, Direction, Executor, MigrateError, Observer, Options, Record, State, Step,
    Work,
};

/// Moves databases along a history.
#[derive(Clone, Copy, Debug)]
pub struct Migrator<'h> {
    pub(super) history: &'h History,
    phase: Phase,
}

impl<'h> Migrator<'h> {
    /// For that history.
    pub fn new(history: &'h History) -> Self {
        Self {
            history,
            phase: Phase::Contract,
        }
    }

    /// Upgrades no further than this phase: with [`Phase::Expand`], they stop before each
    /// contract that is not applied.
    #[must_use]
    pub fn through(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }

    /// Applies what is missing for `target`. Returns what was applied, in order.
    ///
    /// # Errors
    /// If what is applied does not fit the history, or a revision fails.
    pub fn upgrade(
        &self,
        executor: &mut dyn Executor,
        target: &RevisionSpec,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let mut done = Vec::new();
        if let Some(before) = self.before_replacement(executor)? {
            let migrator = Migrator::new(&before.history).through(self.phase);
            let Some(replacing) = self.replacing_on_the_way(target, &before) else {
                return migrator.upgrade(executor, target, options, observer);
            };
            for replaced in replacing.iter().flat_map(|file| &file.revision.replaces) {
                let target = RevisionSpec::parse(replaced.as_str())?;
                done.extend(migrator.upgrade(executor, &target, options, observer)?);
            }
            if self.phase == Phase::Expand && self.before_replacement(executor)?.is_some() {
                return Ok(done);
            }
        }
        let mut meant = None;
        let mut planner = |state: &State| {
            let work = self.plan_once(state, target, &mut meant, |state, target| {
                self.plan_upgrade(state, target)
            })?;
            self.check_hooks(&work, options)?;
            Ok(work)
        };
        done.extend(executor.run(&mut planner, options, observer)?);
        Ok(done)
    }

    /// Reverts what comes after `target`. Returns what was reverted, in order.
    ///
    /// # Errors
    /// As [`Migrator::upgrade`], and before anything is changed if a revision cannot be
    /// reverted.
    pub fn downgrade(
        &self,
        executor: &mut dyn Executor,
        target: &RevisionSpec,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        if let Some(before) = self.before_replacement(executor)? {
            let migrator = Migrator::new(&before.history);
            return migrator.downgrade(executor, target, options, observer);
        }
        let mut meant = None;
        let mut planner = |state: &State| {
            let work = self.plan_once(state, target, &mut meant, |state, target| {
                self.plan_downgrade(state, target)
            })?;
            self.check_hooks(&work, options)?;
            Ok(work)
        };
        executor.run(&mut planner, options, observer)
    }

    /// Records that the database is at `targets`, and runs nothing. What comes after one of
    /// them is no longer recorded; branches that none of them is on stay as they are.
    ///
    /// # Errors
    /// If there is no such revision, what is recorded does not fit the history, or the
    /// database cannot be written.
    pub fn stamp(
        &self,
        executor: &mut dyn Executor,
        targets: &[RevisionSpec],
        options: &Options,
    ) -> Result<(), MigrateError> {
        executor.stamp(
            &mut |state| {
                let settled = self.history.as_revisions().settle(&state.applied())?;
                let graph = self.history.graph();
                let stamped = plan::stamped(graph, &settled.applied, targets)?;
                Ok(self.records(&stamped))
            },
            options,
        )
    }

    /// Records that the database is at `targets` and at nothing else, whatever was recorded
    /// before: mends bookkeeping that says what cannot be.
    ///
    /// # Errors
    /// If there is no such revision, or the database cannot be written.
    pub fn stamp_purged(
        &self,
        executor: &mut dyn Executor,
        targets: &[RevisionSpec],
        options: &Options,
    ) -> Result<(), MigrateError> {
        let stamped = plan::stamped(self.history.graph(), &BTreeSet::new(), targets)?;
        executor.stamp_purged(&self.records(&stamped), options)
    }

    /// What [`Migrator::upgrade`] would run on a database in this state.
    ///
    /// # Errors
    /// If what is applied does not fit the history.
    pub fn plan_upgrade(
        &self,
        state: &State,
        target: &RevisionSpec,
    ) -> Result<Work<'h>, MigrateError> {
        let settled = self.settle(state)?;
        let missing = plan::upgrade(self.history.graph(), &settled.applied, target)?;
        let revisions = phases::within(self.history.as_revisions(), missing, self.phase).run;
        if revisions.is_empty() && settled.replacing.is_empty() {
            self.check_heads_unchanged(state)?;
            return Ok(Work::default());
        }
        self.check_unchanged(state)?;
        self.work_from(&settled, &revisions, Direction::Upgrade)
    }

    /// What [`Migrator::downgrade`] would run on a database in this state.
    ///
    /// # Errors
    /// If what is applied does not fit the history, or a revision cannot be reverted.
    pub fn plan_downgrade(
        &self,
        state: &State,
        target: &RevisionSpec,
    ) -> Result<Work<'h>, MigrateError> {
        let settled = self.settle(state)?;
        let revisions = plan::downgrade(self.history.graph(), &settled.applied, target)?;
        if revisions.is_empty() {
            return Ok(Work::default());
        }
        self.check_unchanged(state)?;
        self.work_from(&settled, &revisions, Direction::Downgrade)
    }

    /// Plans, and again when the database has changed. `+2` and `-1` are counted from where
    /// the database was at first: `meant` keeps what they were then.
    fn plan_once(
        &self,
        state: &State,
        target: &RevisionSpec,
        meant: &mut Option<(Direction, Vec<RevisionId>)>,
        plan: impl Fn(&State, &RevisionSpec) -> Result<Work<'h>, MigrateError>,
    ) -> Result<Work<'h>, MigrateError> {
        if let Some((direction, revisions)) = meant {
            let settled = self.settle(state)?;
            let applied = &settled.applied;
            plan::check_applied(self.history.graph(), applied)?;
            self.check_unchanged(state)?;
            let is_left = |id: &&RevisionId| match direction {
                Direction::Upgrade => !applied.contains(*id),
                Direction::Downgrade => applied.contains(*id),
            };
            let left: Vec<RevisionId> = revisions.iter().filter(is_left).cloned().collect();
            return self.work_from(&settled, &left, *direction);
        }
        let work = plan(state, target)?;
        let mut run = work.steps.iter().filter(|step| !step.replaces).peekable();
        if let (Some(_), Some(first)) = (target.steps_from_current(), run.peek()) {
            let direction = first.direction;
            *meant = Some((direction, run.map(|step| step.revision.clone()).collect()));
        }
        Ok(work)
    }

    /// As [`Migrator::work`], and before it what is recorded in place of others.
    fn work_from(
        &self,
        settled: &Settled,
        revisions: &[RevisionId],
        direction: Direction,
    ) -> Result<Work<'h>, MigrateError> {
        let mut work = self.work(&settled.applied, revisions, direction)?;
        let replacing = settled.replacing.iter();
        let replacing = replacing.filter_map(|id| self.history.revision(id));
        let recorded = replacing.map(|file| Step {
            replaces: true,
            foreign_keys_on: false,
            ..step(file, Direction::Upgrade, Cow::Borrowed(&[]))
        });
        work.steps.splice(0..0, recorded);
        Ok(work)
    }

    /// The steps through `revisions`, in this order, for a database where `applied` are.
    ///
    /// # Errors
    /// If the history cannot be replayed for it, or a revision cannot be reverted.
    pub fn work(
        &self,
        applied: &BTreeSet<RevisionId>,
        revisions: &[RevisionId],
        direction: Direction,
    ) -> Result<Work<'h>, MigrateError> {
        match direction {
            Direction::Upgrade => self.upward(applied, revisions),
            Direction::Downgrade => self.downward(applied, revisions),
        }
    }

    fn upward(
        &self,
        applied: &BTreeSet<RevisionId>,
        revisions: &[RevisionId],
    ) -> Result<Work<'h>, MigrateError> {
        let mut replay = match self.history.replay_near_head(applied) {
            Some(replay) => replay,
            None => {
                let mut replay = Replay::default();
                for file in self.applied(applied) {
                    apply(&mut replay, file)?;
                }
                replay
            }
        };
        plan::arrive(self.history, applied, revisions, &mut replay)?;
        let files = revisions.iter().filter_map(|id| self.history.revision(id));
        let steps = files.map(|file| {
            let operations = Cow::Borrowed(file.revision.upgrade.as_slice());
            step(file, Direction::Upgrade, operations)
        });
        Ok(Work {
            replay,
            steps: steps.collect(),
        })
    }

    fn downward(
        &self,
        applied: &BTreeSet<RevisionId>,
        revisions: &[RevisionId],
    ) -> Result<Work<'h>, MigrateError> {
        let mut replay = Replay::default();
        let mut steps = Vec::new();
        for file in self.applied(applied) {
            let revision = &file.revision;
            if !revisions.contains(&revision.id) {
                apply(&mut replay, file)?;
                continue;
            }
            let irreversible = |reason: String| MigrateError::Irreversible {
                revision: revision.id.clone(),
                reason,
            };
            if revision.irreversible {
                return Err(irreversible("it says so".to_owned()));
            }
            let done = replay
                .apply_reversibly(&revision.upgrade)
                .map_err(|(_, error)| conflict(file, &error))?;
            let operations = match &revision.downgrade {
                Some(written) => Cow::Borrowed(written.as_slice()),
                None => Cow::Owned(
                    done.reversed
                        .map_err(|error| irreversible(error.to_string()))?,
                ),
            };
            steps.push(step(file, Direction::Downgrade, operations));
        }
        steps.sort_by_key(|step| revisions.iter().position(|id| *id == step.revision));
        Ok(Work { replay, steps })
    }

    /// The files of what is applied, in the order of the graph.
    fn applied<'s>(
        &'s self,
        applied: &'s BTreeSet<RevisionId>,
    ) -> impl Iterator<Item = &'h RevisionFile> + 's {
        let files = self.history.revisions();
        files.filter(|file| applied.contains(&file.revision.id))
    }

    /// Refuses the newest of the applied revisions if they are no longer what they were:
    /// under review they are edited, and then there is something to do after all. That the
    /// others are as they were is seen when there is something to run, and their
    /// `base_schema`s tell before that.
    ///
    /// # Errors
    /// [`MigrateError::ChecksumMismatch`].
    pub fn check_heads_unchanged(&self, state: &State) -> Result<(), MigrateError> {
        let heads = plan::current_heads(self.history.graph(), &state.applied());
        let rows = state.revisions.iter();
        rows.filter(|row| heads.contains(&row.revision))
            .try_for_each(|row| self.check_row(row))
    }

    /// Refuses applied revisions that are no longer what they were.
    pub(super) fn check_unchanged(&self, state: &State) -> Result<(), MigrateError> {
        let mut rows = state.revisions.iter();
        rows.try_for_each(|row| self.check_row(row))
    }

    fn check_row(&self, row: &AppliedRevision) -> Result<(), MigrateError> {
        let replaced = || self.history.as_revisions().replaced(&row.revision);
        let Some(file) = self.history.revision(&row.revision).or_else(replaced) else {
            return Ok(());
        };
        let found = checksum(&file.revision);
        if found == row.checksum {
            return Ok(());
        }
        Err(MigrateError::ChecksumMismatch {
            revision: row.revision.clone(),
            recorded: row.checksum.clone(),
            found,
        })
    }

    /// What the bookkeeping keeps of these, in the order of the graph.
    fn records(&self, stamped: &BTreeSet<RevisionId>) -> Vec<Record> {
        let records = self.applied(stamped).map(|file| Record {
            revision: file.revision.id.clone(),
            checksum: checksum(&file.revision),
            source: write::revision(&file.revision),
        });
        records.collect()
    }
}

fn step<'h>(
    file: &'h RevisionFile,
    direction: Direction,
    operations: Cow<'h, [Operation]>,
) -> Step<'h> {
    Step {
        revision: file.revision.id.clone(),
        direction,
        operations,
        foreign_keys_on: file.revision.foreign_keys_on,
        of: &file.revision,
        replaces: false,
    }
}

fn apply(replay: &mut Replay, file: &RevisionFile) -> Result<(), MigrateError> {
    match replay.apply_all(&file.revision.upgrade) {
        Ok(_) => Ok(()),
        Err((_, error)) => Err(conflict(file, &error)),
    }
}

fn conflict(
    file: &RevisionFile,
    error: &keeper_schema_core::operation::ApplyError,
) -> MigrateError {
    MigrateError::History {
        reason: format!(
            "revision `{}` does not apply after the others that are applied: {error}",
            file.revision.id
        ),
    }
}
