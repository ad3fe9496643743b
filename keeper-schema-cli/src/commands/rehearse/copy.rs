//! The throwaway copy, and how it goes away: in the end, after a failure, or when the call
//! is interrupted.

mod database;
mod file;
#[cfg(unix)]
mod owner;
#[cfg(not(unix))]
#[path = "copy/no_server.rs"]
mod server;
#[cfg(unix)]
mod server;

use std::path::PathBuf;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use keeper_schema::database_url::{DatabaseUrl, PostgresUrl};
use keeper_schema::migrate::MigrateError;
use keeper_schema::postgres;
use keeper_schema_core::dialect::Dialect;
use tempfile::TempDir;

use self::server::Server;
use crate::args::Rehearse;
use crate::failure::Failure;
use crate::interruption;

/// A copy of a database. It goes when this does.
pub(crate) struct Copy {
    url: DatabaseUrl,
    /// Taken by whoever removes it.
    place: Arc<Mutex<Option<Place>>>,
    /// Whether an interruption ends the program.
    is_interrupted: Arc<AtomicBool>,
}

/// What is removed in the end.
enum Place {
    /// A folder of ours with the file in it.
    Folder(TempDir),
    /// A file where it was asked for.
    File(PathBuf),
    /// A database.
    Database(Box<(PostgresUrl, postgres::OpenOptions)>),
    /// A server of ours, once it runs.
    Server(Arc<Mutex<Option<Server>>>),
}

/// A copy that is still to be made.
struct Planned {
    url: DatabaseUrl,
    place: Place,
    /// Makes the place. It is ours, and removed in the end, only if this does not fail.
    create: Work,
    /// Makes the copy in it.
    fill: Work,
}

type Work = Box<dyn FnOnce() -> Result<(), Failure>>;

impl Copy {
    /// Copies a database; nothing is done to it but reading.
    pub(crate) fn make(original: &DatabaseUrl, args: &Rehearse) -> Result<Self, Failure> {
        let planned = match original {
            DatabaseUrl::Sqlite(original) => file::planned(Some(original), args)?,
            DatabaseUrl::Postgres(original) => database::planned(Some(original), args)?,
        };
        Self::carry_out(planned)
    }

    /// An empty database in place of a copy.
    pub(crate) fn empty(dialect: Dialect, args: &Rehearse) -> Result<Self, Failure> {
        Self::carry_out(match dialect {
            Dialect::Sqlite => file::planned(None, args)?,
            Dialect::Postgres => database::planned(None, args)?,
        })
    }

    fn carry_out(planned: Planned) -> Result<Self, Failure> {
        let copy = Self {
            url: planned.url,
            place: Arc::default(),
            is_interrupted: Arc::default(),
        };
        copy.remove_when_interrupted()?;
        // An interruption waits until there is something whole to remove.
        let mut place = copy.place.lock().unwrap_or_else(PoisonError::into_inner);
        let made = (planned.create)().and_then(|()| {
            *place = Some(planned.place);
            (planned.fill)()
        });
        drop(place);
        made.map(|()| copy)
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Leaves it, and says where.
    pub(crate) fn keep(self) {
        self.wait_if_interrupted();
        let url = match &self.url {
            DatabaseUrl::Sqlite(url) => format!("sqlite:{url}"),
            DatabaseUrl::Postgres(url) => url.without_password(),
        };
        eprintln!("the copy is kept: {url}");
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Place::Folder(folder)) = place.take() {
            let _ = folder.keep();
        }
    }

    /// Removes it.
    pub(crate) fn remove(self) -> Result<(), Failure> {
        self.wait_if_interrupted();
        remove(&self.place)
    }

    /// What fails because the copy is going is nothing to tell: whoever removes it also ends
    /// the program.
    fn wait_if_interrupted(&self) {
        while self.is_interrupted.load(Ordering::SeqCst) {
            thread::park();
        }
    }

    fn remove_when_interrupted(&self) -> Result<(), Failure> {
        let place = Arc::clone(&self.place);
        let is_interrupted = Arc::clone(&self.is_interrupted);
        let handler = move || {
            is_interrupted.store(true, Ordering::SeqCst);
            eprintln!("interrupted; the copy is being removed");
            // Kept to the end: whoever else waits for it is not to end first, with another status.
            let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(failure) = remove_taken(place.take()) {
                failure.report();
            }
            exit(interruption::STATUS.into());
        };
        ctrlc::set_handler(handler)
            .map_err(|error| Failure::call(format!("cannot watch for an interruption: {error}")))
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.wait_if_interrupted();
        // Another failure is told already.
        let _ = remove(&self.place);
    }
}

/// What `--into` names.
pub(crate) fn into(written: &str) -> Result<DatabaseUrl, Failure> {
    DatabaseUrl::parse(written)
        .map_err(|error| Failure::call(format!("`--into` is not a database URL: {error}")))
}

/// Removes what is still there. Whoever comes second waits for the first.
fn remove(place: &Mutex<Option<Place>>) -> Result<(), Failure> {
    let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
    remove_taken(place.take())
}

fn remove_taken(place: Option<Place>) -> Result<(), Failure> {
    let left =
        |error: std::io::Error| Failure::call(format!("the copy cannot be removed: {error}"));
    match place {
        None => Ok(()),
        Some(Place::Folder(folder)) => folder.close().map_err(left),
        Some(Place::File(path)) => file::remove(&path).map_err(left),
        Some(Place::Server(server)) => {
            let mut server = server.lock().unwrap_or_else(PoisonError::into_inner);
            drop(server.take());
            Ok(())
        }
        Some(Place::Database(database)) => {
            let (url, options) = *database;
            let dropped = postgres::drop_database(&url, &options);
            dropped.map_err(|error| Failure::from(MigrateError::from(error)))
        }
    }
}
