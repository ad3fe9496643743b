//! Queries that find the rows that do not fit a change.
//!
//! SQLite itself refuses a NULL, a duplicate and a false check; the queries say which
//! rows it means.

use super::batch::{Live, Source, mentions};
use super::column::default_sql;
use super::conversion::strict_misfit;
use super::statement::Copied;
use super::table::table_name;
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{DialectError, Misfit, RowCheck, quoted};
use crate::schema::{ByName, Column, ColumnType, Index, IndexTarget, Table, TableName};

/// For each rule of the wanted table: the live rows that break it.
pub(super) fn constraints(
    live: &Live,
    wanted: &Table,
    copied: &[Copied],
    sources: &ByName<Source>,
) -> Result<Vec<RowCheck>, DialectError> {
    let rows = Rows::copied(wanted, copied)?;
    let mut checks = Vec::new();
    for column in wanted.columns.values() {
        let copy = copied.iter().find(|copy| copy.column == column.name);
        checks.extend(null(live, wanted, column, copy, sources)?);
        if let Some(copy) = copy {
            checks.extend(value(live, wanted, column, &copy.expression)?);
        }
    }
    let keys = wanted.primary_key.iter().map(|key| &key.columns);
    for columns in keys.chain(wanted.unique.values().map(|unique| &unique.columns)) {
        if columns.iter().all(|column| rows.columns.contains(column)) {
            checks.push(duplicates(&wanted.name, &rows.sql, columns)?);
        }
    }
    for check in wanted.checks.values() {
        if let Some(expression) = check.expression.sqlite() {
            let condition = format!("NOT {}", parenthesised(expression));
            let misfit = Misfit::Check {
                name: check.name.clone(),
            };
            checks.push(rows.where_holds(&condition, misfit)?);
        }
    }
    for column in wanted.columns.values() {
        let generated = column.generated.as_deref().filter(|_| !column.null);
        if generated.is_some() && rows.columns.contains(&column.name) {
            let condition = format!("{} IS NULL", quoted(&column.name)?);
            let misfit = Misfit::Null {
                column: column.name.clone(),
            };
            checks.push(rows.where_holds(&condition, misfit)?);
        }
    }
    Ok(checks)
}

/// The rows without a value for a column that must have one.
fn null(
    live: &Live,
    wanted: &Table,
    column: &Column,
    copy: Option<&Copied>,
    sources: &ByName<Source>,
) -> Result<Option<RowCheck>, DialectError> {
    if column.null || column.generated.is_some() {
        return Ok(None);
    }
    if let Some(copy) = copy {
        let condition = format!("{} IS NULL", copy.expression);
        let misfit = Misfit::Null {
            column: column.name.clone(),
        };
        return where_holds(live, wanted, &condition, misfit).map(Some);
    }
    let is_new = matches!(
        sources.get(&column.name),
        Some(Source::New { backfill: None })
    );
    if !is_new || column.default.is_some() || column.identity.is_some() {
        return Ok(None);
    }
    let misfit = Misfit::NoValue {
        column: column.name.clone(),
    };
    where_holds(live, wanted, "TRUE", misfit).map(Some)
}

/// The rows with a value that the column itself refuses.
fn value(
    live: &Live,
    wanted: &Table,
    column: &Column,
    expression: &str,
) -> Result<Option<RowCheck>, DialectError> {
    let too_long = match column.column_type {
        ColumnType::Varchar(length) | ColumnType::Char(length) if column.sqlite.enforce_length => {
            Some(format!("length({expression}) > {length}"))
        }
        _ => None,
    };
    let strict = wanted.sqlite.strict && column.identity.is_none();
    let refused = strict.then(|| strict_misfit(&column.column_type, expression));
    let conditions: Vec<String> = refused.flatten().into_iter().chain(too_long).collect();
    if conditions.is_empty() {
        return Ok(None);
    }
    let misfit = Misfit::Type {
        column: column.name.clone(),
        column_type: column.column_type.clone(),
    };
    where_holds(live, wanted, &conditions.join(" OR "), misfit).map(Some)
}

/// The rows that stand against a new column of a live table.
pub(super) fn added(table: &Table, column: &Column) -> Result<Option<RowCheck>, DialectError> {
    let expression = column.generated.as_deref().filter(|_| !column.null);
    let Some(expression) = expression.and_then(|generated| generated.expression.sqlite()) else {
        return Ok(None);
    };
    let others = table.columns.values();
    let others = others.filter(|other| other.name != column.name && other.generated.is_none());
    let rows = Rows {
        sql: quoted(table_name(&table.name)?)?,
        table: table.name.name.clone(),
        columns: others.map(|other| other.name.clone()).collect(),
    };
    let misfit = Misfit::Null {
        column: column.name.clone(),
    };
    let condition = format!("{} IS NULL", parenthesised(expression));
    rows.where_holds(&condition, misfit).map(Some)
}

/// The rows that stand against a unique index of a live table.
pub(super) fn unique_index(
    table: &TableName,
    index: &Index,
) -> Result<Option<RowCheck>, DialectError> {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for key in index.keys.iter().filter(|_| index.unique) {
        let (name, value) = match &key.target {
            IndexTarget::Column(column) => (column, quoted(column)?),
            IndexTarget::Expression(text) => match text.sqlite() {
                Some(text) => (text, parenthesised(text)),
                None => return Ok(None),
            },
        };
        let collation = key.collation.as_ref().and_then(|name| name.sqlite());
        names.push(name.clone());
        values.push(match collation {
            Some(collation) => format!("{value} COLLATE {}", quoted(collation)?),
            None => value,
        });
    }
    if names.is_empty() {
        return Ok(None);
    }
    let rows = quoted(table_name(table)?)?;
    let predicate = index.predicate.as_ref().and_then(|text| text.sqlite());
    let predicate = predicate.map(|text| parenthesised(text));
    Ok(Some(same(table, &rows, names, &values, predicate)))
}

fn duplicates(table: &TableName, rows: &str, columns: &[String]) -> Result<RowCheck, DialectError> {
    let values: Result<Vec<String>, _> = columns.iter().map(|column| quoted(column)).collect();
    Ok(same(table, rows, columns.to_vec(), &values?, None))
}

/// The rows with the same values, which are SQL and have these names.
fn same(
    table: &TableName,
    rows: &str,
    names: Vec<String>,
    values: &[String],
    predicate: Option<String>,
) -> RowCheck {
    let not_null = values.iter().map(|value| format!("{value} IS NOT NULL"));
    let conditions: Vec<String> = not_null.chain(predicate).collect();
    let (list, conditions) = (values.join(", "), conditions.join(" AND "));
    RowCheck {
        rows: format!(
            "SELECT {list} FROM {rows} WHERE {conditions} GROUP BY {list} HAVING count(*) > 1"
        ),
        key: names.clone(),
        table: table.name.clone(),
        misfit: Misfit::Duplicate { columns: names },
    }
}

/// Rows to look through.
struct Rows {
    /// What stands after `FROM`.
    sql: String,
    /// The table that they are of.
    table: String,
    /// Their columns.
    columns: Vec<String>,
}

impl Rows {
    /// The old rows as the new table gets them: copied columns, defaults, generated ones.
    fn copied(wanted: &Table, copied: &[Copied]) -> Result<Self, DialectError> {
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for column in wanted.columns.values() {
            let copy = copied.iter().find(|copy| copy.column == column.name);
            let value = match (copy, &column.default) {
                (Some(copy), _) => copy.expression.clone(),
                // The database numbers such a row by itself.
                (None, None) if column.identity.is_some() => continue,
                (None, _) if column.generated.is_some() => continue,
                (None, Some(default)) => default_sql(wanted, column, default)?,
                (None, None) => "NULL".to_owned(),
            };
            let collation = column.collation.as_deref().and_then(|name| name.sqlite());
            let collation = match collation {
                Some(collation) => format!(" COLLATE {}", quoted(collation)?),
                None => String::new(),
            };
            values.push(format!("{value}{collation} AS {}", quoted(&column.name)?));
            columns.push(column.name.clone());
        }
        let table = quoted(table_name(&wanted.name)?)?;
        let mut sql = format!("(SELECT {} FROM {table})", values.join(", "));
        // One may be computed from another. A circle is for SQLite to refuse.
        let mut left: Vec<&Column> = wanted.columns.values().collect();
        left.retain(|column| column.generated.is_some());
        while let Some(at) = left.iter().position(|column| is_free(column, &left)) {
            let column = left.remove(at);
            let generated = column.generated.as_ref();
            let Some(text) = generated.and_then(|generated| generated.expression.sqlite()) else {
                continue;
            };
            let (value, name) = (parenthesised(text), quoted(&column.name)?);
            sql = format!("(SELECT *, {value} AS {name} FROM {sql})");
            columns.push(column.name.clone());
        }
        Ok(Self {
            // A check may say which table a column is of.
            sql: format!("{sql} AS {table}"),
            table: wanted.name.name.clone(),
            columns,
        })
    }

    /// Those that a condition holds for, told by their first column.
    fn where_holds(&self, condition: &str, misfit: Misfit) -> Result<RowCheck, DialectError> {
        let key: Vec<String> = self.columns.iter().take(1).cloned().collect();
        let shown = match key.as_slice() {
            [] => "NULL".to_owned(),
            key => quoted_list(key)?,
        };
        Ok(RowCheck {
            rows: format!("SELECT {shown} FROM {} WHERE {condition}", self.sql),
            key,
            table: self.table.clone(),
            misfit,
        })
    }
}

/// Whether no other of these columns is in its expression.
fn is_free(column: &Column, others: &[&Column]) -> bool {
    let generated = column.generated.as_ref();
    let text = generated.and_then(|generated| generated.expression.sqlite());
    let mut others = others.iter().filter(|other| other.name != column.name);
    text.is_none_or(|text| !others.any(|other| mentions(text, &other.name)))
}

/// The live rows that a condition holds for, told by their key if that is live too.
pub(super) fn where_holds(
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
