//! Types of a database's own that are another word for one that models know.

use crate::schema::{Column, ColumnType, ColumnTypeError, Schema};

/// The schema with types by the words that models have for them: what SQLite declares as
/// `NVARCHAR(160)` is likely a `varchar(160)`. Whether a database takes it for the same is
/// for the database to say, and what its default is then as well.
pub fn with_usual_types(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let tables = schema.tables.values_mut();
    for column in tables.flat_map(|table| table.columns.values_mut()) {
        if let Some(usual) = usual(column) {
            column.column_type = usual;
            column.default = None;
        }
    }
    schema
}

fn usual(column: &Column) -> Option<ColumnType> {
    let ColumnType::Raw(declared) = &column.column_type else {
        return None;
    };
    let declared = declared.sqlite()?.to_ascii_lowercase();
    match ColumnType::parse(&declared) {
        Ok(ColumnType::Raw(_) | ColumnType::Enum(_) | ColumnType::Array(_)) => None,
        Ok(usual) => Some(usual),
        Err(ColumnTypeError::Alias { spelling, .. }) => ColumnType::parse(&spelling).ok(),
        Err(_) => None,
    }
}
