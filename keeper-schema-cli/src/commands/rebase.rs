//! `rebase`: moves a branch on top of another, and writes the fingerprints of revisions under
//! review anew.

mod onto;

use keeper_schema_core::history::History;
use keeper_schema_core::revision::RevisionFile;

use crate::args::{Global, Rebase};
use crate::failure::Failure;
use crate::output;
use crate::project::Project;

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
    let files = project.files()?;
    let without_fingerprints = files.iter().cloned().map(|mut file| {
        file.revision.base_schema = None;
        file
    });
    let history = History::new(without_fingerprints.collect())?;
    let mut text = String::new();
    for file in &files {
        let revision = &file.revision;
        let (Some(written), Some(actual)) = (
            &revision.base_schema,
            history.base_fingerprint(&revision.id),
        ) else {
            continue;
        };
        if *written == actual.0 {
            continue;
        }
        let path = project.file(file);
        std::fs::write(&path, with_fingerprint(file, written, &actual.0)).map_err(|error| {
            Failure::call(format!("cannot write `{}`: {error}", path.display()))
        })?;
        text += &format!("{}: {written} is {actual} now\n", file.path.display());
    }
    if text.is_empty() {
        eprintln!("nothing to do: every fingerprint fits");
    }
    output::print(&text)
}

/// The file with another fingerprint, and every other byte as it was.
fn with_fingerprint(file: &RevisionFile, written: &str, actual: &str) -> String {
    let is_fingerprint = |line: &&str| line.trim_start().starts_with("base_schema");
    match file.source.lines().find(is_fingerprint) {
        Some(line) => {
            let mended = line.replace(written, actual);
            file.source.replacen(line, &mended, 1)
        }
        None => file.source.clone(),
    }
}
