//! Reads a file of seeds: rows and SQL for development, in the form that revisions have them.

use std::path::Path;

use toml::de::DeTable;

use super::execute::statements;
use super::fields::{Fields, Value};
use super::report::{Report, shown};
use super::rows::{on_conflict, rows};
use super::value::{list, string};
use super::{LARGEST, document, normalised, too_large};
use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::operation::{BulkInsert, Down, Execute, OnConflict, Operation, RowOperation};
use crate::seeds::SeedFile;

const OPERATIONS: [&str; 2] = ["bulk_insert", "execute"];

/// Reads the seeds that `source`, the text of the file at `path`, says.
///
/// # Errors
/// Every mistake of the file, in its order.
pub fn seeds(path: &Path, source: &str) -> Result<SeedFile, Vec<Diagnostic>> {
    if source.len() > LARGEST {
        return Err(vec![too_large(path)]);
    }
    let text = normalised(source);
    let seeds = document(path, &text, file)?;
    let (operations, places) = seeds.into_iter().unzip();
    Ok(SeedFile {
        path: path.to_path_buf(),
        source: text.into_owned(),
        operations,
        places,
    })
}

fn file<'a>(report: &'a Report<'a>, document: &'a DeTable<'a>) -> Option<Vec<(Operation, Place)>> {
    let mut fields = Fields::new(report, document, 0..0, "a file of seeds");
    let seeds = fields.required("seed", |report, value| list(report, value, seed));
    fields.finish();
    seeds
}

/// An operation and the place of its name.
fn seed<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<(Operation, Place)> {
    let mut fields = Fields::of(report, value, "a seed")?;
    let op = fields.decisive("op", string)?;
    let span = fields.span_of("op")?;
    fields.become_what(format!("`{}`", shown(op)), span.clone());
    let operation = match op {
        "bulk_insert" => bulk_insert(&mut fields),
        "execute" => execute(&mut fields),
        _ => {
            report.report(span, unknown(op));
            return None;
        }
    };
    fields.finish();
    Some((operation?, report.place(span)))
}

/// A row that is there gets the values, so that running it again is harmless.
fn bulk_insert(fields: &mut Fields<'_>) -> Option<Operation> {
    let rows = rows(fields);
    let on_conflict = on_conflict(fields).unwrap_or(OnConflict::Update);
    Some(Operation::Rows(RowOperation::Insert(BulkInsert {
        rows: rows?,
        on_conflict,
        down: Some(Down::Nothing),
    })))
}

fn execute(fields: &mut Fields<'_>) -> Option<Operation> {
    let sql = fields.required("sql", statements)?;
    Some(Operation::Execute(Execute {
        sql,
        down: Down::Nothing,
        state: Vec::new(),
    }))
}

fn unknown(op: &str) -> Diagnostic {
    let message = format!("unknown seed `{}`", shown(op));
    let message = match closest(op, OPERATIONS) {
        Some(closest) => format!("{message}, did you mean `{closest}`?"),
        None => message,
    };
    Diagnostic::new(Code::UnknownOperation, message)
        .help("a seed is a `bulk_insert` or an `execute`; what changes the schema is a revision")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(source: &str, code: Code, words: &str) {
        let diagnostics = seeds(Path::new("seeds/a.toml"), source).expect_err("it is refused");
        let [diagnostic] = diagnostics.as_slice() else {
            panic!("{diagnostics:?}");
        };
        assert_eq!(diagnostic.code, Some(code));
        assert!(diagnostic.message.contains(words), "{diagnostic:?}");
    }

    #[test]
    fn mistakes_are_told_with_the_nearest_word() {
        let rows = "table = \"a\"\nrows = [{ id = 1 }]";
        let seed = |op: &str| format!("[[seed]]\nop = \"{op}\"\n{rows}\n");
        let meant = "did you mean `bulk_insert`?";
        refused(&seed("bulk_inser"), Code::UnknownOperation, meant);
        refused(&seed("drop_table"), Code::UnknownOperation, "`drop_table`");
        let key = seed("bulk_insert") + "on_conflit = \"skip\"\n";
        refused(&key, Code::UnknownKey, "did you mean `on_conflict`?");
        let table = "[[seeds]]\nop = \"execute\"\nsql = \"SELECT 1\"\n";
        let diagnostics = seeds(Path::new("a.toml"), table).expect_err("it is refused");
        assert!(
            diagnostics
                .iter()
                .any(|it| it.code == Some(Code::UnknownKey))
        );
        let commit = "[[seed]]\nop = \"execute\"\nsql = \"COMMIT\"\n";
        refused(commit, Code::StatementRefused, "`COMMIT`");
    }

    #[test]
    fn rows_that_are_there_are_updated_unless_it_is_said() {
        let source = "[[seed]]\nop = \"bulk_insert\"\ntable = \"a\"\nrows = [{ id = 1 }]\n";
        let policy = |source: &str| {
            let file = seeds(Path::new("a.toml"), source).expect("it is read");
            match &file.operations[0] {
                Operation::Rows(RowOperation::Insert(insert)) => insert.on_conflict,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(policy(source), OnConflict::Update);
        let skip = format!("{source}on_conflict = \"skip\"\n");
        assert_eq!(policy(&skip), OnConflict::Skip);
    }
}
