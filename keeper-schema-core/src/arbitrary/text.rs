//! SQL texts over columns, and what has to be said of them when a column is renamed.

use crate::operation::{Operation, Restatement};
use crate::schema::{
    Column, ColumnType, Exclusion, Index, IndexKey, IndexTarget, PerDialect, Schema, SqlText, Table,
};

/// All texts over a column that are drawn, each form at its own position.
///
/// The first two are conditions on a column of any type, in words for both databases and
/// in words for each; the others make the values of a generated column.
fn texts_over(column: &str) -> [SqlText; 6] {
    let each = |sqlite: &str, postgres: Option<&str>| PerDialect::Each {
        sqlite: Some(format!("\"{column}\" {sqlite}")),
        postgres: postgres.map(|postgres| format!("\"{column}\" {postgres}")),
    };
    [
        PerDialect::Common(format!("\"{column}\" IS NOT NULL")),
        each("> 0", Some("IS NOT NULL AND 1 IN (1, 2)")),
        PerDialect::Common(format!("CASE WHEN \"{column}\" IS NULL THEN 1 ELSE 2 END")),
        PerDialect::Common(format!(
            "CASE WHEN \"{column}\" IS NULL THEN 'one' ELSE 'two' END"
        )),
        PerDialect::Common(format!("\"{column}\" IS NULL")),
        each("> 0", None),
    ]
}

/// A condition on a column.
pub(super) fn condition(column: &str, for_each: bool) -> SqlText {
    let [common, each, ..] = texts_over(column);
    if for_each { each } else { common }
}

/// What makes values of that type from a column; PostgreSQL has it for some types only.
pub(super) fn made_from(column: &str, column_type: &ColumnType) -> SqlText {
    let [_, _, number, text, boolean, other] = texts_over(column);
    match column_type {
        ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Real
        | ColumnType::Double
        | ColumnType::Numeric(_) => number,
        ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Text => text,
        ColumnType::Boolean => boolean,
        ColumnType::Bytes
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_)
        | ColumnType::Raw(_) => other,
    }
}

pub(super) fn is_over(text: &SqlText, column: &str) -> bool {
    texts_over(column).contains(text)
}

/// The text over another column, if it is over `column`.
pub(super) fn restated(text: &SqlText, column: &str, to: &str) -> Option<SqlText> {
    let form = texts_over(column).iter().position(|form| form == text)?;
    Some(texts_over(to)[form].clone())
}

/// Whether its texts name columns that are there. Replay does not know; the databases do.
pub(super) fn texts_hold(operation: &Operation, schema: &Schema) -> bool {
    let names = |table: &Table, text: &SqlText, but: &str| {
        let mut columns = table.columns.keys();
        columns.any(|column| column != but && is_over(text, column))
    };
    let table = match operation {
        Operation::CreateTable { table } => Some(table.as_ref()),
        other => other
            .subject()
            .and_then(|subject| schema.table(subject.table()?)),
    };
    let Some(table) = table else { return true };
    match operation {
        Operation::CreateTable { table } => {
            let mut columns = table.columns.values();
            let mut checks = table.checks.values();
            let mut exclusions = table.exclusions.values();
            columns.all(|column| {
                let mut generated = column.generated.iter();
                generated.all(|generated| names(table, &generated.expression, &column.name))
            }) && checks.all(|check| names(table, &check.expression, ""))
                && exclusions
                    .all(|exclusion| texts_of(exclusion).all(|text| names(table, text, "")))
        }
        Operation::AddColumn { column, .. } => {
            let mut generated = column.generated.iter();
            generated.all(|generated| names(table, &generated.expression, &column.name))
        }
        Operation::AlterColumn {
            column, alteration, ..
        } => {
            let mut generated = alteration.set.generated.iter();
            generated.all(|generated| names(table, &generated.expression, column))
        }
        Operation::CreateCheckConstraint { check, .. } => names(table, &check.expression, ""),
        Operation::CreateExcludeConstraint { exclusion, .. } => {
            texts_of(exclusion).all(|text| names(table, text, ""))
        }
        Operation::CreateIndex { index, .. } => {
            let keys = index.keys.iter().filter_map(expression);
            let mut texts = keys.chain(&index.predicate);
            texts.all(|text| *text == constant() || names(table, text, ""))
        }
        _ => true,
    }
}

/// Whether a generated column is made from itself over others, which no database takes.
pub(super) fn goes_in_circle(table: &Table) -> bool {
    let source = |column: &Column| {
        let expression = &column.generated.as_ref()?.expression;
        let mut columns = table.columns.values();
        columns.find(|source| is_over(expression, &source.name))
    };
    table.columns.values().any(|column| {
        let sources = std::iter::successors(Some(column), |column| source(column));
        sources.take(table.columns.len() + 1).count() > table.columns.len()
    })
}

/// An expression over no column.
pub(super) fn constant() -> SqlText {
    "lower('a')".into()
}

/// What has to be said again when a column is renamed.
pub(super) fn restatements(table: &Table, column: &str, to: &str) -> Vec<Restatement> {
    let checks = table.checks.values().filter_map(|check| {
        Some(Restatement::Check {
            check: check.name.clone(),
            expression: restated(&check.expression, column, to)?,
        })
    });
    let columns = table.columns.values().filter_map(|generated| {
        let expression = &generated.generated.as_ref()?.expression;
        let name = match generated.name == column {
            true => to,
            false => &generated.name,
        };
        Some(Restatement::Column {
            column: name.to_owned(),
            expression: restated(expression, column, to)?,
        })
    });
    let indexes = table.indexes.values();
    let indexes = indexes.filter_map(|index| index_restatement(index, column, to));
    let exclusions = table.exclusions.values();
    let exclusions = exclusions.filter_map(|exclusion| {
        let mut elements = exclusion.elements.clone();
        let keys = elements.iter_mut().map(|element| &mut element.key);
        let is_restated = restate_keys(keys, column, to);
        let predicate = exclusion.predicate.as_ref();
        let predicate = predicate.and_then(|text| restated(text, column, to));
        (is_restated || predicate.is_some()).then(|| Restatement::Exclusion {
            exclusion: exclusion.name.clone(),
            elements: is_restated.then_some(elements),
            predicate,
        })
    });
    checks
        .chain(columns)
        .chain(indexes)
        .chain(exclusions)
        .collect()
}

fn index_restatement(index: &Index, column: &str, to: &str) -> Option<Restatement> {
    let mut keys = index.keys.clone();
    let is_restated = restate_keys(keys.iter_mut(), column, to);
    let predicate = index.predicate.as_ref();
    let predicate = predicate.and_then(|text| restated(text, column, to));
    (is_restated || predicate.is_some()).then(|| Restatement::Index {
        index: index.name.clone(),
        keys: is_restated.then_some(keys),
        predicate,
    })
}

/// Renames the column in all keys, and tells whether an expression had it.
fn restate_keys<'k>(keys: impl Iterator<Item = &'k mut IndexKey>, column: &str, to: &str) -> bool {
    let mut is_restated = false;
    for key in keys {
        match &mut key.target {
            IndexTarget::Expression(text) => {
                if let Some(over_another) = restated(text, column, to) {
                    *text = over_another;
                    is_restated = true;
                }
            }
            IndexTarget::Column(name) if name == column => to.clone_into(name),
            IndexTarget::Column(_) => {}
        }
    }
    is_restated
}

fn texts_of(exclusion: &Exclusion) -> impl Iterator<Item = &SqlText> {
    let keys = exclusion.elements.iter().map(|element| &element.key);
    keys.filter_map(expression).chain(&exclusion.predicate)
}

fn expression(key: &IndexKey) -> Option<&SqlText> {
    match &key.target {
        IndexTarget::Column(_) => None,
        IndexTarget::Expression(text) => Some(text),
    }
}
