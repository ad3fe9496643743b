//! What the command line asks for: TOML, after a line that says how many bytes of it there are.

use std::io::BufRead;
use std::time::Duration;

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::revision::RevisionId;
use toml::de::DeTable;

use super::Told;
use crate::database_url::DatabaseUrl;
use crate::embedded::{Migrator, Phase};
use crate::migrate::{
    self, DatabaseError, Direction, Executor, Interrupt, MigrateError, Options, State,
    TransactionMode, recovered,
};

/// More than any request has, and few enough to make room for.
const LONGEST: usize = 1 << 24;

/// What to do, and how.
pub(super) struct Request {
    url: DatabaseUrl,
    direction: Direction,
    /// How far; of no concern beside `revisions`.
    target: String,
    /// Just these, in this order.
    revisions: Option<Vec<RevisionId>>,
    phase: Phase,
    transactions: TransactionMode,
    applied_by: String,
    waiting: Waiting,
    pub(super) is_watching: bool,
    pub(super) is_measuring: bool,
}

/// How the database is opened.
struct Waiting {
    /// Whether a file that is not there is made.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "it is of SQLite"))]
    create: bool,
    lock_wait: Duration,
    #[cfg(feature = "postgres")]
    lock_timeout: Duration,
    #[cfg(feature = "postgres")]
    statement_timeout: Option<Duration>,
    #[cfg(feature = "postgres")]
    retries: u32,
    #[cfg(feature = "postgres")]
    schema: Option<String>,
}

impl Request {
    /// `None` if nothing is asked for.
    ///
    /// # Errors
    /// In words, if it cannot be read.
    pub(super) fn read(from: &mut impl BufRead) -> Result<Option<Self>, String> {
        let mut length = String::new();
        let io = |error: std::io::Error| format!("the request cannot be read: {error}");
        if from.read_line(&mut length).map_err(io)? == 0 {
            return Ok(None);
        }
        let length: Option<usize> = length.trim_end().parse().ok();
        let length = length.filter(|length| *length <= LONGEST);
        let mut bytes = vec![0; length.ok_or("a request begins with its length")?];
        from.read_exact(&mut bytes).map_err(io)?;
        let text = String::from_utf8(bytes).map_err(|_| "the request is no text")?;
        Self::parse(&text).map(Some)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table = DeTable::parse(text)
            .map_err(|error| format!("the request cannot be read: {}", error.message()))?;
        let fields = Fields(table.get_ref());
        let url = DatabaseUrl::parse(fields.text("url")?)
            .map_err(|error| format!("the request has no database URL: {error}"))?;
        let revisions = fields.optional("revisions").and_then(|value| {
            let list = value.as_array()?.iter();
            list.map(|id| RevisionId::new(id.get_ref().as_str()?).ok())
                .collect()
        });
        Ok(Self {
            url: with_password(url, fields.text("password").ok()),
            direction: match fields.text("direction")? {
                "downgrade" => Direction::Downgrade,
                _ => Direction::Upgrade,
            },
            target: fields.text("target")?.to_owned(),
            revisions,
            phase: match fields.text("phase")? {
                "expand" => Phase::Expand,
                _ => Phase::Contract,
            },
            transactions: match fields.flag("transaction_per_revision")? {
                true => TransactionMode::PerRevision,
                false => TransactionMode::All,
            },
            applied_by: fields.text("applied_by")?.to_owned(),
            waiting: Waiting {
                create: fields.flag("create")?,
                lock_wait: fields.milliseconds("lock_wait")?,
                #[cfg(feature = "postgres")]
                lock_timeout: fields.milliseconds("lock_timeout")?,
                #[cfg(feature = "postgres")]
                statement_timeout: fields.milliseconds("statement_timeout").ok(),
                #[cfg(feature = "postgres")]
                retries: fields.number("retries")?,
                #[cfg(feature = "postgres")]
                schema: fields.text("schema").ok().map(str::to_owned),
            },
            is_watching: fields.flag("watching")?,
            is_measuring: fields.flag("measuring")?,
        })
    }

    /// Does it, with what the program carries.
    pub(super) fn run(
        &self,
        program: &Migrator<'_>,
        interrupt: Interrupt,
        told: &mut Told,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let options = Options {
            transactions: self.transactions,
            applied_by: self.applied_by.clone(),
            interrupt: Some(interrupt),
            ..program.options().clone()
        };
        let mut executor = self.executor()?;
        let executor = executor.as_mut();
        let history = program.history()?;
        let recovered = match self.direction {
            Direction::Upgrade => None,
            Direction::Downgrade => recovered(history, executor)?,
        };
        let history = recovered.as_ref().map_or(history, |(history, _)| history);
        let migrator = migrate::Migrator::new(history).through(self.phase);
        if let Some(revisions) = &self.revisions {
            let mut planner = |state: &State| {
                let work = migrator.work(&state.applied(), revisions, self.direction)?;
                migrator.check_hooks(&work, &options)?;
                Ok(work)
            };
            return executor.run(&mut planner, &options, told);
        }
        let target = RevisionSpec::parse(&self.target)?;
        match self.direction {
            Direction::Upgrade => migrator.upgrade(executor, &target, &options, told),
            Direction::Downgrade => migrator.downgrade(executor, &target, &options, told),
        }
    }

    fn executor(&self) -> Result<Box<dyn Executor>, DatabaseError> {
        match &self.url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(url) => {
                let options = crate::sqlite::OpenOptions {
                    create: self.waiting.create,
                    lock_wait: self.waiting.lock_wait,
                    ..crate::sqlite::OpenOptions::default()
                };
                let executor = crate::sqlite::SqliteExecutor::open(url, &options)?;
                Ok(Box::new(executor))
            }
            #[cfg(not(feature = "sqlite"))]
            DatabaseUrl::Sqlite(_) => Err(not_built_for("sqlite")),
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                let defaults = crate::postgres::OpenOptions::default();
                let options = crate::postgres::OpenOptions {
                    lock_wait: self.waiting.lock_wait,
                    lock_timeout: self.waiting.lock_timeout,
                    statement_timeout: self.waiting.statement_timeout,
                    retries: self.waiting.retries,
                    bookkeeping: keeper_schema_core::dialect::BookkeepingNames {
                        schema: self.waiting.schema.clone(),
                        ..defaults.bookkeeping
                    },
                    ..defaults
                };
                let executor = crate::postgres::PostgresExecutor::connect(url, &options)?;
                Ok(Box::new(executor))
            }
            #[cfg(not(feature = "postgres"))]
            DatabaseUrl::Postgres(_) => Err(not_built_for("postgres")),
        }
    }
}

/// A URL is sent without its password, so that it can be shown.
fn with_password(url: DatabaseUrl, password: Option<&str>) -> DatabaseUrl {
    match (url, password) {
        (DatabaseUrl::Postgres(mut url), Some(password)) => {
            url.password = Some(crate::database_url::Secret::new(password));
            DatabaseUrl::Postgres(url)
        }
        (url, _) => url,
    }
}

#[cfg(not(all(feature = "sqlite", feature = "postgres")))]
fn not_built_for(feature: &str) -> DatabaseError {
    DatabaseError {
        kind: crate::migrate::DatabaseErrorKind::Other,
        message: format!(
            "this program was built without the feature `{feature}` of `keeper-schema`"
        ),
    }
}

/// The fields of a request. One that is not known is for a later version, which says so.
struct Fields<'t>(&'t DeTable<'t>);

impl<'t> Fields<'t> {
    fn optional(&self, key: &str) -> Option<&'t toml::de::DeValue<'t>> {
        self.0.get(key).map(|value| value.get_ref())
    }

    fn value<T>(
        &self,
        key: &str,
        read: impl FnOnce(&'t toml::de::DeValue<'t>) -> Option<T>,
    ) -> Result<T, String> {
        let value = self.optional(key).and_then(read);
        value.ok_or_else(|| format!("the request does not say `{key}`"))
    }

    fn text(&self, key: &str) -> Result<&'t str, String> {
        self.value(key, |value| value.as_str())
    }

    fn flag(&self, key: &str) -> Result<bool, String> {
        self.value(key, |value| value.as_bool())
    }

    fn number<T: std::str::FromStr>(&self, key: &str) -> Result<T, String> {
        self.value(key, |value| value.as_integer()?.as_str().parse().ok())
    }

    fn milliseconds(&self, key: &str) -> Result<Duration, String> {
        self.number(key).map(Duration::from_millis)
    }
}
