//! Column types on SQLite, where the declared name decides the affinity.
//!
//! The name is kept to the letter (`VARCHAR(255)`, `BIGINT`), for what other tools read
//! from it, except where its affinity would change values: `JSON`, `UUID` and `INET`
//! have NUMERIC affinity, which turns the JSON text `5` into a number, and `INTERVAL`
//! holds `INT`. Those, arrays and enums are `TEXT`.

use super::table::not_covered;
use crate::dialect::DialectError;
use crate::schema::{Column, ColumnType, ElementPath, Table};

/// The declared type of a column of `table`.
pub(super) fn declared(table: &Table, column: &Column) -> Result<String, DialectError> {
    // `INT` and `BIGINT PRIMARY KEY` are no aliases of the rowid and take NULL.
    if column.identity.is_some() {
        return Ok("INTEGER".to_owned());
    }
    if let ColumnType::Raw(name) = &column.column_type {
        let element = || ElementPath::Column(table.name.clone(), column.name.clone());
        let name = name.sqlite();
        return Ok(name
            .ok_or_else(|| not_covered(element(), "the type"))?
            .clone());
    }
    Ok(if table.sqlite.strict {
        strict(&column.column_type).to_owned()
    } else {
        loose(&column.column_type)
    })
}

fn loose(column_type: &ColumnType) -> String {
    match column_type {
        ColumnType::SmallInt => "SMALLINT".to_owned(),
        ColumnType::Integer => "INTEGER".to_owned(),
        ColumnType::BigInt => "BIGINT".to_owned(),
        ColumnType::Real => "REAL".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Numeric(None) => "NUMERIC".to_owned(),
        ColumnType::Numeric(Some((precision, scale))) => format!("NUMERIC({precision},{scale})"),
        ColumnType::Varchar(length) => format!("VARCHAR({length})"),
        ColumnType::Char(length) => format!("CHAR({length})"),
        ColumnType::Boolean => "BOOLEAN".to_owned(),
        ColumnType::Bytes => "BLOB".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time => "TIME".to_owned(),
        ColumnType::Timestamp => "TIMESTAMP".to_owned(),
        ColumnType::TimestampTz => "TIMESTAMPTZ".to_owned(),
        ColumnType::Text
        | ColumnType::Interval
        | ColumnType::Uuid
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Inet
        | ColumnType::Array(_)
        | ColumnType::Enum(_)
        | ColumnType::Raw(_) => "TEXT".to_owned(),
    }
}

/// The five types of a STRICT table. `numeric` is ANY: REAL would lose digits.
fn strict(column_type: &ColumnType) -> &'static str {
    match column_type {
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt | ColumnType::Boolean => {
            "INTEGER"
        }
        ColumnType::Real | ColumnType::Double => "REAL",
        ColumnType::Numeric(_) | ColumnType::Raw(_) => "ANY",
        ColumnType::Bytes => "BLOB",
        ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Text
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
        | ColumnType::Enum(_) => "TEXT",
    }
}
