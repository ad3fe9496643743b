//! Columns made to fit: an enum that is there, a default and an expression of the type.

use super::fitted::any_of;
use super::name::COLUMN_NAMES;
use super::text::{is_over, made_from};
use crate::operation::{ColumnAlteration, DroppableKey};
use crate::schema::{
    Column, ColumnType, Default, Generated, Literal, Schema, SqlText, default_fits,
};

pub(super) fn fit_column(column: &mut Column, schema: &Schema) {
    fit_enum(&mut column.column_type, schema);
    if column.identity.is_some() {
        column.column_type = numbered(&column.column_type);
    }
    column.null &= column.identity.is_none();
    column.collation.take_if(|_| !is_text(&column.column_type));
    fit_default(&column.column_type, &mut column.default, schema);
    fit_generated(&column.column_type, &mut column.generated);
}

/// A column that is altered keeps no default and no expression of its old type.
pub(super) fn fit_alteration(column: &Column, alteration: &mut ColumnAlteration, schema: &Schema) {
    let ColumnAlteration { set, drop, .. } = alteration;
    if let Some(column_type) = &mut set.column_type {
        fit_enum(column_type, schema);
    }
    let column_type = set.column_type.as_ref().unwrap_or(&column.column_type);
    let retyped = *column_type != column.column_type;
    if retyped && set.default.is_none() && !drop.contains(&DroppableKey::Default) {
        set.default.clone_from(&column.default);
    }
    let has_default = set.default.is_some();
    fit_default(column_type, &mut set.default, schema);
    if retyped && has_default && set.default.is_none() && column.default.is_some() {
        drop.insert(DroppableKey::Default);
    }
    if retyped && set.generated.is_none() && !drop.contains(&DroppableKey::Generated) {
        set.generated.clone_from(&column.generated);
    }
    fit_generated(column_type, &mut set.generated);
}

/// A type that can be numbered.
fn numbered(column_type: &ColumnType) -> ColumnType {
    match column_type {
        ColumnType::SmallInt | ColumnType::BigInt => column_type.clone(),
        _ => ColumnType::Integer,
    }
}

fn is_text(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_)
    )
}

/// Makes a type of an enum one of an enum that is there.
fn fit_enum(column_type: &mut ColumnType, schema: &Schema) {
    let Some(name) = column_type.enum_name() else {
        return;
    };
    let another = || any_of(schema.enums.values(), name.to_string().len());
    let Some(enum_type) = schema.enum_type(name).or_else(another) else {
        return;
    };
    column_type.set_enum_name(&enum_type.name);
}

/// Makes a default one that PostgreSQL takes for the type, or none.
fn fit_default(column_type: &ColumnType, default: &mut Option<Default>, schema: &Schema) {
    let Some(drawn) = default.take() else { return };
    let text = |text: &str| Some(Default::Literal(Literal::String(text.to_owned())));
    let is_expression = matches!(drawn, Default::Expression(_));
    *default = match column_type {
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::TimestampTz if is_expression => {
            Some(drawn)
        }
        _ if is_expression => None,
        ColumnType::Date | ColumnType::Timestamp | ColumnType::TimestampTz => text("2020-01-02"),
        ColumnType::Uuid => text("00000000-0000-4000-8000-000000000001"),
        ColumnType::Json | ColumnType::Jsonb => text("{\"a\": [1]}"),
        ColumnType::Array(_) => text("{}"),
        ColumnType::Time => text("12:00:00"),
        ColumnType::Interval => text("01:00:00"),
        ColumnType::Inet => text("127.0.0.1"),
        ColumnType::Enum(name) => {
            let enum_type = schema.enum_type(name);
            let values = enum_type.into_iter().flat_map(|it| &it.values);
            any_of(values, format!("{drawn:?}").len()).and_then(|value| text(value))
        }
        ColumnType::Numeric(Some(_)) => match drawn {
            Default::Literal(Literal::Integer(value)) => {
                Some(Default::Literal(Literal::Integer(value % 10_000)))
            }
            Default::Literal(_) | Default::Bytes(_) | Default::Expression(_) => text("-0.5"),
        },
        ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Real
        | ColumnType::Double
        | ColumnType::Numeric(None)
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Text
        | ColumnType::Boolean
        | ColumnType::Bytes
        | ColumnType::Raw(_) => Some(drawn).filter(|it| default_fits(column_type, it).is_ok()),
    };
}

/// Makes values of the type from the same column.
fn fit_generated(column_type: &ColumnType, generated: &mut Option<Box<Generated>>) {
    if let Some(generated) = generated {
        let over = |text: &SqlText| COLUMN_NAMES.into_iter().find(|name| is_over(text, name));
        if let Some(column) = over(&generated.expression) {
            generated.expression = made_from(column, column_type);
        }
    }
}
