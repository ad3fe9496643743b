//! `migrate`: compares the models with the head and writes the revision that is missing.

mod phased;
mod questions;

use std::collections::BTreeSet;

use keeper_schema_core::diagnostic::Diagnostic;
use keeper_schema_core::dialect::{Dialect, DialectError};
use keeper_schema_core::diff::answers;
use keeper_schema_core::diff::{self, Hints};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::guard;
use keeper_schema_core::history::History;
use keeper_schema_core::lower::Models;
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::{Revision, RevisionId, write};
use keeper_schema_core::schema::Schema;

use self::phased::Part;
use crate::args::{Answers, Global, Migrate};
use crate::failure::Failure;
use crate::project::Project;
use crate::{new_revision, offline, output, planned};

pub(crate) fn run(global: &Global, args: &Migrate) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let (history, models) = match args.empty {
        true => (project.history_if_any()?, None),
        false => {
            let (history, models) = project.history_and_models();
            (history?, Some(models))
        }
    };
    if !history.is_whole() && !args.empty {
        return Err(history.clashes().diagnostics(&history).into());
    }
    let parents = parents(&history, args)?;
    let dependencies = dependencies(&history, args, &parents)?;
    let models = models.transpose()?;
    let mut replay = history.head_replay();
    let upgrade = match &models {
        None => Vec::new(),
        // Models declare what all branches lead to, whichever of them goes on with this revision.
        Some(models) => operations(models, &mut replay, &args.answers)?,
    };
    if upgrade.is_empty() && !args.empty {
        eprintln!("nothing to do: the models and the history agree");
        std::mem::forget((models, history, replay));
        return Ok(());
    }
    let losses = losses(&upgrade, &mut replay)?;
    let parts = match args.phased {
        true => phased::parts(history.head_schema(), &upgrade)?,
        false => vec![Part::whole(upgrade)],
    };
    let place = (parents, dependencies);
    let (revisions, extended) = revisions(&project, (history, &mut replay), args, place, parts)?;
    for loss in losses {
        eprintln!("warning: data at stake: {loss}");
    }
    for revision in &revisions {
        if args.sql {
            let dialect = args.dialect.into();
            output::print(&offline::of_one(&extended, dialect, &revision.id)?)?;
        } else if args.dry_run {
            output::print(&write::revision(revision))?;
        }
    }
    if !args.dry_run {
        new_revision::create_all(&project, &revisions, global.format)?;
    }
    // The program ends, and the system takes all of it back at once.
    std::mem::forget((models, extended, replay));
    Ok(())
}

/// The data at stake; the replay is left as it was.
fn losses(upgrade: &[Operation], replay: &mut Replay) -> Result<Vec<String>, Failure> {
    let applied = replay.apply_all(upgrade);
    let images = applied.map_err(|(_, error)| DialectError::from(error))?;
    replay.restore(images.clone());
    let losses = planned::losses_of(upgrade, replay);
    replay.restore(images);
    losses
}

/// The revisions of the change, each on top of the one before, and the history with them.
fn revisions(
    project: &Project,
    (mut history, replay): (History, &mut Replay),
    args: &Migrate,
    (parents, dependencies): (Vec<RevisionId>, Vec<RevisionId>),
    parts: Vec<Part>,
) -> Result<(Vec<Revision>, History), Failure> {
    let message = new_revision::message(&args.message)?;
    let mut revisions: Vec<Revision> = Vec::new();
    for part in parts {
        let rev_id = args.rev_id.as_ref().map(|id| match revisions.len() {
            0 => id.clone(),
            _ => format!("{id}-{}", part.suffix),
        });
        let message = match part.suffix {
            "" => message.clone(),
            suffix => format!("{message}, {suffix}"),
        };
        let id = new_revision::id(&history, rev_id.as_deref())?;
        let mut revision = Revision::new(id, message);
        match revisions.last() {
            Some(before) => revision.down_revision = vec![before.id.clone()],
            None => {
                let label = args.branch_label.as_deref();
                revision.branch_labels = new_revision::labels(&history, label)?;
                revision.down_revision = parents.clone();
                revision.depends_on = dependencies.clone();
            }
        }
        revision.phase = part.phase;
        revision.create_date = new_revision::now();
        revision.upgrade = part.upgrade;
        history = extended(project, (history, replay), &mut revision)?;
        revisions.push(revision);
    }
    Ok((revisions, history))
}

/// The history with the revision, which every database of the package can run. The replay is
/// that of the whole history, and becomes that of what is returned.
fn extended(
    project: &Project,
    (history, replay): (History, &mut Replay),
    revision: &mut Revision,
) -> Result<History, Failure> {
    let before = revision.down_revision.iter().chain(&revision.depends_on);
    let before: Vec<RevisionId> = before.cloned().collect();
    revision.base_schema = new_revision::base_schema(&history, &before);
    let graph = history.graph();
    let is_on_all = graph.ancestors_inclusive(&before).len() == graph.len();
    let extended =
        new_revision::extended(project, history, revision).map_err(|failure| match is_on_all {
            true => failure,
            false => failure
                .help("if it needs what another branch makes, name that: `--depends-on REVISION`"),
        })?;
    let can_run = is_on_all && guard::can_run(replay, &revision.upgrade, &dialects(project));
    if !can_run {
        refuse_uncovered(project, &extended, &revision.id)?;
    }
    // Where it stands on some of the branches alone, those after it do, too, and none asks.
    let _ = replay.apply_all(&revision.upgrade);
    Ok(extended)
}

/// Refuses a revision that a database of the package cannot run.
pub(super) fn refuse_uncovered(
    project: &Project,
    history: &History,
    revision: &RevisionId,
) -> Result<(), Failure> {
    for dialect in dialects(project) {
        offline::of_one(history, dialect, revision)?;
    }
    Ok(())
}

/// The databases that the package is for; a folder of revisions alone does not tell.
fn dialects(project: &Project) -> Vec<Dialect> {
    project.config().map_or(Vec::new(), |config| {
        [
            (config.dialects.sqlite, Dialect::Sqlite),
            (config.dialects.postgres, Dialect::Postgres),
        ]
        .into_iter()
        .filter_map(|(is_for, dialect)| is_for.then_some(dialect))
        .collect()
    })
}

/// What leads from the history to the models, with every question answered.
pub(super) fn operations(
    models: &Models,
    replay: &mut Replay,
    given: &Answers,
) -> Result<Vec<Operation>, Failure> {
    let before = replay.schema();
    let mut hints = models.hints();
    answers::read(before, &models.schema, &mut hints, &given.given())
        .map_err(|error| Failure::call(error.to_string()))?;
    let comparison = loop {
        let comparison = diff::compare(before, &models.schema, &hints);
        match comparison.questions.first() {
            None => break comparison,
            Some(question) if questions::can_ask() => {
                let answer = questions::ask(question)?;
                read_one(models, before, &mut hints, &answer)?;
            }
            Some(_) => {
                let asked = comparison.questions.iter();
                let refused = asked.map(|question| {
                    let said = question.diagnostic();
                    let mut placed =
                        models.diagnostic(question.code(), &question.subject(), said.message);
                    placed.help = said.help;
                    placed
                });
                return Err(refused.collect::<Vec<_>>().into());
            }
        }
    };
    match replay.apply_all(&comparison.operations) {
        Ok(images) => {
            replay.restore(images);
            Ok(comparison.operations)
        }
        Err((index, error)) => {
            let operation = &comparison.operations[index];
            let message = format!("`{operation}` would not apply to the history: {error}");
            let refused = Diagnostic::new(error.code(), message);
            Err(refused
                .help("write the revision by hand: `cargo db migrate --empty` begins one")
                .into())
        }
    }
}

fn read_one(
    models: &Models,
    before: &Schema,
    hints: &mut Hints,
    answer: &questions::Given,
) -> Result<(), Failure> {
    let read = answers::read(before, &models.schema, hints, &[answer.as_answer()]);
    read.map_err(|error| Failure::call(error.to_string()))
}

/// The revision to write on top of: none in an empty history, and for a new base.
fn parents(history: &History, args: &Migrate) -> Result<Vec<RevisionId>, Failure> {
    let graph = history.graph();
    if args.base {
        return Ok(Vec::new());
    }
    let Some(written) = &args.head else {
        return match graph.single_head() {
            Ok(head) => Ok(head.cloned().into_iter().collect()),
            Err(error) => {
                Err(Failure::from(error)
                    .help("or write on top of one of them with `--head REVISION`"))
            }
        };
    };
    let parents = graph.resolve(&RevisionSpec::parse(written)?, &BTreeSet::new())?;
    match parents.iter().find(|id| !graph.heads().contains(id)) {
        Some(id) if !args.splice => Err(Failure::call(format!(
            "revision `{id}` has others on top of it; a second one makes a branch"
        ))
        .help("add `--splice` if that is meant")),
        _ => Ok(parents),
    }
}

fn dependencies(
    history: &History,
    args: &Migrate,
    parents: &[RevisionId],
) -> Result<Vec<RevisionId>, Failure> {
    let mut dependencies = Vec::new();
    for written in &args.depends_on {
        let spec = RevisionSpec::parse(written)?;
        for id in history.graph().resolve(&spec, &BTreeSet::new())? {
            // A parent is applied before it anyway.
            if !dependencies.contains(&id) && !parents.contains(&id) {
                dependencies.push(id);
            }
        }
    }
    Ok(dependencies)
}
