//! Finds and opens the database that a call is about.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use keeper_schema::database_url::{DatabaseUrl, PostgresUrl, SqliteUrl};
use keeper_schema::migrate::{
    DatabaseError, Executor, MigrateError, Options, State, TransactionMode,
};
use keeper_schema::postgres::{self, PostgresExecutor};
use keeper_schema::sqlite::{self, SqliteExecutor};
use keeper_schema_core::dialect::{BookkeepingNames, Dialect};
use keeper_schema_core::revision::RevisionId;

use crate::args;
use crate::failure::Failure;
use crate::output;
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
        Self::at(&url(project, args)?, args, create)
    }

    /// Opens the database that a URL names, by the other arguments.
    pub(crate) fn at(
        url: &DatabaseUrl,
        args: &args::Database,
        create: bool,
    ) -> Result<Self, Failure> {
        let executor = match url {
            DatabaseUrl::Sqlite(_) if args.schema.is_some() => {
                return Err(Failure::call(
                    "`--schema` is for PostgreSQL: SQLite has no schemas",
                ));
            }
            DatabaseUrl::Sqlite(url) => open_sqlite(url, args, create),
            DatabaseUrl::Postgres(url) => connect_postgres(url, args),
        };
        Ok(Self {
            executor: executor.map_err(MigrateError::from)?,
        })
    }
}

fn open_sqlite(
    url: &SqliteUrl,
    args: &args::Database,
    create: bool,
) -> Result<Box<dyn Executor>, DatabaseError> {
    let options = sqlite::OpenOptions {
        create,
        lock_wait: lock_wait(args),
        ..sqlite::OpenOptions::default()
    };
    Ok(Box::new(SqliteExecutor::open(url, &options)?))
}

fn connect_postgres(
    url: &PostgresUrl,
    args: &args::Database,
) -> Result<Box<dyn Executor>, DatabaseError> {
    let options = postgres_options(args);
    Ok(Box::new(PostgresExecutor::connect(url, &options)?))
}

/// How to connect to a PostgreSQL database.
pub(crate) fn postgres_options(args: &args::Database) -> postgres::OpenOptions {
    postgres::OpenOptions {
        lock_wait: lock_wait(args),
        lock_timeout: args.lock_timeout,
        statement_timeout: args.statement_timeout,
        retries: args.retries,
        bookkeeping: bookkeeping(args),
        ..postgres::OpenOptions::default()
    }
}

/// What the bookkeeping's tables are called.
pub(crate) fn bookkeeping(args: &args::Database) -> BookkeepingNames {
    BookkeepingNames {
        schema: args.schema.clone(),
        ..BookkeepingNames::default()
    }
}

/// How long to wait for another migrator.
pub(crate) fn lock_wait(args: &args::Database) -> Duration {
    Duration::from_secs(args.lock_wait.into())
}

/// What is applied to the database, if it is there; nothing to one that does not exist yet.
pub(crate) fn applied_if_any(
    project: &Project,
    args: &args::Database,
) -> Result<BTreeSet<RevisionId>, Failure> {
    Ok(state_if_any(project, args)?.applied())
}

/// What the database remembers, if it is there; nothing if it does not exist yet.
pub(crate) fn state_if_any(project: &Project, args: &args::Database) -> Result<State, Failure> {
    match exists(project, args)? {
        true => Ok(Database::open(project, args)?.executor.state()?),
        false => Ok(State::default()),
    }
}

/// Refuses a database that does not exist yet.
pub(crate) fn must_exist(project: &Project, args: &args::Database) -> Result<(), Failure> {
    match missing(project, args)? {
        None => Ok(()),
        Some(path) => Err(Failure::call(format!("there is no database `{path}`"))
            .help("check the URL, or run `cargo db upgrade`, which creates it")),
    }
}

/// Whether there is a database to open. One in memory always is, and a server is asked
/// when it is connected to.
pub(crate) fn exists(project: &Project, args: &args::Database) -> Result<bool, Failure> {
    Ok(missing(project, args)?.is_none())
}

/// The file that is not there yet, to be shown.
pub(crate) fn missing(project: &Project, args: &args::Database) -> Result<Option<String>, Failure> {
    Ok(match url(project, args)? {
        DatabaseUrl::Sqlite(url) => (url.path().filter(|path| !path.exists()))
            .map(|path| output::shown(&path.display().to_string())),
        DatabaseUrl::Postgres(_) => None,
    })
}

/// How to run, and what the bookkeeping says of it.
pub(crate) fn options(project: &Project, run: &args::Run) -> Options {
    Options {
        transactions: transactions(run),
        ..recording(project)
    }
}

/// What one transaction holds on SQLite.
pub(crate) fn transactions(run: &args::Run) -> TransactionMode {
    match run.transaction_per_revision {
        true => TransactionMode::PerRevision,
        false => TransactionMode::All,
    }
}

/// The kind of database that is meant.
pub(crate) fn dialect(project: &Project, args: &args::Database) -> Result<Dialect, Failure> {
    Ok(match url(project, args)? {
        DatabaseUrl::Sqlite(_) => Dialect::Sqlite,
        DatabaseUrl::Postgres(_) => Dialect::Postgres,
    })
}

/// What the bookkeeping says of who ran it, and for whom: a folder of revisions alone does
/// not tell whose they are.
pub(crate) fn recording(project: &Project) -> Options {
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    Options {
        applied_by: user.unwrap_or_default(),
        application: project.config().ok().map(|it| it.application.clone()),
        ..Options::default()
    }
}

/// Where the database is.
pub(crate) fn url(project: &Project, args: &args::Database) -> Result<DatabaseUrl, Failure> {
    let given = args.url.clone().map(|url| ("`--url`", url));
    find(given, || Ok(project.folder().join("keeper.db")))
}

/// The database that is given with the name of where, or that of the environment, or the
/// file that is the default.
pub(crate) fn find(
    given: Option<(&'static str, String)>,
    default: impl FnOnce() -> Result<PathBuf, Failure>,
) -> Result<DatabaseUrl, Failure> {
    let Some((from, written)) = given.or_else(from_environment) else {
        return Ok(DatabaseUrl::Sqlite(SqliteUrl::file(default()?)));
    };
    DatabaseUrl::parse(&written).map_err(|error| {
        Failure::call(format!("{from} is not a database URL: {error}"))
            .help("a PostgreSQL database is `postgresql://user@host/database`")
            .help("an SQLite database is `sqlite:keeper.db`, `sqlite:///srv/keeper.db` or a path")
    })
}

fn from_environment() -> Option<(&'static str, String)> {
    ["KEEPER_DATABASE_URL", "DATABASE_URL"]
        .into_iter()
        .find_map(|name| Some((name, std::env::var(name).ok()?)))
        .filter(|(_, url)| !url.is_empty())
}
