//! A copy of a PostgreSQL database: by its own server, or by `pg_dump` and `psql`.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, PoisonError};

use keeper_schema::database_url::{DatabaseUrl, PostgresUrl};
use keeper_schema::migrate::{DatabaseError, DatabaseErrorKind, MigrateError, OtherSession};
use keeper_schema::postgres::{self, OpenOptions};

use super::{Place, Planned, server};
use crate::args::Rehearse;
use crate::database;
use crate::failure::Failure;

/// How many bytes of the original's name are in the copy's: PostgreSQL has 63 for all of it.
const NAME: usize = 40;

const ELSEWHERE: &str = "`--into URL` copies it by `pg_dump` into a database that is not there yet, `--into private` into a server that is started for it";

/// A copy beside the original, or where `--into` says; without an original, an empty database
/// there, or else on a server of ours.
pub(super) fn planned(original: Option<&PostgresUrl>, args: &Rehearse) -> Result<Planned, Failure> {
    let options = database::postgres_options(&args.database);
    match (original, &args.into) {
        (_, Some(_)) if args.is_private() => private(original, args, options),
        (Some(original), None) => beside(original, options),
        (original, Some(written)) => elsewhere(original, &into(written)?, options),
        (None, None) => private(None, args, options),
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
                _ => not_copied(error),
            })
        }),
        fill: Box::new(move || {
            let copied = postgres::copy_settings(&set_for, &copy, &set_by);
            Ok(copied.map_err(MigrateError::from)?)
        }),
    })
}

/// A copy that goes through `pg_dump` and `psql`, beside whoever uses the original.
fn elsewhere(
    original: Option<&PostgresUrl>,
    into: &PostgresUrl,
    options: OpenOptions,
) -> Result<Planned, Failure> {
    let (from, to) = (original.cloned(), into.clone());
    let (new, by) = (into.clone(), options.clone());
    Ok(Planned {
        url: DatabaseUrl::Postgres(Box::new(into.clone())),
        place: Place::Database(Box::new((into.clone(), options))),
        create: Box::new(move || {
            let created = postgres::create_database(&new, &by);
            Ok(created.map_err(MigrateError::from)?)
        }),
        fill: Box::new(move || match from {
            Some(from) => dump(Path::new(""), &from, &to),
            None => Ok(()),
        }),
    })
}

/// The same on a server that is started for it.
fn private(
    original: Option<&PostgresUrl>,
    args: &Rehearse,
    options: OpenOptions,
) -> Result<Planned, Failure> {
    if args.keep {
        return Err(Failure::call(
            "`--keep` cannot keep what is on a private server: that ends with the call",
        )
        .help("`--into URL` names a database on another one"));
    }
    let server = server::Planned::new()?;
    let (programs, url) = (server.programs.clone(), server.url()?);
    let (from, to, new) = (original.cloned(), url.clone(), url.clone());
    let running = Arc::default();
    let started = Arc::clone(&running);
    Ok(Planned {
        url: DatabaseUrl::Postgres(Box::new(url)),
        place: Place::Server(running),
        create: Box::new(move || {
            let server = server.start()?;
            *started.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
            let created = postgres::create_database(&new, &options);
            Ok(created.map_err(MigrateError::from)?)
        }),
        fill: Box::new(move || match from {
            Some(from) => dump(&programs, &from, &to),
            None => Ok(()),
        }),
    })
}

/// By the programs of a folder. `pg_dump` refuses a server that is newer than itself, and so than
/// a server of the same folder.
fn dump(programs: &Path, from: &PostgresUrl, into: &PostgresUrl) -> Result<(), Failure> {
    let mut pg_dump = Command::new(program(programs, "pg_dump"));
    pg_dump
        .args(["--format=plain", "--no-owner", "--no-privileges"])
        .envs(from.variables())
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut dumping = pg_dump
        .spawn()
        .map_err(|error| cannot_run("pg_dump", &error))?;
    let mut psql = Command::new(program(programs, "psql"));
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

/// A program of a folder, or else that of the path.
fn program(folder: &Path, name: &str) -> PathBuf {
    let own = folder.join(name);
    match own.exists() {
        true => own,
        false => PathBuf::from(name),
    }
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
    .help(ELSEWHERE)
}

/// What helps a role that may not create databases.
fn not_copied(error: DatabaseError) -> Failure {
    let is_refused = error.kind == DatabaseErrorKind::Privilege;
    let failure = Failure::from(MigrateError::from(error));
    match is_refused {
        true => failure.help(ELSEWHERE),
        false => failure,
    }
}

/// The database that `--into` names.
fn into(written: &str) -> Result<PostgresUrl, Failure> {
    match super::into(written)? {
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
