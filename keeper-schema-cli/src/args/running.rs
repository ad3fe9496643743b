//! What runs revisions, up and down, or prints what would run.

use clap::{Args, ValueEnum};

use super::Database;

/// What both say of themselves at the end.
pub(crate) const AFTER_HELP: &str = "\
Ctrl-C (or SIGTERM) cancels the statement that is running and rolls back what is not committed; \
what is committed stays, and running again goes on there. Exit status 130. A second Ctrl-C ends \
it at once, which is as safe.

With `--format json`, each event is a line of JSON on stdout: `started`, `progress`, `finished` \
and `committed` for each revision, then one of `done`, `interrupted` and `failed`. Times are in \
milliseconds.";

/// What upgrade and downgrade share.
#[derive(Args, Debug)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Print the SQL and run nothing; TARGET may be a range `FROM:TO`.
    #[arg(long)]
    pub(crate) sql: bool,
    /// The dialect of `--sql`.
    #[arg(long, value_enum, default_value_t = Dialect::Sqlite)]
    pub(crate) dialect: Dialect,
    /// Show what would be run, and run nothing.
    #[arg(long, conflicts_with = "sql")]
    pub(crate) plan: bool,
    /// Commit after each revision rather than once for all.
    #[arg(long)]
    pub(crate) transaction_per_revision: bool,
}

/// The databases that SQL can be printed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dialect {
    /// SQLite 3.35 and newer, as the shell `sqlite3` reads it.
    Sqlite,
    /// PostgreSQL 13 and newer, as psql reads it.
    Postgres,
}

/// How far an upgrade goes beside a deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Phase {
    /// Before the new code runs: stop before the first contract, and all that needs it.
    Expand,
    /// When no old code is left: run everything, as without `--phase`.
    #[default]
    Contract,
}

impl From<Phase> for keeper_schema_core::revision::Phase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Expand => Self::Expand,
            Phase::Contract => Self::Contract,
        }
    }
}

impl From<Dialect> for keeper_schema_core::dialect::Dialect {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => Self::Sqlite,
            Dialect::Postgres => Self::Postgres,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Upgrade {
    /// `heads`, `head`, an id or its beginning, `+2`, `ae10+1`, `label@head`.
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    pub(crate) target: String,
    /// How far to go beside a deployment.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) phase: Phase,
    #[command(flatten)]
    pub(crate) run: Run,
}

#[derive(Args, Debug)]
pub(crate) struct Downgrade {
    /// `base`, an id or its beginning, `-1`, `ae10-1`, `label@base`.
    #[arg(allow_negative_numbers = true)]
    pub(crate) target: String,
    /// Lose what the downgrade takes away of a database that is marked as production, and do not
    /// ask; `--plan` shows what that is.
    #[arg(long)]
    pub(crate) allow_loss: bool,
    #[command(flatten)]
    pub(crate) run: Run,
}
