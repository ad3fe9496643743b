//! A statement that no transaction may hold: recorded before and after it, and resumed
//! where an earlier run was cut off.

use keeper_schema_core::dialect::postgres::{Alone, Resumed};
use keeper_schema_core::dialect::quoted;

use super::session::{set_lock_timeout, text};
use super::step_log;
use super::tables::{bad_name, literal};
use super::transaction::pause;
use super::{PostgresExecutor, backfill, bookkeeping, meter, rows};
use crate::migrate::logged::LoggedStep;
use crate::migrate::{DatabaseError, DatabaseErrorKind, Observer, Step, StepError};

/// What stands under the name of an index.
enum Found {
    Nothing,
    Valid,
    Invalid,
    Another,
}

/// Where it stands in its revision.
pub(super) struct Place<'a> {
    pub(super) step: &'a Step<'a>,
    /// From 0.
    pub(super) number: u32,
    pub(super) total: u32,
    pub(super) checksum: &'a str,
    /// What an earlier run left of it.
    pub(super) logged: Option<&'a LoggedStep>,
}

/// Runs it, or what is left of it to do.
pub(super) fn run(
    executor: &PostgresExecutor,
    alone: &Alone,
    place: &Place<'_>,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    let name = index_name(alone)?;
    let mut resumes = false;
    match place.logged {
        Some(logged) if logged.checksum == place.checksum => resumes = true,
        Some(logged) => clear_another(executor, place, logged, observer)?,
        None => {}
    }
    if !resumes {
        // An index that is there already is none of ours, and is not to be taken for it
        // later: without a record, the statement itself says that the name is taken.
        if let Some(name) = &name
            && !matches!(find(executor, name)?, Found::Nothing)
        {
            return statement(executor, &alone.sql, observer);
        }
        let detail = name.as_deref().unwrap_or_default();
        let begun = step_log::begin(
            &executor.tables,
            &place.step.revision,
            place.step.direction,
            place.number,
            place.checksum,
            detail,
        );
        log(executor, begun)?;
    }
    let mut tries = 1;
    loop {
        let result = match &alone.resumed {
            Resumed::Batches(batches) => backfill::run(executor, batches, place, observer),
            resumed if resumes || tries > 1 => {
                resume(executor, alone, resumed, name.as_deref(), observer)
            }
            _ => statement(executor, &alone.sql, observer),
        };
        match result {
            Ok(()) => break,
            Err(StepError::Statement { error, .. })
                if error.is_retried() && tries <= executor.options.retries =>
            {
                let pause = pause(executor.options.lock_timeout, tries);
                let slept = executor.client.sleep(pause);
                slept.map_err(|error| failed(&alone.sql, error))?;
                tries += 1;
            }
            Err(error) => return Err(explained(executor, alone, error)),
        }
    }
    let ended = step_log::end(&executor.tables, &place.step.revision, place.number);
    log(executor, ended)
}

/// The rows that no index can be built over, if those are why; the failure itself otherwise.
fn explained(executor: &PostgresExecutor, alone: &Alone, error: StepError) -> StepError {
    match (&alone.resumed, &error) {
        (Resumed::Index { explain, .. }, StepError::Statement { error: said, .. })
            if said.kind == DatabaseErrorKind::Constraint =>
        {
            let found = rows::explain_alone(&executor.client, explain);
            match found.is_empty() {
                true => error,
                false => StepError::Rows { found },
            }
        }
        _ => error,
    }
}

/// What an earlier run began.
fn resume(
    executor: &PostgresExecutor,
    alone: &Alone,
    resumed: &Resumed,
    index: Option<&str>,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    match (resumed, index) {
        (Resumed::Partition { parent, partition }, _) => {
            partition_resumed(executor, alone, parent, partition, observer)
        }
        (Resumed::Index { .. }, Some(name)) => index_resumed(executor, alone, name, observer),
        (Resumed::RunAgain | Resumed::Index { .. } | Resumed::Batches(_), _) => {
            statement(executor, &alone.sql, observer)
        }
    }
}

/// A partition that an earlier run began to detach. While it is, the server says so; when it has
/// been, it is a table like others.
fn partition_resumed(
    executor: &PostgresExecutor,
    alone: &Alone,
    parent: &str,
    partition: &str,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    let find = || -> Result<Option<bool>, DatabaseError> {
        let rows = executor.client.rows(&format!(
            "SELECT i.inhdetachpending FROM pg_class AS c LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND i.inhparent = to_regclass({}) WHERE c.oid = to_regclass({})",
            literal(parent)?,
            literal(partition)?
        ))?;
        // A table that is gone has no row, and the statement itself says so.
        let found = rows.first().map(|row| text(row, 0));
        Ok(match found {
            None | Some("f") => Some(false),
            Some("t") => Some(true),
            Some(_) => None,
        })
    };
    match find().map_err(|error| failed(partition, error))? {
        None => Ok(()),
        Some(false) => statement(executor, &alone.sql, observer),
        Some(true) => statement(
            executor,
            &format!("ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE"),
            observer,
        ),
    }
}

/// An index that an earlier run began.
fn index_resumed(
    executor: &PostgresExecutor,
    alone: &Alone,
    name: &str,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    match find(executor, name)? {
        Found::Valid => Ok(()),
        Found::Nothing => statement(executor, &alone.sql, observer),
        Found::Invalid => {
            drop_index(executor, name, observer)?;
            statement(executor, &alone.sql, observer)
        }
        Found::Another => Err(StepError::NotAnIndex {
            name: name.to_owned(),
        }),
    }
}

/// The revision was edited after an earlier run began this part of it. An index that came
/// to nothing is in nobody's way; anything else may have happened.
fn clear_another(
    executor: &PostgresExecutor,
    place: &Place<'_>,
    logged: &LoggedStep,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    let changed = StepError::DonePartChanged {
        position: place.number + 1,
        of: place.total,
    };
    if logged.detail.is_empty() || logged.detail.starts_with(backfill::AFTER) {
        return Err(changed);
    }
    match find(executor, &logged.detail)? {
        Found::Nothing => {}
        Found::Invalid => drop_index(executor, &logged.detail, observer)?,
        Found::Valid | Found::Another => return Err(changed),
    }
    let forgotten = step_log::forget(&executor.tables, &place.step.revision, place.number);
    log(executor, forgotten)
}

/// Waits for locks for ever: beside any old snapshot it would fail otherwise, and leave an
/// index that is of no use.
fn statement(
    executor: &PostgresExecutor,
    sql: &str,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    let client = &executor.client;
    let mut run = || {
        client.run(&format!(
            "SET lock_timeout = 0; SET search_path TO {}",
            executor.session.search_path
        ))?;
        let result = meter::run_alone(executor, observer, sql);
        let restored = client.run(&set_lock_timeout(executor.options.lock_timeout));
        result.and(restored)
    };
    run().map_err(|error| failed(sql, error))
}

fn drop_index(
    executor: &PostgresExecutor,
    name: &str,
    observer: &mut dyn Observer,
) -> Result<(), StepError> {
    statement(
        executor,
        &format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"),
        observer,
    )
}

fn find(executor: &PostgresExecutor, name: &str) -> Result<Found, StepError> {
    let find = || -> Result<Found, DatabaseError> {
        let rows = executor.client.rows(&format!(
            "SELECT i.indisvalid FROM pg_class AS c LEFT JOIN pg_index AS i ON i.indexrelid = c.oid WHERE c.oid = to_regclass({})",
            literal(name)?
        ))?;
        Ok(match rows.first().map(|row| text(row, 0)) {
            None => Found::Nothing,
            Some("t") => Found::Valid,
            Some("f") => Found::Invalid,
            Some(_) => Found::Another,
        })
    };
    find().map_err(|error| failed(name, error))
}

/// The index that it builds, quoted.
fn index_name(alone: &Alone) -> Result<Option<String>, StepError> {
    let name = |schema: &Option<String>, name: &String| -> Result<String, DatabaseError> {
        let name = quoted(name).map_err(bad_name)?;
        Ok(match schema {
            Some(schema) => format!("{}.{name}", quoted(schema).map_err(bad_name)?),
            None => name,
        })
    };
    match &alone.resumed {
        Resumed::RunAgain | Resumed::Partition { .. } | Resumed::Batches(_) => Ok(None),
        Resumed::Index {
            schema,
            name: index,
            ..
        } => name(schema, index)
            .map(Some)
            .map_err(|error| failed(&alone.sql, error)),
    }
}

/// Writes to the log of steps.
fn log(executor: &PostgresExecutor, sql: Result<String, DatabaseError>) -> Result<(), StepError> {
    let run = || bookkeeping::in_one_message(&executor.client, &[sql?]);
    run().map_err(|error| failed("keeper_steps", error))
}

fn failed(sql: &str, error: DatabaseError) -> StepError {
    StepError::Statement {
        sql: sql.to_owned(),
        error,
    }
}
