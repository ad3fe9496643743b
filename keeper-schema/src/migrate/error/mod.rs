//! What can go wrong on the way.

mod code;
mod database;
mod rows;
mod session;
mod step;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use keeper_schema_core::graph::{GraphError, SpecError};
use keeper_schema_core::plan::LateArrival;
use keeper_schema_core::revision::RevisionId;

pub use self::database::{DatabaseError, DatabaseErrorKind};
pub use self::rows::{FoundRows, Violation};
pub use self::session::OtherSession;
pub use self::step::StepError;

use super::Direction;

/// Why a database could not be moved. Nothing of the transaction that failed remains.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum MigrateError {
    /// Another holds the lock for longer than was to be waited.
    Locked {
        waited: Duration,
        holder: Option<Box<OtherSession>>,
    },
    /// The database cannot be read or written.
    Database(DatabaseError),
    /// What is applied does not fit the history, or nothing does what was asked for.
    Graph(GraphError),
    /// What was asked for can name no revision.
    Target(SpecError),
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
    /// A revision runs a hook that this program does not have. Nothing was changed.
    UnknownHook {
        hook: String,
        revision: RevisionId,
        file: PathBuf,
        nearest: Option<String>,
    },
    /// A revision of a branch that came late does not apply to what the database is by now.
    LateArrival(Box<LateArrival>),
    /// The history cannot be replayed for this database.
    History { reason: String },
    /// The database belongs to another application.
    WrongApplication { recorded: String, given: String },
    /// The bookkeeping was written by a version that this one cannot read.
    NewerFormat { oldest_reader: String },
    /// The bookkeeping holds what no version writes.
    BadBookkeeping { reason: String },
    /// A revision is done in part, and something else was asked for than the rest of it.
    Unfinished {
        revision: RevisionId,
        direction: Direction,
    },
    /// Another migrator recorded a revision at the same time, beside the lock.
    Overtaken { revision: RevisionId },
    /// The connection was lost while a revision was being committed.
    Commit {
        revision: RevisionId,
        error: DatabaseError,
    },
    /// It was asked to stop. What was done before stays, and running again goes on there.
    Interrupted {
        direction: Direction,
        /// How many revisions are done and committed, of how many.
        done: usize,
        total: usize,
        /// The one that it goes on with.
        next: RevisionId,
        /// Whether a part of that one is done and recorded.
        is_begun: bool,
    },
    /// A session cannot hold the lock: a pooler gives the connection away.
    Pooler,
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

impl MigrateError {
    /// What to do about it, where the wording does not say that.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::WrongApplication { recorded, .. } => Some(format!(
                "a package that has another name now says whose its databases are: \
                 `application = {recorded:?}` under `[package.metadata.keeper-schema]`"
            )),
            Self::LateArrival(late) => Some(late.help()),
            _ => None,
        }
    }

    /// Whether it is a statement that was cancelled, since the run was asked to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        let error = match self {
            Self::Database(error) => error,
            Self::Step { error, .. } => match error.as_ref() {
                StepError::Statement { error, .. } | StepError::CarriedOver { error, .. } => error,
                _ => return false,
            },
            _ => return false,
        };
        error.kind == DatabaseErrorKind::Interrupted
    }
}

impl fmt::Display for MigrateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { waited, holder } => {
                match holder {
                    Some(holder) => write!(f, "{holder} holds the lock of the database")?,
                    None => f.write_str("another connection holds the lock of the database")?,
                }
                write!(
                    f,
                    "; gave up after {} s, and nothing was changed",
                    waited.as_secs_f64()
                )
            }
            Self::Database(error) => error.fmt(f),
            Self::Graph(error) => error.fmt(f),
            Self::Target(error) => error.fmt(f),
            Self::LateArrival(late) => late.fmt(f),
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
            Self::UnknownHook {
                hook,
                revision,
                file,
                nearest,
            } => {
                let file = file.display();
                write!(
                    f,
                    "revision `{revision}` ({file}) runs the hook `{hook}`, which this program does not have"
                )?;
                if let Some(nearest) = nearest {
                    write!(f, ", did you mean `{nearest}`?")?;
                }
                f.write_str("; nothing was changed")
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
            Self::Unfinished {
                revision,
                direction,
            } => write!(
                f,
                "the {} of revision `{revision}` is done in part; run it again, which does the rest, or finish it by hand and `stamp`",
                word(*direction)
            ),
            Self::Overtaken { revision } => write!(
                f,
                "another migrator dealt with revision `{revision}` at the same time; run again, which reads what is recorded"
            ),
            Self::Commit { revision, error } => write!(
                f,
                "the connection was lost before revision `{revision}` was known to be committed: {}; it is there wholly or not at all, and running again reads which",
                error.message
            ),
            Self::Interrupted {
                direction,
                done,
                total,
                next,
                is_begun,
            } => {
                let way = done_word(*direction);
                write!(f, "interrupted: {done} of {total} revisions are {way}, and `{next}` ")?;
                match is_begun {
                    true => f.write_str("in part; running again does the rest of it"),
                    false => f.write_str("is not; what it had begun is rolled back"),
                }
            }
            Self::Pooler => f.write_str(
                "a connection pooler stands before the database, behind which a lock of a session does not hold; connect to the server itself",
            ),
            Self::Step {
                revision,
                direction,
                error,
            } => {
                let way = word(*direction);
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

impl std::error::Error for MigrateError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Step { error, .. } => error.source(),
            Self::Graph(_)
            | Self::Target(_)
            | Self::LateArrival(_)
            | Self::Database(_)
            | Self::Locked { .. }
            | Self::ChecksumMismatch { .. }
            | Self::Irreversible { .. }
            | Self::UnknownHook { .. }
            | Self::History { .. }
            | Self::WrongApplication { .. }
            | Self::NewerFormat { .. }
            | Self::BadBookkeeping { .. }
            | Self::Unfinished { .. }
            | Self::Overtaken { .. }
            | Self::Commit { .. }
            | Self::Interrupted { .. }
            | Self::Pooler
            | Self::ForeignKeys { .. }
            | Self::ForeignKeyMismatch { .. } => None,
        }
    }
}

impl From<DatabaseError> for MigrateError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<SpecError> for MigrateError {
    fn from(error: SpecError) -> Self {
        Self::Target(error)
    }
}

impl From<GraphError> for MigrateError {
    fn from(error: GraphError) -> Self {
        Self::Graph(error)
    }
}

impl From<LateArrival> for MigrateError {
    fn from(late: LateArrival) -> Self {
        Self::LateArrival(Box::new(late))
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    }
}

fn done_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "applied",
        Direction::Downgrade => "reverted",
    }
}
