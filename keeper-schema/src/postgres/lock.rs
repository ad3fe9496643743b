//! One migrator at a time.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor waits for the lock, and so measures time"
)]

use std::time::{Duration, Instant};

use super::session::text;
use super::{PostgresExecutor, blockers};
use crate::migrate::{DatabaseError, MigrateError, OtherSession};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Takes the lock on the connection that does the work. It is polled: who waits in
/// `pg_advisory_lock` has a snapshot, and a concurrent index build of the holder would
/// wait for that one.
pub(super) fn take(executor: &PostgresExecutor) -> Result<(), MigrateError> {
    refuse_pooler(executor)?;
    end_with_client(executor);
    let key = key(executor);
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

/// Gives the lock back. If that fails, the end of the connection does it.
pub(super) fn release(executor: &PostgresExecutor) {
    let key = key(executor);
    let _ = executor
        .client
        .run(&format!("SELECT pg_advisory_unlock({key})"));
}

/// Behind a pooler each transaction may be with another process of the server, and so may
/// the lock.
fn refuse_pooler(executor: &PostgresExecutor) -> Result<(), MigrateError> {
    match executor.client.process_id {
        Some(named) if named == executor.session.process_id => Ok(()),
        Some(_) | None => Err(MigrateError::Pooler),
    }
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
    let (high, low) = (
        (key.cast_unsigned() >> 32),
        (key.cast_unsigned() & 0xffff_ffff),
    );
    // A lock does not say since when it is held; the connection is not much older.
    let rows = executor.client.rows(&format!(
        "SELECT l.pid, a.application_name, a.usename, a.state, extract(epoch FROM clock_timestamp() - a.backend_start) FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = {high} AND l.objid = {low} AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ))?;
    Ok(rows.first().map(blockers::session))
}
