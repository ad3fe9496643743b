//! Column types by the names that PostgreSQL has for them.

use super::name::{covered, relation};
use super::type_class::{Class, class};
use crate::dialect::DialectError;
use crate::schema::{Column, ColumnType, ElementPath, TableName};

/// The type of a column of `table`.
///
/// # Errors
/// A type that is said for SQLite alone.
pub fn declared(table: &TableName, column: &Column) -> Result<String, DialectError> {
    let element = || ElementPath::Column(table.clone(), column.name.clone());
    sql(&column.column_type, &element)
}

fn sql(
    column_type: &ColumnType,
    element: &dyn Fn() -> ElementPath,
) -> Result<String, DialectError> {
    Ok(match column_type {
        ColumnType::SmallInt => "smallint".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::BigInt => "bigint".to_owned(),
        ColumnType::Real => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Numeric(None) => "numeric".to_owned(),
        ColumnType::Numeric(Some((precision, scale))) => format!("numeric({precision},{scale})"),
        ColumnType::Varchar(length) => format!("varchar({length})"),
        ColumnType::Char(length) => format!("char({length})"),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Bytes => "bytea".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time => "time".to_owned(),
        ColumnType::Timestamp => "timestamp".to_owned(),
        ColumnType::TimestampTz => "timestamptz".to_owned(),
        ColumnType::Interval => "interval".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::Jsonb => "jsonb".to_owned(),
        ColumnType::Inet => "inet".to_owned(),
        ColumnType::Array(element_type) => format!("{}[]", sql(element_type, element)?),
        ColumnType::Enum(name) => relation(name)?,
        ColumnType::Raw(name) => covered(name, element, "the type")?.to_owned(),
    })
}

/// Whether values of one type become those of the other only by being read as text:
/// PostgreSQL does so when it is told to.
pub(super) fn is_read_from_text(before: &ColumnType, after: &ColumnType) -> bool {
    let is_text = |column_type| matches!(class(column_type), Class::Text { .. });
    // How text becomes bytes is a question of its encoding, and what a type by its literal
    // name does nobody knows: it may cut a text short.
    let is_open = matches!(after, ColumnType::Bytes | ColumnType::Raw(_));
    is_text(before) && !is_text(after) && !is_open
}
