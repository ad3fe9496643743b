//! How far a backfill is.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a backfill takes"
)]

use std::time::Instant;

use keeper_schema_core::dialect::Batches;

use super::PostgresExecutor;
use super::session::text;
use crate::migrate::{Activity, Observer, Progress, ProgressUnit};

/// Counts the rows that a backfill fills.
pub(super) struct Filling {
    table: String,
    done: u64,
    total: Option<u64>,
    began: Instant,
}

impl Filling {
    /// Counts what is left after a place, if somebody watches. That reads all of it once, which
    /// is little beside writing it.
    pub(super) fn begin(
        executor: &PostgresExecutor,
        batches: &Batches,
        after: Option<&str>,
        observer: &mut dyn Observer,
    ) -> Self {
        let count = || executor.client.row(&batches.count(after)).ok();
        // Where it cannot be counted, it can be filled all the same.
        let total = observer.is_watching().then(count).flatten();
        let filling = Self {
            table: unquoted(batches.table()),
            done: 0,
            total: total.and_then(|row| text(&row, 0).parse().ok()),
            began: Instant::now(),
        };
        filling.tell(observer);
        filling
    }

    /// A batch is there to stay.
    pub(super) fn filled(&mut self, rows: u64, observer: &mut dyn Observer) {
        self.done += rows;
        self.tell(observer);
    }

    fn tell(&self, observer: &mut dyn Observer) {
        if observer.is_watching() {
            observer.progressed(&Progress {
                activity: Activity::Backfill,
                of: &self.table,
                phase: None,
                unit: ProgressUnit::Rows,
                done: self.done,
                total: self.total,
                took: self.began.elapsed(),
            });
        }
    }
}

/// A name as people say it: `shop.books`.
fn unquoted(name: &str) -> String {
    name.trim_matches('"').replace("\".\"", ".")
}
