//! One migrator at a time.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor waits for the lock, and so measures time"
)]

use std::time::{Duration, Instant};

use super::client::NamedProcess;
use super::session::text;
use super::{PostgresExecutor, blockers, lent};
use crate::migrate::{DatabaseError, MigrateError, OtherSession};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Takes the lock on the connection that does the work. It is polled: who waits in
/// `pg_advisory_lock` has a snapshot, and a concurrent index build of the holder would
/// wait for that one.
pub(super) fn take(executor: &PostgresExecutor) -> Result<(), MigrateError> {
    lent::begin_work(executor)?;
    let key = key(executor);
    refuse_pooler(executor, key)?;
    end_with_client(executor);
    let start = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        let sql = format!("SELECT pg_try_advisory_lock({key})");
        if text(&executor.client.row(&sql)?, 0) == "t" {
            return Ok(());
        }
        let left = executor.options.lock_wait.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Err(MigrateError::Locked {
                waited: executor.options.lock_wait,
                holder: holder(executor, key)?.map(Box::new),
            });
        }
        executor.client.sleep(pause.min(left))?;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// That a lock of the session is still held, where it cannot be known that it would be: behind a
/// pooler, the process of the server can be another by now.
pub(super) fn check_held(executor: &PostgresExecutor) -> Result<(), MigrateError> {
    match executor.client.process {
        NamedProcess::Hidden if !is_held(executor, key(executor))? => Err(MigrateError::Pooler),
        NamedProcess::Hidden | NamedProcess::Known(_) | NamedProcess::Unknown => Ok(()),
    }
}

/// What gives the lock back if it is held.
pub(super) fn release_if_held(executor: &PostgresExecutor) -> String {
    let key = key(executor);
    format!(
        "SELECT pg_advisory_unlock({key}) FROM pg_locks AS l WHERE l.pid = pg_backend_pid() AND {}",
        is_lock(key)
    )
}

/// Does something with the lock.
pub(super) fn holding<T>(
    executor: &PostgresExecutor,
    work: impl FnOnce() -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    take(executor)?;
    let result = work();
    release(executor);
    result
}

/// Gives the lock back. If that fails, the end of the connection does it.
pub(super) fn release(executor: &PostgresExecutor) {
    let key = key(executor);
    let _ = executor
        .client
        .run(&format!("SELECT pg_advisory_unlock({key})"));
}

/// Behind a pooler each transaction may be with another process of the server, and so may
/// the lock. Where the process was not named, one that has the lock before we ask for it is
/// shared with another migrator.
fn refuse_pooler(executor: &PostgresExecutor, key: i64) -> Result<(), MigrateError> {
    let is_pooled = match executor.client.process {
        NamedProcess::Known(named) => named != executor.session.process_id,
        NamedProcess::Unknown => true,
        NamedProcess::Hidden => is_held(executor, key)?,
    };
    match is_pooled {
        true => Err(MigrateError::Pooler),
        false => Ok(()),
    }
}

fn is_held(executor: &PostgresExecutor, key: i64) -> Result<bool, DatabaseError> {
    let rows = executor.client.rows(&format!(
        "SELECT FROM pg_locks AS l WHERE l.pid = pg_backend_pid() AND {}",
        is_lock(key)
    ))?;
    Ok(!rows.is_empty())
}

/// Lets the server notice soon that this process was killed, even while it waits for a lock
/// or builds an index. Without this it would go on, and hold the lock. From version 14 on.
fn end_with_client(executor: &PostgresExecutor) {
    let _ = executor
        .client
        .run("SET client_connection_check_interval = '2s'");
}

/// Two histories in one database, each with tables of its own, do not wait for each other.
/// The hash is FNV-1a, and may never change: other versions must find the same key.
fn key(executor: &PostgresExecutor) -> i64 {
    let name = format!("keeper-schema {}", executor.tables.revisions);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// Who has it; nobody, if it was just given back.
fn holder(executor: &PostgresExecutor, key: i64) -> Result<Option<OtherSession>, DatabaseError> {
    // A lock does not say since when it is held; the connection is not much older.
    let rows = executor.client.rows(&format!(
        "SELECT l.pid, a.application_name, a.usename, a.state, extract(epoch FROM clock_timestamp() - a.backend_start) FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE {}",
        is_lock(key)
    ))?;
    Ok(rows.first().map(blockers::session))
}

/// Of a row of `pg_locks`.
fn is_lock(key: i64) -> String {
    let (high, low) = (
        (key.cast_unsigned() >> 32),
        (key.cast_unsigned() & 0xffff_ffff),
    );
    format!(
        "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = {high} AND l.objid = {low} AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
}
