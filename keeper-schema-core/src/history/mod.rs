//! Revision files and their graph as a validated history: every operation applies at
//! its point, and every downgrade leads back.
//!
//! Reads no files and knows no database. The schema at a revision is the replay of its
//! ancestors, in the order of the graph.

mod clash;
mod itinerary;
#[cfg(test)]
mod laws;
mod provenance;
mod replaced;
mod report;
mod revisions;
mod squash;
#[cfg(test)]
mod tests;
mod touched;
mod validate;
mod walk;

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::graph::RevisionGraph;
use crate::operation::{Images, Replay};
use crate::revision::{RevisionFile, RevisionId};
use crate::schema::{Fingerprint, Schema};

pub use self::clash::{Clash, ClashSide, Clashes, Why};
pub use self::replaced::Settled;
pub use self::revisions::Revisions;
pub use self::squash::{Reversal, SquashError};

/// A history in which every revision applies.
///
/// Several heads are no error here, nor is that they clash: ask
/// [`RevisionGraph::single_head`] and [`History::clashes`].
#[derive(Clone, Debug)]
pub struct History {
    revisions: Revisions,
    head: Head,
}

/// Where the replay of all revisions ended.
#[derive(Clone, Debug)]
struct Head {
    replay: Replay,
    /// What takes back the last revisions in the order of the graph: of a line without
    /// forks, the last one.
    images: Vec<Images>,
    /// Whether all of them applied; of heads that clash, some did not.
    is_whole: bool,
}

impl History {
    /// Joins revision files and replays them all.
    ///
    /// # Errors
    /// Everything that is wrong with the graph; or else everything that is wrong with an
    /// operation, a downgrade or a `base_schema`, but nothing twice: what comes after a
    /// revision that does not apply is not looked at.
    pub fn new(files: Vec<RevisionFile>) -> Result<Self, Vec<Diagnostic>> {
        Self::replayed(Revisions::new(files)?)
    }

    /// The same for revisions whose graph is known to be right.
    ///
    /// # Errors
    /// As [`History::new`], but for the graph.
    pub fn replayed(revisions: Revisions) -> Result<Self, Vec<Diagnostic>> {
        let head = validate::validate(&revisions)?;
        let history = Self { revisions, head };
        history.check_replacements()?;
        Ok(history)
    }

    /// The history with another revision in it. One on top of all others is all that is
    /// replayed.
    ///
    /// # Errors
    /// As [`History::new`] of all the files.
    pub fn with(self, file: RevisionFile) -> Result<Self, Vec<Diagnostic>> {
        let Self { revisions, head } = self;
        let before = revisions.graph().order().to_vec();
        let revisions = revisions.with(file)?;
        let graph = revisions.graph();
        let head = match graph.order().split_last() {
            Some((last, others))
                if head.is_whole
                    && others == before
                    && graph.ancestors([last]).len() == others.len() =>
            {
                validate::validate_last(&revisions, head.replay)?
            }
            Some(_) | None => return Self::replayed(revisions),
        };
        Ok(Self { revisions, head })
    }

    /// The revisions and their graph, without what the replay found.
    pub fn as_revisions(&self) -> &Revisions {
        &self.revisions
    }

    /// How the revisions follow each other.
    pub fn graph(&self) -> &RevisionGraph {
        self.revisions.graph()
    }

    /// The revision of that id.
    pub fn revision(&self, revision: &RevisionId) -> Option<&RevisionFile> {
        self.revisions.get(revision)
    }

    /// Every revision, in the order of the graph.
    pub fn revisions(&self) -> impl Iterator<Item = &RevisionFile> {
        self.revisions.iter()
    }

    /// Whether all revisions can be applied to one database, in the order of the graph; else
    /// some of the heads clash.
    pub fn is_whole(&self) -> bool {
        self.head.is_whole
    }

    /// The schema when all revisions are applied. Where heads clash, what does not apply
    /// after the others is left out.
    pub fn head_schema(&self) -> &Schema {
        self.head.replay.schema()
    }

    /// The replay of all revisions, to go on from.
    pub fn head_replay(&self) -> Replay {
        self.head.replay.clone()
    }

    /// The schema when the revision and all that comes before it are applied; nothing for
    /// an id that is not in the history.
    pub fn schema_at(&self, revision: &RevisionId) -> Schema {
        self.replay(&self.graph().ancestors_inclusive([revision]))
    }

    /// The fingerprint of the schema that the revision stands on: what its `base_schema`
    /// is to say. None for a base, and for an id that is not in the history.
    pub fn base_fingerprint(&self, revision: &RevisionId) -> Option<Fingerprint> {
        let ancestors = self.graph().ancestors([revision]);
        (!ancestors.is_empty()).then(|| self.fingerprint_of(&ancestors))
    }

    /// The fingerprint of the schema when these revisions are applied, as [`History::replay`]
    /// has it.
    pub fn fingerprint_of(&self, revisions: &BTreeSet<RevisionId>) -> Fingerprint {
        let is_all = self.is_whole() && revisions.len() == self.graph().len();
        match is_all {
            true => self.head.replay.fingerprint_here(),
            false => self.replay_of(revisions).fingerprint(),
        }
    }

    /// The schema when these revisions are applied, in the order of the graph.
    ///
    /// What does not apply without a revision that is left out is itself left out: give
    /// sets that have all ancestors of their members.
    pub fn replay(&self, revisions: &BTreeSet<RevisionId>) -> Schema {
        self.replay_of(revisions).into_schema()
    }

    /// [`History::replay`], to go on from.
    pub fn replay_of(&self, revisions: &BTreeSet<RevisionId>) -> Replay {
        let near = self.replay_near_head(revisions);
        near.unwrap_or_else(|| self.replay_from_base(revisions))
    }

    fn replay_from_base(&self, revisions: &BTreeSet<RevisionId>) -> Replay {
        let mut replay = Replay::default();
        for file in self.revisions() {
            if revisions.contains(&file.revision.id) {
                // An error changes nothing, and a closed set has none: `new` has seen to it.
                let _ = replay.apply_all(&file.revision.upgrade);
            }
        }
        replay
    }

    /// The replay of these revisions where it takes but a step or a few back from the end:
    /// such a replay was made already.
    pub fn replay_near_head(&self, revisions: &BTreeSet<RevisionId>) -> Option<Replay> {
        let is_wanted = |id: &&RevisionId| revisions.contains(*id);
        let order = self.graph().order();
        let last = order.iter().rposition(|id| is_wanted(&id));
        let kept = last.map_or(0, |last| last + 1);
        let steps = order.len() - kept;
        if steps > self.head.images.len() || !order[..kept].iter().all(|id| is_wanted(&id)) {
            return None;
        }
        let mut replay = self.head.replay.clone();
        for images in self.head.images.iter().rev().take(steps) {
            replay.restore(images.clone());
        }
        Some(replay)
    }
}
