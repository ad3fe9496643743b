//! Stopping in the middle of a statement.

use rusqlite::Connection;

use super::SqliteExecutor;
use crate::migrate::{DatabaseError, DatabaseErrorKind, Interrupt, Options, StepError};

/// How many instructions SQLite runs between two looks: some microseconds' worth.
const INSTRUCTIONS: i32 = 1000;

/// Calls `run` so that SQLite gives up its statement once that is asked for. A COMMIT is one
/// instruction, and is never cut in two.
pub(super) fn interruptible<T, E: From<DatabaseError>>(
    executor: &mut SqliteExecutor<'_>,
    interrupt: Option<&Interrupt>,
    run: impl FnOnce(&SqliteExecutor<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let Some(interrupt) = interrupt.cloned() else {
        return run(executor);
    };
    let is_requested = move || interrupt.is_requested();
    let set = (executor.connection).progress_handler(INSTRUCTIONS, Some(is_requested));
    set.map_err(DatabaseError::from)?;
    let result = run(executor);
    let cleared = clear(&mut executor.connection);
    result.and_then(|done| cleared.map(|()| done).map_err(E::from))
}

/// Between two statements, each of which may be too short to be looked at.
pub(super) fn check(options: &Options) -> Result<(), StepError> {
    match options.is_interrupted() {
        false => Ok(()),
        true => Err(StepError::Statement {
            sql: String::new(),
            error: DatabaseError {
                kind: DatabaseErrorKind::Interrupted,
                message: "interrupted".to_owned(),
            },
        }),
    }
}

fn clear(connection: &mut Connection) -> Result<(), DatabaseError> {
    Ok(connection.progress_handler(0, None::<fn() -> bool>)?)
}
