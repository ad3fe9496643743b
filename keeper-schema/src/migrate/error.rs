//! What can go wrong on the way.

use std::fmt;
use std::time::Duration;

use keeper_schema_core::dialect::{DialectError, Misfit};
use keeper_schema_core::graph::GraphError;
use keeper_schema_core::revision::RevisionId;

use super::Direction;

/// Why a database could not be moved. Nothing of the transaction that failed remains.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum MigrateError {
    /// Another holds the lock for longer than was to be waited.
    Locked { waited: Duration },
    /// The database cannot be read or written.
    Database(DatabaseError),
    /// What is applied does not fit the history, or nothing does what was asked for.
    Graph(GraphError),
    /// An applied revision is no longer what it was when it was applied.
    ChecksumMismatch {
        revision: RevisionId,
        recorded: String,
        found: String,
    },
    /// A revision cannot be reverted.
    Irreversible {
        revision: RevisionId,
        reason: String,
    },
    /// The history cannot be replayed for this database.
    History { reason: String },
    /// The database belongs to another application.
    WrongApplication { recorded: String, given: String },
    /// The bookkeeping was written by a version that this one cannot read.
    NewerFormat { oldest_reader: String },
    /// The bookkeeping holds what no version writes.
    BadBookkeeping { reason: String },
    /// A revision failed.
    Step {
        revision: RevisionId,
        direction: Direction,
        error: Box<StepError>,
    },
    /// Rows refer to rows that are not there, and did not before.
    ForeignKeys { violations: Vec<Violation> },
    /// A foreign key refers to columns that are no key.
    ForeignKeyMismatch { message: String },
}

/// Why a revision failed.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum StepError {
    /// Its operations cannot be turned into statements.
    Dialect(DialectError),
    /// A statement failed.
    Statement { sql: String, error: DatabaseError },
    /// Rows do not fit.
    Rows { found: Vec<FoundRows> },
    /// The table is not what history says.
    LiveTable {
        table: String,
        unknown: Vec<String>,
        missing: Vec<String>,
    },
    /// The name of the new table is taken.
    TemporaryExists { name: String },
    /// Rows were lost or came to be while a table was rebuilt.
    RowCount {
        table: String,
        before: u64,
        after: u64,
    },
    /// A trigger, an index or a view that no revision knows does not fit the new table.
    CarriedOver {
        table: String,
        kind: String,
        name: String,
        error: DatabaseError,
    },
    /// A table that others refer to would be rebuilt while foreign keys are enforced.
    ReferencedRebuild { table: String, by: String },
    /// SQL of a person begins or ends a transaction.
    TransactionControl { sql: String },
    /// SQL of a person ended the transaction.
    TransactionEnded { sql: String },
    /// SQL of a person has parameters.
    Parameters { sql: String },
}

/// What the database itself said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseError {
    /// What kind of failure it is.
    pub kind: DatabaseErrorKind,
    /// The database's own words.
    pub message: String,
}

/// Kinds of failures that differ in what to do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseErrorKind {
    /// Another connection holds a lock.
    Busy,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// A writer died, and its journal cannot be rolled back by one who only reads.
    HotJournal,
    /// The file is no database.
    NotADatabase,
    /// The file is damaged.
    Corrupt,
    /// The disk is full.
    Full,
    /// The file cannot be opened.
    CannotOpen,
    /// The file does not exist.
    NotFound,
    /// The SQLite library is too old.
    TooOld,
    /// The disk failed.
    Io,
    /// A constraint failed.
    Constraint,
    /// Any other.
    Other,
}

/// Rows that stand against a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRows {
    /// The table.
    pub table: String,
    /// How many rows, or groups of equal rows.
    pub count: u64,
    /// The first of them: the key, ready to show.
    pub examples: Vec<String>,
    /// What is wrong with them.
    pub misfit: Misfit,
}

/// Rows that refer to rows that are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The table with the foreign key.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The table that they refer to.
    pub parent: String,
    /// How many rows more than before.
    pub count: u64,
    /// The rowids of the first ones; empty for a table without.
    pub rowids: Vec<i64>,
}

impl MigrateError {
    /// Whether it is for another connection to let go of a lock first.
    pub fn is_locked(&self) -> bool {
        match self {
            Self::Locked { .. } => true,
            // No lock was asked for yet, and even reading was not possible.
            Self::Database(error) => error.kind == DatabaseErrorKind::Busy,
            _ => false,
        }
    }
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { waited } => write!(
                f,
                "another connection holds the lock of the database; gave up after {} s, and nothing was changed",
                waited.as_secs_f64()
            ),
            Self::Database(error) => error.fmt(f),
            Self::Graph(error) => error.fmt(f),
            Self::ChecksumMismatch {
                revision,
                recorded,
                found,
            } => write!(
                f,
                "revision `{revision}` was edited after it was applied to this database (recorded `{recorded}`, now `{found}`); restore the file and put the change in a new revision"
            ),
            Self::Irreversible { revision, reason } => {
                write!(f, "revision `{revision}` cannot be reverted: {reason}")
            }
            Self::History { reason } => f.write_str(reason),
            Self::WrongApplication { recorded, given } => write!(
                f,
                "the database belongs to `{recorded}`, not to `{given}`; is the URL right?"
            ),
            Self::NewerFormat { oldest_reader } => write!(
                f,
                "the database was last migrated by a newer tool (bookkeeping format {oldest_reader}); update this one"
            ),
            Self::BadBookkeeping { reason } => write!(
                f,
                "the bookkeeping of the database is damaged: {reason}; `stamp --purge` writes it anew"
            ),
            Self::Step {
                revision,
                direction,
                error,
            } => {
                let way = match direction {
                    Direction::Upgrade => "upgrade",
                    Direction::Downgrade => "downgrade",
                };
                write!(f, "{way} of revision `{revision}` failed: {error}")
            }
            Self::ForeignKeys { violations } => {
                f.write_str("rows would refer to rows that are not there")?;
                for violation in violations {
                    write!(f, "; {violation}")?;
                }
                Ok(())
            }
            Self::ForeignKeyMismatch { message } => {
                write!(
                    f,
                    "{message}; a foreign key must refer to a primary key or to unique columns"
                )
            }
        }
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dialect(error) => error.fmt(f),
            Self::Statement { sql, error } => write!(f, "{error}, in `{}`", shortened(sql)),
            Self::Rows { found } => {
                for (position, found) in found.iter().enumerate() {
                    let separator = if position == 0 { "" } else { "; " };
                    write!(f, "{separator}{found}")?;
                }
                Ok(())
            }
            Self::LiveTable {
                table,
                unknown,
                missing,
            } => {
                write!(f, "table `{table}` is not what its history says")?;
                if !unknown.is_empty() {
                    write!(f, "; no revision knows `{}`", unknown.join("`, `"))?;
                }
                if !missing.is_empty() {
                    write!(f, "; the database lacks `{}`", missing.join("`, `"))?;
                }
                f.write_str("; rebuilding it would lose data, so nothing was changed")
            }
            Self::TemporaryExists { name } => write!(
                f,
                "a table or index is called `{name}`, which a rebuild needs; rename it"
            ),
            Self::RowCount {
                table,
                before,
                after,
            } => write!(
                f,
                "table `{table}` had {before} rows and would have {after} after its rebuild"
            ),
            Self::CarriedOver {
                table,
                kind,
                name,
                error,
            } => write!(
                f,
                "{kind} `{name}`, which is in no revision, does not fit the new table `{table}`: {error}; drop it before and make it again after"
            ),
            Self::ReferencedRebuild { table, by } => write!(
                f,
                "table `{table}` would be rebuilt with `foreign_keys = \"on\"` while `{by}` refers to it, which deletes or blocks rows there; put the change in a revision of its own"
            ),
            Self::TransactionControl { sql } => write!(
                f,
                "`{}` begins or ends a transaction, which is the migrator's to do; remove it",
                shortened(sql)
            ),
            Self::TransactionEnded { sql } => write!(
                f,
                "`{}` ended the transaction; what ran before it may be rolled back, and nothing is recorded",
                shortened(sql)
            ),
            Self::Parameters { sql } => write!(
                f,
                "`{}` has parameters, and there are no values for them",
                shortened(sql)
            ),
        }
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let help = match self.kind {
            DatabaseErrorKind::Busy => "another connection holds a lock; try again",
            DatabaseErrorKind::ReadOnly => {
                "the file, its folder or its mount cannot be written; check `mode` in the URL and the permissions"
            }
            DatabaseErrorKind::HotJournal => {
                "a writer was interrupted and left a journal; open the database once for writing, which rolls it back"
            }
            DatabaseErrorKind::NotADatabase => "is this the right file, or is it encrypted?",
            DatabaseErrorKind::Corrupt => {
                "restore a backup, or save what can be saved with `.recover` of the sqlite3 shell"
            }
            DatabaseErrorKind::Full => {
                "the disk is full; all was rolled back, make room and try again"
            }
            DatabaseErrorKind::CannotOpen => "check that the folder exists and may be entered",
            DatabaseErrorKind::NotFound => "check the URL, or run `upgrade`, which creates it",
            DatabaseErrorKind::TooOld => "update the SQLite library",
            DatabaseErrorKind::Io => "the disk or its file system failed; all was rolled back",
            DatabaseErrorKind::Constraint | DatabaseErrorKind::Other => return Ok(()),
        };
        write!(f, "; {help}")
    }
}

impl fmt::Display for FoundRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = match (&self.misfit, self.count) {
            (Misfit::Duplicate { .. }, 1) => "group of rows",
            (Misfit::Duplicate { .. }, _) => "groups of rows",
            (_, 1) => "row",
            (_, _) => "rows",
        };
        let (count, table) = (self.count, &self.table);
        write!(f, "{count} {rows} of `{table}` {}", self.misfit)?;
        if !self.examples.is_empty() {
            let more = if self.count > self.examples.len() as u64 {
                ", …"
            } else {
                ""
            };
            write!(f, " ({}{more})", self.examples.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.count == 1 { "row" } else { "rows" };
        write!(
            f,
            "{} {rows} of `{}` (`{}`) to `{}`",
            self.count,
            self.table,
            self.columns.join("`, `"),
            self.parent
        )?;
        if !self.rowids.is_empty() {
            let rowids: Vec<String> = self.rowids.iter().map(ToString::to_string).collect();
            write!(f, ", rowid {}", rowids.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for MigrateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Step { error, .. } => error.source(),
            Self::Graph(_)
            | Self::Database(_)
            | Self::Locked { .. }
            | Self::ChecksumMismatch { .. }
            | Self::Irreversible { .. }
            | Self::History { .. }
            | Self::WrongApplication { .. }
            | Self::NewerFormat { .. }
            | Self::BadBookkeeping { .. }
            | Self::ForeignKeys { .. }
            | Self::ForeignKeyMismatch { .. } => None,
        }
    }
}

impl std::error::Error for StepError {}

impl std::error::Error for DatabaseError {}

impl From<DatabaseError> for MigrateError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<GraphError> for MigrateError {
    fn from(error: GraphError) -> Self {
        Self::Graph(error)
    }
}

impl From<DialectError> for StepError {
    fn from(error: DialectError) -> Self {
        Self::Dialect(error)
    }
}

/// The beginning of a statement, on one line and without what harms a terminal.
fn shortened(sql: &str) -> String {
    const LENGTH: usize = 120;
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shortened: String = line.chars().take(LENGTH).flat_map(safe).collect();
    if line.chars().count() > LENGTH {
        shortened.push('…');
    }
    shortened
}

fn safe(character: char) -> impl Iterator<Item = char> {
    let escaped = character.is_control().then(|| character.escape_debug());
    let plain = escaped.is_none().then_some(character);
    escaped.into_iter().flatten().chain(plain)
}
