//! Column types in the one spelling that revisions use.

use std::fmt;

use super::{SqlText, TableName};

/// A literal, portable column type. Each dialect maps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the variants are the SQL types they are named for"
)]
pub enum ColumnType {
    SmallInt,
    Integer,
    BigInt,
    Real,
    Double,
    /// `numeric` with its precision and scale, or neither.
    Numeric(Option<(u32, u32)>),
    Varchar(u32),
    Char(u32),
    Text,
    Boolean,
    Bytes,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Uuid,
    Json,
    Jsonb,
    Inet,
    /// An array of another type.
    Array(Box<ColumnType>),
    /// An enum type by name.
    Enum(TableName),
    /// Any other type by its literal name.
    Raw(SqlText),
}

impl ColumnType {
    /// The lowest and the highest whole number that it can hold, of those that a sequence can
    /// count to.
    pub fn whole_numbers(&self) -> (i64, i64) {
        match self {
            Self::SmallInt => (i16::MIN.into(), i16::MAX.into()),
            Self::Integer => (i32::MIN.into(), i32::MAX.into()),
            Self::BigInt
            | Self::Real
            | Self::Double
            | Self::Numeric(_)
            | Self::Varchar(_)
            | Self::Char(_)
            | Self::Text
            | Self::Boolean
            | Self::Bytes
            | Self::Date
            | Self::Time
            | Self::Timestamp
            | Self::TimestampTz
            | Self::Interval
            | Self::Uuid
            | Self::Json
            | Self::Jsonb
            | Self::Inet
            | Self::Array(_)
            | Self::Enum(_)
            | Self::Raw(_) => (i64::MIN, i64::MAX),
        }
    }
}

impl fmt::Display for ColumnType {
    /// The spelling in revision files; a [`ColumnType::Raw`] that differs between
    /// databases shows as `raw:` and the first of its names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SmallInt => f.write_str("smallint"),
            Self::Integer => f.write_str("integer"),
            Self::BigInt => f.write_str("bigint"),
            Self::Real => f.write_str("real"),
            Self::Double => f.write_str("double"),
            Self::Numeric(None) => f.write_str("numeric"),
            Self::Numeric(Some((precision, scale))) => write!(f, "numeric({precision},{scale})"),
            Self::Varchar(length) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Text => f.write_str("text"),
            Self::Boolean => f.write_str("boolean"),
            Self::Bytes => f.write_str("bytes"),
            Self::Date => f.write_str("date"),
            Self::Time => f.write_str("time"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::TimestampTz => f.write_str("timestamptz"),
            Self::Interval => f.write_str("interval"),
            Self::Uuid => f.write_str("uuid"),
            Self::Json => f.write_str("json"),
            Self::Jsonb => f.write_str("jsonb"),
            Self::Inet => f.write_str("inet"),
            Self::Array(element) => write!(f, "{element}[]"),
            Self::Enum(name) => write!(f, "enum:{name}"),
            Self::Raw(text) => match text.all().next() {
                Some(name) => write!(f, "raw:{name}"),
                None => f.write_str("raw:"),
            },
        }
    }
}
