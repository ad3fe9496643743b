//! `rebase`: moves a branch on top of another, and writes the fingerprints of revisions under
//! review anew.

mod onto;

use keeper_schema_core::revision::RevisionFile;

use crate::args::{Global, Rebase};
use crate::failure::Failure;
use crate::output;
use crate::project::Project;
use crate::revision_edits::{with_fingerprints, write_all};

pub(crate) fn run(global: &Global, args: &Rebase) -> Result<(), Failure> {
    let project = Project::find(global)?;
    match (&args.revision, &args.onto) {
        (Some(revision), Some(onto)) => onto::run(&project, revision, onto, &args.database),
        _ if args.fix => fix(&project),
        _ => Err(
            Failure::call("`rebase` moves a branch, and none is named").help(
                "`cargo db rebase REVISION --onto REVISION`, or `--fix` to write fingerprints anew",
            ),
        ),
    }
}

fn fix(project: &Project) -> Result<(), Failure> {
    let before = project.files()?;
    let all = before.iter().map(|file| file.revision.id.clone()).collect();
    let files = with_fingerprints(before.clone(), &all)?;
    let mut text = String::new();
    for (file, fitting) in before.iter().zip(&files) {
        let base = |file: &RevisionFile| file.revision.base_schema.clone().unwrap_or_default();
        let (written, actual) = (base(file), base(fitting));
        if written != actual {
            text += &format!("{}: {written} is {actual} now\n", file.path.display());
        }
    }
    write_all(project, &before, &files)?;
    if text.is_empty() {
        eprintln!("nothing to do: every fingerprint fits");
    }
    output::print(&text)
}
