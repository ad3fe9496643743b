//! The executor for PostgreSQL.
//!
//! No type of the driver is in a public signature, but for hooks. TLS is rustls. For the connections that a
//! program has already, see [`embedded`](crate::embedded).

mod alembic;
mod alone;
mod backfill;
mod blockers;
mod bookkeeping;
mod building;
mod canceller;
mod client;
mod connect;
mod content;
mod copy;
mod driver_error;
mod hook;
mod introspect;
mod key_data;
mod lent;
mod lock;
mod meter;
mod password_file;
mod reach;
mod record;
mod redact;
mod revision;
mod rows;
mod run;
mod scratch;
mod second;
mod seed;
mod session;
mod stamp;
mod statement;
mod step_log;
mod tables;
mod tls;
mod transaction;
mod verifier;

use std::time::Duration;

use keeper_schema_core::dialect::{BookkeepingNames, Dialect};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::Schema;
use keeper_schema_core::seeds::SeedStep;

pub(crate) use self::lent::{Told, asynchronous, blocking};

pub use self::copy::{
    copy_database, copy_settings, create_database, database_name, drop_database, sessions,
};
pub use self::hook::HookConnection;

use self::canceller::Canceller;
use self::client::Client;
use self::connect::Address;
use self::lent::Lease;
use self::reach::Reach;
use self::session::Session;
use self::tables::Tables;
use crate::database_url::{PostgresEnvironment, PostgresUrl};
use crate::migrate::{
    Admission, DatabaseError, Environment, Executor, LiveSchema, MigrateError, Observer, Options,
    Planner, Record, Recorder, Seeding, SqlAt, State, TableColumns, TableContent,
};

/// A connection to a PostgreSQL database, and how it is to be used.
///
/// ```no_run
/// use keeper_schema::database_url::DatabaseUrl;
/// use keeper_schema::migrate::Executor;
/// use keeper_schema::postgres::{OpenOptions, PostgresExecutor};
///
/// let DatabaseUrl::Postgres(url) = DatabaseUrl::parse("postgresql://localhost/keeper")? else {
///     panic!("it is PostgreSQL's");
/// };
/// let mut executor = PostgresExecutor::connect(&url, &OpenOptions::default())?;
/// assert!(executor.state()?.revisions.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PostgresExecutor {
    client: Client,
    reach: Reach,
    options: OpenOptions,
    session: Session,
    tables: Tables,
    /// Of a connection that belongs to a program.
    lease: Option<Lease>,
}

/// How to connect, and how to wait.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// How long to wait for another migrator.
    pub lock_wait: Duration,
    /// How long a statement waits for what others use; zero for ever. Indexes that are
    /// built concurrently wait for ever.
    pub lock_timeout: Duration,
    /// How long a statement may take, where the role's own setting is not to hold.
    pub statement_timeout: Option<Duration>,
    /// How often a revision is tried again that others stood in the way of.
    pub retries: u32,
    /// What the bookkeeping tables are called.
    pub bookkeeping: BookkeepingNames,
    /// What holds where the URL is silent.
    pub environment: PostgresEnvironment,
}

impl Default for OpenOptions {
    /// Waits 30 seconds for another migrator and 5 seconds for a lock, which is tried three
    /// times more; takes the environment of the process.
    fn default() -> Self {
        Self {
            lock_wait: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(5),
            statement_timeout: None,
            retries: 3,
            bookkeeping: BookkeepingNames::default(),
            environment: PostgresEnvironment::of_process(),
        }
    }
}

impl PostgresExecutor {
    /// Connects to a database.
    ///
    /// # Errors
    /// If no server is there, it does not let us in, the connection cannot be encrypted as
    /// it has to be, or the server is older than PostgreSQL 13.
    ///
    /// # Panics
    /// In an asynchronous task, which must not wait: there it belongs in `spawn_blocking`.
    pub fn connect(url: &PostgresUrl, options: &OpenOptions) -> Result<Self, DatabaseError> {
        let address = Address::new(url, &options.environment)?;
        let client = address.connect()?;
        let session = Session::start(&client, options)?;
        let tables = Tables::new(&options.bookkeeping, &session)?;
        Ok(Self {
            client,
            reach: Reach::Address(Box::new(address)),
            options: options.clone(),
            session,
            tables,
            lease: None,
        })
    }

    /// The queries that [`Executor::live_schema`] reads the catalog with, for a benchmark
    /// that runs them bare.
    ///
    /// # Errors
    /// If the database cannot be read.
    #[doc(hidden)]
    pub fn catalog_queries(&self) -> Result<Vec<String>, DatabaseError> {
        introspect::queries(&self.client)
    }
}

impl Executor for PostgresExecutor {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn state(&mut self) -> Result<State, MigrateError> {
        Ok(bookkeeping::read(&self.client, &self.tables)?.state)
    }

    fn source(&mut self, revision: &RevisionId) -> Result<Option<String>, MigrateError> {
        Ok(bookkeeping::source(&self.client, &self.tables, revision)?)
    }

    fn live_schema(&mut self, expected: &Schema) -> Result<LiveSchema, MigrateError> {
        let bookkeeping = &self.tables.names;
        Ok(introspect::live(&self.client, expected, bookkeeping)?)
    }

    fn whole_schema(&mut self, expected: &Schema) -> Result<LiveSchema, MigrateError> {
        let bookkeeping = &self.tables.names;
        Ok(introspect::whole(&self.client, expected, bookkeeping)?)
    }

    fn alembic_versions(&mut self) -> Result<Option<Vec<String>>, MigrateError> {
        Ok(alembic::versions(&self.client)?)
    }

    fn columns(&mut self, expected: &Schema) -> Result<Vec<TableColumns>, MigrateError> {
        Ok(content::columns(self, expected)?)
    }

    fn content(&mut self, of: &TableColumns) -> Result<TableContent, MigrateError> {
        Ok(content::of(self, of)?)
    }

    fn change_rows(&mut self, sql: &str) -> Result<u64, MigrateError> {
        Ok(self.client.changed(sql)?)
    }

    fn set_rules_off(&mut self) -> Result<(), MigrateError> {
        Ok(self.client.run("SET session_replication_role = replica")?)
    }

    fn unprepared(&mut self, at: &SqlAt<'_>) -> Result<Vec<DatabaseError>, MigrateError> {
        scratch::unprepared(self, at)
    }

    fn size(&mut self) -> Result<u64, MigrateError> {
        Ok(content::size(self)?)
    }

    fn run(
        &mut self,
        planner: Planner<'_, '_>,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        self.client.set_canceller(Canceller::new(self, options));
        let result = run::run(self, planner, options, observer);
        self.client.set_canceller(None);
        result
    }

    fn stamp(&mut self, recorder: Recorder<'_>, options: &Options) -> Result<(), MigrateError> {
        stamp::stamp(self, recorder, options)
    }

    fn stamp_purged(&mut self, records: &[Record], options: &Options) -> Result<(), MigrateError> {
        stamp::stamp_purged(self, records, options)
    }

    fn set_environment(
        &mut self,
        environment: Option<Environment>,
        options: &Options,
    ) -> Result<(), MigrateError> {
        stamp::set_environment(self, environment, options)
    }

    fn seed(
        &mut self,
        steps: &[SeedStep],
        admits: Admission<'_>,
        options: &Options,
    ) -> Result<Seeding, MigrateError> {
        self.client.set_canceller(Canceller::new(self, options));
        let seeding = seed::seed(self, steps, admits, options);
        self.client.set_canceller(None);
        seeding
    }
}
