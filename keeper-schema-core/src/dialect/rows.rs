//! Rows as statements: those to insert in runs that give the same columns, those to delete by
//! their key.

use super::quote::quoted_list;
use super::{DialectError, quoted};
use crate::operation::{BulkInsert, OnConflict, Row, Rows, Value};
use crate::schema::{Column, Table};

/// How many rows a statement inserts at most.
const INSERTED: usize = 500;
/// How many it deletes: conditions nest, and SQLite limits how deep.
const DELETED: usize = 200;

/// How a database spells a table and the values of its columns.
pub(super) struct Spelling<'a> {
    pub(super) table: &'a Table,
    /// Its name in SQL.
    pub(super) name: String,
    pub(super) literal: fn(&Column, &Value) -> Result<String, DialectError>,
    /// What stands before `VALUES` for these columns.
    pub(super) before_values: fn(&[&Column]) -> &'static str,
}

/// The columns that a row gives, in the order of the table.
fn given<'a>(table: &'a Table, row: &Row) -> Vec<&'a Column> {
    let columns = table.columns.values();
    columns
        .filter(|column| row.contains_key(&column.name))
        .collect()
}

pub(super) fn insert(
    spelling: &Spelling<'_>,
    insert: &BulkInsert,
) -> Result<Vec<String>, DialectError> {
    let table = spelling.table;
    let rows = insert.rows.rows.as_slice();
    let runs = rows.chunk_by(|row, next| given(table, row) == given(table, next));
    runs.flat_map(|run| run.chunks(INSERTED))
        .map(|rows| insert_run(spelling, insert, rows))
        .collect()
}

/// Rows that all give the same columns.
fn insert_run(
    spelling: &Spelling<'_>,
    insert: &BulkInsert,
    rows: &[Row],
) -> Result<String, DialectError> {
    let columns = rows
        .first()
        .map(|row| given(spelling.table, row))
        .unwrap_or_default();
    let lines: Result<Vec<String>, DialectError> = rows
        .iter()
        .map(|row| {
            let given = columns.iter().map(|column| (*column, &row[&column.name]));
            Ok(format!("    ({})", literals(spelling, given)?))
        })
        .collect();
    Ok(format!(
        "INSERT INTO {} ({}){} VALUES\n{}{}",
        spelling.name,
        quoted_list(columns.iter().map(|column| &column.name))?,
        (spelling.before_values)(&columns),
        lines?.join(",\n"),
        on_conflict(spelling.table, insert, &columns)?
    ))
}

fn literals<'a>(
    spelling: &Spelling<'_>,
    values: impl Iterator<Item = (&'a Column, &'a Value)>,
) -> Result<String, DialectError> {
    let literals: Result<Vec<String>, DialectError> = values
        .map(|(column, value)| (spelling.literal)(column, value))
        .collect();
    Ok(literals?.join(", "))
}

fn on_conflict(
    table: &Table,
    insert: &BulkInsert,
    columns: &[&Column],
) -> Result<String, DialectError> {
    let key = insert.rows.key_in(table).unwrap_or_default();
    let target = quoted_list(key)?;
    let set = columns
        .iter()
        .map(|column| &column.name)
        .filter(|name| !key.contains(name))
        .map(|name| quoted(name).map(|name| format!("{name} = excluded.{name}")));
    let set: Vec<String> = set.collect::<Result<_, DialectError>>()?;
    Ok(match insert.on_conflict {
        OnConflict::Error => String::new(),
        OnConflict::Update if !set.is_empty() => {
            let set = set.join(", ");
            format!("\nON CONFLICT ({target}) DO UPDATE SET {set}")
        }
        OnConflict::Skip | OnConflict::Update => format!("\nON CONFLICT ({target}) DO NOTHING"),
    })
}

/// The last rows first: they may refer to those before them.
pub(super) fn delete(spelling: &Spelling<'_>, rows: &Rows) -> Result<Vec<String>, DialectError> {
    let key = rows.key_in(spelling.table).unwrap_or_default();
    let key: Vec<&Column> = key
        .iter()
        .filter_map(|name| spelling.table.columns.get(name))
        .collect();
    let chunks = rows.rows.rchunks(DELETED);
    chunks
        .map(|rows| {
            let conditions = rows.iter().rev().map(|row| condition(spelling, &key, row));
            let conditions: Vec<String> = conditions.collect::<Result<_, DialectError>>()?;
            Ok(format!(
                "DELETE FROM {} WHERE\n    {}",
                spelling.name,
                conditions.join("\n    OR ")
            ))
        })
        .collect()
}

fn condition(spelling: &Spelling<'_>, key: &[&Column], row: &Row) -> Result<String, DialectError> {
    let equal = key.iter().map(|column| {
        let literal = (spelling.literal)(column, &row[&column.name])?;
        Ok(format!("{} = {literal}", quoted(&column.name)?))
    });
    let equal: Vec<String> = equal.collect::<Result<_, DialectError>>()?;
    Ok(match equal.len() {
        1 => equal.concat(),
        _ => format!("({})", equal.join(" AND ")),
    })
}
