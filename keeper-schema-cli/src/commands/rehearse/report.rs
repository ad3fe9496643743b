//! What a rehearsal found.

use std::time::Duration;

use keeper_schema::migrate::MeasuredStatement;
use keeper_schema_core::revision::RevisionId;

use super::origin::Origin;

/// All that a rehearsal found.
pub(crate) struct Report {
    /// Where the rows are from.
    pub(crate) origin: Origin,
    /// The ways that were gone, in order.
    pub(crate) passes: Vec<Pass>,
    /// Why the way down was not gone, if it was not.
    pub(crate) no_way_down: Option<String>,
    /// How large the database was, in bytes, phase by phase.
    pub(crate) sizes: Vec<(Phase, u64)>,
    /// Each table that was there before or came to be.
    pub(crate) tables: Vec<TableReport>,
    /// Whether SQL of a person may have changed any row.
    pub(crate) changes_rows: bool,
    /// What stands against running it, a sentence each; nothing if it may be run.
    pub(crate) findings: Vec<String>,
}

/// One way up or down.
pub(crate) struct Pass {
    pub(crate) phase: Phase,
    pub(crate) revisions: Vec<RevisionReport>,
}

/// Where a rehearsal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Before,
    Up,
    Down,
    UpAgain,
}

/// What a revision took.
pub(crate) struct RevisionReport {
    pub(crate) revision: RevisionId,
    pub(crate) message: String,
    /// Its operations, in words.
    pub(crate) operations: Vec<String>,
    /// When it began, since the rehearsal did.
    pub(crate) began: Duration,
    /// Nothing if it failed.
    pub(crate) took: Option<Duration>,
    pub(crate) statements: Vec<StatementReport>,
    /// What was locked for others, and for how long.
    pub(crate) locks: Vec<LockReport>,
    pub(crate) rewritten: Vec<String>,
}

/// What a statement took.
pub(crate) struct StatementReport {
    pub(crate) sql: String,
    /// The position of the operation that it is for, where that can be told.
    pub(crate) operation: Option<usize>,
    pub(crate) took: Duration,
    pub(crate) locks: Vec<LockReport>,
    pub(crate) rewritten: Vec<String>,
}

/// A lock, since the rehearsal began.
#[derive(Clone)]
pub(crate) struct LockReport {
    pub(crate) table: String,
    pub(crate) mode: String,
    pub(crate) from: Duration,
    pub(crate) until: Duration,
}

/// Who has to wait while a lock is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Waits {
    Changes,
    Writers,
    Everybody,
}

/// What became of a table.
pub(crate) struct TableReport {
    /// Its name in the end, or before it went.
    pub(crate) table: String,
    pub(crate) fate: Fate,
    /// How many rows it had, phase by phase; nothing where it was not there.
    pub(crate) rows: Vec<(Phase, Option<u64>)>,
}

/// What the rehearsal did to a table.
pub(crate) enum Fate {
    /// It was there all the time. `changed` has the phases after which the columns that no
    /// operation touches held something else than before.
    Kept {
        columns: Vec<String>,
        checksum: String,
        changed: Vec<Phase>,
    },
    /// A revision makes it.
    Made,
    /// A revision drops it.
    Dropped,
}

impl Phase {
    /// In words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Up => "up",
            Self::Down => "down",
            Self::UpAgain => "up again",
        }
    }

    /// Whether the revisions are applied.
    pub(crate) fn is_up(self) -> bool {
        match self {
            Self::Up | Self::UpAgain => true,
            Self::Before | Self::Down => false,
        }
    }
}

impl Pass {
    /// What a revision took on this way.
    pub(crate) fn revision(&self, id: &RevisionId) -> Option<&RevisionReport> {
        self.revisions.iter().find(|it| it.revision == *id)
    }
}

impl Waits {
    /// For people.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Changes => "only changes of the schema wait",
            Self::Writers => "writers wait",
            Self::Everybody => "readers and writers wait",
        }
    }
}

impl LockReport {
    /// Who waits for it.
    pub(crate) fn waits(&self) -> Waits {
        match self.mode.as_str() {
            "AccessExclusiveLock" => Waits::Everybody,
            // The last one is SQLite's.
            "ExclusiveLock" | "ShareRowExclusiveLock" | "ShareLock" | "WriteLock" => Waits::Writers,
            _ => Waits::Changes,
        }
    }

    /// How long it was held.
    pub(crate) fn held(&self) -> Duration {
        self.until.saturating_sub(self.from)
    }
}

impl StatementReport {
    pub(crate) fn new(
        statement: MeasuredStatement,
        operation: Option<usize>,
        start: std::time::Instant,
    ) -> Self {
        let locks = statement.locks.into_iter().map(|lock| LockReport {
            table: lock.table,
            mode: lock.mode,
            from: lock.from.saturating_duration_since(start),
            until: lock.until.saturating_duration_since(start),
        });
        Self {
            locks: locks.collect(),
            sql: statement.sql,
            operation,
            took: statement.took,
            rewritten: statement.rewritten,
        }
    }
}

impl RevisionReport {
    /// Adds what a statement of it took.
    pub(crate) fn push(&mut self, statement: StatementReport) {
        self.locks.extend(statement.locks.iter().cloned());
        for table in &statement.rewritten {
            if !self.rewritten.contains(table) {
                self.rewritten.push(table.clone());
            }
        }
        self.statements.push(statement);
    }
}
