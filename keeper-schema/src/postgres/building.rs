//! How far the server is in building an index, or in writing a table in another order.
//!
//! <https://www.postgresql.org/docs/current/progress-reporting.html>. Of all else, as of an ALTER
//! TABLE that rewrites a table, it tells nothing.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a statement takes"
)]

use std::time::{Duration, Instant};

use super::client::Row;
use super::second::Second;
use super::session::text;
use crate::migrate::{Activity, Observer, Progress, ProgressUnit};

/// How often it is looked at. What takes less time is not told of.
pub(super) const EVERY: Duration = Duration::from_secs(1);

const SQL: &str = "SELECT 'index', relid::regclass::text, phase, blocks_done, blocks_total, tuples_done, tuples_total FROM pg_stat_progress_create_index WHERE pid = $pid UNION ALL SELECT 'cluster', relid::regclass::text, phase, heap_blks_scanned, heap_blks_total, 0, 0 FROM pg_stat_progress_cluster WHERE pid = $pid";

/// What one statement builds. The server counts anew in each phase of it.
pub(super) struct Building {
    phase: String,
    began: Instant,
}

impl Building {
    /// A statement begins.
    pub(super) fn begin() -> Self {
        Self {
            phase: String::new(),
            began: Instant::now(),
        }
    }

    /// Looks once, and tells what is there.
    pub(super) fn look(&mut self, second: &mut Second<'_>, observer: &mut dyn Observer) {
        for row in second.rows(SQL).unwrap_or_default() {
            let phase = text(&row, 2);
            if phase != self.phase {
                phase.clone_into(&mut self.phase);
                self.began = Instant::now();
            }
            observer.progressed(&progress(&row, self.began.elapsed()));
        }
    }
}

fn progress(row: &Row, took: Duration) -> Progress<'_> {
    let number = |column| text(row, column).parse::<u64>().unwrap_or_default();
    let (blocks, rows) = ((number(3), number(4)), (number(5), number(6)));
    // The scan is counted in blocks, and what comes of it in rows.
    let (unit, (done, total)) = match rows {
        (_, 0) => (ProgressUnit::Blocks, blocks),
        rows => (ProgressUnit::Rows, rows),
    };
    Progress {
        activity: match text(row, 0) {
            "index" => Activity::Index,
            _ => Activity::Rebuild,
        },
        of: text(row, 1),
        phase: Some(text(row, 2)),
        unit,
        done,
        total: (total > 0).then_some(total),
        took,
    }
}
