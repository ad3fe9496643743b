//! Keeper's program, as far as its database goes: creates it or brings it to the newest
//! revision, sees that it is what the models say, and makes the first user.
//!
//! Later steps of an application stand behind [`Migrator::verify`]: it serves on no other
//! database than the one it was compiled for.

#![allow(
    clippy::disallowed_methods,
    reason = "the program takes its settings from the environment"
)]

use std::env::{self, VarError};
use std::error::Error;
use std::process::ExitCode;

use keeper_schema::database_url::{DatabaseUrl, SqliteLocation, SqliteUrl};
use keeper_schema::embedded::{Migrations, Migrator};
use keeper_schema::sqlite::{OpenOptions, SqliteExecutor};
use rusqlite::{Connection, params};

static MIGRATIONS: Migrations = keeper_schema::embed_migrations!();

/// Every permission that there is.
const ALL_PERMISSIONS: i32 = 0b1_1111;

fn main() -> ExitCode {
    // No revision of Keeper's runs a hook so far: one that does is registered here.
    let migrator = Migrator::new(&MIGRATIONS);
    if let Some(status) = migrator.serve_command_line() {
        return status;
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let url = database_url()?;
    let mut executor = SqliteExecutor::open(&url, &OpenOptions::default())?;
    let applied = Migrator::new(&MIGRATIONS).upgrade(&mut executor)?;
    Migrator::new(&MIGRATIONS).verify(&mut executor)?;
    match applied.last() {
        Some(last) => println!(
            "{}: {} revisions applied, now at {last}",
            shown(&url),
            applied.len()
        ),
        None => println!("{}: nothing to do", shown(&url)),
    }
    let connection = executor.into_connection();
    match (connection, variable("KEEPER_FIRST_USER")?) {
        (Some(connection), Some(username)) => first_user(&connection, &username),
        (_, _) => Ok(()),
    }
}

/// Where the database is, found as the command line finds it.
fn database_url() -> Result<SqliteUrl, Box<dyn Error>> {
    let written = match variable("KEEPER_DATABASE_URL")? {
        Some(written) => Some(written),
        None => variable("DATABASE_URL")?,
    };
    match DatabaseUrl::parse(written.as_deref().unwrap_or("sqlite:keeper.db"))? {
        DatabaseUrl::Sqlite(url) => Ok(url),
        DatabaseUrl::Postgres(_) => Err("this program shows SQLite only; \
            `cargo db upgrade` brings a PostgreSQL database along"
            .into()),
    }
}

/// Makes the first user, who may do everything, unless there is any user already.
fn first_user(connection: &Connection, username: &str) -> Result<(), Box<dyn Error>> {
    let hash = variable("KEEPER_FIRST_USER_PASSWORD_HASH")?
        .ok_or("`KEEPER_FIRST_USER` needs `KEEPER_FIRST_USER_PASSWORD_HASH` beside it")?;
    let made = connection.execute(
        "INSERT INTO users (username, password_hash, permissions)
         SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM users)",
        params![username, hash, ALL_PERMISSIONS],
    )?;
    if made == 1 {
        println!("made the first user, `{username}`");
    }
    Ok(())
}

fn shown(url: &SqliteUrl) -> String {
    match &url.location {
        SqliteLocation::File(path) => path.display().to_string(),
        SqliteLocation::Memory => "memory".to_owned(),
    }
}

/// A variable of the environment; `None` if it is not set.
fn variable(name: &str) -> Result<Option<String>, Box<dyn Error>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("`{name}` is not UTF-8").into()),
    }
}
