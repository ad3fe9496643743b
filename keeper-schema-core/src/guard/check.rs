//! Everything the guard finds in one package.

use std::path::PathBuf;

use super::cache::Inputs;
use super::cargo::Mode;
use super::elsewhere::Elsewhere;
use super::fields::Reporters;
use super::{coverage, drift, view};
use crate::both::both;
use crate::config::{Config, ReportBy};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::History;
use crate::lower::{self, Models};
use crate::model::view::DriftView;
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
    look(config).0.compare(config, None).findings
}

/// [`check`], for a program that ends with it: nothing that was read is freed, since the system
/// takes it back at once.
pub fn check_and_end(config: &Config) -> Findings {
    let (looked, scan) = look(config);
    let compared = looked.compare(config, None);
    std::mem::forget((looked, scan));
    compared.findings
}

/// What a build needs to know.
pub(super) struct ForBuild {
    pub(super) findings: Findings,
    /// The text of the view that the derives are to agree with, if the models were understood.
    pub(super) view: Option<String>,
    /// All that was read, if nothing is to be told.
    pub(super) inputs: Option<Inputs>,
}

/// [`check_and_end`], and what the derives need. Where the package wants it so, they get the
/// differences, too, and none is left here.
pub(super) fn check_for_build(config: &Config, mode: Mode) -> ForBuild {
    let (looked, scan) = look(config);
    let Some(scan) = scan else {
        return ForBuild {
            findings: looked.compare(config, None).findings,
            view: None,
            inputs: None,
        };
    };
    let by_fields = mode == Mode::Deny && config.report == ReportBy::Fields;
    let reporters = by_fields.then(|| Reporters::of(&scan));
    let (compared, (mut view, mut text, sources)) = both(
        || looked.compare(config, reporters.as_ref()),
        || {
            let view = view::of(&scan, config);
            let text = view.write();
            let sources = scan.files.iter();
            let sources = sources.map(|file| (file.path.clone(), file.text.clone()));
            (view, text, sources.collect())
        },
    );
    std::mem::forget((looked, scan));
    let Compared {
        findings,
        taken_over,
        revisions,
    } = compared;
    let finds_nothing = findings.diagnostics.is_empty() && taken_over.is_empty();
    if !taken_over.is_empty() {
        view.drift = taken_over;
        text = view.write();
    }
    ForBuild {
        findings,
        view: Some(text),
        inputs: finds_nothing.then_some(Inputs { sources, revisions }),
    }
}

/// Both sides, and the files that were followed.
struct Looked {
    history: Result<History, Vec<Diagnostic>>,
    models: Result<Models, Vec<Diagnostic>>,
    files: Vec<PathBuf>,
}

/// What came of a comparison.
struct Compared {
    findings: Findings,
    /// The differences that derives report.
    taken_over: Vec<DriftView>,
    /// The text of each revision's file.
    revisions: Vec<(PathBuf, String)>,
}

impl Looked {
    /// Compares the two, if both are sound. The reporters take all differences over, or none.
    fn compare(&self, config: &Config, reporters: Option<&Reporters>) -> Compared {
        let mut findings = Findings {
            diagnostics: Vec::new(),
            compared: false,
            files: self.files.clone(),
        };
        let (history, models) = match (&self.history, &self.models) {
            (Ok(history), Ok(models)) => (history, models),
            (history, models) => {
                let of_history = history.as_ref().err().into_iter().flatten();
                let of_models = models.as_ref().err().into_iter().flatten();
                findings.diagnostics = of_history.chain(of_models).cloned().collect();
                return Compared {
                    findings,
                    taken_over: Vec::new(),
                    revisions: Vec::new(),
                };
            }
        };
        findings.compared = true;
        let elsewhere = Elsewhere::new(config, &self.files);
        let taken_over = reporters
            .and_then(|reporters| reporters.take_over(&drift::all(history, models, &elsewhere)));
        if taken_over.is_none() {
            findings.diagnostics = drift::diagnostics(history, models, &elsewhere);
        }
        let files = history.as_revisions().files();
        let revisions = files.map(|file| (file.path.clone(), file.source.clone()));
        Compared {
            findings,
            taken_over: taken_over.unwrap_or_default(),
            revisions: revisions.collect(),
        }
    }
}

/// Looks at both sides at once. What the scan holds is of this thread and no other.
fn look(config: &Config) -> (Looked, Option<Scan>) {
    let (history, (models, files, scan)) = both(|| sound_history(config), || models(config));
    let folder = &config.folder;
    let looked = Looked {
        history,
        models,
        files: files.iter().map(|file| folder.join(file)).collect(),
    };
    (looked, scan)
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

type Read = (Result<Models, Vec<Diagnostic>>, Vec<PathBuf>, Option<Scan>);

fn models(config: &Config) -> Read {
    match source::scan(config) {
        Ok(scan) => {
            let files = scan.files.iter().map(|file| file.path.clone()).collect();
            (lower::schema(&scan, config), files, Some(scan))
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
