//! Finds and opens the database that a call is about.

use std::collections::BTreeSet;
use std::time::Duration;

use keeper_schema::database_url::{DatabaseUrl, SqliteUrl};
use keeper_schema::migrate::{Executor, MigrateError, Options, TransactionMode};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use keeper_schema_core::revision::RevisionId;

use crate::args;
use crate::failure::Failure;
use crate::project::Project;

/// A database, opened.
pub(crate) struct Database {
    /// What works on it.
    pub(crate) executor: Box<dyn Executor>,
}

impl Database {
    /// Opens the database, which must be there.
    pub(crate) fn open(project: &Project, args: &args::Database) -> Result<Self, Failure> {
        Self::connect(project, args, false)
    }

    /// Opens the database; a file that is not there is created.
    pub(crate) fn open_or_create(
        project: &Project,
        args: &args::Database,
    ) -> Result<Self, Failure> {
        Self::connect(project, args, true)
    }

    /// The revisions that are applied to it.
    pub(crate) fn applied(&mut self) -> Result<BTreeSet<RevisionId>, Failure> {
        Ok(self.executor.state()?.applied())
    }

    fn connect(project: &Project, args: &args::Database, create: bool) -> Result<Self, Failure> {
        let url = url(project, args)?;
        let options = OpenOptions {
            create,
            lock_wait: Duration::from_secs(args.lock_wait.into()),
            ..OpenOptions::default()
        };
        let executor = SqliteExecutor::open(&url, &options).map_err(MigrateError::from)?;
        Ok(Self {
            executor: Box::new(executor),
        })
    }
}

/// What is applied to the database, if it is there; nothing to one that does not exist yet.
pub(crate) fn applied_if_any(
    project: &Project,
    args: &args::Database,
) -> Result<BTreeSet<RevisionId>, Failure> {
    match exists(project, args)? {
        true => Database::open(project, args)?.applied(),
        false => Ok(BTreeSet::new()),
    }
}

/// Whether there is a database to open; one in memory always is.
pub(crate) fn exists(project: &Project, args: &args::Database) -> Result<bool, Failure> {
    Ok(url(project, args)?.path().is_none_or(|path| path.exists()))
}

/// How to run, and what the bookkeeping says of it.
pub(crate) fn options(run: &args::Run) -> Options {
    Options {
        transactions: match run.transaction_per_revision {
            true => TransactionMode::PerRevision,
            false => TransactionMode::All,
        },
        ..recording()
    }
}

/// What the bookkeeping says of who ran it.
pub(crate) fn recording() -> Options {
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    Options {
        applied_by: user.unwrap_or_default(),
        ..Options::default()
    }
}

fn url(project: &Project, args: &args::Database) -> Result<SqliteUrl, Failure> {
    let (from, written) = match &args.url {
        Some(url) => ("`--url`", url.clone()),
        None => match from_environment() {
            Some(found) => found,
            None => return Ok(SqliteUrl::file(project.folder().join("keeper.db"))),
        },
    };
    match DatabaseUrl::parse(&written) {
        Ok(DatabaseUrl::Sqlite(url)) => Ok(url),
        Err(error) => Err(
            Failure::call(format!("{from} is not a database URL: {error}")).help(
                "an SQLite database is `sqlite:keeper.db`, `sqlite:///srv/keeper.db` or a path",
            ),
        ),
    }
}

fn from_environment() -> Option<(&'static str, String)> {
    ["KEEPER_DATABASE_URL", "DATABASE_URL"]
        .into_iter()
        .find_map(|name| Some((name, std::env::var(name).ok()?)))
        .filter(|(_, url)| !url.is_empty())
}
