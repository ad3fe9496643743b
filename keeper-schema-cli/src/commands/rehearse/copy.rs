//! The throwaway copy, and how it goes away.

use std::path::PathBuf;

use keeper_schema::database_url::{DatabaseUrl, SqliteUrl};
use keeper_schema::migrate::MigrateError;
use keeper_schema::sqlite;
use tempfile::TempDir;

use crate::args::Rehearse;
use crate::database;
use crate::failure::Failure;

/// A copy of a database.
pub(crate) struct Copy {
    url: DatabaseUrl,
    place: Place,
}

/// What is removed in the end.
enum Place {
    /// A folder of ours with the file in it.
    Folder(TempDir),
    /// A file where it was asked for.
    File(PathBuf),
}

impl Copy {
    /// Copies a database; nothing is done to it but reading.
    pub(crate) fn make(original: &DatabaseUrl, args: &Rehearse) -> Result<Self, Failure> {
        match original {
            DatabaseUrl::Sqlite(original) => Self::of_file(original, args),
            DatabaseUrl::Postgres(_) => Err(Failure::call("PostgreSQL cannot be rehearsed yet")),
        }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Leaves it, and says where.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        if let DatabaseUrl::Sqlite(url) = &self.url {
            eprintln!("the copy is kept: sqlite:{url}");
        }
        if let Place::Folder(folder) = self.place {
            let _ = folder.keep();
        }
        Ok(())
    }

    /// Removes it.
    pub(crate) fn remove(self) -> Result<(), Failure> {
        let removed = match self.place {
            Place::Folder(folder) => folder.close(),
            Place::File(file) => remove_file(&file),
        };
        removed.map_err(|error| Failure::call(format!("the copy cannot be removed: {error}")))
    }

    fn of_file(original: &SqliteUrl, args: &Rehearse) -> Result<Self, Failure> {
        let (place, file) = match &args.into {
            None => {
                let folder = tempfile::Builder::new()
                    .prefix("keeper-rehearsal-")
                    .tempdir();
                let folder = folder.map_err(|error| {
                    Failure::call(format!("no folder can be made for the copy: {error}"))
                        .help("`--into FILE` makes it elsewhere")
                })?;
                let file = folder.path().join("copy.db");
                (Place::Folder(folder), file)
            }
            Some(written) => {
                let file = into_file(written)?;
                (Place::File(file.clone()), file)
            }
        };
        let lock_wait = database::lock_wait(&args.database);
        let copied = sqlite::copy(original, &file, lock_wait);
        copied.map_err(MigrateError::from)?;
        Ok(Self {
            url: DatabaseUrl::Sqlite(SqliteUrl::file(file)),
            place,
        })
    }
}

/// The file that `--into` names.
fn into_file(written: &str) -> Result<PathBuf, Failure> {
    let url = DatabaseUrl::parse(written)
        .map_err(|error| Failure::call(format!("`--into` is not a database URL: {error}")))?;
    let DatabaseUrl::Sqlite(url) = url else {
        return Err(Failure::call(
            "`--into` names a PostgreSQL database, and the original is SQLite's",
        )
        .help("name a file that is not there yet"));
    };
    let path = url.path().map(ToOwned::to_owned);
    path.ok_or_else(|| {
        Failure::call("`--into` names a database in memory")
            .help("name a file that is not there yet")
    })
}

/// Removes a database's file, and what SQLite keeps beside it.
fn remove_file(file: &std::path::Path) -> std::io::Result<()> {
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut beside = file.as_os_str().to_owned();
        beside.push(suffix);
        let _ = std::fs::remove_file(beside);
    }
    std::fs::remove_file(file)
}
