//! What goes to stdout: revisions as lines, in full, or as JSON.

use std::io::{ErrorKind, Write};

use keeper_schema_core::history::Revisions;
use keeper_schema_core::revision::{Revision, RevisionFile, RevisionId};
use serde_json::{Value, json};

use crate::args::Format;
use crate::failure::Failure;

/// Writes to stdout. A reader that has gone away, as `head` does, is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::call(format!("cannot write to stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes JSON to stdout, indented, with a final newline.
pub(crate) fn print_json(value: &Value) -> Result<(), Failure> {
    print(&format!("{value:#}\n"))
}

/// A list of revisions, as `heads` and `current` print it.
pub(crate) struct Listing<'a> {
    /// Where the revisions are from.
    pub(crate) revisions: &'a Revisions,
    /// The contracts that are not applied, if that is told.
    pub(crate) waiting: &'a [RevisionId],
    /// What the database is marked with, if one is told of.
    pub(crate) environment: Option<&'a str>,
    /// In full rather than a line each.
    pub(crate) verbose: bool,
    /// For people or for programs.
    pub(crate) format: Format,
}

impl Listing<'_> {
    /// Prints them in the order given.
    pub(crate) fn print(&self, ids: &[RevisionId]) -> Result<(), Failure> {
        let files = || ids.iter().filter_map(|id| self.revisions.get(id));
        if self.format == Format::Json {
            let values = files().map(|file| {
                let mut value = json(self.revisions, file);
                if !self.waiting.is_empty() {
                    value["waiting"] = json!(strings(self.waiting));
                }
                if let Some(word) = self.environment {
                    value["environment"] = json!(word);
                }
                value
            });
            return print_json(&values.collect());
        }
        let mut text = String::new();
        for file in files() {
            let id = &file.revision.id;
            let markers = markers(self.revisions, id);
            text += &match self.verbose {
                true => full(file, &markers),
                false => line(&file.revision, &markers),
            };
            text += "\n";
        }
        print(&text)
    }
}

/// One revision in one line: `parents -> id (labels) (markers), message`, as Alembic has it.
pub(crate) fn line(revision: &Revision, markers: &[&str]) -> String {
    let mut line = format!(
        "{} -> {}",
        ids_or_base(&revision.down_revision),
        revision.id
    );
    if !revision.branch_labels.is_empty() {
        line += &format!(" ({})", revision.branch_labels.join(", "));
    }
    if let Some(phase) = revision.phase {
        line += &format!(" ({phase})");
    }
    for marker in markers {
        line += &format!(" ({marker})");
    }
    line + ", " + &shown(&revision.message)
}

/// One revision in full, several lines.
pub(crate) fn full(file: &RevisionFile, markers: &[&str]) -> String {
    let revision = &file.revision;
    let mut text = format!("Rev: {}", revision.id);
    for marker in markers {
        text += &format!(" ({marker})");
    }
    text += &format!("\nParent: {}\n", ids_or_base(&revision.down_revision));
    if !revision.depends_on.is_empty() {
        text += &format!("Depends on: {}\n", ids(&revision.depends_on));
    }
    if !revision.replaces.is_empty() {
        text += &format!("Replaces: {}\n", ids(&revision.replaces));
    }
    if let Some(phase) = revision.phase {
        text += &format!("Phase: {phase}\n");
    }
    if !revision.branch_labels.is_empty() {
        text += &format!("Branch labels: {}\n", revision.branch_labels.join(", "));
    }
    text += &format!("Path: {}\n", file.path.display());
    if let Some(date) = &revision.create_date {
        text += &format!("Create Date: {date}\n");
    }
    text + &format!("\n    {}\n", shown(&revision.message))
}

/// The markers that a revision's place in the graph gives it.
pub(crate) fn markers(revisions: &Revisions, id: &RevisionId) -> Vec<&'static str> {
    let graph = revisions.graph();
    let mut markers = Vec::new();
    if graph.heads().contains(id) {
        markers.push("head");
    }
    if graph.children(id).len() > 1 {
        markers.push("branchpoint");
    }
    if graph.parents(id).len() > 1 {
        markers.push("mergepoint");
    }
    markers
}

/// One revision as JSON, with the revision file's own field names.
pub(crate) fn json(revisions: &Revisions, file: &RevisionFile) -> Value {
    let revision = &file.revision;
    let mut value = json!({
        "revision": revision.id.as_str(),
        "down_revision": strings(&revision.down_revision),
        "branch_labels": revision.branch_labels,
        "depends_on": strings(&revision.depends_on),
        "message": revision.message,
        "create_date": revision.create_date.map(|date| date.to_string()),
        "head": revisions.graph().heads().contains(&revision.id),
        "path": file.path.display().to_string(),
    });
    if !revision.replaces.is_empty() {
        value["replaces"] = json!(strings(&revision.replaces));
    }
    if let Some(phase) = revision.phase {
        value["phase"] = json!(phase.as_str());
    }
    value
}

/// Text of a person with what a terminal would obey made visible.
pub(crate) fn shown(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c.is_control() {
            true => c.escape_default().collect::<Vec<_>>(),
            false => vec![c],
        })
        .collect()
}

fn strings(ids: &[RevisionId]) -> Vec<&str> {
    ids.iter().map(RevisionId::as_str).collect()
}

fn ids(ids: &[RevisionId]) -> String {
    strings(ids).join(", ")
}

fn ids_or_base(parents: &[RevisionId]) -> String {
    match parents {
        [] => "<base>".to_owned(),
        parents => ids(parents),
    }
}
