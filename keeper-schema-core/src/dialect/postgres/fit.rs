//! Queries that find the rows that stand against a change.
//!
//! PostgreSQL refuses the change itself, and names one row at most; these name all.

use super::name::relation;
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{DialectError, Misfit, RowCheck, quoted};
use crate::schema::{Check, Column, ForeignKey, Index, IndexTarget, Match, Table, Unique};

/// The rows with NULL in a column.
pub(super) fn nulls(table: &Table, column: &str) -> Result<RowCheck, DialectError> {
    let misfit = Misfit::Null {
        column: column.to_owned(),
    };
    where_holds(table, &[], &format!("{} IS NULL", quoted(column)?), misfit)
}

/// The rows with one of these values, which are SQL, in a column.
pub(super) fn values(
    table: &Table,
    column: &Column,
    values: &[String],
    misfit: Misfit,
) -> Result<RowCheck, DialectError> {
    let column = quoted(&column.name)?;
    let condition = format!("{column}::text IN ({})", values.join(", "));
    where_holds(table, &[], &condition, misfit)
}

/// All rows, if a new column has no value for them. `table` has the column already.
pub(super) fn no_value(table: &Table, column: &Column) -> Result<Option<RowCheck>, DialectError> {
    let is_filled = column.null
        || column.default.is_some()
        || column.identity.is_some()
        || column.generated.is_some();
    if is_filled {
        return Ok(None);
    }
    let mut before = table.clone();
    before.columns.shift_remove(&column.name);
    let misfit = Misfit::NoValue {
        column: column.name.clone(),
    };
    where_holds(&before, &[], "true", misfit).map(Some)
}

/// The rows with the same key.
pub(super) fn duplicates(table: &Table, columns: &[String]) -> Result<RowCheck, DialectError> {
    duplicates_where(table, columns, &not_null(columns)?)
}

/// The rows that a unique constraint does not allow.
pub(super) fn unique(table: &Table, unique: &Unique) -> Result<RowCheck, DialectError> {
    match unique.nulls_not_distinct {
        true => duplicates_where(table, &unique.columns, &[]),
        false => duplicates(table, &unique.columns),
    }
}

/// The rows that a unique index does not allow.
pub(super) fn unique_index(table: &Table, index: &Index) -> Result<Option<RowCheck>, DialectError> {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for key in index.keys.iter().filter(|_| index.unique) {
        let (name, value) = match &key.target {
            IndexTarget::Column(column) => (column, quoted(column)?),
            IndexTarget::Expression(text) => match text.postgres() {
                Some(text) => (text, parenthesised(text)),
                None => return Ok(None),
            },
        };
        let collation = key.collation.as_ref().and_then(|name| name.postgres());
        names.push(name.clone());
        values.push(match collation {
            Some(collation) => format!("{value} COLLATE {}", quoted(collation)?),
            None => value,
        });
    }
    if names.is_empty() {
        return Ok(None);
    }
    let mut conditions: Vec<String> = match index.nulls_not_distinct {
        true => Vec::new(),
        false => values
            .iter()
            .map(|value| format!("{value} IS NOT NULL"))
            .collect(),
    };
    let predicate = index.predicate.as_ref().and_then(|text| text.postgres());
    conditions.extend(predicate.map(|text| parenthesised(text)));
    same(table, names, &values.join(", "), &conditions).map(Some)
}

/// The rows that a check does not allow.
pub(super) fn check(table: &Table, check: &Check) -> Result<Option<RowCheck>, DialectError> {
    let Some(expression) = check.expression.postgres() else {
        return Ok(None);
    };
    let condition = format!("NOT {}", parenthesised(expression));
    let misfit = Misfit::Check {
        name: check.name.clone(),
    };
    where_holds(table, &[], &condition, misfit).map(Some)
}

/// The rows of a foreign key that refer to no row.
pub(super) fn dangling(table: &Table, key: &ForeignKey) -> Result<RowCheck, DialectError> {
    let (own, target) = (relation(&table.name)?, relation(&key.references.table)?);
    let mut equal = Vec::new();
    for (column, referred) in key.columns.iter().zip(&key.references.columns) {
        let (column, referred) = (quoted(column)?, quoted(referred)?);
        equal.push(format!("\"target\".{referred} = {own}.{column}"));
    }
    let refers = match key.match_type {
        Match::Simple => not_null(&key.columns)?.join(" AND "),
        Match::Full => format!("({})", not_null(&key.columns)?.join(" OR ")),
    };
    let condition = format!(
        "{refers} AND NOT EXISTS (SELECT FROM {target} AS \"target\" WHERE {})",
        equal.join(" AND ")
    );
    let misfit = Misfit::Dangling {
        columns: key.columns.clone(),
        target: key.references.table.to_string(),
    };
    where_holds(table, &key.columns, &condition, misfit)
}

fn not_null(columns: &[String]) -> Result<Vec<String>, DialectError> {
    columns
        .iter()
        .map(|column| Ok(format!("{} IS NOT NULL", quoted(column)?)))
        .collect()
}

fn duplicates_where(
    table: &Table,
    columns: &[String],
    conditions: &[String],
) -> Result<RowCheck, DialectError> {
    same(table, columns.to_vec(), &quoted_list(columns)?, conditions)
}

/// The rows with the same values, which are a list in SQL and have these names.
fn same(
    table: &Table,
    names: Vec<String>,
    values: &str,
    conditions: &[String],
) -> Result<RowCheck, DialectError> {
    let conditions = match conditions {
        [] => String::new(),
        conditions => format!(" WHERE {}", conditions.join(" AND ")),
    };
    Ok(RowCheck {
        rows: format!(
            "SELECT {values} FROM {}{conditions} GROUP BY {values} HAVING count(*) > 1",
            relation(&table.name)?
        ),
        key: names.clone(),
        table: table.name.to_string(),
        misfit: Misfit::Duplicate { columns: names },
    })
}

/// The rows that a condition holds for, told by their primary key or else by the first
/// column, and by `also`.
pub(super) fn where_holds(
    table: &Table,
    also: &[String],
    condition: &str,
    misfit: Misfit,
) -> Result<RowCheck, DialectError> {
    let mut key = match &table.primary_key {
        Some(key) => key.columns.clone(),
        None => table.columns.keys().take(1).cloned().collect(),
    };
    for column in also {
        if !key.contains(column) {
            key.push(column.clone());
        }
    }
    Ok(RowCheck {
        rows: format!(
            "SELECT {} FROM {} WHERE {condition}",
            quoted_list(&key)?,
            relation(&table.name)?
        ),
        key,
        table: table.name.to_string(),
        misfit,
    })
}
