//! How a live database differs from a revision: words to stderr, operations to stdout.

use std::collections::BTreeMap;

use keeper_schema::migrate::{DatabaseCheck, LiveSchema, Unmanaged, UnmanagedKind};
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::dialect::sqlite::{self, Spelled};
use keeper_schema_core::dialect::{Dialect, postgres};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::Schema;
use serde_json::json;

use crate::args::{Format, Global};
use crate::asides;
use crate::failure::Failure;
use crate::output;

/// What a schema cannot hold, and what becomes of it.
fn note_unmanaged(unmanaged: &[Unmanaged]) {
    for unmanaged in unmanaged {
        let name = output::shown(&unmanaged.to_string());
        let becomes = match unmanaged.kind {
            UnmanagedKind::Clause => "can be in no revision; a rebuild of the table drops it",
            UnmanagedKind::View | UnmanagedKind::MaterializedView | UnmanagedKind::Trigger => {
                "is in no revision; it is left alone"
            }
            _ => "can be in no revision; it is left alone",
        };
        eprintln!("note: {name} {becomes}");
    }
}

/// Prints what would mend the database, and says all that was found.
///
/// # Errors
/// If there is a difference.
pub(crate) fn report(check: &DatabaseCheck, mending: &str) -> Result<(), Failure> {
    print(check, mending)?;
    if check.differences.is_empty() {
        eprintln!("the database is what {} leads to", revisions(check));
        return Ok(());
    }
    Err(Failure::found(differences(check)))
}

/// Prints what would mend the database, and says what is no difference but worth knowing.
pub(crate) fn print(check: &DatabaseCheck, mending: &str) -> Result<(), Failure> {
    if !mending.is_empty() {
        output::print(mending)?;
    }
    for table in &check.unknown_tables {
        let table = output::shown(&table.to_string());
        eprintln!("note: table `{table}` is in no revision; it is left alone");
    }
    for name in &check.unknown_enums {
        let name = output::shown(&name.to_string());
        eprintln!("note: enum `{name}` is in no revision; it is left alone");
    }
    note_unmanaged(&check.unmanaged);
    Ok(())
}

/// The operations as a revision has them, or all of it as JSON.
pub(crate) fn operations(global: &Global, check: &DatabaseCheck) -> String {
    match global.format {
        Format::Json => format!("{:#}\n", as_json(check)),
        _ => {
            let operations: Vec<String> = check.operations.iter().map(write::operation).collect();
            operations.join("\n")
        }
    }
}

/// The statements of the operations.
pub(crate) fn sql(check: &DatabaseCheck, dialect: Dialect) -> Result<String, Failure> {
    let nothing = LiveSchema::default();
    change(
        &check.live,
        &check.operations,
        dialect,
        &check.carried,
        &nothing,
    )
}

/// Operations as SQL for a database that has the schema `from`, and beside it what is
/// `carried` through the rebuild of a table. What is to be as in `other` is made in the words
/// that are there.
pub(crate) fn change(
    from: &Schema,
    operations: &[Operation],
    dialect: Dialect,
    carried: &BTreeMap<String, Vec<String>>,
    other: &LiveSchema,
) -> Result<String, Failure> {
    let mut replay = Replay::of_database(from.clone());
    let text = match dialect {
        Dialect::Sqlite => sqlite::statements(&mut replay, operations).and_then(|statements| {
            let spelled = Spelled::new(replay.schema(), &other.schema, &other.statements)?;
            sqlite::change(&statements, carried, &spelled)
        }),
        Dialect::Postgres => {
            let clauses = asides::clauses(other);
            postgres::statements(&mut replay, operations).and_then(|mut statements| {
                for statement in &mut statements {
                    if let postgres::Statement::Sql { sql, .. } = statement {
                        postgres::add_clause(sql, &clauses)?;
                    }
                }
                Ok(postgres::change(&statements))
            })
        }
    };
    Ok(text?)
}

/// A diagnostic for each difference. The last one says what to do.
pub(crate) fn differences(check: &DatabaseCheck) -> Vec<Diagnostic> {
    let sentences = check.differences.iter().map(|found| found.sentence.clone());
    let mut diagnostics: Vec<Diagnostic> = sentences
        .map(|sentence| Diagnostic::new(Code::DatabaseDiffers, sentence))
        .collect();
    let Some(mut last) = diagnostics.pop() else {
        return diagnostics;
    };
    for question in &check.questions {
        last = last.help(format!("before the operations can be run: {question}"));
    }
    diagnostics.push(last.help(
        "what is on stdout brings the database to the revision (`cargo db check --database --sql` prints SQL); put what is right in the database into the models and a new revision",
    ));
    diagnostics
}

fn as_json(check: &DatabaseCheck) -> serde_json::Value {
    let strings = |texts: Vec<String>| serde_json::Value::from(texts);
    let revisions = check.revisions.iter().map(ToString::to_string);
    let tables = check.unknown_tables.iter().map(ToString::to_string);
    let enums = check.unknown_enums.iter().map(ToString::to_string);
    let questions = check.questions.iter().map(ToString::to_string);
    let unmanaged = check.unmanaged.iter().map(ToString::to_string);
    let differences = check.differences.iter().map(|found| {
        json!({
            "code": Code::DatabaseDiffers.as_str(),
            "subject": found.subject.to_string(),
            "sentence": found.sentence,
            "destructive": found.destructive,
        })
    });
    json!({
        "revisions": strings(revisions.collect()),
        "differences": differences.collect::<Vec<_>>(),
        "operations": strings(check.operations.iter().map(write::operation).collect()),
        "questions": strings(questions.collect()),
        "unknown_tables": strings(tables.collect()),
        "unknown_enums": strings(enums.collect()),
        "unmanaged": strings(unmanaged.collect()),
    })
}

fn revisions(check: &DatabaseCheck) -> String {
    match check.revisions.as_slice() {
        [] => "an empty history".to_owned(),
        [revision] => format!("revision `{revision}`"),
        several => {
            let names: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
            format!("revisions {}", names.join(", "))
        }
    }
}
