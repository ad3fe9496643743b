//! What a database is for.

use clap::{Args, ValueEnum};
use keeper_schema::migrate;

use super::Database;

#[derive(Args, Debug)]
pub(crate) struct Environment {
    /// What the database is for; what it is marked with is shown if this is left out.
    #[arg(value_enum)]
    pub(crate) environment: Option<Name>,
    /// Take the mark away.
    #[arg(long, conflicts_with = "environment")]
    pub(crate) unset: bool,
    #[command(flatten)]
    pub(crate) database: Database,
}

/// The marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
    /// A developer's own.
    Development,
    /// For tests.
    Testing,
    /// As production is, but of no consequence.
    Staging,
    /// Its rows are real: `seed` is refused, and a `downgrade` that loses some has to be confirmed.
    Production,
}

impl From<Name> for migrate::Environment {
    fn from(name: Name) -> Self {
        match name {
            Name::Development => Self::Development,
            Name::Testing => Self::Testing,
            Name::Staging => Self::Staging,
            Name::Production => Self::Production,
        }
    }
}
