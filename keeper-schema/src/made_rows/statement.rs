//! The SQL that makes rows.

use keeper_schema_core::dialect::{Dialect, DialectError, postgres, quoted, string_literal};
use keeper_schema_core::schema::sql_tokens::tokens;
use keeper_schema_core::schema::{Column, Deferrable, ForeignKey, SqlText, Table, TableName};

use super::plan::{Plan, Source};
use crate::migrate::{DatabaseError, DatabaseErrorKind, MigrateError};

/// Makes the rows of a plan in a table with so many. Rows that a key, a check or an exclusion
/// refuses are left out.
pub(super) fn insert(plan: &Plan<'_>, there: u64) -> Result<String, MigrateError> {
    let (first, last) = (there + 1, there.saturating_add(plan.rows));
    let names: Result<Vec<String>, _> = plan.columns.keys().map(|name| quoted(name)).collect();
    let list = names.map_err(sql_error)?.join(", ");
    let into = match list.as_str() {
        "" => relation(&plan.table.name)?,
        list => format!("{} ({list})", relation(&plan.table.name)?),
    };
    // A check may say which table a column is of.
    let table = quoted(&plan.table.name.name).map_err(sql_error)?;
    let rules = rules(plan)?;
    Ok(match plan.dialect {
        Dialect::Postgres => format!(
            "INSERT INTO {into} OVERRIDING SYSTEM VALUE SELECT {list} FROM ({}) AS {table}{rules} ORDER BY keeper_row{}",
            rows(
                plan,
                &format!("generate_series({first}::bigint, {last}) AS keeper_numbers (keeper_row)")
            )?,
            if is_deferrable(plan.table) {
                ""
            } else {
                " ON CONFLICT DO NOTHING"
            }
        ),
        // The rows come in the order of their numbers, which are the outer loop of the join.
        Dialect::Sqlite => format!(
            "WITH RECURSIVE keeper_numbers (keeper_row) AS (SELECT {first} UNION ALL SELECT keeper_row + 1 FROM keeper_numbers WHERE keeper_row < {last}) INSERT OR IGNORE INTO {into} SELECT {list} FROM ({}) AS {table}{rules}",
            rows(plan, "keeper_numbers")?
        ),
    })
}

/// Lets the sequence of a column go on after its values.
pub(super) fn move_sequence(table: &TableName, column: &Column) -> Result<String, MigrateError> {
    let is_falling = column.identity.as_ref().is_some_and(|it| it.is_falling());
    let last = if is_falling { "min" } else { "max" };
    let name = quoted(&column.name).map_err(sql_error)?;
    let relation = relation(table)?;
    let (of, column) = (
        string_literal(&relation).map_err(sql_error)?,
        string_literal(&column.name).map_err(sql_error)?,
    );
    Ok(format!(
        "SELECT setval(pg_get_serial_sequence({of}, {column}), {last}({name})) FROM {relation} HAVING {last}({name}) IS NOT NULL"
    ))
}

/// A table in SQL.
pub(crate) fn relation(table: &TableName) -> Result<String, MigrateError> {
    let name = quoted(&table.name).map_err(sql_error)?;
    Ok(match &table.schema {
        Some(schema) => format!("{}.{name}", quoted(schema).map_err(sql_error)?),
        None => name,
    })
}

/// A name or a type that cannot be in SQL.
pub(crate) fn sql_error(error: DialectError) -> MigrateError {
    MigrateError::Database(DatabaseError {
        kind: DatabaseErrorKind::Other,
        message: error.to_string(),
    })
}

/// The rows that are tried, with their numbers.
fn rows(plan: &Plan<'_>, numbers: &str) -> Result<String, MigrateError> {
    let mut columns = String::new();
    for name in plan.columns.keys() {
        let (value, name) = (value(plan, name)?, quoted(name).map_err(sql_error)?);
        columns += &format!(", {value} AS {name}");
    }
    let mut joins = String::new();
    for (at, (keys, every)) in plan.joined.iter().enumerate() {
        joins += &format!(
            " LEFT JOIN {} AS keeper_key_{at} ON keeper_key_{at}.keeper_row = {} % {}",
            keys.table,
            number(*every),
            keys.count
        );
    }
    let mut rows = format!("SELECT keeper_numbers.keeper_row{columns} FROM {numbers}{joins}");
    let table = quoted(&plan.table.name.name).map_err(sql_error)?;
    for column in plan.table.columns.values() {
        let generated = column.generated.as_ref();
        let expression = generated.and_then(|it| text(&it.expression, plan.dialect));
        let Some(expression) = expression.filter(|_| is_checked(plan.table, column)) else {
            continue;
        };
        let name = quoted(&column.name).map_err(sql_error)?;
        rows = format!("SELECT *, ({expression}\n) AS {name} FROM ({rows}) AS {table}");
    }
    Ok(rows)
}

/// The value of a column in the row with a number.
fn value(plan: &Plan<'_>, column: &str) -> Result<String, MigrateError> {
    let value = match plan.columns.get(plan.root(column)) {
        None | Some(Source::Null | Source::Same(_)) => "NULL".to_owned(),
        Some(Source::Key { joined, column }) => format!("keeper_key_{joined}.key_{column}"),
        Some(Source::Own { values, every }) => values.sql(plan.dialect, &number(*every)),
    };
    match (plan.dialect, plan.table.columns.get(column)) {
        (Dialect::Postgres, Some(column)) => {
            let column_type = postgres::column_type(&plan.table.name, column).map_err(sql_error)?;
            Ok(format!("({value})::{column_type}"))
        }
        _ => Ok(value),
    }
}

/// The number of a row, from 0 on, or of so many together.
fn number(every: u64) -> String {
    match every {
        1 => "(keeper_numbers.keeper_row - 1)".to_owned(),
        every => format!("((keeper_numbers.keeper_row - 1) / {every})"),
    }
}

/// What a row has to pass.
fn rules(plan: &Plan<'_>) -> Result<String, MigrateError> {
    let checks = plan.table.checks.values();
    let checks = checks.filter_map(|check| text(&check.expression, plan.dialect));
    let mut rules: Vec<String> = checks
        .map(|expression| format!("({expression}\n) IS NOT FALSE"))
        .collect();
    for key in &plan.looked_up {
        rules.push(refers(plan.table, key)?);
    }
    Ok(match rules.as_slice() {
        [] => String::new(),
        rules => format!(" WHERE {}", rules.join(" AND ")),
    })
}

fn refers(table: &Table, key: &ForeignKey) -> Result<String, MigrateError> {
    let of = quoted(&table.name.name).map_err(sql_error)?;
    let mut equal = Vec::new();
    let mut null = Vec::new();
    for (column, referred) in key.columns.iter().zip(&key.references.columns) {
        let column = quoted(column).map_err(sql_error)?;
        let referred = quoted(referred).map_err(sql_error)?;
        equal.push(format!("keeper_target.{referred} = {of}.{column}"));
        null.push(format!("{of}.{column} IS NULL"));
    }
    Ok(format!(
        "({} OR EXISTS (SELECT 1 FROM {} AS keeper_target WHERE {}))",
        null.join(" OR "),
        relation(&key.references.table)?,
        equal.join(" AND ")
    ))
}

/// Whether PostgreSQL cannot leave out rows for a key: it looks at it in the end.
fn is_deferrable(table: &Table) -> bool {
    let mut primary_key = table.primary_key.iter().map(|it| it.deferrable);
    let mut unique = table.unique.values().map(|it| it.deferrable);
    let mut exclusions = table.exclusions.values().map(|it| it.deferrable);
    let is_late = |it: Option<Deferrable>| it.is_some();
    primary_key.any(is_late) || unique.any(is_late) || exclusions.any(is_late)
}

fn is_checked(table: &Table, column: &Column) -> bool {
    let checks = table
        .checks
        .values()
        .flat_map(|check| check.expression.all());
    checks
        .flat_map(|text| tokens(text))
        .any(|token| token.is_identifier(&column.name))
}

/// What a text is on a database.
pub(super) fn text(text: &SqlText, dialect: Dialect) -> Option<&String> {
    match dialect {
        Dialect::Sqlite => text.sqlite(),
        Dialect::Postgres => text.postgres(),
    }
}
