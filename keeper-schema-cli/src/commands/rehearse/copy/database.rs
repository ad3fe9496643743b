//! A copy of a PostgreSQL database: by its own server, or by `pg_dump` and `psql`.

use std::process::{Command, ExitStatus, Stdio};

use keeper_schema::database_url::{DatabaseUrl, PostgresUrl};
use keeper_schema::migrate::{MigrateError, OtherSession};
use keeper_schema::postgres::{self, OpenOptions};

use super::{Place, Planned};
use crate::args::Rehearse;
use crate::database;
use crate::failure::Failure;

/// How many bytes of the original's name are in the copy's: PostgreSQL has 63 for all of it.
const NAME: usize = 40;

/// A copy beside the original, or where `--into` says.
pub(super) fn planned(original: &PostgresUrl, args: &Rehearse) -> Result<Planned, Failure> {
    let options = database::postgres_options(&args.database);
    match &args.into {
        None => beside(original, options),
        Some(written) => dumped(original, &into(written)?, options),
    }
}

/// A copy that the server makes.
fn beside(original: &PostgresUrl, options: OpenOptions) -> Result<Planned, Failure> {
    let name = postgres::database_name(original, &options).map_err(MigrateError::from)?;
    let copy = format!("{}_rehearsal_{}", beginning(&name), random()?);
    let url = PostgresUrl {
        database: Some(copy.clone()),
        ..original.clone()
    };
    let (from, by, name) = (original.clone(), options.clone(), copy.clone());
    let (set_for, set_by) = (original.clone(), options.clone());
    Ok(Planned {
        place: Place::Database(Box::new((url.clone(), options))),
        url: DatabaseUrl::Postgres(Box::new(url)),
        create: Box::new(move || {
            let copied = postgres::copy_database(&from, &name, &by);
            copied.map_err(|error| match postgres::sessions(&from, &by) {
                Ok(sessions) if !sessions.is_empty() => in_use(&sessions),
                _ => MigrateError::from(error).into(),
            })
        }),
        fill: Box::new(move || {
            let copied = postgres::copy_settings(&set_for, &copy, &set_by);
            Ok(copied.map_err(MigrateError::from)?)
        }),
    })
}

/// A copy that goes through `pg_dump` and `psql`, beside whoever uses the original.
fn dumped(
    original: &PostgresUrl,
    into: &PostgresUrl,
    options: OpenOptions,
) -> Result<Planned, Failure> {
    let (from, to) = (original.clone(), into.clone());
    let (new, by) = (into.clone(), options.clone());
    Ok(Planned {
        url: DatabaseUrl::Postgres(Box::new(into.clone())),
        place: Place::Database(Box::new((into.clone(), options))),
        create: Box::new(move || {
            let created = postgres::create_database(&new, &by);
            Ok(created.map_err(MigrateError::from)?)
        }),
        fill: Box::new(move || dump(&from, &to)),
    })
}

fn dump(from: &PostgresUrl, into: &PostgresUrl) -> Result<(), Failure> {
    let mut pg_dump = Command::new("pg_dump");
    pg_dump
        .args(["--format=plain", "--no-owner", "--no-privileges"])
        .envs(from.variables())
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut dumping = pg_dump
        .spawn()
        .map_err(|error| cannot_run("pg_dump", &error))?;
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"])
        .args(["--single-transaction", "--file=-"])
        .envs(into.variables())
        .stdout(Stdio::null());
    if let Some(text) = dumping.stdout.take() {
        psql.stdin(text);
    }
    let loaded = psql.status();
    // Its reader has gone, so that it ends.
    drop(psql);
    let dumped = dumping.wait();
    let loaded = loaded.map_err(|error| cannot_run("psql", &error))?;
    let dumped = dumped.map_err(|error| cannot_run("pg_dump", &error))?;
    succeeded("pg_dump", dumped)?;
    succeeded("psql", loaded)
}

fn succeeded(program: &str, status: ExitStatus) -> Result<(), Failure> {
    match status.success() {
        true => Ok(()),
        false => Err(Failure::call(format!(
            "the database could not be copied: `{program}` ended with {status}"
        ))),
    }
}

fn cannot_run(program: &str, error: &std::io::Error) -> Failure {
    Failure::call(format!("`{program}` cannot be run: {error}"))
        .help("it comes with PostgreSQL's client: `apt-get install postgresql-client`")
}

fn in_use(sessions: &[OtherSession]) -> Failure {
    let sessions: Vec<String> = sessions.iter().map(ToString::to_string).collect();
    Failure::call(format!(
        "the server copies a database that nobody is connected to, and there is {}",
        sessions.join(", ")
    ))
    .help("`--into URL` copies it by `pg_dump` into a database that is not there yet")
}

/// The database that `--into` names.
fn into(written: &str) -> Result<PostgresUrl, Failure> {
    let url = DatabaseUrl::parse(written)
        .map_err(|error| Failure::call(format!("`--into` is not a database URL: {error}")))?;
    match url {
        DatabaseUrl::Postgres(url) if url.database.is_some() => Ok(*url),
        DatabaseUrl::Postgres(_) => Err(Failure::call("`--into` names no database")
            .help("name one that is not there yet: `postgresql://host/rehearsal`")),
        DatabaseUrl::Sqlite(_) => Err(Failure::call(
            "`--into` names an SQLite database, and the original is PostgreSQL's",
        )
        .help("name a database that is not there yet: `postgresql://host/rehearsal`")),
    }
}

fn beginning(name: &str) -> &str {
    let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
    let end = ends.take_while(|at| *at <= NAME).last().unwrap_or(0);
    &name[..end]
}

fn random() -> Result<String, Failure> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::call(format!("no random name can be made: {error}")))?;
    Ok(format!("{:08x}", u32::from_be_bytes(bytes)))
}
