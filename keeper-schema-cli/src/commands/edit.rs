//! `edit`: opens the file of a revision in an editor, and says what is wrong with it afterwards.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::Revisions;

use crate::args::{Edit, Global};
use crate::database::Database;
use crate::failure::Failure;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Edit) -> Result<(), Failure> {
    let project = Project::find(global)?;
    let files = match project.revisions() {
        Ok(revisions) => named(&project, &revisions, args)?,
        // What keeps the history from being read may be just what is to be edited.
        Err(failure) => vec![begins_with(&project, &args.revision).ok_or(failure)?],
    };
    if files.is_empty() {
        return Err(
            Failure::call(format!("`{}` names no revision", args.revision))
                .help("`cargo db history` lists them"),
        );
    }
    open(&files)?;
    project.history()?;
    eprintln!("the history is sound");
    Ok(())
}

/// The files of the revisions that were asked for.
fn named(project: &Project, revisions: &Revisions, args: &Edit) -> Result<Vec<PathBuf>, Failure> {
    let spec = RevisionSpec::parse(&args.revision)?;
    let applied = match spec.needs_applied() {
        true => Database::open(project, &args.database)?.applied()?,
        false => BTreeSet::new(),
    };
    let ids = revisions.graph().resolve(&spec, &applied)?;
    let files = ids.iter().filter_map(|id| revisions.get(id));
    Ok(files.map(|file| project.file(file)).collect())
}

/// The only file whose name begins so.
fn begins_with(project: &Project, written: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(project.migrations()).ok()?;
    let mut files = entries.filter_map(|entry| {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_str()?;
        (name.starts_with(written) && name.ends_with(".toml")).then_some(path)
    });
    let only = files.next()?;
    files.next().is_none().then_some(only)
}

fn open(files: &[PathBuf]) -> Result<(), Failure> {
    let is_set = |name: &&str| std::env::var(name).is_ok_and(|editor| !editor.trim().is_empty());
    let name = ["VISUAL", "EDITOR"]
        .into_iter()
        .find(is_set)
        .ok_or_else(|| {
            Failure::call("neither VISUAL nor EDITOR says which editor to open")
                .help("run `EDITOR=nano cargo db edit`, with the editor that you use")
        })?;
    let editor = std::env::var(name).unwrap_or_default();
    let status = command(&editor).args(files).status().map_err(|error| {
        Failure::call(format!("cannot run `{editor}`: {error}"))
            .help(format!("{name} names the editor"))
    })?;
    match status.success() {
        true => Ok(()),
        false => Err(
            Failure::call(format!("the editor `{editor}` ended with {status}"))
                .help("the file is as the editor left it"),
        ),
    }
}

/// The editor with its arguments. As git does it, a shell reads them: quotes and spaces mean
/// what they mean there.
#[cfg(unix)]
fn command(editor: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{editor} \"$@\""), editor]);
    command
}

#[cfg(not(unix))]
fn command(editor: &str) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}
