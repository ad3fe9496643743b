//! A schema file: the operations that build it from nothing, without a revision's head.

use std::path::Path;

use toml::de::DeTable;

use super::fields::Fields;
use super::report::Report;
use super::{document, normalised, operations};
use crate::diagnostic::{Diagnostic, Place};
use crate::operation::{Operation, Replay};
use crate::schema::Schema;

/// Reads the schema that `source`, the text of the file at `path`, builds: `[[upgrade]]`
/// tables, as `cargo db schema` prints them.
///
/// # Errors
/// Every mistake of the file, or the first operation that does not apply to the ones
/// before.
pub fn schema(path: &Path, source: &str) -> Result<Schema, Vec<Diagnostic>> {
    let text = normalised(source);
    let (operations, places) = document(path, &text, file)?;
    let mut replay = Replay::of_database(Schema::default());
    replay.apply_all(&operations).map_err(|(index, error)| {
        let said = Diagnostic::new(error.code(), error.to_string());
        vec![match places.get(index) {
            Some(place) => said.at(place.clone(), &text),
            None => said,
        }]
    })?;
    Ok(replay.schema().clone())
}

fn file<'a>(
    report: &'a Report<'a>,
    document: &'a DeTable<'a>,
) -> Option<(Vec<Operation>, Vec<Place>)> {
    let mut fields = Fields::new(report, document, 0..0, "a schema");
    let operations = fields.optional("upgrade", operations).unwrap_or_default();
    fields.finish();
    Some(operations)
}
