//! The module of the models, in the crate of the package that has others' code.

use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use keeper_schema_core::rust_source::with_module;

use super::Changes;
use crate::failure::Failure;

/// The root file of a crate that gets the module `models`.
pub(crate) struct Root {
    path: PathBuf,
    declaration: &'static str,
}

impl Root {
    /// The library's, else the first binary's; a package with neither gets a library.
    pub(crate) fn of(config: &Config) -> Self {
        let of_library = |path: &Path| Self {
            path: path.to_owned(),
            declaration: "pub mod models;",
        };
        match (&config.library, config.binaries.first()) {
            (Some(library), _) => of_library(&library.path),
            (None, Some(binary)) => Self {
                path: binary.path.clone(),
                declaration: "mod models;",
            },
            (None, None) => of_library(Path::new("src/lib.rs")),
        }
    }

    /// The folder of the module's files.
    pub(crate) fn models(&self) -> PathBuf {
        self.path.with_file_name("models")
    }

    /// Declares the module.
    pub(crate) fn declare(&self, config: &Config, changes: &mut Changes) -> Result<(), Failure> {
        let file = config.folder.join(&self.path);
        if !file.exists() {
            let text = format!("{}\n", self.declaration);
            changes.created.insert(self.path.clone(), text);
            return Ok(());
        }
        let shown = self.path.display();
        let text = std::fs::read_to_string(&file)
            .map_err(|error| Failure::call(format!("cannot read `{shown}`: {error}")))?;
        match with_module(&text, self.declaration) {
            Some(text) => {
                changes.edited.insert(self.path.clone(), text);
                Ok(())
            }
            None => Err(Failure::call(format!(
                "`{}` cannot be added to `{shown}`: it has a module of that name, or is not Rust",
                self.declaration
            ))),
        }
    }
}
