//! Bars on a terminal: one of the revisions, and below it one of the work within a revision.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use keeper_schema::migrate::Progress;

use super::line;

/// What is drawn, and drawn over.
pub(super) struct Bars {
    all: MultiProgress,
    revisions: ProgressBar,
    work: Option<ProgressBar>,
}

impl Bars {
    pub(super) fn new() -> Self {
        let all = MultiProgress::new();
        let template = "{bar:30} {pos}/{len} {msg} ({elapsed})";
        let bar = ProgressBar::no_length().with_style(style(template));
        bar.enable_steady_tick(Duration::from_secs(1));
        Self {
            revisions: all.add(bar),
            work: None,
            all,
        }
    }

    /// A revision begins; `position` of `total`, from 1.
    pub(super) fn started(&self, name: String, position: usize, total: usize) {
        self.revisions.set_length(total as u64);
        self.revisions.set_position(position as u64 - 1);
        self.revisions.reset_elapsed();
        self.revisions.set_message(name);
    }

    /// So far is the work within it. The time goes on by itself where nothing is told.
    pub(super) fn progressed(&mut self, progress: &Progress<'_>) {
        let bar = self.work.get_or_insert_with(|| {
            let bar = self.all.add(ProgressBar::no_length());
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        });
        if progress.done == 0 {
            bar.reset_elapsed();
        }
        bar.set_style(match progress.total {
            Some(total) if progress.done > 0 => {
                bar.set_length(total);
                style("  {bar:28} {msg}")
            }
            _ => style("  {spinner} {msg} ({elapsed})"),
        });
        bar.set_position(progress.done);
        bar.set_message(line::of(progress));
    }

    /// Says something that stays.
    pub(super) fn say(&mut self, line: &str) {
        self.work_is_done();
        // A terminal that is gone has nobody to tell.
        let _ = self.all.println(line);
    }

    /// Leaves the terminal as it was.
    pub(super) fn end(&mut self) {
        self.work_is_done();
        self.revisions.finish_and_clear();
    }

    fn work_is_done(&mut self) {
        if let Some(bar) = self.work.take() {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
