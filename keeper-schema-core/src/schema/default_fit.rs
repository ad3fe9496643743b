//! Which values are defaults of which type.

use std::fmt;

use super::{ColumnType, Default, Literal};

/// Why a value is no default of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultError {
    /// The type takes values of another kind.
    Kind {
        /// The type.
        column_type: ColumnType,
        /// What it takes.
        takes: &'static str,
    },
    /// The type is none of bytes.
    Bytes {
        /// The type.
        column_type: ColumnType,
    },
    /// The text has more characters than the type.
    TooLong {
        /// The type.
        column_type: ColumnType,
    },
    /// The number is beyond the type's range.
    OutOfRange {
        /// The type.
        column_type: ColumnType,
        /// The number.
        value: i64,
    },
}

/// Checks a default against a type.
///
/// # Errors
/// If the value is none of the type's. Expressions and types by literal name pass.
pub fn default_fits(column_type: &ColumnType, default: &Default) -> Result<(), DefaultError> {
    match default {
        Default::Expression(_) => Ok(()),
        Default::Bytes(_) => match column_type {
            ColumnType::Bytes | ColumnType::Raw(_) => Ok(()),
            ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Real
            | ColumnType::Double
            | ColumnType::Numeric(_)
            | ColumnType::Varchar(_)
            | ColumnType::Char(_)
            | ColumnType::Text
            | ColumnType::Boolean
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
            | ColumnType::Enum(_) => Err(DefaultError::Bytes {
                column_type: column_type.clone(),
            }),
        },
        Default::Literal(literal) => literal_fits(column_type, literal),
    }
}

fn literal_fits(column_type: &ColumnType, literal: &Literal) -> Result<(), DefaultError> {
    let takes = |takes| {
        Err(DefaultError::Kind {
            column_type: column_type.clone(),
            takes,
        })
    };
    let whole = |least: i64, greatest: i64| match literal {
        Literal::Integer(value) if (least..=greatest).contains(value) => Ok(()),
        Literal::Integer(value) => Err(DefaultError::OutOfRange {
            column_type: column_type.clone(),
            value: *value,
        }),
        Literal::String(_) | Literal::Boolean(_) => takes("a whole number"),
    };
    match column_type {
        ColumnType::SmallInt => whole(i16::MIN.into(), i16::MAX.into()),
        ColumnType::Integer => whole(i32::MIN.into(), i32::MAX.into()),
        ColumnType::BigInt => whole(i64::MIN, i64::MAX),
        ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => match literal {
            Literal::Integer(_) => Ok(()),
            Literal::String(text) if is_decimal(text) => Ok(()),
            Literal::String(_) | Literal::Boolean(_) => takes("a number"),
        },
        ColumnType::Varchar(length) | ColumnType::Char(length) => match literal {
            Literal::String(text) if text.chars().count() <= *length as usize => Ok(()),
            Literal::String(_) => Err(DefaultError::TooLong {
                column_type: column_type.clone(),
            }),
            Literal::Integer(_) | Literal::Boolean(_) => takes("text"),
        },
        ColumnType::Boolean => match literal {
            Literal::Boolean(_) => Ok(()),
            Literal::String(_) | Literal::Integer(_) => takes("`true` or `false`"),
        },
        ColumnType::Bytes => takes("bytes"),
        ColumnType::Text
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
        | ColumnType::Enum(_) => match literal {
            Literal::String(_) => Ok(()),
            Literal::Integer(_) | Literal::Boolean(_) => takes("text"),
        },
        ColumnType::Raw(_) => Ok(()),
    }
}

impl fmt::Display for DefaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind { column_type, takes } => {
                write!(f, "`{column_type}` needs {takes} as its default")?;
                if *column_type == ColumnType::Bytes {
                    f.write_str(": `b\"...\"` in a model, `{ bytes = \"...\" }` in a revision")?;
                }
                Ok(())
            }
            Self::Bytes { column_type } => {
                write!(f, "`{column_type}` cannot have bytes as its default")
            }
            Self::TooLong { column_type } => {
                write!(f, "this default is longer than `{column_type}`")
            }
            Self::OutOfRange { column_type, value } => {
                write!(f, "`{value}` does not fit into `{column_type}`")
            }
        }
    }
}

impl std::error::Error for DefaultError {}

/// Whether a text is a decimal number: digits with an optional sign, point and exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().is_ok()),
        None => (text, true),
    };
    let digits = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let all_digits = (whole.chars().chain(fraction.chars())).all(|digit| digit.is_ascii_digit());
    exponent && has_digits && all_digits
}
