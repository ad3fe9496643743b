//! `diff`: what turns one schema into another.
//!
//! Nobody is asked: it is printed, and a person runs it. Of two ways the one that keeps
//! the data is printed, with a warning that says how to have the other.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema::migrate::{LiveSchema, Unmanaged, UnmanagedKind};
use keeper_schema_core::dialect::{Dialect, postgres, quoted};
use keeper_schema_core::diff::{self, Comparison, Hints, Question, Wording, answers};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::{Column, ElementPath, PerDialect, Schema, SqlText, TableName};
use serde_json::json;

use crate::args::{Diff, Format, Global};
use crate::failure::Failure;
use crate::side::{Read, Side};
use crate::{
    asides, children, default_texts, inheritance, live, operation_json, output, partitions,
    sequences,
};

pub(crate) fn run(global: &Global, args: &Diff) -> Result<(), Failure> {
    let (from, to) = (Side::parse(&args.from)?, Side::parse(&args.to)?);
    let dialect = args.dialect.map(Dialect::from);
    let dialect = dialect.or(from.dialect()).or(to.dialect());
    let (mut from, mut to) = read(global, &from, &to)?;

    let mut hints = to.hints.clone();
    answers::read(&from.schema, &to.schema, &mut hints, &args.answers.given())
        .map_err(|error| Failure::call(error.to_string()))?;
    let (mut comparison, assumed) = compare(&from.schema, &to.schema, &mut hints, dialect);
    let are_live = from.live.is_some() && to.live.is_some();
    if are_live && dialect == Some(Dialect::Postgres) && !hints.renames.is_empty() {
        sequences::say_names(&mut from.schema, &mut to.schema, &hints.renames);
        comparison = diff::compare(&from.schema, &to.schema, &hints);
    }
    let mut operations = comparison.operations;
    let (mut beside, mut kept) = (asides::Change::default(), BTreeMap::new());
    if dialect == Some(Dialect::Postgres)
        && let Some(live) = &from.live
    {
        let used = asides::keep_used_enums(live, &mut operations);
        if let Some(other) = &to.live {
            (operations, kept) = partitions::moved(live, other, operations);
            operations = inheritance::joined(&from.schema, live, other, operations)?;
            beside = asides::change(live, other, &operations);
            operations = children::made(&from.schema, other, operations)?;
        }
        kept.extend(used);
    }
    let mut operations = beside.around(operations);
    if let (true, false, Some(live)) = (are_live, args.sql, &to.live) {
        operations = asides::with_clauses(&from.schema, operations, live)?;
    }
    if args.sql {
        let dialect = dialect.ok_or_else(|| {
            Failure::call("neither side is a database: `--sql` needs a `--dialect`")
        })?;
        let carried = from.live.as_ref().map(|live| live.carried());
        let carried = carried.unwrap_or_default();
        let nothing = LiveSchema::default();
        let other = to.live.as_ref().unwrap_or(&nothing);
        let sql = live::change(&from.schema, &operations, dialect, &carried, other)?;
        output::print(&sql)?;
    } else if global.format == Format::Json {
        output::print_json(&json!({ "upgrade": operation_json::operations(&operations)? }))?;
    } else {
        let operations: Vec<String> = operations.iter().map(write::operation).collect();
        output::print(&operations.join("\n"))?;
    }
    warn_of_losses(&from.schema, &to.schema, &hints, &kept);
    for question in &assumed {
        eprintln!("warning: {question}");
        let taken = match question {
            Question::NeedsUsing { .. } => "values are read from their texts, if they can be",
            _ => "it is taken for that, and keeps its data",
        };
        if let Some(otherwise) = question.answers().last() {
            eprintln!("  {taken}; {otherwise}");
        }
    }
    for question in &comparison.questions {
        eprintln!("warning: {question}");
        for answer in question.answers() {
            eprintln!("  {answer}");
        }
    }
    for left in &beside.left {
        eprintln!("warning: {left}");
    }
    let to_is_sqlite = to
        .live
        .as_ref()
        .is_some_and(|live| !live.statements.is_empty());
    let live = [&from.live, &to.live].into_iter().flatten();
    let unmanaged: BTreeSet<&Unmanaged> = live.flat_map(|live| &live.unmanaged).collect();
    for unmanaged in unmanaged {
        let name = output::shown(&unmanaged.to_string());
        let becomes = match unmanaged.kind {
            UnmanagedKind::Clause if to_is_sqlite => {
                "and a rebuild of the table makes it as the second database has it"
            }
            UnmanagedKind::Clause => "and a rebuild of the table drops it",
            _ => "and left alone",
        };
        eprintln!("note: {name} is not compared, {becomes}");
    }
    if !are_live {
        let live = [&from.live, &to.live].into_iter().flatten();
        let asides = live.flat_map(|live| &live.asides);
        for aside in asides.filter(|aside| asides::is_compared(aside)) {
            let name = output::shown(&aside.name);
            eprintln!("note: {name} is not compared, and left alone");
        }
    }
    Ok(())
}

/// The databases spell what means the same as the other side does.
fn read(global: &Global, from: &Side, to: &Side) -> Result<(Read, Read), Failure> {
    let from_models = matches!(from, Side::Models);
    let (mut from, mut to) = match (to, from) {
        (Side::Database(_), Side::Models | Side::File(_) | Side::Revision(_)) => {
            let from = from.read(global, &Schema::default())?;
            let to = to.read(global, &from.schema)?;
            (from, to)
        }
        _ => {
            let to = to.read(global, &Schema::default())?;
            (from.read(global, &to.schema)?, to)
        }
    };
    let declares_none = from.schema.objects.is_empty() && from.schema.sequences.is_empty();
    if from_models && declares_none {
        // Models without objects do not say that there are none.
        to.schema.objects.clear();
        to.schema.sequences.clear();
    }
    if from.live.is_some() && to.live.is_some() {
        sequences::write_out(&mut from.schema, &to.schema);
        sequences::write_out(&mut to.schema, &from.schema);
        default_texts::say(&mut from, &mut to);
    }
    Ok((from, to))
}

/// Compares, and takes a rename that is possible for one, if it can be no other: its data
/// is kept then. Returns those renames as well, and the values that are read from their texts.
fn compare(
    from: &Schema,
    to: &Schema,
    hints: &mut Hints,
    dialect: Option<Dialect>,
) -> (Comparison, Vec<Question>) {
    let mut assumed = Vec::new();
    loop {
        let comparison = diff::compare(from, to, hints);
        let renames = comparison.questions.iter().filter_map(rename);
        let unclaimed = renames.filter(|(_, new, _)| !hints.renames.contains_key(new));
        if let Some((question, new, old)) = unclaimed.into_iter().next() {
            hints.renames.insert(new, old);
            assumed.push(question.clone());
            continue;
        }
        let mut casts = Vec::new();
        for question in &comparison.questions {
            if let Some(cast) = cast_by_text(question, dialect) {
                casts.push(cast);
                assumed.extend((!becomes_enum(question)).then(|| question.clone()));
            }
        }
        if casts.is_empty() {
            return (comparison, assumed);
        }
        hints.using.extend(casts);
    }
}

fn becomes_enum(question: &Question) -> bool {
    matches!(question, Question::NeedsUsing { to, .. } if to.enum_name().is_some())
}

/// What makes a value from the text of the old one; what cannot be read so fails.
fn cast_by_text(
    question: &Question,
    dialect: Option<Dialect>,
) -> Option<((TableName, String), SqlText)> {
    let Question::NeedsUsing {
        table, column, to, ..
    } = question
    else {
        return None;
    };
    let value = quoted(column).ok()?;
    let using = if becomes_enum(question) {
        PerDialect::Common(value)
    } else if dialect == Some(Dialect::Postgres) {
        let to = Column::new(column.clone(), to.clone());
        let to = postgres::column_type(table, &to).ok()?;
        PerDialect::Common(format!("{value}::text::{to}"))
    } else {
        return None;
    };
    Some(((table.clone(), column.clone()), using))
}

/// The rename that a question is about, if there is one candidate.
fn rename(question: &Question) -> Option<(&Question, ElementPath, String)> {
    match question {
        Question::PossibleTableRename { from, candidates } => match candidates.as_slice() {
            [to] if to.schema == from.schema => {
                Some((question, ElementPath::Table(to.clone()), from.name.clone()))
            }
            _ => None,
        },
        Question::PossibleEnumRename { from, candidates } => match candidates.as_slice() {
            [to] => Some((question, ElementPath::Enum(to.clone()), from.name.clone())),
            _ => None,
        },
        Question::PossibleColumnRename {
            table,
            from,
            candidates,
            ..
        } => match candidates.as_slice() {
            [to] => {
                let path = ElementPath::Column(table.clone(), to.clone());
                Some((question, path, from.clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// What is printed is for a person to run, who is to know.
fn warn_of_losses(from: &Schema, to: &Schema, hints: &Hints, kept: &BTreeMap<ElementPath, String>) {
    for warning in kept.values() {
        eprintln!("warning: {warning}");
    }
    let differences = diff::differences_in(from, to, hints, &Wording::SCHEMAS);
    let losses = differences
        .iter()
        .filter(|it| it.destructive && !kept.contains_key(&it.subject));
    for difference in losses {
        eprintln!("warning: {}, and data with it", difference.sentence);
    }
}
