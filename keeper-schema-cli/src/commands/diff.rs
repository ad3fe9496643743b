//! `diff`: what turns one schema into another.

use keeper_schema_core::dialect::{Dialect, postgres, sqlite};
use keeper_schema_core::diff::{self, Hints, Wording, answers};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::Schema;
use serde_json::json;

use crate::args::{Diff, Format, Global};
use crate::failure::Failure;
use crate::side::{Read, Side};
use crate::{operation_json, output};

pub(crate) fn run(global: &Global, args: &Diff) -> Result<(), Failure> {
    let (from, to) = (Side::parse(&args.from)?, Side::parse(&args.to)?);
    let dialect = args.dialect.map(Dialect::from);
    let dialect = dialect.or(from.dialect()).or(to.dialect());
    let (from, to) = read(global, &from, &to)?;

    let mut hints = to.hints;
    answers::read(&from.schema, &to.schema, &mut hints, &args.answers.given())
        .map_err(|error| Failure::call(error.to_string()))?;
    let comparison = diff::compare(&from.schema, &to.schema, &hints);
    let operations = comparison.operations;
    if args.sql {
        let dialect = dialect.ok_or_else(|| {
            Failure::call("neither side is a database: `--sql` needs a `--dialect`")
        })?;
        output::print(&sql(&from.schema, &operations, dialect)?)?;
    } else if global.format == Format::Json {
        output::print_json(&json!({ "upgrade": operation_json::operations(&operations)? }))?;
    } else {
        let operations: Vec<String> = operations.iter().map(write::operation).collect();
        output::print(&operations.join("\n"))?;
    }
    warn_of_losses(&from.schema, &to.schema, &hints);
    for question in &comparison.questions {
        eprintln!("warning: {question}");
        for answer in question.answers() {
            eprintln!("  {answer}");
        }
    }
    Ok(())
}

/// The databases spell what means the same as the other side does.
fn read(global: &Global, from: &Side, to: &Side) -> Result<(Read, Read), Failure> {
    if let (Side::Database(_), Side::Models | Side::File(_) | Side::Revision(_)) = (to, from) {
        let from = from.read(global, &Schema::default())?;
        let to = to.read(global, &from.schema)?;
        return Ok((from, to));
    }
    let to = to.read(global, &Schema::default())?;
    let from = from.read(global, &to.schema)?;
    Ok((from, to))
}

fn sql(from: &Schema, operations: &[Operation], dialect: Dialect) -> Result<String, Failure> {
    let mut replay = Replay::of_database(from.clone());
    let text = match dialect {
        Dialect::Sqlite => sqlite::statements(&mut replay, operations)
            .and_then(|statements| sqlite::change(&statements, &Default::default())),
        Dialect::Postgres => postgres::statements(&mut replay, operations)
            .map(|statements| postgres::change(&statements)),
    };
    text.map_err(|error| Failure::call(error.to_string()))
}

/// What is printed is for a person to run, who is to know.
fn warn_of_losses(from: &Schema, to: &Schema, hints: &Hints) {
    let differences = diff::differences_in(from, to, hints, &Wording::SCHEMAS);
    for difference in differences.iter().filter(|it| it.destructive) {
        eprintln!("warning: {}, and data with it", difference.sentence);
    }
}
