//! Rows that no history knows of.

use keeper_schema_core::seeds::SeedStep;

use super::client::Client;
use super::session::text;
use super::{PostgresExecutor, bookkeeping, lock};
use crate::migrate::{Admission, DatabaseError, DatabaseErrorKind, MigrateError, Options, Seeding};

/// See [`Executor::seed`](crate::migrate::Executor::seed).
pub(super) fn seed(
    executor: &PostgresExecutor,
    steps: &[SeedStep],
    admits: Admission<'_>,
    options: &Options,
) -> Result<Seeding, MigrateError> {
    let seeding = lock::holding(executor, || seed_locked(executor, steps, admits, options));
    match seeding {
        // While it waited for the lock.
        Err(error) if error.is_cancelled() => Ok(Seeding::Interrupted),
        seeding => seeding,
    }
}

fn seed_locked(
    executor: &PostgresExecutor,
    steps: &[SeedStep],
    admits: Admission<'_>,
    options: &Options,
) -> Result<Seeding, MigrateError> {
    let client = &executor.client;
    let state = bookkeeping::read(client, &executor.tables)?.state;
    if !admits(&state) {
        return Ok(Seeding::Refused);
    }
    client.run("BEGIN; SET LOCAL search_path TO DEFAULT")?;
    let mut inserted = Vec::with_capacity(steps.len());
    for (number, step) in steps.iter().enumerate() {
        if options.is_interrupted() {
            client.run("ROLLBACK")?;
            return Ok(Seeding::Interrupted);
        }
        match run(client, step) {
            Ok(rows) => inserted.push(rows),
            Err(error) if error.kind == DatabaseErrorKind::Interrupted => {
                client.run("ROLLBACK")?;
                return Ok(Seeding::Interrupted);
            }
            Err(error) => {
                // After a lost connection there is nothing to roll back.
                let _ = client.run("ROLLBACK");
                return Ok(Seeding::Failed {
                    step: number,
                    error,
                });
            }
        }
    }
    client.run("COMMIT")?;
    Ok(Seeding::Done(inserted))
}

fn run(client: &Client, step: &SeedStep) -> Result<u64, DatabaseError> {
    let before = count(client, step)?;
    for sql in &step.sql {
        client.run(sql)?;
    }
    Ok(count(client, step)?.saturating_sub(before))
}

fn count(client: &Client, step: &SeedStep) -> Result<u64, DatabaseError> {
    let Some(sql) = &step.count else {
        return Ok(0);
    };
    let row = client.row(sql)?;
    Ok(text(&row, 0).parse().unwrap_or_default())
}
