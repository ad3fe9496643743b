//! How far long work is, as a line.

use std::time::Duration;

use indicatif::HumanCount;
use keeper_schema::migrate::{Activity, Progress};

use super::duration;
use crate::output::shown;

/// How often a line is printed where lines stay.
const EVERY: Duration = Duration::from_secs(5);

/// When the next line is due, by how long the work takes.
#[derive(Debug, Default)]
pub(super) struct Cadence {
    told: Duration,
}

impl Cadence {
    /// Whether it has been long enough since the last line. Asked once for each.
    pub(super) fn is_due(&mut self, took: Duration) -> bool {
        if took < self.told {
            // Other work has begun.
            self.told = Duration::ZERO;
        }
        let is_due = took >= self.told + EVERY;
        if is_due {
            self.told = took;
        }
        is_due
    }
}

/// ``fill `books`: 120,000 of 1,000,000 rows (12 %), 24,000 rows/s, 36.7 s left``
pub(super) fn of(progress: &Progress<'_>) -> String {
    let mut line = named(progress);
    let unit = progress.unit.as_str();
    match (progress.done, progress.total) {
        (0, None) => return line,
        (done, None) => line += &format!(": {} {unit}", HumanCount(done)),
        (done, Some(total)) => {
            line += &format!(": {} of {} {unit}", HumanCount(done), HumanCount(total));
            // Rows that others added meanwhile are none of the total.
            let hundredths = done.min(total) * 100;
            if let Some(percent) = hundredths.checked_div(total).filter(|_| done > 0) {
                line += &format!(" ({percent} %)");
            }
        }
    }
    if let Some(rate) = progress.rate() {
        line += &format!(", {} {unit}/s", HumanCount(rate.round() as u64));
    }
    if let Some(left) = progress.left() {
        line += &format!(", {} left", duration(left));
    }
    line
}

fn named(progress: &Progress<'_>) -> String {
    let verb = match progress.activity {
        Activity::Backfill => "fill",
        Activity::Index => "build an index of",
        other => other.as_str(),
    };
    let phase = progress.phase.map(|phase| format!(", {}", shown(phase)));
    let phase = phase.unwrap_or_default();
    format!("{verb} `{}`{phase}", shown(progress.of))
}

#[cfg(test)]
mod tests {
    use keeper_schema::migrate::ProgressUnit;

    use super::*;

    fn check(activity: Activity, done: u64, total: Option<u64>, seconds: u64, expected: &str) {
        let progress = Progress {
            activity,
            of: "books",
            phase: (activity == Activity::Index).then_some("scanning"),
            unit: ProgressUnit::Rows,
            done,
            total,
            took: Duration::from_secs(seconds),
        };
        assert_eq!(of(&progress), expected);
    }

    #[test]
    fn a_line_says_what_is_known() {
        let total = Some(1_000_000);
        check(
            Activity::Backfill,
            120_000,
            total,
            5,
            "fill `books`: 120,000 of 1,000,000 rows (12 %), 24,000 rows/s, 36.7 s left",
        );
        check(
            Activity::Rebuild,
            0,
            total,
            5,
            "rebuild `books`: 0 of 1,000,000 rows",
        );
        check(
            Activity::Index,
            0,
            None,
            5,
            "build an index of `books`, scanning",
        );
        check(
            Activity::Index,
            50,
            None,
            5,
            "build an index of `books`, scanning: 50 rows, 10 rows/s",
        );
        check(
            Activity::Backfill,
            12,
            Some(10),
            4,
            "fill `books`: 12 of 10 rows (100 %), 3 rows/s, 0 ms left",
        );
        check(
            Activity::Backfill,
            0,
            Some(0),
            0,
            "fill `books`: 0 of 0 rows",
        );
    }

    #[test]
    fn lines_are_five_seconds_apart() {
        let mut cadence = Cadence::default();
        let seconds = [0, 4, 5, 9, 11, 2, 6].map(Duration::from_secs);
        let due = seconds.map(|took| cadence.is_due(took));
        assert_eq!(due, [false, false, true, false, true, false, true]);
    }
}
