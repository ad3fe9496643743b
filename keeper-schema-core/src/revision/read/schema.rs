//! A schema file: the operations that build it from nothing, without a revision's head.

use std::path::Path;

use toml::de::DeTable;

use super::fields::Fields;
use super::report::Report;
use super::{normalised, operations, report_syntax};
use crate::diagnostic::Diagnostic;
use crate::operation::Replay;
use crate::schema::Schema;

/// Reads the schema that `source`, the text of the file at `path`, builds: `[[upgrade]]`
/// tables, as `cargo db schema` prints them.
///
/// # Errors
/// Every mistake of the file, or the first operation that does not apply to the ones
/// before.
pub fn schema(path: &Path, source: &str) -> Result<Schema, Vec<Diagnostic>> {
    let text = normalised(source);
    let report = Report::new(path, &text);
    let (document, errors) = DeTable::parse_recoverable(&text);
    let mut read = None;
    if errors.is_empty() {
        let mut fields = Fields::new(&report, document.get_ref(), 0..0, "a schema");
        read = Some(fields.optional("upgrade", operations).unwrap_or_default());
        fields.finish();
    } else {
        report_syntax(&report, &errors);
    }
    let (operations, places) = report.finish(read)?;
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
