//! Finds what a call is about: the package, its folder of revisions, its models.

use std::path::{Path, PathBuf};

use keeper_schema_core::both;
use keeper_schema_core::config::Config;
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::lower::{self, Models};
use keeper_schema_core::revision::{RevisionDirectory, RevisionDirectoryError, RevisionFile};
use keeper_schema_core::source;

use crate::args::Global;
use crate::failure::Failure;
use crate::workspace;

/// A folder of revisions, with the package around it if there is one.
pub(crate) struct Project {
    config: Option<Config>,
    /// Relative to the package's folder if its settings say it, to the current one if
    /// `--migrations` does.
    migrations: PathBuf,
    /// Whether `--migrations` names it.
    named: bool,
}

impl Project {
    /// The package of `--package` or `--manifest-path`, else the one around the current
    /// directory, as cargo finds it; with `--migrations` alone, just that folder.
    pub(crate) fn find(global: &Global) -> Result<Self, Failure> {
        let named = global.package.is_some() || global.manifest_path.is_some();
        if let (Some(migrations), false) = (&global.migrations, named) {
            return Ok(Self {
                config: None,
                migrations: migrations.clone(),
                named: true,
            });
        }
        let manifest = manifest(global)?;
        let folder = manifest.parent().unwrap_or(Path::new("."));
        let config = Config::read(folder)?;
        let migrations = match &global.migrations {
            Some(migrations) => migrations.clone(),
            None => config.migrations.clone(),
        };
        Ok(Self {
            config: Some(config),
            migrations,
            named: global.migrations.is_some(),
        })
    }

    /// The folder of the revision files.
    pub(crate) fn migrations(&self) -> PathBuf {
        self.within().join(&self.migrations)
    }

    /// Where a revision file is.
    pub(crate) fn file(&self, file: &RevisionFile) -> PathBuf {
        self.within().join(&file.path)
    }

    /// A file among the revisions, as messages name it.
    pub(crate) fn shown(&self, file: String) -> PathBuf {
        self.migrations.join(file)
    }

    /// The folder that a relative default is beside: the manifest's, or the current one.
    pub(crate) fn folder(&self) -> &Path {
        match &self.config {
            Some(config) => &config.folder,
            None => Path::new("."),
        }
    }

    /// The history, checked from base to heads.
    pub(crate) fn history(&self) -> Result<History, Failure> {
        Ok(History::new(self.files()?)?)
    }

    /// The revisions and how they follow each other; no operation is looked at.
    pub(crate) fn revisions(&self) -> Result<Revisions, Failure> {
        Ok(Revisions::new(self.files()?)?)
    }

    /// The revision files, each by itself.
    pub(crate) fn files(&self) -> Result<Vec<RevisionFile>, Failure> {
        RevisionDirectory::read_within(self.within(), &self.migrations)
            .map_err(|error| error.into_diagnostics().into())
    }

    /// The same, where a folder that is not there yet is a history without revisions.
    pub(crate) fn history_if_any(&self) -> Result<History, Failure> {
        match self.migrations().exists() {
            true => self.history(),
            false => Ok(History::new(Vec::new())?),
        }
    }

    /// The history, as [`Project::history_if_any`] has it, and what the models declare,
    /// both at once.
    pub(crate) fn history_and_models(&self) -> (Result<History, Failure>, Result<Models, Failure>) {
        let history = || match self.migrations().exists() {
            true => {
                let files = RevisionDirectory::read_beside(self.within(), &self.migrations);
                let files = files.map_err(RevisionDirectoryError::into_diagnostics)?;
                Ok(History::new(files)?)
            }
            false => Ok(History::new(Vec::new())?),
        };
        both(history, || self.models())
    }

    /// What the models declare.
    pub(crate) fn models(&self) -> Result<Models, Failure> {
        let config = self.config()?;
        let scan = source::scan(config).map_err(|error| Failure::from(error.diagnostics))?;
        let models = lower::schema(&scan, config);
        // It takes long to be freed, and the program ends with what it was made for.
        std::mem::forget(scan);
        Ok(models?)
    }

    /// The folder that the path of the migrations is relative to.
    fn within(&self) -> &Path {
        match (&self.config, self.named) {
            (Some(config), false) => &config.folder,
            _ => Path::new(""),
        }
    }

    /// The package's settings; a folder of revisions alone has none.
    pub(crate) fn config(&self) -> Result<&Config, Failure> {
        self.config.as_ref().ok_or_else(|| {
            Failure::call("there are no models: `--migrations` names a folder of revisions only")
                .help("leave `--migrations` out inside a package, or add `--manifest-path`")
        })
    }
}

fn manifest(global: &Global) -> Result<PathBuf, Failure> {
    if let Some(path) = &global.manifest_path {
        if !path.is_file() || !path.ends_with("Cargo.toml") {
            let message = format!("`{}` is not a `Cargo.toml`", path.display());
            return Err(Failure::call(message).help("`--manifest-path` names the package's"));
        }
        if global.package.is_none() {
            return Ok(path.clone());
        }
    }
    if let Some(name) = &global.package {
        return workspace::member(name, global.manifest_path.as_deref());
    }
    let current = std::env::current_dir()
        .map_err(|error| Failure::call(format!("cannot tell the current directory: {error}")))?;
    let found = current
        .ancestors()
        .map(|folder| folder.join("Cargo.toml"))
        .find(|manifest| manifest.is_file())
        .ok_or_else(|| {
            Failure::call(format!(
                "no `Cargo.toml` in `{}` or any folder above it",
                current.display()
            ))
            .help("go to the package, or name it with `--manifest-path`")
            .help("with `--migrations DIR`, a folder of revisions is enough")
        })?;
    match workspace::is_virtual(&found) {
        true => workspace::only_user(&found),
        false => Ok(found),
    }
}
