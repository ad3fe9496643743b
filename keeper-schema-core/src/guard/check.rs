//! Everything the guard finds in one package.

use std::path::PathBuf;

use super::{coverage, drift, view};
use crate::both;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::history::History;
use crate::lower::{self, Models};
use crate::model::view::View;
use crate::revision::{RevisionDirectory, RevisionDirectoryError};
use crate::source::{self, Scan};

/// What was found, and what was looked at to find it.
#[derive(Debug)]
pub struct Findings {
    /// All that is wrong; nothing is if this is empty.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether models and history could be read and compared: what was found is then
    /// how they differ, and otherwise mistakes in them.
    pub compared: bool,
    /// The source files that were followed.
    pub files: Vec<PathBuf>,
}

/// Compares the models of a package with the head of its history.
///
/// Mistakes in the history and in the models are reported as such, both together; only
/// when both are sound can they differ.
pub fn check(config: &Config) -> Findings {
    check_with(config, |_| ()).0
}

/// [`check`], with what is made of the models as they were understood, if they were.
pub(super) fn check_with_view(config: &Config) -> (Findings, Option<View>) {
    check_with(config, |scan| view::of(scan, config))
}

fn check_with<T>(config: &Config, of: impl FnOnce(&Scan) -> T) -> (Findings, Option<T>) {
    // What the scan parses has no other thread than its own.
    let (history, (models, files, made)) = both(|| sound_history(config), || models(config, of));
    let folder = &config.folder;
    let findings = Findings {
        compared: history.is_ok() && models.is_ok(),
        diagnostics: diagnostics(history, models),
        files: files.iter().map(|file| folder.join(file)).collect(),
    };
    (findings, made)
}

/// The history, if every database of the package can run it.
fn sound_history(config: &Config) -> Result<History, Vec<Diagnostic>> {
    let history = history(config)?;
    let refused = coverage::diagnostics(&history, config);
    match refused.is_empty() {
        true => Ok(history),
        false => Err(refused),
    }
}

type Read<T> = (Result<Models, Vec<Diagnostic>>, Vec<PathBuf>, Option<T>);

fn models<T>(config: &Config, of: impl FnOnce(&Scan) -> T) -> Read<T> {
    match source::scan(config) {
        Ok(scan) => {
            let files = scan.files.iter().map(|file| file.path.clone()).collect();
            let models = lower::schema(&scan, config);
            (models, files, Some(of(&scan)))
        }
        Err(error) => (Err(error.diagnostics), error.files, None),
    }
}

/// The history in a package's folder of migrations. A folder that is not there yet is
/// one without revisions.
///
/// # Errors
/// Everything that is wrong with the files, or with what they say together.
pub fn history(config: &Config) -> Result<History, Vec<Diagnostic>> {
    match RevisionDirectory::read_beside(&config.folder, &config.migrations) {
        Ok(files) => History::new(files),
        Err(RevisionDirectoryError::NotFound { path }) if config.names_migrations => {
            let message = format!("the migrations folder `{}` does not exist", path.display());
            Err(vec![Diagnostic::new(Code::FileNotRead, message).help(
                "correct `migrations` under `[package.metadata.keeper-schema]`, or create the folder",
            )])
        }
        Err(RevisionDirectoryError::NotFound { .. }) => History::new(Vec::new()),
        Err(error) => Err(error.into_diagnostics()),
    }
}

fn diagnostics(
    history: Result<History, Vec<Diagnostic>>,
    models: Result<Models, Vec<Diagnostic>>,
) -> Vec<Diagnostic> {
    match (history, models) {
        (Ok(history), Ok(models)) => drift::diagnostics(&history, &models),
        (history, models) => {
            let mut diagnostics = history.err().unwrap_or_default();
            diagnostics.extend(models.err().unwrap_or_default());
            diagnostics
        }
    }
}
