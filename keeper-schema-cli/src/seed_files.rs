//! The folder of seeds: which files there are, what is in them, and whether it fits.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use keeper_schema_core::closest::closest;
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::operation::Replay;
use keeper_schema_core::seeds::{self, SeedFile};

use crate::failure::Failure;
use crate::project::Project;

/// The seeds with these names, or all, in the order of their files' names.
pub(crate) fn read(project: &Project, names: &[String]) -> Result<Vec<SeedFile>, Failure> {
    let paths = chosen(project, names)?;
    let mut files = Vec::with_capacity(paths.len());
    let mut mistakes = Vec::new();
    for path in paths {
        match std::fs::read_to_string(project.folder().join(&path)) {
            Ok(text) => match seeds::read(&path, &text) {
                Ok(file) => files.push(file),
                Err(diagnostics) => mistakes.extend(diagnostics),
            },
            Err(error) => mistakes.push(unreadable(&path.display().to_string(), &error)),
        }
    }
    match mistakes.is_empty() {
        true => Ok(files),
        false => Err(mistakes.into()),
    }
}

/// What of the seeds does not fit that schema.
pub(crate) fn misfits(files: &[SeedFile], replay: &mut Replay) -> Vec<Diagnostic> {
    files.iter().flat_map(|file| file.misfits(replay)).collect()
}

/// The name that a file is called by.
pub(crate) fn name(file: &SeedFile) -> String {
    stem(&file.path)
}

fn chosen(project: &Project, names: &[String]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = paths(project)?;
    let all: Vec<String> = paths.iter().map(stem).collect();
    if let Some(unknown) = names.iter().find(|name| !all.contains(name)) {
        let message = format!("there is no seed `{}`", unknown.escape_debug());
        let failure = Failure::call(match closest(unknown, all.iter().map(String::as_str)) {
            Some(closest) => format!("{message}, did you mean `{closest}`?"),
            None => message,
        });
        return Err(match all.is_empty() {
            true => failure,
            false => failure.help(format!("the seeds are {}", all.join(", "))),
        });
    }
    paths.retain(|path| names.is_empty() || names.contains(&stem(path)));
    Ok(paths)
}

/// Every `*.toml` in the folder, sorted; none if there is no folder.
fn paths(project: &Project) -> Result<Vec<PathBuf>, Failure> {
    let shown = &project.config()?.seeds;
    let folder = project.folder().join(shown);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error| unreadable(&shown.display().to_string(), &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = shown.join(entry.map_err(unreadable)?.file_name());
        let hidden = stem(&path).starts_with('.');
        if path.extension() == Some(OsStr::new("toml")) && !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn stem(path: impl AsRef<Path>) -> String {
    let stem = path.as_ref().file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(Code::FileNotRead, format!("cannot read `{path}`: {error}"))
}
