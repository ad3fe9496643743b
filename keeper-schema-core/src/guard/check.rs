//! Everything the guard finds in one package.

use std::path::PathBuf;

use super::cache::Inputs;
use super::cargo::Mode;
use super::fields::Reporters;
use super::{coverage, drift, view};
use crate::both;
use crate::config::{Config, ReportBy};
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
    let (looked, _) = look(config, |_| ());
    looked.findings()
}

/// What a build needs to know.
pub(super) struct ForBuild {
    pub(super) findings: Findings,
    /// What the derives are to agree with, if the models were understood.
    pub(super) view: Option<View>,
    /// All that was read, if models and history could be.
    pub(super) inputs: Option<Inputs>,
}

/// [`check`], and what the derives need. Where the package wants it so, they get the
/// differences, too, and none is left here.
pub(super) fn check_for_build(config: &Config, mode: Mode) -> ForBuild {
    let by_fields = mode == Mode::Deny && config.report == ReportBy::Fields;
    let (looked, made) = look(config, |scan| {
        let reporters = by_fields.then(|| Reporters::of(scan));
        let sources = scan.files.iter();
        let sources = sources.map(|file| (file.path.clone(), file.text.clone()));
        (view::of(scan, config), reporters, sources.collect())
    });
    let Some((mut view, reporters, sources)) = made else {
        return ForBuild {
            findings: looked.findings(),
            view: None,
            inputs: None,
        };
    };
    let inputs = looked.history.as_ref().ok().map(|history| {
        let files = history.as_revisions().files();
        let revisions = files.map(|file| (file.path.clone(), file.source.clone()));
        Inputs {
            sources,
            revisions: revisions.collect(),
        }
    });
    let taken_over = match (&reporters, &looked.history, &looked.models) {
        (Some(reporters), Ok(history), Ok(models)) => {
            reporters.take_over(&drift::all(history, models))
        }
        _ => None,
    };
    let findings = match taken_over {
        Some(drift) => {
            view.drift = drift;
            looked.without_differences()
        }
        None => looked.findings(),
    };
    ForBuild {
        findings,
        view: Some(view),
        inputs,
    }
}

/// Both sides, and the files that were followed.
struct Looked {
    history: Result<History, Vec<Diagnostic>>,
    models: Result<Models, Vec<Diagnostic>>,
    files: Vec<PathBuf>,
}

impl Looked {
    fn findings(self) -> Findings {
        Findings {
            compared: self.history.is_ok() && self.models.is_ok(),
            diagnostics: diagnostics(self.history, self.models),
            files: self.files,
        }
    }

    fn without_differences(self) -> Findings {
        Findings {
            diagnostics: Vec::new(),
            compared: true,
            files: self.files,
        }
    }
}

fn look<T>(config: &Config, of: impl FnOnce(&Scan) -> T) -> (Looked, Option<T>) {
    // What the scan parses has no other thread than its own.
    let (history, (models, files, made)) = both(|| sound_history(config), || models(config, of));
    let folder = &config.folder;
    let looked = Looked {
        history,
        models,
        files: files.iter().map(|file| folder.join(file)).collect(),
    };
    (looked, made)
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
