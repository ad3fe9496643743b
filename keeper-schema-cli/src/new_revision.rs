//! Writes a new revision file.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use keeper_schema_core::history::History;
use keeper_schema_core::invisible::is_invisible;
use keeper_schema_core::revision::{Revision, RevisionFile, RevisionId, file_name, read, write};
use serde_json::{Value, json};

use crate::args::Format;
use crate::failure::Failure;
use crate::output;
use crate::project::Project;

/// The id that was asked for, or a new random one of 12 hexadecimal digits.
pub(crate) fn id(history: &History, asked: Option<&str>) -> Result<RevisionId, Failure> {
    if let Some(asked) = asked {
        let id = RevisionId::new(asked).map_err(|error| Failure::call(error.to_string()))?;
        if let Some(file) = history.revision(&id) {
            let path = file.path.display();
            return Err(
                Failure::call(format!("revision `{id}` exists already, in `{path}`"))
                    .help("leave `--rev-id` out for a random id"),
            );
        }
        return Ok(id);
    }
    loop {
        let mut bytes = [0; 6];
        getrandom::fill(&mut bytes)
            .map_err(|error| Failure::call(format!("the system gives no random bytes: {error}")))?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let id = RevisionId::new(&digits).map_err(|error| Failure::call(error.to_string()))?;
        if history.revision(&id).is_none() {
            return Ok(id);
        }
    }
}

/// The message that was given, if it is a line that can be printed as it is.
pub(crate) fn message(given: &str) -> Result<String, Failure> {
    match given.chars().find(|character| is_invisible(*character)) {
        Some(character) => Err(Failure::call(format!(
            "the character U+{:04X} cannot stand in `--message`",
            u32::from(character)
        ))
        .help("a message is one line of text")),
        None => Ok(given.to_owned()),
    }
}

/// The label that was asked for, as the revision has it.
pub(crate) fn labels(history: &History, asked: Option<&str>) -> Result<Vec<String>, Failure> {
    let Some(label) = asked else {
        return Ok(Vec::new());
    };
    if let Err(error) = RevisionId::new(label) {
        return Err(Failure::call(format!("`--branch-label`: {error}"))
            .help("a label has the form of a revision id"));
    }
    let has_it = |file: &&RevisionFile| file.revision.branch_labels.iter().any(|it| it == label);
    match history.revisions().find(has_it) {
        Some(file) => Err(Failure::call(format!(
            "revision `{}` has the branch label `{label}` already",
            file.revision.id
        ))
        .help("choose another one for `--branch-label`")),
        None => Ok(vec![label.to_owned()]),
    }
}

/// The time that goes into a revision: now, in UTC, to the second.
pub(crate) fn now() -> Option<toml_datetime::Datetime> {
    let now = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    now.parse().ok()
}

/// The fingerprint of the schema that a revision after these, its parents and dependencies, is
/// written for; one that comes first has none.
pub(crate) fn base_schema(history: &History, before: &[RevisionId]) -> Option<String> {
    let ancestors = history.graph().ancestors_inclusive(before);
    let fingerprint = || history.fingerprint_of(&ancestors).to_string();
    (!before.is_empty()).then(fingerprint)
}

/// The history with the revision in it, as the guard will read it.
///
/// # Errors
/// All that the guard would say about the revision.
pub(crate) fn checked(
    project: &Project,
    history: &History,
    revision: &Revision,
) -> Result<History, Failure> {
    extended(project, history.clone(), revision)
}

/// [`checked`], where the history without the revision is not needed any more.
pub(crate) fn extended(
    project: &Project,
    history: History,
    revision: &Revision,
) -> Result<History, Failure> {
    let path = project.shown(file_name(&revision.id, &revision.message));
    let file = read::revision(&path, &write::revision(revision))?;
    Ok(history.with(file)?)
}

/// Writes the revision beside the others and says so. An existing file is never touched.
pub(crate) fn create(
    project: &Project,
    revision: &Revision,
    format: Format,
) -> Result<(), Failure> {
    create_all(project, std::slice::from_ref(revision), format)
}

/// Writes all of the revisions, or none, and says so. JSON is an array if there are several.
pub(crate) fn create_all(
    project: &Project,
    revisions: &[Revision],
    format: Format,
) -> Result<(), Failure> {
    let name = |revision: &Revision| file_name(&revision.id, &revision.message);
    let mut written = Vec::new();
    for revision in revisions {
        let path = project.migrations().join(name(revision));
        if let Err(failure) = write_new(&path, &write::revision(revision)) {
            for path in written {
                let _ = std::fs::remove_file(path);
            }
            return Err(failure);
        }
        written.push(path);
    }
    if format == Format::Json {
        let mut values: Vec<Value> = (revisions.iter())
            .map(|revision| json(&project.shown(name(revision)), revision))
            .collect();
        return output::print_json(&match values.len() {
            1 => values.remove(0),
            _ => Value::Array(values),
        });
    }
    let text = revisions
        .iter()
        .map(|it| created(&project.shown(name(it)), it));
    output::print(&text.collect::<String>())
}

fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let fails = |error: std::io::Error| {
        Failure::call(format!("cannot write `{}`: {error}", path.display()))
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fails)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(fails)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    written.map_err(|error| {
        // Half a revision would fail every build from here on.
        let _ = std::fs::remove_file(path);
        fails(error)
    })
}

fn json(shown: &Path, revision: &Revision) -> Value {
    let parents = revision.down_revision.iter().map(RevisionId::as_str);
    let mut value = json!({
        "revision": revision.id.as_str(),
        "down_revision": parents.collect::<Vec<&str>>(),
        "path": shown.display().to_string(),
        "operations": operations(revision),
    });
    if let Some(phase) = revision.phase {
        value["phase"] = json!(phase.as_str());
    }
    value
}

fn operations(revision: &Revision) -> Vec<String> {
    revision.upgrade.iter().map(|o| o.to_string()).collect()
}

fn created(shown: &Path, revision: &Revision) -> String {
    let parents = match revision.down_revision.as_slice() {
        [] => "the first revision".to_owned(),
        parents => {
            let parents: Vec<&str> = parents.iter().map(RevisionId::as_str).collect();
            format!("revises {}", parents.join(", "))
        }
    };
    let phase = revision.phase.map_or(String::new(), |it| format!(", {it}"));
    let mut text = format!("created {}   ({parents}{phase})\n", shown.display());
    for operation in operations(revision) {
        text += &format!("  {operation}\n");
    }
    text
}
