//! Whether revisions still apply to a database that is past them: a branch that is merged late.
//!
//! History replays each revision on its ancestors, and all of them in the order of the plan. A
//! database that was upgraded before a branch came has run its revisions in another order, which
//! is right only where both orders lead to the same schema: all that is planned later replays the
//! order of the plan.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use crate::history::History;
use crate::operation::{ApplyError, Operation, Replay};
use crate::revision::{RevisionFile, RevisionId};
use crate::schema::{ElementPath, Schema};

/// Why a revision cannot be applied to a database: what of it, and what is in its way there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateArrival {
    /// The revision that is to be applied.
    pub revision: RevisionId,
    /// Its operation, in words.
    pub operation: Option<String>,
    /// The revision in its way, if one alone is, with its operation in words.
    pub in_the_way: Option<(RevisionId, Option<String>)>,
    /// What goes wrong.
    pub reason: LateReason,
}

impl LateArrival {
    /// The way out.
    #[must_use]
    pub fn help(&self) -> String {
        let others = match &self.in_the_way {
            Some((other, _)) => format!("`{other}`"),
            None => "what came before it".to_owned(),
        };
        format!(
            "revert {others} with `cargo db downgrade` and upgrade again, which takes both in the order of the history; or make the change in a new revision"
        )
    }
}

/// What goes wrong when a revision is applied after others than history has before it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LateReason {
    /// An operation cannot apply.
    CannotApply(Box<ApplyError>),
    /// All apply, and this part of the schema is not what the history leads to.
    Differs(Option<ElementPath>),
}

/// Checks that `revisions`, in this order, can be applied on top of `applied`, whose replay this
/// is; it is as it was afterwards.
///
/// # Errors
/// The first revision that cannot, or the last whose effect would be another than in the order
/// of the history.
pub fn arrive(
    history: &History,
    applied: &BTreeSet<RevisionId>,
    revisions: &[RevisionId],
    replay: &mut Replay,
) -> Result<(), LateArrival> {
    if history.is_whole() && goes_on(history, applied, revisions) {
        return Ok(());
    }
    let mut taken = Vec::new();
    let mut result = Ok(());
    for (position, revision) in revisions.iter().enumerate() {
        let Some(file) = history.revision(revision) else {
            continue;
        };
        match replay.apply_all(&file.revision.upgrade) {
            Ok(images) => taken.push(images),
            Err((index, error)) => {
                let before = applied.iter().chain(&revisions[..position]);
                let before = before.cloned().collect();
                result = Err(refused(history, file, index, error, &before));
                break;
            }
        }
    }
    if result.is_ok() {
        let all = applied.iter().chain(revisions).cloned().collect();
        result = agrees(history, applied, revisions, &all, replay.schema());
    }
    for images in taken.into_iter().rev() {
        replay.restore(images);
    }
    result
}

/// Whether the database is at a point that the check of the history came by, and goes on from
/// there.
fn goes_on(history: &History, applied: &BTreeSet<RevisionId>, revisions: &[RevisionId]) -> bool {
    let order = history.graph().order().iter();
    let planned = order.clone().skip(applied.len()).take(revisions.len());
    planned.eq(revisions) && order.take(applied.len()).all(|id| applied.contains(id))
}

/// Replays what will be applied in the order of the history, and compares.
fn agrees(
    history: &History,
    applied: &BTreeSet<RevisionId>,
    revisions: &[RevisionId],
    all: &BTreeSet<RevisionId>,
    actual: &Schema,
) -> Result<(), LateArrival> {
    let mut replay = Replay::default();
    let mut before = BTreeSet::new();
    for file in history.revisions() {
        let id = &file.revision.id;
        if !all.contains(id) {
            continue;
        }
        if let Err((index, error)) = replay.apply_all(&file.revision.upgrade) {
            return Err(refused(history, file, index, error, &before));
        }
        before.insert(id.clone());
    }
    if replay.schema() == actual {
        return Ok(());
    }
    let part = differing(replay.schema(), actual);
    let last = |ids: &mut dyn Iterator<Item = &RevisionId>| {
        let mut files = ids.filter_map(|id| history.revision(id));
        files.find_map(|file| {
            let mut operations = file.revision.upgrade.iter().rev();
            let about = part.as_ref()?;
            let operation = operations.find(|operation| is_about(operation, about))?;
            Some((file.revision.id.clone(), Some(operation.to_string())))
        })
    };
    let order = history.graph().order().iter().rev();
    let in_the_way = last(&mut order.filter(|id| applied.contains(id)));
    let (revision, operation) = match last(&mut revisions.iter().rev()) {
        Some(found) => found,
        None => match revisions.first() {
            Some(first) => (first.clone(), None),
            None => return Ok(()),
        },
    };
    Err(LateArrival {
        revision,
        operation,
        in_the_way,
        reason: LateReason::Differs(part),
    })
}

/// Finds what is in the way: the first of `before` on which the revision no longer applies,
/// though it does on its ancestors.
fn refused(
    history: &History,
    file: &RevisionFile,
    index: usize,
    error: ApplyError,
    before: &BTreeSet<RevisionId>,
) -> LateArrival {
    let revision = &file.revision;
    let ancestors = history.graph().ancestors([&revision.id]);
    let mut replay = history.replay_of(&ancestors);
    let others = history.revisions().filter(|other| {
        let id = &other.revision.id;
        before.contains(id) && !ancestors.contains(id)
    });
    let mut in_the_way = None;
    'found: for other in others {
        for operation in &other.revision.upgrade {
            // What leans on yet another of them may not apply here: it is in nobody's way.
            let is_taken = replay.apply(operation).is_ok();
            if is_taken && !applies(&mut replay, &revision.upgrade) {
                in_the_way = Some((other.revision.id.clone(), Some(operation.to_string())));
                break 'found;
            }
        }
    }
    LateArrival {
        revision: revision.id.clone(),
        operation: revision.upgrade.get(index).map(ToString::to_string),
        in_the_way,
        reason: LateReason::CannotApply(Box::new(error)),
    }
}

fn applies(replay: &mut Replay, operations: &[Operation]) -> bool {
    match replay.apply_all(operations) {
        Ok(images) => {
            replay.restore(images);
            true
        }
        Err(_) => false,
    }
}

/// A part in which two schemas differ: a column where that can be told, a table otherwise.
fn differing(planned: &Schema, actual: &Schema) -> Option<ElementPath> {
    for (name, table) in &planned.tables {
        let Some(other) = actual.tables.get(name) else {
            return Some(ElementPath::Table(name.clone()));
        };
        if table == other {
            continue;
        }
        let differs = |(column, of): (&String, _)| {
            (other.columns.get(column) != Some(of)).then(|| column.clone())
        };
        let column = table.columns.iter().find_map(differs);
        return Some(match column {
            Some(column) => ElementPath::Column(name.clone(), column),
            None => ElementPath::Table(name.clone()),
        });
    }
    let more = actual.tables.keys();
    let mut more = more.filter(|name| !planned.tables.contains_key(*name));
    let mut enums = planned.enums.iter();
    let mut enum_type = || enums.find(|(name, of)| actual.enums.get(*name) != Some(*of));
    match more.next() {
        Some(table) => Some(ElementPath::Table(table.clone())),
        None => enum_type().map(|(name, _)| ElementPath::Enum(name.clone())),
    }
}

/// Whether an operation is about an element, or about its table where that is all that is known.
fn is_about(operation: &Operation, element: &ElementPath) -> bool {
    let subject = operation.subject();
    match element {
        ElementPath::Table(_) => {
            let subject = subject.as_ref();
            subject.is_some_and(|subject| subject.table() == element.table())
        }
        _ => subject.as_ref() == Some(element),
    }
}

impl fmt::Display for LateArrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            revision,
            operation,
            in_the_way,
            reason,
        } = self;
        write!(
            f,
            "revision `{revision}` comes too late for this database: "
        )?;
        match operation {
            Some(operation) => write!(f, "its `{operation}` ")?,
            None => f.write_str("it ")?,
        }
        match reason {
            LateReason::CannotApply(_) => f.write_str("cannot apply after ")?,
            LateReason::Differs(_) => f.write_str("does something else after ")?,
        }
        match in_the_way {
            Some((other, Some(operation))) => write!(f, "`{operation}` of revision `{other}`")?,
            Some((other, None)) => write!(f, "revision `{other}`")?,
            None => f.write_str("the others")?,
        }
        match reason {
            LateReason::CannotApply(error) => write!(f, ": {error}")?,
            LateReason::Differs(Some(part)) => {
                write!(f, " than before it: {} `{part}`", part.kind())?;
            }
            LateReason::Differs(None) => f.write_str(" than before them")?,
        }
        Ok(())
    }
}

impl std::error::Error for LateArrival {}
