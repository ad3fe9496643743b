//! Queries that find the rows that do not fit a change.
//!
//! SQLite itself refuses a NULL, a duplicate and a false check; the queries say which
//! rows it means. A value that its new type changes in silence nobody refuses but us.

use indexmap::IndexMap;

use super::batch::{Live, Source};
use super::statement::Copied;
use super::table::table_name;
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{DialectError, Misfit, RowCheck, quoted};
use crate::schema::{ColumnType, Index, IndexTarget, Table, TableName};

/// For each column whose type changes: the values that the new one would change.
pub(super) fn conversions(
    live: &Live,
    wanted: &Table,
    sources: &IndexMap<String, Source>,
) -> Result<Vec<RowCheck>, DialectError> {
    let mut checks = Vec::new();
    for (name, source) in sources {
        let (Source::Live { using: None }, Some(before), Some(after)) =
            (source, live.columns.get(name), wanted.columns.get(name))
        else {
            continue;
        };
        if after.generated.is_some() {
            continue;
        }
        let Some(condition) = misfit(&before.column_type, &after.column_type, &quoted(name)?)
        else {
            continue;
        };
        checks.push(where_holds(
            live,
            wanted,
            &condition,
            Misfit::Type {
                column: name.clone(),
                column_type: after.column_type.clone(),
            },
        )?);
    }
    Ok(checks)
}

/// For each rule of the wanted table: the live rows that break it.
pub(super) fn constraints(
    live: &Live,
    wanted: &Table,
    copied: &[Copied],
    sources: &IndexMap<String, Source>,
) -> Result<Vec<RowCheck>, DialectError> {
    let mut checks = Vec::new();
    for column in wanted.columns.values() {
        let is_new = matches!(
            sources.get(&column.name),
            Some(Source::New { backfill: None })
        );
        if column.null || column.generated.is_some() {
            continue;
        }
        let copy = copied.iter().find(|copy| copy.column == column.name);
        if let Some(copy) = copy {
            let condition = format!("{} IS NULL", copy.expression);
            let misfit = Misfit::Null {
                column: column.name.clone(),
            };
            checks.push(where_holds(live, wanted, &condition, misfit)?);
        } else if is_new && column.default.is_none() && column.identity.is_none() {
            let misfit = Misfit::NoValue {
                column: column.name.clone(),
            };
            checks.push(where_holds(live, wanted, "TRUE", misfit)?);
        }
    }
    let rows = as_copied(wanted, copied)?;
    let keys = wanted.primary_key.iter().map(|key| &key.columns);
    for columns in keys.chain(wanted.unique.values().map(|unique| &unique.columns)) {
        if columns
            .iter()
            .all(|column| copied.iter().any(|copy| copy.column == *column))
        {
            checks.push(duplicates(&wanted.name, &rows, columns, None)?);
        }
    }
    for check in wanted.checks.values() {
        if let Some(expression) = check.expression.sqlite() {
            let key: Vec<String> = copied
                .iter()
                .take(1)
                .map(|copy| copy.column.clone())
                .collect();
            checks.push(RowCheck {
                rows: format!(
                    "SELECT {} FROM {rows} WHERE NOT {}",
                    quoted_list(&key)?,
                    parenthesised(expression)
                ),
                key,
                table: wanted.name.name.clone(),
                misfit: Misfit::Check {
                    name: check.name.clone(),
                },
            });
        }
    }
    Ok(checks)
}

/// The rows that stand against a unique index over columns of a live table.
pub(super) fn unique_index(
    table: &TableName,
    index: &Index,
) -> Result<Option<RowCheck>, DialectError> {
    let columns: Option<Vec<String>> = index
        .keys
        .iter()
        .map(|key| match &key.target {
            IndexTarget::Column(column) => Some(column.clone()),
            IndexTarget::Expression(_) => None,
        })
        .collect();
    let (true, Some(columns)) = (index.unique, columns) else {
        return Ok(None);
    };
    let rows = quoted(table_name(table)?)?;
    let predicate = index.predicate.as_ref().and_then(|text| text.sqlite());
    let predicate = predicate.map(String::as_str);
    Ok(Some(duplicates(table, &rows, &columns, predicate)?))
}

fn duplicates(
    table: &TableName,
    rows: &str,
    columns: &[String],
    predicate: Option<&str>,
) -> Result<RowCheck, DialectError> {
    let list = quoted_list(columns)?;
    let mut conditions = Vec::new();
    for column in columns {
        conditions.push(format!("{} IS NOT NULL", quoted(column)?));
    }
    conditions.extend(predicate.map(parenthesised));
    let conditions = conditions.join(" AND ");
    Ok(RowCheck {
        rows: format!(
            "SELECT {list} FROM {rows} WHERE {conditions} GROUP BY {list} HAVING count(*) > 1"
        ),
        key: columns.to_vec(),
        table: table.name.clone(),
        misfit: Misfit::Duplicate {
            columns: columns.to_vec(),
        },
    })
}

/// The old rows as they are copied, for a `FROM`.
fn as_copied(wanted: &Table, copied: &[Copied]) -> Result<String, DialectError> {
    let mut columns = Vec::new();
    for copy in copied {
        columns.push(format!("{} AS {}", copy.expression, quoted(&copy.column)?));
    }
    let table = quoted(table_name(&wanted.name)?)?;
    Ok(format!("(SELECT {} FROM {table})", columns.join(", ")))
}

/// The live rows that a condition holds for, told by their key if that is live too.
fn where_holds(
    live: &Live,
    wanted: &Table,
    condition: &str,
    misfit: Misfit,
) -> Result<RowCheck, DialectError> {
    let table = table_name(&wanted.name)?;
    let key = wanted.primary_key.as_ref().map(|key| &key.columns);
    let key = key.filter(|key| key.iter().all(|column| live.columns.contains_key(column)));
    let key = match key {
        Some(key) => key.clone(),
        None => live.columns.keys().take(1).cloned().collect(),
    };
    Ok(RowCheck {
        rows: format!(
            "SELECT {} FROM {} WHERE {condition}",
            quoted_list(&key)?,
            quoted(table)?
        ),
        key,
        table: table.to_owned(),
        misfit,
    })
}

/// What values must fit, as far as SQLite can tell.
#[derive(PartialEq)]
enum Class {
    Whole { bits: u32 },
    Number,
    Text { length: Option<u32> },
    Boolean,
    Bytes,
    Moment,
    Unknown,
}

fn class(column_type: &ColumnType) -> Class {
    match column_type {
        ColumnType::SmallInt => Class::Whole { bits: 16 },
        ColumnType::Integer => Class::Whole { bits: 32 },
        ColumnType::BigInt => Class::Whole { bits: 64 },
        ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => Class::Number,
        ColumnType::Varchar(length) | ColumnType::Char(length) => Class::Text {
            length: Some(*length),
        },
        ColumnType::Text
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_) => Class::Text { length: None },
        ColumnType::Boolean => Class::Boolean,
        ColumnType::Bytes => Class::Bytes,
        ColumnType::Date | ColumnType::Time | ColumnType::Timestamp | ColumnType::TimestampTz => {
            Class::Moment
        }
        ColumnType::Raw(_) => Class::Unknown,
    }
}

/// The condition under which a value of one type would not be the same in another;
/// `None` if there is no such value. NULL never is one.
fn misfit(before: &ColumnType, after: &ColumnType, column: &str) -> Option<String> {
    let (before, after) = (class(before), class(after));
    if before == after {
        return None;
    }
    let condition = match (before, after) {
        (_, Class::Unknown) | (Class::Boolean, Class::Whole { .. } | Class::Number) => return None,
        (Class::Whole { bits: narrow }, Class::Whole { bits: wide }) if narrow < wide => {
            return None;
        }
        (_, Class::Whole { bits }) => {
            // `012` would become 12, and 1.5 stay what no whole number is.
            let same = format!(
                "typeof({column}) = 'integer' OR (typeof({column}) = 'real' AND {column} = CAST({column} AS INTEGER)) OR (typeof({column}) = 'text' AND CAST(CAST({column} AS INTEGER) AS TEXT) = {column})"
            );
            let limit = 1_i128 << (bits - 1);
            if bits == 64 {
                format!("NOT ({same})")
            } else {
                let least = -limit;
                let most = limit - 1;
                format!(
                    "(NOT ({same}) OR CAST({column} AS INTEGER) NOT BETWEEN {least} AND {most})"
                )
            }
        }
        (Class::Whole { .. }, Class::Number) => {
            format!("CAST(CAST({column} AS REAL) AS INTEGER) <> {column}")
        }
        // Compared with a number, a text that looks like one becomes one.
        (_, Class::Number) => format!(
            "NOT (typeof({column}) IN ('integer', 'real') OR (typeof({column}) = 'text' AND {column} = CAST({column} AS NUMERIC)))"
        ),
        (Class::Text { length: before }, Class::Text { length: after }) => match (before, after) {
            (_, None) => return None,
            (Some(before), Some(after)) if before <= after => return None,
            (_, Some(after)) => format!("length({column}) > {after}"),
        },
        (_, Class::Text { length: None }) => format!("typeof({column}) = 'blob'"),
        (
            _,
            Class::Text {
                length: Some(length),
            },
        ) => {
            format!("(typeof({column}) = 'blob' OR length({column}) > {length})")
        }
        (_, Class::Boolean) => format!("{column} NOT IN (0, 1)"),
        (_, Class::Bytes) => format!("typeof({column}) <> 'blob'"),
        (_, Class::Moment) => {
            format!("NOT (typeof({column}) = 'text' AND {column} <> CAST({column} AS NUMERIC))")
        }
    };
    Some(format!("{column} IS NOT NULL AND {condition}"))
}
