//! Edits of revision files that are there: what is not edited stays byte for byte, and of
//! several files all are written or none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use keeper_schema_core::history::History;
use keeper_schema_core::revision::{RevisionFile, RevisionId, read};
use toml_edit::{Array, DocumentMut, Item, Value};

use crate::args;
use crate::database;
use crate::failure::Failure;
use crate::project::Project;

/// The file on top of other revisions.
pub(crate) fn with_parents(
    file: &RevisionFile,
    parents: &[RevisionId],
) -> Result<RevisionFile, Failure> {
    let parents: Value = match parents {
        [only] => only.as_str().into(),
        several => several
            .iter()
            .map(RevisionId::as_str)
            .collect::<Array>()
            .into(),
    };
    with(file, "down_revision", parents)
}

/// The file with that fingerprint of what it stands on.
pub(crate) fn with_base(file: &RevisionFile, base: &str) -> Result<RevisionFile, Failure> {
    with(file, "base_schema", base.into())
}

/// The file with another value of a key, and what stands around the old one.
fn with(file: &RevisionFile, key: &str, mut value: Value) -> Result<RevisionFile, Failure> {
    edited(file, |document| {
        if let Some(old) = document.get(key).and_then(Item::as_value) {
            *value.decor_mut() = old.decor().clone();
        }
        document[key] = Item::Value(value);
        true
    })
}

/// The file without the operations at these positions of its upgrade.
pub(crate) fn without_operations(
    file: &RevisionFile,
    positions: &BTreeSet<usize>,
) -> Result<RevisionFile, Failure> {
    if file.revision.downgrade.is_some() {
        let path = file.path.display();
        return Err(Failure::call(format!(
            "`{path}` says in `downgrade` how it is reverted, which would have to be changed too"
        ))
        .help(format!("edit `{path}` by hand, then merge")));
    }
    edited(file, |document| match document.get_mut("upgrade") {
        Some(Item::ArrayOfTables(tables)) => {
            for position in positions.iter().rev() {
                tables.remove(*position);
            }
            if tables.is_empty() {
                document.remove("upgrade");
            }
            true
        }
        _ => false,
    })
}

fn edited(
    file: &RevisionFile,
    edit: impl FnOnce(&mut DocumentMut) -> bool,
) -> Result<RevisionFile, Failure> {
    let by_hand = || {
        let path = file.path.display();
        Failure::call(format!(
            "`{path}` is written in a way that cannot be edited here"
        ))
        .help("edit it by hand")
    };
    let mut document: DocumentMut = file.source.parse().map_err(|_| by_hand())?;
    if !edit(&mut document) {
        return Err(by_hand());
    }
    let read = read::revision(&file.path, &document.to_string())?;
    Ok(read)
}

/// The files with the fingerprints of `of` written anew, where they say one.
///
/// # Errors
/// What is wrong with the history that the files make.
pub(crate) fn with_fingerprints(
    files: Vec<RevisionFile>,
    of: &BTreeSet<RevisionId>,
) -> Result<Vec<RevisionFile>, Failure> {
    let bare = files.iter().cloned().map(|mut file| {
        if of.contains(&file.revision.id) {
            file.revision.base_schema = None;
        }
        file
    });
    let history = History::new(bare.collect())?;
    let fitting = files.into_iter().map(|file| {
        let revision = &file.revision;
        match (
            &revision.base_schema,
            history.base_fingerprint(&revision.id),
        ) {
            (Some(written), Some(actual)) if *written != actual.0 => with_base(&file, &actual.0),
            _ => Ok(file),
        }
    });
    fitting.collect()
}

/// Refuses to edit what the database of the call has applied.
///
/// A database that cannot be asked is told of, and no obstacle: an edited revision that is
/// applied there is refused when it is upgraded.
pub(crate) fn refuse_applied(
    project: &Project,
    database: &args::Database,
    revisions: &BTreeSet<RevisionId>,
) -> Result<(), Failure> {
    let applied = match database::applied_if_any(project, database) {
        Ok(applied) => applied,
        Err(failure) => {
            eprintln!("note: the database was not asked what it has applied:");
            failure.report();
            return Ok(());
        }
    };
    let Some(revision) = revisions.intersection(&applied).next() else {
        return Ok(());
    };
    Err(Failure::call(format!(
        "the database has applied `{revision}`, which would be edited"
    ))
    .help(format!(
        "revert it first: `cargo db downgrade {revision}-1`, or give the URL of another \
                 database with `--url`"
    )))
}

/// Files that were written, and what they were before.
pub(crate) struct Written {
    files: Vec<(PathBuf, Option<String>)>,
}

impl Written {
    /// Which they are.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.iter().map(|(path, _)| path)
    }

    /// Makes them what they were, as far as that can be done.
    pub(crate) fn undo(self) {
        for (path, before) in self.files {
            let undone = match before {
                Some(text) => std::fs::write(&path, text),
                None => std::fs::remove_file(&path),
            };
            if let Err(error) = undone {
                eprintln!("note: `{}` stays as it is now: {error}", path.display());
            }
        }
    }
}

/// Writes the files that are no longer what they were, all or none.
pub(crate) fn write_all(
    project: &Project,
    before: &[RevisionFile],
    files: &[RevisionFile],
) -> Result<Written, Failure> {
    let fails = |path: &Path, error: std::io::Error| {
        Failure::call(format!("cannot write `{}`: {error}", path.display()))
    };
    let before: BTreeMap<&RevisionId, &RevisionFile> = (before.iter())
        .map(|file| (&file.revision.id, file))
        .collect();
    let mut prepared = Vec::new();
    for file in files {
        let known = before.get(&file.revision.id);
        if known.is_some_and(|known| known.source == file.source) {
            continue;
        }
        let path = project.file(file);
        let folder = path.parent().unwrap_or(&path);
        let beside = tempfile::NamedTempFile::new_in(folder);
        let beside = beside.map_err(|error| fails(&path, error))?;
        std::fs::write(beside.path(), &file.source).map_err(|error| fails(&path, error))?;
        if let Ok(metadata) = std::fs::metadata(&path) {
            std::fs::set_permissions(beside.path(), metadata.permissions())
                .map_err(|error| fails(&path, error))?;
        }
        prepared.push((beside, path, known.map(|known| known.source.clone())));
    }
    let mut written = Written { files: Vec::new() };
    for (beside, path, text) in prepared {
        if let Err(error) = beside.persist(&path) {
            written.undo();
            return Err(fails(&path, error.error));
        }
        written.files.push((path, text));
    }
    Ok(written)
}
