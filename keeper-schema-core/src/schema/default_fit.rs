//! Which values are defaults of which type.

use super::{ColumnType, Default, Literal};

/// What is wrong with a default for that type, if anything is.
///
/// # Errors
/// If the value is none of the type's. Expressions and types by literal name pass.
pub fn default_fits(column_type: &ColumnType, default: &Default) -> Result<(), String> {
    let refuse = |instead: &str| Err(format!("`{column_type}` needs {instead} as its default"));
    match default {
        Default::Expression(_) => Ok(()),
        Default::Bytes(_) => match column_type {
            ColumnType::Bytes | ColumnType::Raw(_) => Ok(()),
            _ => Err(format!("`{column_type}` cannot have bytes as its default")),
        },
        Default::Literal(literal) => match column_type {
            ColumnType::SmallInt => integer_fits(
                column_type,
                literal,
                i64::from(i16::MIN),
                i64::from(i16::MAX),
            ),
            ColumnType::Integer => integer_fits(
                column_type,
                literal,
                i64::from(i32::MIN),
                i64::from(i32::MAX),
            ),
            ColumnType::BigInt => integer_fits(column_type, literal, i64::MIN, i64::MAX),
            ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => match literal {
                Literal::Integer(_) => Ok(()),
                Literal::String(text) if is_decimal(text) => Ok(()),
                Literal::String(_) | Literal::Boolean(_) => refuse("a number"),
            },
            ColumnType::Varchar(length) | ColumnType::Char(length) => match literal {
                Literal::String(text) if text.chars().count() <= *length as usize => Ok(()),
                Literal::String(_) => Err(format!("this default is longer than `{column_type}`")),
                Literal::Integer(_) | Literal::Boolean(_) => refuse("text"),
            },
            ColumnType::Boolean => match literal {
                Literal::Boolean(_) => Ok(()),
                Literal::String(_) | Literal::Integer(_) => refuse("`true` or `false`"),
            },
            ColumnType::Bytes => Err(
                "`bytes` needs bytes as its default: `b\"...\"` in a model, `{ bytes = \"...\" }` in a revision"
                    .to_owned(),
            ),
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
                Literal::Integer(_) | Literal::Boolean(_) => refuse("text"),
            },
            ColumnType::Raw(_) => Ok(()),
        },
    }
}

fn integer_fits(
    column_type: &ColumnType,
    literal: &Literal,
    least: i64,
    greatest: i64,
) -> Result<(), String> {
    match literal {
        Literal::Integer(value) if (least..=greatest).contains(value) => Ok(()),
        Literal::Integer(value) => Err(format!("`{value}` does not fit into `{column_type}`")),
        Literal::String(_) | Literal::Boolean(_) => Err(format!(
            "`{column_type}` needs a whole number as its default"
        )),
    }
}

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
