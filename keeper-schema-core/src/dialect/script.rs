//! What a script is made from: SQL for a person or another tool to run.

use crate::revision::RevisionId;

/// A statement with its semicolon, one or more lines.
pub(super) fn terminated(sql: &str) -> String {
    let sql = sql.trim().trim_end_matches(';');
    // A comment at the end would swallow the semicolon.
    let end = match sql.lines().next_back() {
        Some(line) if line.contains("--") => "\n;\n",
        Some(_) | None => ";\n",
    };
    format!("{sql}{end}")
}

/// One revision of a script.
#[derive(Clone, Debug)]
pub struct ScriptStep<S> {
    /// The revision.
    pub revision: RevisionId,
    /// What it says of itself.
    pub message: String,
    /// What it does to the database.
    pub statements: Vec<S>,
    /// Whether SQLite enforces foreign keys while it runs: it then has a transaction of its
    /// own.
    pub foreign_keys_on: bool,
    /// Whether an upgrade would do it in more than one transaction, since it fills rows.
    pub fills: bool,
    /// What it leaves in the bookkeeping.
    pub recorded: Recorded,
}

/// A change of the bookkeeping.
#[derive(Clone, Debug)]
pub enum Recorded {
    /// The revision is applied.
    Applied {
        /// The checksum of its content.
        checksum: String,
        /// Its canonical text.
        source: String,
    },
    /// The revision is reverted.
    Reverted,
}
