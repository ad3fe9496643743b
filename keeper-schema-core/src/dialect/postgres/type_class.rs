//! What kind of values a type has, as far as conversions and literals ask.

use crate::schema::ColumnType;

/// What a value must fit, as far as that can be told without trying.
pub(super) enum Class {
    Number { range: Option<(i64, i64)> },
    Text { length: Option<u32> },
    Other,
}

pub(super) fn class(column_type: &ColumnType) -> Class {
    let range = |least, most| Class::Number {
        range: Some((least, most)),
    };
    match column_type {
        ColumnType::SmallInt => range(i16::MIN.into(), i16::MAX.into()),
        ColumnType::Integer => range(i32::MIN.into(), i32::MAX.into()),
        ColumnType::BigInt | ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => {
            Class::Number { range: None }
        }
        ColumnType::Varchar(length) | ColumnType::Char(length) => Class::Text {
            length: Some(*length),
        },
        ColumnType::Text => Class::Text { length: None },
        ColumnType::Boolean
        | ColumnType::Bytes
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
        | ColumnType::Enum(_)
        | ColumnType::Raw(_) => Class::Other,
    }
}
