//! What would be run, for `--plan`.

use std::collections::BTreeSet;

use keeper_schema::migrate::{Direction, Migrator};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_core::operation::loss;
use keeper_schema_core::plan;
use keeper_schema_core::revision::RevisionId;
use serde_json::{Value, json};

use crate::args::{Format, Global};
use crate::failure::Failure;
use crate::output;

/// Prints every revision with its operations, and marks those that lose data.
pub(crate) fn print(
    global: &Global,
    history: &History,
    applied: &BTreeSet<RevisionId>,
    target: &RevisionSpec,
    direction: Direction,
) -> Result<(), Failure> {
    let graph = history.graph();
    let revisions = match direction {
        Direction::Upgrade => plan::upgrade(graph, applied, target)?,
        Direction::Downgrade => plan::downgrade(graph, applied, target)?,
    };
    let mut work = Migrator::new(history).work(applied, &revisions, direction)?;
    let mut text = String::new();
    let mut steps: Vec<Value> = Vec::new();
    for step in &work.steps {
        let Some(file) = history.revision(&step.revision) else {
            continue;
        };
        text += &format!("{}\n", output::line(&file.revision, &[]));
        let mut operations = Vec::new();
        for operation in step.operations.iter() {
            let loses = loss(operation, work.replay.schema()).map(|loss| loss.to_string());
            text += &format!("    {operation}");
            if let Some(loses) = &loses {
                text += &format!("   (loses {loses})");
            }
            text += "\n";
            operations.push(json!({ "operation": operation.to_string(), "loses": loses }));
            work.replay
                .apply(operation)
                .map_err(|error| Failure::call(error.to_string()))?;
        }
        let mut json = output::json(history.as_revisions(), file);
        json["operations"] = json!(operations);
        steps.push(json);
    }
    match global.format {
        Format::Json => output::print_json(&Value::Array(steps)),
        Format::Text if steps.is_empty() => {
            eprintln!("nothing to do: the database is at `{target}`");
            Ok(())
        }
        Format::Text => output::print(&text),
    }
}
