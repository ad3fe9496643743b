//! What a database says when something fails.

use std::fmt;

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
    /// What is to be made is there already.
    AlreadyExists,
    /// Something else is built on what is to be dropped.
    Needed,
    /// The server cannot be reached.
    CannotConnect,
    /// The connection cannot be encrypted as it has to be.
    Tls,
    /// The server does not take the user or the password.
    Authentication,
    /// The server has no such database.
    NoSuchDatabase,
    /// The user may not do that.
    Privilege,
    /// The server has as many connections as it takes.
    TooManyConnections,
    /// The connection was lost, or the server ended it.
    ConnectionLost,
    /// A lock was not to be had in time.
    LockTimeout,
    /// Two transactions waited for each other.
    Deadlock,
    /// A transaction cannot be put in a row with another.
    Serialization,
    /// A statement took too long.
    StatementTimeout,
    /// The run was asked to stop, and the statement was cancelled.
    Interrupted,
    /// The server only reads.
    ReadOnlyServer,
    /// The server ran out of memory or of locks.
    OutOfMemory,
    /// Any other.
    Other,
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
                "the disk is full; what was not committed is rolled back, make room and try again"
            }
            DatabaseErrorKind::CannotOpen => "check that the folder exists and may be entered",
            DatabaseErrorKind::NotFound => "check the URL, or run `upgrade`, which creates it",
            DatabaseErrorKind::TooOld => "update it",
            DatabaseErrorKind::Needed => {
                "drop what depends on it before and make it again after, or let a revision do both"
            }
            DatabaseErrorKind::AlreadyExists => {
                "if something else made it, `stamp` the revision that the database is at, or adopt the database with `init --from`"
            }
            DatabaseErrorKind::CannotConnect => {
                "is the server running, and are host and port right?"
            }
            DatabaseErrorKind::Tls => {
                "see `sslmode`, `sslrootcert`, `sslcert` and `sslkey` in the URL"
            }
            DatabaseErrorKind::Authentication => {
                "check user and password: in the URL, PGUSER and PGPASSWORD, `~/.pgpass`"
            }
            DatabaseErrorKind::NoSuchDatabase => "create it, or check the URL",
            DatabaseErrorKind::Privilege => "grant the right to the user, or use another one",
            DatabaseErrorKind::TooManyConnections => "try again when some are closed",
            DatabaseErrorKind::ConnectionLost => {
                "what was not committed is rolled back; run again, which reads what is recorded"
            }
            DatabaseErrorKind::LockTimeout
            | DatabaseErrorKind::Deadlock
            | DatabaseErrorKind::Serialization => {
                "others use the same tables; what was not committed is rolled back, try again"
            }
            DatabaseErrorKind::StatementTimeout => {
                "what was not committed is rolled back; `--statement-timeout` or the role's own setting says how long"
            }
            DatabaseErrorKind::ReadOnlyServer => {
                "is this a standby, or is `default_transaction_read_only` set?"
            }
            DatabaseErrorKind::OutOfMemory => {
                "what was not committed is rolled back; see `max_locks_per_transaction` and the server's memory"
            }
            DatabaseErrorKind::Io => {
                "the disk or its file system failed; what was not committed is rolled back"
            }
            DatabaseErrorKind::Constraint
            | DatabaseErrorKind::Interrupted
            | DatabaseErrorKind::Other => return Ok(()),
        };
        write!(f, "; {help}")
    }
}

impl std::error::Error for DatabaseError {}
