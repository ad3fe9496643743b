//! Why one revision failed.

use std::fmt;

use keeper_schema_core::dialect::DialectError;

use super::{DatabaseError, FoundRows, OtherSession};

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
    /// It runs a hook that nobody registered.
    UnknownHook { hook: String },
    /// A hook failed or panicked.
    Hook { hook: String, cause: String },
    /// SQL of a person begins or ends a transaction.
    TransactionControl { sql: String },
    /// SQL of a person ended the transaction.
    TransactionEnded { sql: String },
    /// SQL of a person has parameters.
    Parameters { sql: String },
    /// SQL of a person reads from the client, or writes to it.
    Copy { sql: String },
    /// Other sessions held what was needed, each time that it was tried.
    Blocked {
        sql: String,
        tries: u32,
        blockers: Vec<OtherSession>,
        error: DatabaseError,
    },
    /// A part of the revision is done, and it is another than that of the file.
    DonePartChanged { position: u32, of: u32 },
    /// An index that an earlier run began is there, and it is no index.
    NotAnIndex { name: String },
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
            Self::UnknownHook { hook } => write!(
                f,
                "the hook `{hook}` is not known to this program; the application has it"
            ),
            Self::Hook { hook, cause } => {
                let cause: String = cause.chars().flat_map(safe).collect();
                write!(f, "the hook `{hook}`: {cause}")
            }
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
            Self::Copy { sql } => write!(
                f,
                "`{}` copies from or to the client, which has no data for it; insert the rows",
                shortened(sql)
            ),
            Self::Blocked {
                sql,
                tries,
                blockers,
                error,
            } => {
                write!(f, "{}, in `{}`", error.message, shortened(sql))?;
                match tries {
                    1 => {}
                    tries => write!(f, ", {tries} times")?,
                }
                for (position, blocker) in blockers.iter().enumerate() {
                    let separator = if position == 0 { "; blocked by" } else { "," };
                    write!(f, "{separator} {blocker}")?;
                }
                f.write_str("; what was not committed of the revision is rolled back")
            }
            Self::DonePartChanged { position, of } => write!(
                f,
                "part {position} of {of} is done, and the revision was edited there since; restore the file and run again, or finish by hand and `stamp`"
            ),
            Self::NotAnIndex { name } => write!(
                f,
                "`{name}` is to be an index, and is something else; rename that"
            ),
        }
    }
}

impl std::error::Error for StepError {}

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
