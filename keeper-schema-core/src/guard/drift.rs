//! Where the models and the head of the history differ.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::diff::{self, Difference, DifferenceKind};
use crate::history::History;
use crate::lower::Models;
use crate::revision::RevisionFile;
use crate::schema::ElementPath;

use super::elsewhere::Elsewhere;

/// More differences than these are summed up: the first of each table, and how many.
const SHOWN: usize = 20;

const MEND: &str =
    "run `cargo db migrate -m \"describe the change\"`, review the file and commit it";

/// What the models and the history differ in, or why they cannot be compared.
pub(super) struct Drift {
    /// The part of the schema; none for what is no difference.
    pub(super) subject: Option<ElementPath>,
    pub(super) diagnostic: Diagnostic,
}

impl From<Diagnostic> for Drift {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            subject: None,
            diagnostic,
        }
    }
}

/// Every difference at its place, however many, or the heads if there are several: which of
/// them the models are compared with cannot be said.
pub(super) fn all(history: &History, models: &Models, elsewhere: &Elsewhere<'_>) -> Vec<Drift> {
    let heads = heads(history);
    if !heads.is_empty() {
        return heads.into_iter().map(Drift::from).collect();
    }
    let differences = diff::differences(history.head_schema(), &models.schema, &models.hints());
    let differences = differences.into_iter().map(|difference| Drift {
        diagnostic: diagnostic(history, models, elsewhere, &difference),
        subject: Some(difference.subject),
    });
    differences.collect()
}

/// What is wrong with the heads: nothing if there is one.
fn heads(history: &History) -> Vec<Diagnostic> {
    let heads = history.graph().heads();
    if heads.len() <= 1 {
        return Vec::new();
    }
    let heads = heads.iter().filter_map(|id| history.revision(id));
    let heads: Vec<&RevisionFile> = heads.collect();
    let clashes = history.clashes();
    let mut diagnostics = vec![several_heads(&heads, clashes.is_empty())];
    diagnostics.extend(clashes.diagnostics(history));
    diagnostics
}

/// The same as [`all`], of which a person reads as much as helps.
pub(super) fn diagnostics(
    history: &History,
    models: &Models,
    elsewhere: &Elsewhere<'_>,
) -> Vec<Diagnostic> {
    let heads = heads(history);
    if !heads.is_empty() {
        return heads;
    }
    let differences = diff::differences(history.head_schema(), &models.schema, &models.hints());
    let total = differences.len();
    if total <= SHOWN {
        let diagnostics = differences
            .iter()
            .map(|it| diagnostic(history, models, elsewhere, it));
        return diagnostics.collect();
    }
    let mut tables = BTreeSet::new();
    let first_of_each = |it: &&Difference| tables.insert(it.subject.table().cloned());
    let firsts: Vec<&Difference> = differences.iter().filter(first_of_each).collect();
    let mut diagnostics: Vec<Diagnostic> = (firsts.iter())
        .map(|it| diagnostic(history, models, elsewhere, it))
        .collect();
    let summary = format!(
        "schema drift: {total} differences in {} tables, of which the first of each is shown",
        firsts.len()
    );
    diagnostics.push(
        Diagnostic::new(Code::ManyDifferences, summary)
            .help("`cargo db migrate -m ... --dry-run` shows all"),
    );
    diagnostics
}

fn several_heads(heads: &[&RevisionFile], commute: bool) -> Diagnostic {
    let named: Vec<String> = (heads.iter())
        .map(|file| {
            let (revision, path) = (&file.revision, file.path.display());
            format!("`{}` ({}) in `{path}`", revision.id, revision.message)
        })
        .collect();
    let message = format!(
        "the history has {} heads: {}",
        heads.len(),
        named.join(" and ")
    );
    let help = match commute {
        true => "run `cargo db merge -m \"describe the merge\"` to join them",
        false => {
            "run `cargo db merge -m \"describe the merge\"` to join them when the clashes are settled"
        }
    };
    Diagnostic::new(Code::SeveralHeads, message).help(help)
}

/// At the model, or at its struct for what is gone from it, and where the history last changed
/// it; a table that is gone altogether there alone.
fn diagnostic(
    history: &History,
    models: &Models,
    elsewhere: &Elsewhere<'_>,
    difference: &Difference,
) -> Diagnostic {
    let mut message = format!("schema drift: {}", difference.sentence);
    if difference.destructive {
        message += " (its data would be lost)";
    }
    let code = difference.kind.code();
    let subject = &difference.subject;
    let last_changed = match difference.kind {
        DifferenceKind::OnlyInHistory | DifferenceKind::Differs => history.last_changed(subject),
        DifferenceKind::OnlyInModels | DifferenceKind::PossibleRename => None,
    };
    let table = subject.table().and_then(|name| models.schema.table(name));
    let is_in_models = table.is_some() || models.places.get(subject).is_some();
    let diagnostic = match last_changed {
        Some((file, place)) if !is_in_models => Diagnostic::new(code, message)
            .at(place, &file.source)
            .label("last changed here"),
        Some((file, place)) => {
            let diagnostic = models.diagnostic(code, subject, message);
            let diagnostic = match difference.kind {
                DifferenceKind::OnlyInHistory => diagnostic.label("no longer here"),
                _ => diagnostic,
            };
            let label = format!("the {} was last changed here", subject.kind());
            diagnostic.related(place, &file.source, label)
        }
        None => models.diagnostic(code, subject, message),
    };
    let forgotten = match subject {
        ElementPath::Table(table) if !is_in_models => elsewhere.declares(table),
        _ => None,
    };
    forgotten
        .into_iter()
        .fold(diagnostic, Diagnostic::help)
        .help(MEND)
}
