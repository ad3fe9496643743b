//! Takes down what a migrator does on the copy.

use std::time::{Duration, Instant};

use keeper_schema::migrate::{self, Direction, MeasuredStatement, Observer, Step};
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::revision::RevisionId;

use super::report::{LockReport, RevisionReport, StatementReport};
use super::shares::Shares;
use crate::progress::Progress;

/// What SQLite's only lock is on, and what it is: others may read until it is given back.
const FILE: (&str, &str) = ("the whole file", "WriteLock");

/// Observes one way up or down, and goes on telling of progress.
pub(crate) struct Recorder<'h> {
    pub(crate) revisions: Vec<RevisionReport>,
    dialect: Dialect,
    shares: Shares,
    start: Instant,
    progress: Progress<'h>,
    /// The first revision whose transaction is open, on SQLite.
    open: usize,
}

impl<'h> Recorder<'h> {
    /// For a way that is gone some time after `start`.
    pub(crate) fn new(
        dialect: Dialect,
        shares: Shares,
        start: Instant,
        progress: Progress<'h>,
    ) -> Self {
        Self {
            revisions: Vec::new(),
            dialect,
            shares,
            start,
            progress,
            open: 0,
        }
    }

    /// Nothing more will be done.
    pub(crate) fn end(&mut self) {
        self.progress.end();
        self.unlocked();
    }

    /// On SQLite, the lock is held from the first revision of a transaction to its end.
    fn unlocked(&mut self) {
        let until = self.start.elapsed();
        if self.dialect == Dialect::Sqlite {
            for revision in self.revisions.iter_mut().skip(self.open) {
                revision.locks.push(LockReport {
                    table: FILE.0.to_owned(),
                    mode: FILE.1.to_owned(),
                    from: revision.began,
                    until,
                });
            }
        }
        self.open = self.revisions.len();
    }
}

impl Observer for Recorder<'_> {
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        self.revisions.push(RevisionReport {
            revision: step.revision.clone(),
            message: step.of.message.clone(),
            operations: step.operations.iter().map(ToString::to_string).collect(),
            began: self.start.elapsed(),
            took: None,
            statements: Vec::new(),
            locks: Vec::new(),
            rewritten: Vec::new(),
        });
        self.progress.started(step, position, total);
    }

    fn finished(&mut self, revision: &RevisionId, direction: Direction, duration: Duration) {
        if let Some(last) = self.revisions.last_mut() {
            last.took = Some(duration);
        }
        self.progress.finished(revision, direction, duration);
    }

    fn warned(&mut self, warning: &str) {
        self.progress.warned(warning);
    }

    fn committed(&mut self, revisions: &[RevisionId]) {
        self.unlocked();
        self.progress.committed(revisions);
    }

    fn is_watching(&self) -> bool {
        self.progress.is_watching()
    }

    fn progressed(&mut self, progress: &migrate::Progress<'_>) {
        self.progress.progressed(progress);
    }

    fn is_measuring(&self) -> bool {
        true
    }

    fn measured(&mut self, statement: MeasuredStatement) {
        if let Some(last) = self.revisions.last_mut() {
            let position = last.statements.len();
            let shares = &self.shares;
            let operation = shares.operation(&last.revision, position, &statement.sql);
            last.push(StatementReport::new(statement, operation, self.start));
        }
    }
}
