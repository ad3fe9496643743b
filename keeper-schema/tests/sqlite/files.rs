//! Files that are full, closed, damaged or something else.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use keeper_schema::database_url::{SqliteMode, SqliteUrl};
use keeper_schema::migrate::{DatabaseErrorKind, Executor, MigrateError, Options, StepError};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};

use crate::child;
use crate::support::{Database, rows, upgrade};

/// Nobody's number, who may read and not write what is root's.
const NOBODY: u32 = 65534;

fn kind(error: &MigrateError) -> Option<DatabaseErrorKind> {
    match error {
        MigrateError::Database(error) => Some(error.kind),
        MigrateError::Step { error, .. } => match &**error {
            StepError::Statement { error, .. } => Some(error.kind),
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn no_page_is_left() {
    let database = child::filled();
    let before = database.contents();
    let connection = database.connection();
    rows(&connection, "PRAGMA max_page_count = 1");
    let mut executor =
        SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
    let error = upgrade(&mut executor, &child::work(), "heads", &Options::default()).unwrap_err();
    assert_eq!(kind(&error), Some(DatabaseErrorKind::Full), "{error}");
    assert!(
        error.to_string().starts_with("upgrade of revision `r2` failed: database or disk is full; the disk is full; what was not committed is rolled back"),
        "{error}"
    );
    assert_eq!(database.contents(), before);
    let connection = executor.into_connection().unwrap();
    assert!(connection.is_autocommit());
    rows(&connection, "PRAGMA max_page_count = 1000000");
    let mut executor =
        SqliteExecutor::from_connection(connection, &OpenOptions::default()).unwrap();
    upgrade(&mut executor, &child::work(), "heads", &Options::default()).unwrap();
    assert_eq!(database.recorded(), "r1 r2 r3 r4");
}

/// A real limit of the operating system, which is no `ENOSPC`.
#[test]
fn a_file_may_not_grow() {
    let database = child::filled();
    let before = database.contents();
    let kilobytes = fs::metadata(database.path()).unwrap().len() / 1024 + 512;
    let mut shell = Command::new("bash");
    // In blocks of 1024 bytes. The signal would kill the process before SQLite knows.
    let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
    shell
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap());
    child::prepare(&mut shell, &database.path());
    let result = child::result(&shell.output().unwrap());
    assert!(result.starts_with("upgrade of revision `r"), "{result}");
    assert!(
        result.contains("disk I/O error") || result.contains("is full"),
        "{result}"
    );
    assert_eq!(database.contents(), before);
    assert_eq!(database.rows("PRAGMA integrity_check"), "ok");
    assert_eq!(
        database.upgrade(&child::work()).unwrap(),
        ["r2", "r3", "r4"]
    );
}

#[test]
fn opened_for_reading() {
    let database = child::filled();
    let before = fs::read(database.path()).unwrap();
    for (mode, immutable) in [
        (Some(SqliteMode::ReadOnly), false),
        (Some(SqliteMode::ReadOnly), true),
    ] {
        let url = SqliteUrl {
            mode,
            immutable,
            ..SqliteUrl::file(database.path())
        };
        let mut executor = SqliteExecutor::open(&url, &OpenOptions::default()).unwrap();
        assert_eq!(executor.state().unwrap().revisions.len(), 1);
        let error =
            upgrade(&mut executor, &child::work(), "heads", &Options::default()).unwrap_err();
        assert_eq!(kind(&error), Some(DatabaseErrorKind::ReadOnly), "{error}");
        assert_eq!(
            error.to_string(),
            "attempt to write a readonly database; the file, its folder or its mount cannot be written; check `mode` in the URL and the permissions"
        );
    }
    assert!(fs::read(database.path()).unwrap() == before);
}

/// As a user who may not write: root may write everything.
fn result_of_another_user(database: &Database) -> String {
    // The program may be where that user cannot look; its copy is not.
    let copy = Database::new();
    set_mode(copy.folder(), 0o755);
    let program = copy.folder().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(&program);
    child::prepare(&mut command, &database.path());
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(NOBODY).gid(NOBODY);
    }
    child::result(&command.output().unwrap())
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_or_folder_that_cannot_be_written() {
    let read_only = "attempt to write a readonly database; the file, its folder or its mount cannot be written; check `mode` in the URL and the permissions";
    for (folder, file) in [(0o555, 0o444), (0o777, 0o444), (0o555, 0o666)] {
        let database = child::filled();
        let before = fs::read(database.path()).unwrap();
        set_mode(database.folder(), folder);
        set_mode(&database.path(), file);
        let result = result_of_another_user(&database);
        set_mode(database.folder(), 0o755);
        assert!(result.contains(read_only), "{folder:o} {file:o}: {result}");
        assert!(fs::read(database.path()).unwrap() == before);
    }
}

#[test]
fn what_is_no_database() {
    let open = |database: &Database| {
        let error =
            SqliteExecutor::open(&SqliteUrl::file(database.path()), &OpenOptions::default());
        error.map(|_| ()).unwrap_err().to_string()
    };
    let database = Database::new();
    fs::write(database.path(), "format = 1\n".repeat(100)).unwrap();
    assert_eq!(
        open(&database),
        "file is not a database; is this the right file, or is it encrypted?"
    );
    assert_eq!(fs::read(database.path()).unwrap().len(), 1100);

    let database = Database::new();
    fs::create_dir(database.path()).unwrap();
    let expected = format!(
        "`{}` is a folder; name a file in it",
        database.path().display()
    );
    assert_eq!(open(&database), expected);

    let database = Database::new();
    fs::write(database.path(), "").unwrap();
    assert_eq!(database.upgrade(&child::work()).unwrap().len(), 4);

    let url = SqliteUrl::file(Database::new().folder().join("nowhere/keeper.db"));
    let error = SqliteExecutor::open(&url, &OpenOptions::default()).unwrap_err();
    assert_eq!(error.kind, DatabaseErrorKind::CannotOpen);

    let url = SqliteUrl {
        mode: Some(SqliteMode::ReadWrite),
        ..SqliteUrl::file(Database::new().path())
    };
    let error = SqliteExecutor::open(&url, &OpenOptions::default()).unwrap_err();
    assert_eq!(error.kind, DatabaseErrorKind::NotFound);
}

#[test]
fn a_page_that_is_damaged() {
    let database = child::filled();
    let page: usize = database
        .rows("SELECT rootpage FROM sqlite_master WHERE name = 'tags'")
        .parse()
        .unwrap();
    let size: usize = database.rows("PRAGMA page_size").parse().unwrap();
    let mut bytes = fs::read(database.path()).unwrap();
    bytes[(page - 1) * size..page * size].fill(0xa5);
    fs::write(database.path(), &bytes).unwrap();
    let error = database.upgrade(&child::work()).unwrap_err();
    assert_eq!(kind(&error), Some(DatabaseErrorKind::Corrupt), "{error}");
    assert!(fs::read(database.path()).unwrap() == bytes);
}

/// Cut off in the middle, as a copy that was not finished.
#[test]
fn a_file_that_is_cut_off() {
    let database = child::filled();
    let bytes = fs::read(database.path()).unwrap();
    let half = &bytes[..bytes.len() / 8192 * 4096];
    fs::write(database.path(), half).unwrap();
    let url = SqliteUrl::file(database.path());
    let error = SqliteExecutor::open(&url, &OpenOptions::default()).unwrap_err();
    assert_eq!(error.kind, DatabaseErrorKind::Corrupt, "{error}");
    assert!(fs::read(database.path()).unwrap() == half);
}
