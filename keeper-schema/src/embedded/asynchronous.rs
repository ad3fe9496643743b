//! The same for asynchronous programs, on a `tokio_postgres::Client`.

use keeper_schema_core::revision::{Phase, RevisionId};
use tokio_postgres::Client;

use super::{Migrations, Migrator, VerifyError};
use crate::migrate::{MigrateError, Observer, Options, Silent};
use crate::postgres::{OpenOptions, PostgresExecutor, Told, asynchronous};

/// On a connection of tokio-postgres. The work waits on a thread of its own, so that it blocks no
/// runtime; whatever polls the connection has to go on doing that. A client that is in a
/// transaction is refused, and its settings are as they were afterwards.
///
/// A future that is dropped before its end cancels the statement that runs. The client is then
/// left without a transaction and with the settings that it had, and revisions that were committed
/// stay.
impl Migrator<'_> {
    /// As [`Migrator::upgrade`].
    ///
    /// ```no_run
    /// use keeper_schema::embedded::{Migrations, Migrator};
    ///
    /// static MIGRATIONS: Migrations = Migrations::new("library", &[]);
    ///
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let url = "postgresql://localhost/library";
    /// let (mut client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    /// tokio::spawn(connection);
    /// let mut migrator = Migrator::new(&MIGRATIONS);
    /// migrator.upgrade_async(&mut client).await?;
    /// migrator.verify_async(&mut client).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Migrator::upgrade`].
    pub async fn upgrade_async(
        &mut self,
        client: &mut Client,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let carried = self.carried();
        let mut silent = Silent;
        let observer = self.observer_or(&mut silent);
        carried
            .run(client, observer, |migrator, executor| {
                migrator.upgrade(executor)
            })
            .await
    }

    /// As [`Migrator::upgrade_to`].
    ///
    /// # Errors
    /// As [`Migrator::upgrade_to`].
    pub async fn upgrade_to_async(
        &mut self,
        client: &mut Client,
        target: &str,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let (carried, target) = (self.carried(), target.to_owned());
        let mut silent = Silent;
        let observer = self.observer_or(&mut silent);
        let work = move |migrator: &mut Migrator<'_>, executor: &mut PostgresExecutor| {
            migrator.upgrade_to(executor, &target)
        };
        carried.run(client, observer, work).await
    }

    /// As [`Migrator::downgrade_to`].
    ///
    /// # Errors
    /// As [`Migrator::downgrade_to`].
    pub async fn downgrade_to_async(
        &mut self,
        client: &mut Client,
        target: &str,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let (carried, target) = (self.carried(), target.to_owned());
        let mut silent = Silent;
        let observer = self.observer_or(&mut silent);
        let work = move |migrator: &mut Migrator<'_>, executor: &mut PostgresExecutor| {
            migrator.downgrade_to(executor, &target)
        };
        carried.run(client, observer, work).await
    }

    /// As [`Migrator::pending`].
    ///
    /// # Errors
    /// As [`Migrator::pending`].
    pub fn pending_async<'c>(
        &self,
        client: &'c mut Client,
    ) -> impl Future<Output = Result<Vec<RevisionId>, MigrateError>> + Send + use<'c> {
        self.carried()
            .look(client, |migrator, executor| migrator.pending(executor))
    }

    /// As [`Migrator::dry_run`].
    ///
    /// # Errors
    /// As [`Migrator::dry_run`].
    pub fn dry_run_async<'c>(
        &self,
        client: &'c mut Client,
    ) -> impl Future<Output = Result<Option<String>, MigrateError>> + Send + use<'c> {
        self.carried()
            .look(client, |migrator, executor| migrator.dry_run(executor))
    }

    /// As [`Migrator::verify`].
    ///
    /// # Errors
    /// As [`Migrator::verify`].
    pub fn verify_async<'c>(
        &self,
        client: &'c mut Client,
    ) -> impl Future<Output = Result<(), VerifyError>> + Send + use<'c> {
        self.carried()
            .look(client, |migrator, executor| migrator.verify(executor))
    }

    fn carried(&self) -> Carried {
        Carried {
            migrations: *self.migrations(),
            options: self.options().clone(),
            phase: self.phase(),
            open_options: self.waiting().options.clone().unwrap_or_default(),
        }
    }
}

/// What a migrator is made of on another thread.
struct Carried {
    migrations: Migrations,
    options: Options,
    phase: Phase,
    open_options: OpenOptions,
}

impl Carried {
    async fn look<T, E>(
        self,
        client: &mut Client,
        work: fn(&mut Migrator<'_>, &mut PostgresExecutor) -> Result<T, E>,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<MigrateError> + Send + 'static,
    {
        self.run(client, &mut Silent, work).await
    }

    async fn run<T, E>(
        self,
        client: &mut Client,
        observer: &mut (dyn Observer + Send),
        work: impl FnOnce(&mut Migrator<'_>, &mut PostgresExecutor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<MigrateError> + Send + 'static,
    {
        let options = self.open_options.clone();
        let work = move |executor: &mut PostgresExecutor, told: &mut Told| {
            let migrator = Migrator::new(&self.migrations)
                .with_options(self.options)
                .with_open_options(self.open_options)
                .through(self.phase);
            work(&mut migrator.with_observer(told), executor)
        };
        asynchronous(client, observer, options, work).await
    }
}
