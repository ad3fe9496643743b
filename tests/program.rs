//! Keeper's program makes its database and keeps it.

#![allow(
    clippy::disallowed_methods,
    reason = "the program is run in a folder of its own"
)]

use std::path::Path;
use std::process::{Command, Output};

use rusqlite::Connection;

/// Runs the program in a folder, with these variables only.
fn keeper(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keeper"));
    command
        .current_dir(folder)
        .env_clear()
        .envs(variables.iter().copied());
    command.output().expect("the program can be run")
}

fn said(output: &Output) -> (bool, String, String) {
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn printed(folder: &Path, variables: &[(&str, &str)]) -> String {
    let (green, stdout, stderr) = said(&keeper(folder, variables));
    assert!(green, "{stderr}");
    stdout
}

fn refused(folder: &Path, variables: &[(&str, &str)]) -> String {
    let (green, _, stderr) = said(&keeper(folder, variables));
    assert!(!green, "it was not refused");
    stderr
}

const FIRST_USER: [(&str, &str); 2] = [
    ("KEEPER_FIRST_USER", "ada"),
    ("KEEPER_FIRST_USER_PASSWORD_HASH", "scrypt:x"),
];

fn users(folder: &Path) -> Vec<(String, String, i32)> {
    let connection = Connection::open(folder.join("keeper.db")).expect("it is there");
    let sql = "SELECT username, password_hash, permissions FROM users ORDER BY id";
    let mut statement = connection.prepare(sql).expect("the table is there");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let rows = rows.expect("it can be read").collect::<Result<_, _>>();
    rows.expect("it can be read")
}

#[test]
fn the_database_is_made_once() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    assert_eq!(
        printed(folder.path(), &[]),
        "keeper.db: 12 revisions applied, now at 1462b9ab22c3\n"
    );
    assert_eq!(printed(folder.path(), &[]), "keeper.db: nothing to do\n");
    assert_eq!(users(folder.path()), []);
}

#[test]
fn the_first_user_is_never_overwritten() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let first = printed(folder.path(), &FIRST_USER);
    assert!(first.ends_with("made the first user, `ada`\n"), "{first}");
    let another = [("KEEPER_FIRST_USER", "eve"), FIRST_USER[1]];
    for variables in [FIRST_USER, another] {
        assert_eq!(
            printed(folder.path(), &variables),
            "keeper.db: nothing to do\n"
        );
    }
    let ada = ("ada".to_owned(), "scrypt:x".to_owned(), 31);
    assert_eq!(users(folder.path()), [ada]);
}

#[test]
fn a_database_that_was_changed_by_hand_is_not_served_on() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    printed(folder.path(), &[]);
    let connection = Connection::open(folder.path().join("keeper.db")).expect("it is there");
    (connection.execute_batch("ALTER TABLE builds ADD COLUMN note text")).expect("it is new");
    let error = refused(folder.path(), &FIRST_USER);
    assert!(error.contains("`builds.note`"), "{error}");
    assert_eq!(users(folder.path()), []);
}

#[test]
fn a_url_that_is_none_is_refused() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (url, expected) in [
        ("mysql://localhost/x", "mysql"),
        ("postgresql://localhost/x", "cargo db upgrade"),
    ] {
        let error = refused(folder.path(), &[("KEEPER_DATABASE_URL", url)]);
        assert!(error.contains(expected), "{error}");
    }
}
