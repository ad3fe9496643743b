//! One row for each table. All of them hold the same value of a type, so that they refer
//! to each other.

use keeper_schema_core::dialect::{quoted, string_literal};
use keeper_schema_core::operation::{Operation, Replay};
use keeper_schema_core::schema::{ColumnType, Schema, SqlText, Table, TableName};

/// What fills a column of that type.
pub(super) fn filler(column_type: &ColumnType, schema: &Schema) -> SqlText {
    let text = match column_type {
        ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Real
        | ColumnType::Double
        | ColumnType::Numeric(_) => "2".to_owned(),
        ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Text => "'b'".to_owned(),
        ColumnType::Boolean => "false".to_owned(),
        ColumnType::Bytes => r"'\x00ff'".to_owned(),
        ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz => {
            "'2020-01-02'".to_owned()
        }
        ColumnType::Time | ColumnType::Interval => "'01:00:00'".to_owned(),
        ColumnType::Uuid => "'00000000-0000-4000-8000-000000000001'".to_owned(),
        ColumnType::Json | ColumnType::Jsonb | ColumnType::Array(_) => "'{}'".to_owned(),
        ColumnType::Inet => "'127.0.0.1'".to_owned(),
        ColumnType::Enum(name) => string_literal(&schema.enums[name].values[0]).unwrap(),
        ColumnType::Raw(_) => "NULL".to_owned(),
    };
    SqlText::Common(text)
}

/// Puts a row into each table, whatever it refers to.
pub(super) fn filling(schema: &Schema) -> Vec<String> {
    let mut statements = vec!["SET session_replication_role = replica".to_owned()];
    statements.extend(schema.tables.values().map(|table| row(table, schema)));
    statements
}

fn row(table: &Table, schema: &Schema) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in table.columns.values() {
        if column.generated.is_none() {
            names.push(quoted(&column.name).unwrap());
            let filler = filler(&column.column_type, schema);
            values.push(filler.postgres().unwrap().clone());
        }
    }
    let values = match names.as_slice() {
        [] => "DEFAULT VALUES".to_owned(),
        names => format!(
            "({}) OVERRIDING SYSTEM VALUE VALUES ({})",
            names.join(", "),
            values.join(", ")
        ),
    };
    format!("INSERT INTO {} {values}", relation(&table.name))
}

pub(super) fn relation(name: &TableName) -> String {
    let schema = name.schema.as_deref().unwrap_or(super::live::OWN);
    format!(
        "{}.{}",
        quoted(schema).unwrap(),
        quoted(&name.name).unwrap()
    )
}

/// The operations, and what the rows that are there get from them.
pub(super) fn with_values(from: &Schema, mut operations: Vec<Operation>) -> Vec<Operation> {
    let mut replay = Replay::new(from.clone());
    for operation in &mut operations {
        replay.apply(operation).unwrap();
        let schema = replay.schema();
        match operation {
            Operation::AddColumn {
                column, backfill, ..
            } => {
                let is_filled = column.null
                    || column.default.is_some()
                    || column.identity.is_some()
                    || column.generated.is_some();
                *backfill = (!is_filled).then(|| filler(&column.column_type, schema));
            }
            Operation::AlterColumn { alteration, .. } => {
                let filler = |column_type: &Option<ColumnType>| {
                    let column_type = column_type.as_ref()?;
                    let is_there = column_type
                        .enum_name()
                        .is_none_or(|name| schema.enums.contains_key(name));
                    is_there.then(|| filler(column_type, schema))
                };
                let retypes = alteration.set.column_type != alteration.was.column_type;
                if alteration.set.column_type.is_some() && retypes {
                    alteration.using = filler(&alteration.set.column_type);
                    alteration.using_down = filler(&alteration.was.column_type);
                }
            }
            _ => {}
        }
    }
    operations
}
