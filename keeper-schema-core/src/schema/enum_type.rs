//! Enum types.

use super::{ColumnType, TableName};

/// A type with a fixed set of values. PostgreSQL has one of that name; on SQLite its
/// columns are text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumType {
    /// The name. It is in one namespace with the tables of its database schema.
    pub name: TableName,
    /// The values, in the order in which they compare.
    pub values: Vec<String>,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
}

impl ColumnType {
    /// The enum that values of the type are of, also inside of an array.
    pub fn enum_name(&self) -> Option<&TableName> {
        match self {
            Self::Enum(name) => Some(name),
            Self::Array(element) => element.enum_name(),
            Self::SmallInt
            | Self::Integer
            | Self::BigInt
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
            | Self::Raw(_) => None,
        }
    }

    /// Gives the enum that the type is of, or is an array of, another name.
    pub fn set_enum_name(&mut self, to: &TableName) {
        if let Self::Array(element) = self {
            element.set_enum_name(to);
        } else if let Self::Enum(name) = self {
            name.clone_from(to);
        }
    }
}
