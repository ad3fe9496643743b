//! A line per revision while it runs: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use keeper_schema::migrate::{Direction, Observer, Step};
use keeper_schema_core::history::History;
use keeper_schema_core::revision::RevisionId;

use crate::output::shown;

/// Tells on stderr how far the work is.
pub(crate) struct Progress<'h> {
    history: &'h History,
    bar: Option<ProgressBar>,
    /// What is only recorded, in place of what it replaces.
    replacing: Vec<RevisionId>,
    /// What has run and is not there to stay yet.
    uncommitted: Vec<RevisionId>,
}

impl<'h> Progress<'h> {
    /// For the revisions of a history.
    pub(crate) fn new(history: &'h History) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::no_length().with_style(style)
        });
        Self {
            history,
            bar,
            replacing: Vec::new(),
            uncommitted: Vec::new(),
        }
    }

    /// All is done, or nothing more will be: what was said of revisions that did not stay
    /// is taken back.
    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        match self.uncommitted.as_slice() {
            [] => {}
            [revision] => eprintln!("  rolled back {}", self.named(revision)),
            [first, .., last] => {
                let count = self.uncommitted.len();
                eprintln!("  rolled back these {count} revisions, {first} to {last}");
            }
        }
    }

    fn named(&self, revision: &RevisionId) -> String {
        let replaced = || self.history.as_revisions().replaced(revision);
        match self.history.revision(revision).or_else(replaced) {
            Some(file) => format!("{revision} {}", shown(&file.revision.message)),
            None => revision.to_string(),
        }
    }
}

impl Observer for Progress<'_> {
    fn started(&mut self, step: &Step<'_>, position: usize, total: usize) {
        if step.replaces {
            self.replacing.push(step.revision.clone());
        }
        if let Some(bar) = &self.bar {
            bar.set_length(total as u64);
            bar.set_position(position as u64 - 1);
            bar.set_message(self.named(&step.revision));
        }
    }

    fn finished(&mut self, revision: &RevisionId, direction: Direction, took: Duration) {
        let verb = match direction {
            Direction::Upgrade if self.replacing.contains(revision) => "recorded",
            Direction::Upgrade => "upgraded",
            Direction::Downgrade => "downgraded",
        };
        let line = format!("  {verb} {}   {}", self.named(revision), duration(took));
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
        self.uncommitted.push(revision.clone());
    }

    fn committed(&mut self, revisions: &[RevisionId]) {
        self.uncommitted.retain(|id| !revisions.contains(id));
    }
}

fn duration(took: Duration) -> String {
    match took.as_millis() {
        millis @ 0..=999 => format!("{millis} ms"),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}
