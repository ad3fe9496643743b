//! Brings a database to the history that a program carries.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::revision::{Phase, RevisionId, read};

use super::waiting::Waiting;
use super::{Database, Migrations};
use crate::migrate::{
    self, Direction, Executor, HookError, MigrateError, Observer, Options, Silent, State, Tx, Work,
};
#[cfg(feature = "postgres")]
use crate::postgres::OpenOptions;

/// Moves databases along the history that a program carries.
///
/// ```
/// use keeper_schema::embedded::{Migrations, Migrator};
///
/// // In a package with a folder `migrations`: keeper_schema::embed_migrations!().
/// static MIGRATIONS: Migrations = Migrations::new("library", &[]);
///
/// # #[cfg(feature = "sqlite")] {
/// let mut connection = rusqlite::Connection::open_in_memory()?;
/// let applied = Migrator::new(&MIGRATIONS).upgrade(&mut connection)?;
/// assert!(applied.is_empty());
/// Migrator::new(&MIGRATIONS).verify(&mut connection)?;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Migrator<'m> {
    migrations: &'m Migrations,
    options: Options,
    observer: Option<&'m mut (dyn Observer + Send)>,
    history: OnceCell<History>,
    phase: Phase,
    waiting: Waiting,
}

impl<'m> Migrator<'m> {
    /// For those revisions.
    pub fn new(migrations: &'m Migrations) -> Self {
        Self {
            migrations,
            options: Options {
                application: Some(migrations.application().to_owned()),
                ..Options::default()
            },
            observer: None,
            history: OnceCell::new(),
            phase: Phase::Contract,
            waiting: Waiting::default(),
        }
    }

    /// Goes no further than this phase. With [`Phase::Expand`], upgrades stop before each
    /// contract that is not applied, and [`Migrator::pending`] and
    /// [`verify`](Migrator::verify) do not count what waits: the choice of a program that is
    /// deployed beside its predecessor. By default everything is run and asked for.
    ///
    /// ```
    /// use keeper_schema::embedded::{Migrations, Migrator, Phase};
    ///
    /// static MIGRATIONS: Migrations = Migrations::new("library", &[]);
    ///
    /// # #[cfg(feature = "sqlite")] {
    /// let mut connection = rusqlite::Connection::open_in_memory()?;
    /// let mut migrator = Migrator::new(&MIGRATIONS).through(Phase::Expand);
    /// migrator.upgrade(&mut connection)?;
    /// migrator.verify(&mut connection)?;
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn through(mut self, phase: Phase) -> Self {
        self.phase = phase;
        self
    }

    /// With a function that revisions run by that name, in their transaction. If it fails
    /// or panics, its revision is rolled back.
    ///
    /// ```
    /// use keeper_schema::embedded::{Migrations, Migrator};
    ///
    /// static MIGRATIONS: Migrations = Migrations::new("library", &[]);
    ///
    /// let migrator = Migrator::new(&MIGRATIONS).hook("shout", |tx| {
    ///     for row in tx.query("SELECT id, title FROM books", &[])? {
    ///         let (id, title): (i64, String) = (row.get(0)?, row.get(1)?);
    ///         let shouted = title.to_uppercase();
    ///         tx.execute("UPDATE books SET title = $1 WHERE id = $2", &[shouted.into(), id.into()])?;
    ///     }
    ///     Ok(())
    /// });
    /// ```
    #[must_use]
    pub fn hook(
        mut self,
        name: &str,
        hook: impl Fn(&mut Tx<'_>) -> Result<(), HookError> + Send + Sync + 'static,
    ) -> Self {
        self.options.hooks.register(name, hook);
        self
    }

    /// With other options, their hooks among them. The database must belong to the application that they name.
    #[must_use]
    pub fn with_options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// With other options for a client of PostgreSQL: how long another migrator and locks are
    /// waited for, and what the bookkeeping is called. What opens a database by itself has its own.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use keeper_schema::embedded::{Migrations, Migrator};
    /// use keeper_schema::postgres::OpenOptions;
    ///
    /// static MIGRATIONS: Migrations = Migrations::new("library", &[]);
    ///
    /// // Of several that start at once, all but one wait until it is done.
    /// let migrator = Migrator::new(&MIGRATIONS).with_open_options(OpenOptions {
    ///     lock_wait: Duration::from_secs(600),
    ///     ..OpenOptions::default()
    /// });
    /// ```
    #[cfg(feature = "postgres")]
    #[must_use]
    pub fn with_open_options(mut self, options: OpenOptions) -> Self {
        self.waiting.options = Some(options);
        self
    }

    /// With somebody who is told of progress.
    #[must_use]
    pub fn with_observer(mut self, observer: &'m mut (dyn Observer + Send)) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Applies all that is missing. Returns what was applied, in order; with nothing to do
    /// that is one look at the bookkeeping.
    ///
    /// # Errors
    /// If what is applied does not fit the revisions, another migrator holds the lock for
    /// too long, or a revision fails.
    pub fn upgrade(
        &mut self,
        database: &mut impl Database,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let (migrations, options, phase) = (self.migrations, &self.options, self.phase);
        let history = &self.history;
        let mut silent = Silent;
        let observer = or_silent(&mut self.observer, &mut silent);
        self.waiting.on(database, |executor| {
            let mut planner = |state: &State| {
                if has_all(state, migrations) {
                    return Ok(Work::default());
                }
                let migrator = migrate::Migrator::new(parsed(history, migrations)?).through(phase);
                let work = migrator.plan_upgrade(state, &RevisionSpec::parse("heads")?)?;
                migrator.check_hooks(&work, options)?;
                Ok(work)
            };
            if !migrations.replaced().is_empty() && !has_all(&executor.state()?, migrations) {
                // The database may have a part of what was replaced.
                let migrator = migrate::Migrator::new(parsed(history, migrations)?).through(phase);
                let target = RevisionSpec::parse("heads")?;
                return migrator.upgrade(executor, &target, options, observer);
            }
            executor.run(&mut planner, options, observer)
        })
    }

    /// Applies what is missing for `target`, in any form that the command line takes:
    /// `+1`, `label@head`, the beginning of an id.
    ///
    /// # Errors
    /// As [`Migrator::upgrade`], and if nothing is called `target`.
    pub fn upgrade_to(
        &mut self,
        database: &mut impl Database,
        target: &str,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        self.move_to(database, target, Direction::Upgrade)
    }

    /// Reverts what comes after `target`: `-1`, `base`, an id.
    ///
    /// # Errors
    /// As [`Migrator::upgrade_to`], and before anything is changed if a revision cannot be
    /// reverted.
    pub fn downgrade_to(
        &mut self,
        database: &mut impl Database,
        target: &str,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        self.move_to(database, target, Direction::Downgrade)
    }

    /// What [`Migrator::upgrade`] would apply, in order.
    ///
    /// # Errors
    /// If what is applied does not fit the revisions, or the database cannot be read.
    pub fn pending(&self, database: &mut impl Database) -> Result<Vec<RevisionId>, MigrateError> {
        let state = self.waiting.on(database, |executor| executor.state())?;
        let work = self.work(&state)?;
        Ok(run(work))
    }

    /// The SQL that [`Migrator::upgrade`] would run, as a script for the database's own
    /// shell; `None` if there is nothing to do. Changes nothing.
    ///
    /// # Errors
    /// As [`Migrator::pending`].
    pub fn dry_run(&self, database: &mut impl Database) -> Result<Option<String>, MigrateError> {
        let look = |executor: &mut dyn Executor| Ok((executor.state()?, executor.dialect()));
        let (state, dialect) = self.waiting.on(database, look)?;
        let revisions = run(self.work(&state)?);
        if revisions.is_empty() {
            return Ok(None);
        }
        let migrator = migrate::Migrator::new(self.history()?);
        let script = migrator.script(
            dialect,
            &state.applied(),
            &revisions,
            Direction::Upgrade,
            &self.waiting.bookkeeping(),
            &self.options.tool_version,
        )?;
        Ok(Some(script))
    }

    pub(super) fn migrations(&self) -> &'m Migrations {
        self.migrations
    }

    pub(super) fn options(&self) -> &Options {
        &self.options
    }

    pub(super) fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    #[cfg(feature = "postgres")]
    pub(super) fn phase(&self) -> Phase {
        self.phase
    }

    #[cfg(feature = "postgres")]
    pub(super) fn observer_or<'o>(
        &'o mut self,
        silent: &'o mut Silent,
    ) -> &'o mut (dyn Observer + Send) {
        or_silent(&mut self.observer, silent)
    }

    /// The revisions as a history, parsed when they are first needed.
    pub(super) fn history(&self) -> Result<&History, MigrateError> {
        parsed(&self.history, self.migrations)
    }

    fn work(&self, state: &State) -> Result<Work<'_>, MigrateError> {
        if has_all(state, self.migrations) {
            return Ok(Work::default());
        }
        let migrator = migrate::Migrator::new(self.history()?).through(self.phase);
        migrator.plan_upgrade(state, &RevisionSpec::parse("heads")?)
    }

    fn move_to(
        &mut self,
        database: &mut impl Database,
        target: &str,
        direction: Direction,
    ) -> Result<Vec<RevisionId>, MigrateError> {
        let target = RevisionSpec::parse(target)?;
        let migrator = migrate::Migrator::new(parsed(&self.history, self.migrations)?);
        let migrator = migrator.through(self.phase);
        let options = &self.options;
        let mut silent = Silent;
        let observer = or_silent(&mut self.observer, &mut silent);
        self.waiting.on(database, |executor| match direction {
            Direction::Upgrade => migrator.upgrade(executor, &target, options, observer),
            Direction::Downgrade => migrator.downgrade(executor, &target, options, observer),
        })
    }
}

fn or_silent<'o>(
    observer: &'o mut Option<&mut (dyn Observer + Send)>,
    silent: &'o mut Silent,
) -> &'o mut (dyn Observer + Send) {
    match observer {
        Some(observer) => *observer,
        None => silent,
    }
}

/// The revisions that are run; others are only recorded, in place of what they replace.
fn run(work: Work<'_>) -> Vec<RevisionId> {
    let steps = work.steps.into_iter().filter(|step| !step.replaces);
    steps.map(|step| step.revision).collect()
}

/// Whether just these revisions are applied, and as they are: nothing has to be parsed to
/// know that.
pub(super) fn has_all(state: &State, migrations: &Migrations) -> bool {
    let revisions = migrations.revisions().iter();
    let checksums: BTreeMap<&str, &str> = revisions
        .map(|revision| (revision.id, revision.checksum))
        .collect();
    state.revisions.len() == checksums.len()
        && state.revisions.iter().all(|row| {
            let checksum = checksums.get(row.revision.as_str());
            checksum.is_some_and(|checksum| *checksum == row.checksum)
        })
}

fn parsed<'h>(
    history: &'h OnceCell<History>,
    migrations: &Migrations,
) -> Result<&'h History, MigrateError> {
    if let Some(history) = history.get() {
        return Ok(history);
    }
    let broken = |diagnostics: Vec<Diagnostic>| {
        let lines = diagnostics.iter().flat_map(Diagnostic::lines);
        MigrateError::History {
            reason: lines.collect::<Vec<String>>().join("\n"),
        }
    };
    let files = migrations.revisions().iter().chain(migrations.replaced());
    let files = files
        .map(|revision| read::revision(Path::new(revision.file), revision.source))
        .collect::<Result<Vec<_>, _>>()
        .map_err(broken)?;
    let found = History::new(files).map_err(broken)?;
    Ok(history.get_or_init(|| found))
}
