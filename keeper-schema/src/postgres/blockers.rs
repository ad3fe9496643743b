//! Who stands in the way.

use std::time::Duration;

use super::PostgresExecutor;
use super::client::Row;
use super::second::Second;
use super::session::text;
use crate::migrate::OtherSession;

const SQL: &str = "SELECT a.pid, a.application_name, a.usename, a.state, extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)) AS age FROM (SELECT DISTINCT unnest(pg_blocking_pids($pid)) AS pid) AS b JOIN pg_stat_activity AS a ON a.pid = b.pid ORDER BY age DESC NULLS LAST LIMIT 5";

/// Looks, over a connection of its own, at whom a statement waits for.
pub(super) struct Blockers<'e> {
    executor: &'e PostgresExecutor,
    pub(super) second: Second<'e>,
    /// Who was in the way when it was last looked at and somebody was.
    pub(super) found: Vec<OtherSession>,
}

impl<'e> Blockers<'e> {
    pub(super) fn new(executor: &'e PostgresExecutor) -> Self {
        Self {
            executor,
            second: Second::new(executor),
            found: Vec::new(),
        }
    }

    /// How often it is looked at: any wait that lasts for `lock_timeout` is seen.
    pub(super) fn every(&self) -> Duration {
        match self.executor.options.lock_timeout {
            Duration::ZERO => Duration::from_secs(60),
            timeout => (timeout / 3).max(Duration::from_millis(10)),
        }
    }

    /// Looks once.
    pub(super) fn look(&mut self) {
        let found = self.second.rows(SQL).unwrap_or_default();
        if !found.is_empty() {
            self.found = found.iter().map(session).collect();
        }
    }
}

/// A row of pid, application, user, state and age in seconds.
pub(super) fn session(row: &Row) -> OtherSession {
    let age: Option<f64> = text(row, 4).parse().ok();
    OtherSession {
        pid: text(row, 0).parse().unwrap_or_default(),
        application: text(row, 1).to_owned(),
        user: text(row, 2).to_owned(),
        state: text(row, 3).to_owned(),
        age: age.and_then(|age| Duration::try_from_secs_f64(age).ok()),
    }
}
