//! How far a backfill is.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a backfill takes"
)]

use std::time::Instant;

use keeper_schema_core::dialect::Batches;

use super::{Activity, Observer, Progress, ProgressUnit};

/// Counts the rows that a backfill fills.
pub(crate) struct Filling {
    table: String,
    done: u64,
    total: Option<u64>,
    began: Instant,
}

impl Filling {
    /// `count` tells how many rows are left, and is asked if somebody watches: it reads all of
    /// them once, which is little beside writing them.
    pub(crate) fn begin(
        batches: &Batches,
        count: impl FnOnce() -> Option<u64>,
        observer: &mut dyn Observer,
    ) -> Self {
        let filling = Self {
            table: unquoted(batches.table()),
            done: 0,
            // Where it cannot be counted, it can be filled all the same.
            total: observer.is_watching().then(count).flatten(),
            began: Instant::now(),
        };
        filling.tell(observer);
        filling
    }

    /// A batch is there to stay. The last one may be empty, which is nothing to tell.
    pub(crate) fn filled(&mut self, rows: u64, observer: &mut dyn Observer) {
        self.done += rows;
        if rows > 0 {
            self.tell(observer);
        }
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
