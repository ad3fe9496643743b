//! How far the work within a revision is.

use std::time::Duration;

/// How far one piece of work is: a backfill, a rebuild of a table, an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done.
    pub activity: Activity,
    /// To which table.
    pub of: &'a str,
    /// Which part of it, in the words of the database, where that counts each part anew.
    pub phase: Option<&'a str>,
    /// What is counted.
    pub unit: ProgressUnit,
    /// How many of them are done, by this run.
    pub done: u64,
    /// How many there were to do when it began; `None` where nobody knows.
    pub total: Option<u64>,
    /// How long it has taken so far, or this phase of it.
    pub took: Duration,
}

/// Work that can take long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activity {
    /// Rows are filled in batches.
    Backfill,
    /// A table is copied into a new one.
    Rebuild,
    /// An index is built.
    Index,
}

impl Activity {
    /// As programs are told of it. It stays as it is.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Backfill => "backfill",
            Self::Rebuild => "rebuild",
            Self::Index => "index",
        }
    }
}

/// What progress is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgressUnit {
    /// Rows of a table.
    Rows,
    /// Blocks of a table's file, or of an index's.
    Blocks,
}

impl ProgressUnit {
    /// As it is said after a number: `rows`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Blocks => "blocks",
        }
    }
}

impl Progress<'_> {
    /// How many a second, so far; `None` before there is something to tell it by.
    pub fn rate(&self) -> Option<f64> {
        let seconds = self.took.as_secs_f64();
        (self.done > 0 && seconds > 0.0).then(|| self.done as f64 / seconds)
    }

    /// How long the rest takes if it goes on like that. Others may have added rows since it
    /// began, and then it is nothing.
    pub fn left(&self) -> Option<Duration> {
        let rest = self.total?.saturating_sub(self.done);
        Duration::try_from_secs_f64(rest as f64 / self.rate()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(done: u64, total: Option<u64>, seconds: u64) -> Progress<'static> {
        Progress {
            activity: Activity::Backfill,
            of: "books",
            phase: None,
            unit: ProgressUnit::Rows,
            done,
            total,
            took: Duration::from_secs(seconds),
        }
    }

    #[test]
    fn the_rest_takes_as_long_for_each_as_what_is_done() {
        let progress = progress(200, Some(1000), 2);
        assert_eq!(progress.rate(), Some(100.0));
        assert_eq!(progress.left(), Some(Duration::from_secs(8)));
    }

    #[test]
    fn nothing_is_told_by_nothing() {
        for (done, total, seconds) in [(0, Some(10), 5), (5, Some(10), 0), (5, None, 5)] {
            assert_eq!(
                progress(done, total, seconds).left(),
                None,
                "{done} {total:?}"
            );
        }
    }

    #[test]
    fn rows_that_were_added_meanwhile_take_no_time_back() {
        assert_eq!(progress(12, Some(10), 5).left(), Some(Duration::ZERO));
    }
}
