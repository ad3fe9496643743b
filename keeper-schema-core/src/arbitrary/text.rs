//! SQL texts over columns, and what has to be said of them when a column is renamed.

use crate::operation::{Operation, Restatement};
use crate::schema::{Exclusion, Generated, IndexTarget, PerDialect, Schema, SqlText, Table};

pub(super) fn text_of(column: &str) -> SqlText {
    PerDialect::Common(format!("\"{column}\" > 0"))
}

/// Whether its texts name columns that are there. Replay does not know; the databases do.
pub(super) fn texts_hold(operation: &Operation, schema: &Schema) -> bool {
    let names = |table: &Table, text: &SqlText, but: &str| {
        let mut columns = table.columns.keys();
        columns.any(|column| column != but && *text == text_of(column))
    };
    let generated_holds = |table: &Table, column: &str, generated: &Option<Generated>| {
        let expression = generated.as_ref().map(|generated| &generated.expression);
        expression.is_none_or(|text| names(table, text, column))
    };
    let table = match operation {
        Operation::CreateTable { table } => Some(table),
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
            columns.all(|column| generated_holds(table, &column.name, &column.generated))
                && checks.all(|check| names(table, &check.expression, ""))
                && exclusions
                    .all(|exclusion| texts_of(exclusion).all(|text| names(table, text, "")))
        }
        Operation::AddColumn { column, .. } => {
            generated_holds(table, &column.name, &column.generated)
        }
        Operation::AlterColumn {
            column, alteration, ..
        } => generated_holds(table, column, &alteration.set.generated),
        Operation::CreateCheckConstraint { check, .. } => names(table, &check.expression, ""),
        Operation::CreateExcludeConstraint { exclusion, .. } => {
            texts_of(exclusion).all(|text| names(table, text, ""))
        }
        Operation::CreateIndex { index, .. } => {
            let predicate = index.predicate.as_ref();
            predicate.is_none_or(|text| names(table, text, ""))
        }
        _ => true,
    }
}

/// Texts drawn here are of one form, so that they can be restated by replacing.
pub(super) fn restatements(table: &Table, column: &str, to: &str) -> Vec<Restatement> {
    let old = text_of(column);
    let is_old = |text: &SqlText| *text == old;
    let checks = table
        .checks
        .values()
        .filter(|check| is_old(&check.expression));
    let checks = checks.map(|check| Restatement::Check {
        check: check.name.clone(),
        expression: text_of(to),
    });
    let columns = table.columns.values().filter(|column| {
        let generated = column.generated.as_ref();
        generated.is_some_and(|generated| is_old(&generated.expression))
    });
    let columns = columns.map(|generated| Restatement::Column {
        column: if generated.name == column {
            to
        } else {
            &generated.name
        }
        .to_owned(),
        expression: text_of(to),
    });
    let indexes = table
        .indexes
        .values()
        .filter(|index| index.predicate.as_ref().is_some_and(is_old));
    let indexes = indexes.map(|index| Restatement::Index {
        index: index.name.clone(),
        keys: None,
        predicate: Some(text_of(to)),
    });
    let exclusions = table.exclusions.values().filter_map(|exclusion| {
        let mut elements = exclusion.elements.clone();
        let mut is_restated = false;
        for element in &mut elements {
            match &mut element.key.target {
                IndexTarget::Expression(text) if is_old(text) => {
                    *text = text_of(to);
                    is_restated = true;
                }
                IndexTarget::Column(name) if name == column => to.clone_into(name),
                IndexTarget::Expression(_) | IndexTarget::Column(_) => {}
            }
        }
        let elements = Some(elements).filter(|_| is_restated);
        let predicate = exclusion.predicate.as_ref().filter(|text| is_old(text));
        let predicate = predicate.map(|_| text_of(to));
        (elements.is_some() || predicate.is_some()).then(|| Restatement::Exclusion {
            exclusion: exclusion.name.clone(),
            elements,
            predicate,
        })
    });
    checks
        .chain(columns)
        .chain(indexes)
        .chain(exclusions)
        .collect()
}

fn texts_of(exclusion: &Exclusion) -> impl Iterator<Item = &SqlText> {
    let elements = exclusion.elements.iter();
    let texts = elements.filter_map(|element| match &element.key.target {
        IndexTarget::Column(_) => None,
        IndexTarget::Expression(text) => Some(text),
    });
    texts.chain(&exclusion.predicate)
}
