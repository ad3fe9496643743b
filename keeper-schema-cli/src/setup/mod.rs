//! What a package needs to have models, a history and a guard between them: worked out as
//! texts, and written when all of it is known to fit.

mod alias;
mod build_script;
mod crates;
pub(crate) mod first_model;
mod manifest;
mod module;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use keeper_schema_core::files::{Disk, Files, Memory};
use keeper_schema_core::rust_source::Crates;
use toml_edit::DocumentMut;

pub(crate) use self::build_script::calls_guard;
pub(crate) use self::manifest::Settings;
pub(crate) use self::module::Root;

use crate::failure::Failure;
use crate::new_files;

/// What is to change in a package. Every path is relative to its folder.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Files that are not there yet.
    pub(crate) created: BTreeMap<PathBuf, String>,
    /// Files that are, with lines added.
    pub(crate) edited: BTreeMap<PathBuf, String>,
    /// What is left for the user to do.
    pub(crate) notes: Vec<String>,
}

/// The crates that a package in the folder depends on.
pub(crate) fn crates(folder: &Path) -> Result<Crates, Failure> {
    Ok(crates::of(&document(folder, Path::new("Cargo.toml"))?))
}

/// Whether the package in the folder says what its doc comments are.
pub(crate) fn says_doc_comments(folder: &Path) -> Result<bool, Failure> {
    let manifest = document(folder, Path::new("Cargo.toml"))?;
    let mut own = Some(manifest.as_item());
    for name in ["package", "metadata", "keeper-schema", "doc_comments"] {
        own = own.and_then(|own| own.get(name));
    }
    Ok(own.is_some())
}

/// What the package lacks of dependencies, settings, build script and alias.
pub(crate) fn changes(
    config: &Config,
    checkout: Option<&Path>,
    settings: &Settings,
) -> Result<Changes, Failure> {
    if let Some(checkout) = checkout {
        refuse_what_is_none(config, checkout)?;
    }
    let mut changes = Changes::default();
    let path = Path::new("Cargo.toml");
    let before = document(&config.folder, path)?;
    let mut document = before.clone();
    manifest::depend(&mut document, checkout)?;
    manifest::set(&mut document, settings)?;
    if document.to_string() != before.to_string() {
        changes.edited.insert(path.to_owned(), document.to_string());
    }
    build_script::add(config, &document, &mut changes)?;
    alias::add(config, &mut changes)?;
    Ok(changes)
}

/// Refuses a folder that is no checkout of ours, which every build would fail with.
fn refuse_what_is_none(config: &Config, checkout: &Path) -> Result<(), Failure> {
    let manifest = checkout.join("keeper-schema/Cargo.toml");
    match config.folder.join(&manifest).is_file() {
        true => Ok(()),
        false => Err(Failure::call(format!(
            "`--path {}` is no checkout of keeper-schema: there is no `{}`",
            checkout.display(),
            manifest.display()
        ))
        .help("it is relative to the package's `Cargo.toml`, as cargo reads it")),
    }
}

impl Changes {
    /// The package as it will be.
    pub(crate) fn applied<'a>(&'a self, config: &Config) -> Applied<'a> {
        Applied {
            disk: Disk::new(&config.folder),
            changes: self,
        }
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.created.is_empty() && self.edited.is_empty()
    }

    /// Writes all of it, new files first, and says what.
    pub(crate) fn write(&self, folder: &Path) -> Result<String, Failure> {
        let created = self.created.iter();
        let created = created.map(|(path, text)| (folder.join(path), text.clone()));
        new_files::create(&created.collect())?;
        for (path, text) in &self.edited {
            new_files::replace(&folder.join(path), text)?;
        }
        let line = |verb, path: &PathBuf| format!("{verb} {}\n", path.display());
        let created = self.created.keys().map(|path| line("created", path));
        let edited = self.edited.keys().map(|path| line("changed", path));
        Ok(created.chain(edited).collect())
    }
}

/// The files of a package with changes that are not on disk yet.
pub(crate) struct Applied<'a> {
    disk: Disk,
    changes: &'a Changes,
}

impl Applied<'_> {
    fn changed(&self, path: &Path) -> Option<&String> {
        let created = self.changes.created.get(path);
        created.or_else(|| self.changes.edited.get(path))
    }
}

impl Files for Applied<'_> {
    fn read(&self, path: &Path) -> std::io::Result<String> {
        match self.changed(path) {
            Some(text) => Ok(text.clone()),
            None => self.disk.read(path),
        }
    }

    fn is_file(&self, path: &Path) -> bool {
        self.changed(path).is_some() || self.disk.is_file(path)
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        let created = self.changes.created.keys();
        let created: Memory = created.map(|path| (path.clone(), "")).collect();
        let mut entries = self.disk.entries(folder);
        entries.extend(created.entries(folder));
        entries.sort();
        entries.dedup();
        entries
    }

    fn identity(&self, path: &Path) -> PathBuf {
        self.disk.identity(path)
    }
}

/// A TOML file of the package, which must be there.
fn document(folder: &Path, path: &Path) -> Result<DocumentMut, Failure> {
    let text = std::fs::read_to_string(folder.join(path))
        .map_err(|error| Failure::call(format!("cannot read `{}`: {error}", path.display())))?;
    text.parse().map_err(|error: toml_edit::TomlError| {
        let message = error.message().replace('\n', ", ");
        Failure::call(format!("cannot read `{}`: {message}", path.display()))
    })
}
