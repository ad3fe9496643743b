//! `squash`: one revision in place of a run of others.

use std::collections::BTreeSet;

use keeper_schema_core::graph::RevisionRange;
use keeper_schema_core::history::{History, Reversal, SquashError};
use keeper_schema_core::plan;
use keeper_schema_core::revision::{RevisionFile, RevisionId, write};

use crate::args::{Global, Squash};
use crate::failure::Failure;
use crate::project::Project;
use crate::{new_revision, output};

pub(crate) fn run(global: &Global, args: &Squash) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let history = project.history()?;
    let range = RevisionRange::parse(&args.range)?;
    if range.needs_applied() {
        return Err(Failure::call(format!(
            "`{range}` depends on a database, and a squash is for all of them"
        ))
        .help("name the first and the last revision: `cargo db history` lists them"));
    }
    let revisions = plan::history(history.graph(), &BTreeSet::new(), &range)?;
    let reversal = match args.irreversible {
        true => Reversal::NotNeeded,
        false => Reversal::Needed,
    };
    let id = new_revision::id(&history, args.rev_id.as_deref())?;
    let squashed = history.squash(&revisions, id, reversal);
    let mut revision = squashed.map_err(|error| refused(&error))?;
    revision.message = new_revision::message(&args.message)?;
    revision.base_schema = new_revision::base_schema(&history, &revision.down_revision);
    revision.create_date = new_revision::now();
    // The whole history as it will be: the new revision leads where the old ones do.
    new_revision::checked(&project, &history, &revision)?;
    if args.dry_run {
        return output::print(&write::revision(&revision));
    }
    new_revision::create(&project, &revision, global.format)?;
    let files: Vec<&RevisionFile> = replaced(&history, &revisions).collect();
    let (before, after) = (operations(&files), revision.upgrade.len());
    eprintln!(
        "{} revisions with {before} operations are one with {after}",
        files.len()
    );
    match args.delete {
        true => delete(&project, &files),
        false => {
            eprintln!(
                "their files stay for databases that have a part of them; when none has, delete"
            );
            for file in files {
                eprintln!("  {}", file.path.display());
            }
            Ok(())
        }
    }
}

fn replaced<'h>(
    history: &'h History,
    revisions: &'h [RevisionId],
) -> impl Iterator<Item = &'h RevisionFile> {
    revisions.iter().filter_map(|id| history.revision(id))
}

fn operations(files: &[&RevisionFile]) -> usize {
    files.iter().map(|file| file.revision.upgrade.len()).sum()
}

fn delete(project: &Project, files: &[&RevisionFile]) -> Result<(), Failure> {
    for file in files {
        let path = project.file(file);
        std::fs::remove_file(&path).map_err(|error| {
            Failure::call(format!("cannot delete `{}`: {error}", path.display()))
                .help("the new revision is written; delete the other files by hand")
        })?;
        eprintln!("  deleted {}", file.path.display());
    }
    Ok(())
}

fn refused(error: &SquashError) -> Failure {
    let failure = Failure::call(error.to_string());
    match error {
        SquashError::NothingToSquash => failure
            .help("`A:B` is from `A` to `B` with both of them; `:B` begins at the base"),
        SquashError::NotALine { .. } | SquashError::Leaves { .. } => failure
            .help("squash what is before the branch and what is after it by themselves")
            .help("`cargo db history` draws where branches leave and meet"),
        SquashError::Replaces { revision } => failure.help(format!(
            "when every database has `{revision}`, delete what it replaces and remove `replaces` from its file"
        )),
        SquashError::ForeignKeysDiffer { .. } => {
            failure.help("leave the revisions with `foreign_keys` out of the range")
        }
        SquashError::PhasesDiffer { .. } => failure
            .help("squash what is before the contract and what is after it by themselves")
            .help("or, when every database has the contract, remove `phase` from the files: nothing notices"),
        SquashError::Irreversible { .. } => failure
            .help("leave it out of the range")
            .help("or add `--irreversible`, if nobody will revert the new revision"),
        _ => failure,
    }
}
