//! What a package's `Cargo.toml` says: its targets, and its own settings in
//! `[package.metadata.keeper-schema]`.
//!
//! Guard and command line read this and nothing else, so that they never disagree.

mod manifest;
mod member;
mod naming;
mod pin;
mod settings;
mod targets;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use self::member::Member;
pub use self::naming::{Naming, Pattern};
pub use self::pin::CfgPin;
pub use self::targets::Target;

use self::manifest::Manifest;
use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{Disk, Files};
use crate::schema::TablePatterns;

/// The settings of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The package's folder.
    pub folder: PathBuf,
    /// The package's name.
    pub package: String,
    /// What its databases remember whose they are by: the package's name, if nothing else is
    /// said.
    pub application: String,
    /// The names by which the package's code calls `keeper-schema`.
    pub crate_names: BTreeSet<String>,
    /// The library, if there is one.
    pub library: Option<Target>,
    /// The binaries.
    pub binaries: Vec<Target>,
    /// The folder of revisions, as it is written: relative to the package's folder.
    pub migrations: PathBuf,
    /// Whether the settings name that folder: it is then no new history if it is missing.
    pub names_migrations: bool,
    /// The folder of seeds, relative to the package's folder.
    pub seeds: PathBuf,
    /// How constraints and indexes are called that no model names.
    pub naming: Naming,
    /// The `cfg` values that are pinned to hold.
    pub cfg: Vec<CfgPin>,
    /// The databases that the package is for.
    pub dialects: Dialects,
    /// Whether doc comments are the comments of tables and columns without others.
    pub doc_comments: bool,
    /// The tables that models and history are not compared in.
    pub ignore: TablePatterns,
    /// The other packages whose models share the history.
    pub members: Vec<Member>,
    /// What of the models and the history the package's guard compares.
    pub compare: Compare,
    /// Who reports differences between the models and the history.
    pub report: ReportBy,
    /// The binary that has the hooks of revisions, by its name in cargo.
    pub migrator_bin: Option<String>,
}

/// Who reports the differences that have a place in the models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportBy {
    /// The build script, which then fails: nothing else of the package is compiled.
    BuildScript,
    /// The derives, each as an error at its field, beside all other errors of the build.
    Fields,
}

/// What of several packages that share a history is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// All models with all of the history.
    Whole,
    /// The package's own models with the tables that are theirs.
    Part,
}

/// The databases that a package is for: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialects {
    /// SQLite.
    pub sqlite: bool,
    /// PostgreSQL.
    pub postgres: bool,
}

impl Config {
    /// Reads the `Cargo.toml` in a folder.
    ///
    /// # Errors
    ///
    /// If there is none or it is no package's, and for every mistake in the settings.
    pub fn read(folder: &Path) -> Result<Self, Vec<Diagnostic>> {
        let files = Disk::new(folder);
        Self::read_from(folder, &files)
    }

    /// The same from any files.
    ///
    /// # Errors
    ///
    /// As [`Config::read`].
    pub fn read_from(folder: &Path, files: &dyn Files) -> Result<Self, Vec<Diagnostic>> {
        let path = Path::new("Cargo.toml");
        let text = files.read(path).map_err(|error| {
            let path = folder.join(path);
            let message = format!("cannot read `{}`: {error}", path.display());
            vec![Diagnostic::new(Code::ManifestNotRead, message)]
        })?;
        let mut manifest = Manifest::new(&text);
        let config = read(&mut manifest, folder, files);
        match config {
            Some(config) if manifest.diagnostics.is_empty() => Ok(config),
            _ => {
                let mut diagnostics = manifest.diagnostics;
                diagnostics.sort_by(|one, other| one.place.cmp(&other.place));
                Err(diagnostics)
            }
        }
    }

    /// The manifests that were read.
    pub fn manifests(&self) -> impl Iterator<Item = PathBuf> {
        let others = self
            .members
            .iter()
            .map(|member| self.folder.join(&member.folder));
        let folders = std::iter::once(self.folder.clone()).chain(others);
        folders.map(|folder| folder.join("Cargo.toml"))
    }

    /// The folder of revisions.
    pub fn migrations_folder(&self) -> PathBuf {
        self.folder.join(&self.migrations)
    }
}

fn read(manifest: &mut Manifest<'_>, folder: &Path, files: &dyn Files) -> Option<Config> {
    let root = manifest.parse()?;
    let Some(package) = manifest::table(&root, "package") else {
        manifest.refuse("this manifest has no `[package]`: a workspace alone has no models");
        return None;
    };
    let Some(name) = manifest::string(package, "name") else {
        manifest.refuse("`[package]` has no `name`");
        return None;
    };
    let settings = settings::read(manifest, package);
    let mut members = Vec::new();
    for (path, place) in &settings.models {
        members.extend(member::member(manifest, place.clone(), path, files));
    }
    let binaries = targets::binaries(&root, package, name, files);
    let migrator_bin = settings.migrator_bin.and_then(|(written, place)| {
        let names: Vec<&str> = binaries.iter().map(|it| it.written.as_str()).collect();
        let is_there = names.contains(&written.as_str());
        if !is_there {
            manifest.error(Code::WrongSetting, place, no_binary(&written, &names));
        }
        is_there.then_some(written)
    });
    let mut crate_names = targets::crate_names(&root);
    crate_names.extend(members.iter().flat_map(|member| member.crate_names.clone()));
    Some(Config {
        folder: folder.to_path_buf(),
        package: name.to_owned(),
        application: settings.application.unwrap_or_else(|| name.to_owned()),
        crate_names,
        library: targets::library(&root, package, name, files),
        binaries,
        names_migrations: settings.migrations.is_some(),
        migrations: (settings.migrations).unwrap_or_else(|| PathBuf::from("migrations")),
        seeds: settings.seeds.unwrap_or_else(|| PathBuf::from("seeds")),
        naming: settings.naming,
        cfg: settings.cfg,
        dialects: settings.dialects,
        doc_comments: settings.doc_comments,
        ignore: settings.ignore,
        members,
        compare: settings.compare,
        report: settings.report,
        migrator_bin,
    })
}

fn no_binary(written: &str, binaries: &[&str]) -> String {
    match (closest(written, binaries.iter().copied()), binaries) {
        (Some(meant), _) => {
            format!("the package has no binary `{written}`, did you mean `{meant}`?")
        }
        (None, []) => format!("the package has no binary `{written}`, and no other one"),
        (None, binaries) => format!(
            "the package has no binary `{written}`; it has `{}`",
            binaries.join("`, `")
        ),
    }
}
