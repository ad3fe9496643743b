//! Which values fit which type.

use crate::operation::Value;
use crate::schema::{ColumnType, Schema, TableName};

/// What the type takes instead, where the value does not fit it.
pub(super) fn misfit(schema: &Schema, column_type: &ColumnType, value: &Value) -> Option<String> {
    let (fits, takes) = match column_type {
        ColumnType::SmallInt => whole(value, i16::MIN.into(), i16::MAX.into()),
        ColumnType::Integer => whole(value, i32::MIN.into(), i32::MAX.into()),
        ColumnType::BigInt => whole(value, i64::MIN, i64::MAX),
        ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => (
            matches!(value, Value::Integer(_) | Value::Float(_)),
            "a number".to_owned(),
        ),
        ColumnType::Varchar(length) | ColumnType::Char(length) => (
            matches!(value, Value::String(text) if text.chars().count() <= *length as usize),
            format!("text of at most {length} characters"),
        ),
        ColumnType::Text => (is_text(value), "text".to_owned()),
        ColumnType::Boolean => (
            matches!(value, Value::Boolean(_)),
            "`true` or `false`".to_owned(),
        ),
        ColumnType::Bytes => (
            matches!(value, Value::String(text) if is_hex(text)),
            "a string of hexadecimal digits, two for each byte".to_owned(),
        ),
        ColumnType::Date => moment(value, is_date, "2026-01-31"),
        ColumnType::Time => moment(value, is_time, "12:30:00"),
        ColumnType::Timestamp => moment(value, is_local, "2026-01-31T12:30:00"),
        ColumnType::TimestampTz => moment(value, is_utc, "2026-01-31T12:30:00Z"),
        ColumnType::Json | ColumnType::Jsonb => (
            matches!(value, Value::String(_) | Value::List(_) | Value::Table(_)),
            "a table, a list or a string that is JSON".to_owned(),
        ),
        ColumnType::Interval | ColumnType::Uuid | ColumnType::Inet | ColumnType::Array(_) => {
            (is_text(value), "text that the database reads".to_owned())
        }
        ColumnType::Enum(name) => of_enum(schema, name, value),
        ColumnType::Raw(_) => (
            !matches!(value, Value::List(_) | Value::Table(_)),
            "a single value".to_owned(),
        ),
    };
    (!fits).then_some(takes)
}

fn whole(value: &Value, least: i64, greatest: i64) -> (bool, String) {
    (
        matches!(value, Value::Integer(number) if (least..=greatest).contains(number)),
        format!("a whole number from {least} to {greatest}"),
    )
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::String(_))
}

fn is_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn moment(value: &Value, is_right: fn(&str) -> bool, example: &str) -> (bool, String) {
    (
        matches!(value, Value::Moment(text) if is_right(text)),
        format!("a value like {example}, without quotes"),
    )
}

fn is_date(text: &str) -> bool {
    !text.contains(':')
}

fn is_time(text: &str) -> bool {
    !text.contains('-')
}

fn is_local(text: &str) -> bool {
    let time = text.split_once('T').map(|(_, time)| time);
    time.is_some_and(|time| !time.contains(['Z', '+', '-']))
}

fn is_utc(text: &str) -> bool {
    text.contains('T') && text.ends_with('Z')
}

fn of_enum(schema: &Schema, name: &TableName, value: &Value) -> (bool, String) {
    let values = schema.enum_type(name).map(|found| found.values.as_slice());
    let values = values.unwrap_or_default();
    (
        matches!(value, Value::String(text) if values.contains(text)),
        format!("one of `{}`", values.join("`, `")),
    )
}
