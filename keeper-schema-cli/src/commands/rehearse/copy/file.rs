//! A copy of an SQLite file.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use keeper_schema::database_url::{DatabaseUrl, SqliteUrl};
use keeper_schema::migrate::MigrateError;
use keeper_schema::sqlite;

use super::{Place, Planned};
use crate::args::Rehearse;
use crate::database;
use crate::failure::Failure;

/// A copy in a temporary folder, or where `--into` says.
pub(super) fn planned(original: Option<&SqliteUrl>, args: &Rehearse) -> Result<Planned, Failure> {
    let (place, file) = match &args.into {
        None => temporary()?,
        Some(written) => {
            let file = into(written)?;
            (Place::File(file.clone()), file)
        }
    };
    let lock_wait = database::lock_wait(&args.database);
    let (original, new, to) = (original.cloned(), file.clone(), file.clone());
    Ok(Planned {
        url: DatabaseUrl::Sqlite(SqliteUrl::file(file)),
        place,
        create: Box::new(move || match std::fs::File::create_new(&new) {
            Ok(_) => Ok(()),
            Err(error) => Err(not_made(&new, &error)),
        }),
        fill: Box::new(move || {
            let copied = original.map(|it| sqlite::copy_database(&it, &to, lock_wait));
            Ok(copied.unwrap_or(Ok(())).map_err(MigrateError::from)?)
        }),
    })
}

/// Removes a database's file, and what SQLite keeps beside it.
pub(super) fn remove(file: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut beside = file.as_os_str().to_owned();
        beside.push(suffix);
        if Path::new(&beside).exists() {
            std::fs::remove_file(beside)?;
        }
    }
    Ok(())
}

fn temporary() -> Result<(Place, PathBuf), Failure> {
    let folder = tempfile::Builder::new()
        .prefix("keeper-rehearsal-")
        .tempdir();
    let folder = folder.map_err(|error| {
        Failure::call(format!("no folder can be made for the copy: {error}"))
            .help("`--into FILE` makes it elsewhere")
    })?;
    let file = folder.path().join("copy.db");
    Ok((Place::Folder(folder), file))
}

fn not_made(file: &Path, error: &std::io::Error) -> Failure {
    let file = file.display();
    match error.kind() {
        ErrorKind::AlreadyExists => Failure::call(format!("`{file}` is there already"))
            .help("`--into` makes a new file, and removes it in the end"),
        _ => Failure::call(format!("the copy `{file}` cannot be made: {error}")),
    }
}

/// The file that `--into` names.
fn into(written: &str) -> Result<PathBuf, Failure> {
    if written == "private" {
        return Err(Failure::call(
            "`--into private` starts a PostgreSQL server, and the original is SQLite's",
        )
        .help("a file of that name is `./private`"));
    }
    let DatabaseUrl::Sqlite(url) = super::into(written)? else {
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
