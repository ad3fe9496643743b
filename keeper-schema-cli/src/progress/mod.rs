//! A line per revision while it runs, and how far it is: bars on a terminal, plain lines
//! elsewhere.

mod bars;
mod line;

use std::io::IsTerminal;
use std::time::Duration;

use keeper_schema::migrate::{self, Direction, Observer, Step};
use keeper_schema_core::history::History;
use keeper_schema_core::revision::RevisionId;

use self::bars::Bars;
use self::line::Cadence;
use crate::output::shown;

/// Tells on stderr how far the work is.
pub(crate) struct Progress<'h> {
    history: &'h History,
    bars: Option<Bars>,
    cadence: Cadence,
    /// What is only recorded, in place of what it replaces.
    replacing: Vec<RevisionId>,
    /// What has run and is not there to stay yet.
    uncommitted: Vec<RevisionId>,
}

impl<'h> Progress<'h> {
    /// For the revisions of a history.
    pub(crate) fn new(history: &'h History) -> Self {
        Self {
            history,
            bars: std::io::stderr().is_terminal().then(Bars::new),
            cadence: Cadence::default(),
            replacing: Vec::new(),
            uncommitted: Vec::new(),
        }
    }

    /// All is done, or nothing more will be: what was said of revisions that did not stay
    /// is taken back.
    pub(crate) fn end(&mut self) {
        if let Some(bars) = &mut self.bars {
            bars.end();
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

    /// Says a line, above the bars if there are any.
    fn say(&mut self, line: &str) {
        match &mut self.bars {
            Some(bars) => bars.say(line),
            None => eprintln!("{line}"),
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
        if let Some(bars) = &self.bars {
            bars.started(self.named(&step.revision), position, total);
        }
    }

    fn is_watching(&self) -> bool {
        true
    }

    fn progressed(&mut self, progress: &migrate::Progress<'_>) {
        match &mut self.bars {
            Some(bars) => bars.progressed(progress),
            None if self.cadence.is_due(progress.took) => eprintln!("  {}", line::of(progress)),
            None => {}
        }
    }

    fn finished(&mut self, revision: &RevisionId, direction: Direction, took: Duration) {
        let verb = match direction {
            Direction::Upgrade if self.replacing.contains(revision) => "recorded",
            Direction::Upgrade => "upgraded",
            Direction::Downgrade => "downgraded",
        };
        let line = format!("  {verb} {}   {}", self.named(revision), duration(took));
        self.say(&line);
        self.uncommitted.push(revision.clone());
    }

    fn warned(&mut self, warning: &str) {
        self.say(&format!("warning: {}", shown(warning)));
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
