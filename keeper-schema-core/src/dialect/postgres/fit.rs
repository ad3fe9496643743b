//! Queries that find the rows that stand against a change.
//!
//! PostgreSQL refuses the change itself, and names one row at most; these name all.

use super::name::relation;
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{DialectError, Misfit, RowCheck, quoted};
use crate::schema::{Check, Column, ColumnType, ForeignKey, Index, Match, Table, Unique};

/// The rows with NULL in a column.
pub(super) fn nulls(table: &Table, column: &str) -> Result<RowCheck, DialectError> {
    let misfit = Misfit::Null {
        column: column.to_owned(),
    };
    where_holds(table, &[], &format!("{} IS NULL", quoted(column)?), misfit)
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

/// The rows that a unique index over columns does not allow.
pub(super) fn unique_index(table: &Table, index: &Index) -> Result<Option<RowCheck>, DialectError> {
    let (true, Some(columns)) = (index.unique, index.plain_columns()) else {
        return Ok(None);
    };
    let mut conditions = match index.nulls_not_distinct {
        true => Vec::new(),
        false => not_null(&columns)?,
    };
    let predicate = index.predicate.as_ref().and_then(|text| text.postgres());
    conditions.extend(predicate.map(|text| parenthesised(text)));
    duplicates_where(table, &columns, &conditions).map(Some)
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

/// The values of a column that are too long or out of range for its new type. `table` is
/// as it was.
pub(super) fn conversion(
    table: &Table,
    before: &Column,
    after: &Column,
) -> Result<Option<RowCheck>, DialectError> {
    let Some(condition) = misfit(
        &before.column_type,
        &after.column_type,
        &quoted(&after.name)?,
    ) else {
        return Ok(None);
    };
    let misfit = Misfit::Type {
        column: after.name.clone(),
        column_type: after.column_type.clone(),
    };
    where_holds(table, &[], &condition, misfit).map(Some)
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
    let list = quoted_list(columns)?;
    let conditions = match conditions {
        [] => String::new(),
        conditions => format!(" WHERE {}", conditions.join(" AND ")),
    };
    Ok(RowCheck {
        rows: format!(
            "SELECT {list} FROM {}{conditions} GROUP BY {list} HAVING count(*) > 1",
            relation(&table.name)?
        ),
        key: columns.to_vec(),
        table: table.name.to_string(),
        misfit: Misfit::Duplicate {
            columns: columns.to_vec(),
        },
    })
}

/// The rows that a condition holds for, told by their primary key or else by the first
/// column, and by `also`.
fn where_holds(
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

/// What a value must fit, as far as that can be told without trying.
enum Class {
    Number { range: Option<(i64, i64)> },
    Text { length: Option<u32> },
    Other,
}

/// The condition under which a value is refused in the new type.
fn misfit(before: &ColumnType, after: &ColumnType, column: &str) -> Option<String> {
    match (class(before), class(after)) {
        (Class::Number { .. }, Class::Number { range }) => {
            range.map(|(least, most)| format!("{column} NOT BETWEEN {least} AND {most}"))
        }
        (Class::Text { .. }, Class::Text { length }) => {
            length.map(|length| format!("length({column}) > {length}"))
        }
        (Class::Number { .. } | Class::Text { .. } | Class::Other, _) => None,
    }
}

fn class(column_type: &ColumnType) -> Class {
    let range = |least, most| Class::Number {
        range: Some((least, most)),
    };
    match column_type {
        ColumnType::SmallInt => range(i16::MIN.into(), i16::MAX.into()),
        ColumnType::Integer => range(i32::MIN.into(), i32::MAX.into()),
        ColumnType::BigInt | ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => {
            Class::Number { range: None }
        }
        ColumnType::Varchar(length) | ColumnType::Char(length) => Class::Text {
            length: Some(*length),
        },
        ColumnType::Text => Class::Text { length: None },
        ColumnType::Boolean
        | ColumnType::Bytes
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
        | ColumnType::Raw(_) => Class::Other,
    }
}
