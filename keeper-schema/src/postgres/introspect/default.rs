//! The server's texts of defaults, back into the values that they are.

use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, tokens};
use keeper_schema_core::schema::{ColumnType, Default, Literal};

use super::text;

/// A default, given the column's type and the server's name of it without a length.
pub(super) fn read(written: &str, column_type: &ColumnType, type_name: &str) -> Default {
    literal(written, column_type, type_name)
        .unwrap_or_else(|| Default::Expression(text::sql(written)))
}

/// Whether the server writes the default in another way than what we would make of it: of two
/// databases, one can have the same value in other words.
pub(super) fn is_in_other_words(
    written: &str,
    default: &Default,
    column_type: &ColumnType,
) -> bool {
    let Default::Literal(literal) = default else {
        return false;
    };
    match (literal, kind(column_type)) {
        (Literal::Integer(number), _) => match i32::try_from(*number) {
            Ok(0..) => written != number.to_string(),
            Ok(_) => written != format!("'{number}'::integer"),
            Err(_) => written != format!("'{number}'::bigint"),
        },
        (Literal::String(text), Kind::Decimal) => match column_type {
            ColumnType::Numeric(_) if text.starts_with('-') => {
                written != format!("'{text}'::numeric")
            }
            ColumnType::Numeric(_) => written != text,
            // In quotes it is read as one of the column's type.
            _ => !written.ends_with("::double precision") && !written.ends_with("::real"),
        },
        (Literal::String(_) | Literal::Boolean(_), _) => false,
    }
}

/// A literal, with at most a cast to the type that the column has anyway.
fn literal(written: &str, column_type: &ColumnType, type_name: &str) -> Option<Default> {
    let tokens: Vec<Token<'_>> = tokens(written).collect();
    let (value, rest) = tokens.split_first()?;
    match (value.kind, rest) {
        (TokenKind::Word, []) if *column_type == ColumnType::Boolean => match value.text {
            "true" => Some(Default::Literal(Literal::Boolean(true))),
            "false" => Some(Default::Literal(Literal::Boolean(false))),
            _ => None,
        },
        (TokenKind::Number, []) => number(value.text, column_type),
        (TokenKind::String, [_, ..]) => {
            let cast = written[value.offset + value.text.len()..].strip_prefix("::")?;
            let value = value.text.strip_prefix('\'')?.strip_suffix('\'')?;
            quoted(&value.replace("''", "'"), cast, column_type, type_name)
        }
        _ => None,
    }
}

/// A value in quotes. Negative numbers are written so, as the integers they were read as.
fn quoted(value: &str, cast: &str, column_type: &ColumnType, type_name: &str) -> Option<Default> {
    let is_integer_cast = matches!(cast, "smallint" | "integer" | "bigint");
    let is_own = cast == type_name || (cast == "bpchar" && type_name == "character");
    match kind(column_type) {
        Kind::Integer if is_integer_cast => number(value, column_type),
        Kind::Decimal if is_integer_cast || cast == "numeric" || is_own => {
            number(value, column_type)
        }
        Kind::Bytes if is_own => bytes(value.strip_prefix("\\x")?).map(Default::Bytes),
        Kind::Quoted if is_own => Some(Default::Literal(Literal::String(value.to_owned()))),
        Kind::Integer | Kind::Decimal | Kind::Bytes | Kind::Quoted => None,
    }
}

fn number(value: &str, column_type: &ColumnType) -> Option<Default> {
    let literal = match (kind(column_type), value.parse()) {
        (Kind::Integer | Kind::Decimal, Ok(number)) => Literal::Integer(number),
        (Kind::Decimal, Err(_)) => Literal::String(value.to_owned()),
        (Kind::Integer, Err(_)) | (Kind::Bytes | Kind::Quoted, _) => return None,
    };
    Some(Default::Literal(literal))
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}

/// How the values of a type are written.
#[derive(Clone, Copy)]
enum Kind {
    Integer,
    Decimal,
    Bytes,
    /// In quotes; what is between them is the value.
    Quoted,
}

fn kind(column_type: &ColumnType) -> Kind {
    match column_type {
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt => Kind::Integer,
        ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => Kind::Decimal,
        ColumnType::Bytes => Kind::Bytes,
        ColumnType::Varchar(_)
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
        | ColumnType::Enum(_)
        | ColumnType::Raw(_) => Kind::Quoted,
    }
}

#[cfg(test)]
mod tests {
    use keeper_schema_core::schema::{ColumnType, Default, Literal};

    use super::{is_in_other_words, read};

    #[test]
    fn plain_literals() {
        let text = |text: &str| Default::Literal(Literal::String(text.to_owned()));
        let integer = |value| Default::Literal(Literal::Integer(value));
        for (written, column_type, type_name, expected) in [
            ("'it''s'::text", ColumnType::Text, "text", text("it's")),
            (
                "'a'::character varying",
                ColumnType::Varchar(9),
                "character varying",
                text("a"),
            ),
            ("'a'::bpchar", ColumnType::Char(1), "character", text("a")),
            ("''::text", ColumnType::Text, "text", text("")),
            ("7", ColumnType::SmallInt, "smallint", integer(7)),
            ("'-7'::integer", ColumnType::BigInt, "bigint", integer(-7)),
            ("0.50", ColumnType::Numeric(None), "numeric", text("0.50")),
            (
                "'-0.5'::numeric",
                ColumnType::Double,
                "double precision",
                text("-0.5"),
            ),
            (
                "false",
                ColumnType::Boolean,
                "boolean",
                Default::Literal(Literal::Boolean(false)),
            ),
            (
                r"'\x00ff'::bytea",
                ColumnType::Bytes,
                "bytea",
                Default::Bytes(vec![0, 255]),
            ),
            (
                "'2020-01-01'::date",
                ColumnType::Date,
                "date",
                text("2020-01-01"),
            ),
        ] {
            assert_eq!(read(written, &column_type, type_name), expected);
        }
    }

    #[test]
    fn everything_else_is_an_expression() {
        for (written, column_type, type_name, expected) in [
            (
                "now()",
                ColumnType::TimestampTz,
                "timestamp with time zone",
                "now()",
            ),
            (
                "'now'::text",
                ColumnType::Varchar(9),
                "character varying",
                "'now'::text",
            ),
            ("(1 + 2)", ColumnType::Integer, "integer", "1 + 2"),
            (
                "('a'::text || 'b'::text)",
                ColumnType::Text,
                "text",
                "'a'::text || 'b'::text",
            ),
            (
                "'a'::text || 'b'::text",
                ColumnType::Text,
                "text",
                "'a'::text || 'b'::text",
            ),
            ("NULL::text", ColumnType::Text, "text", "NULL::text"),
            ("CURRENT_DATE", ColumnType::Date, "date", "CURRENT_DATE"),
            (
                "12345678901234567890",
                ColumnType::BigInt,
                "bigint",
                "12345678901234567890",
            ),
        ] {
            let expected = Default::Expression(expected.into());
            assert_eq!(read(written, &column_type, type_name), expected);
        }
    }

    #[test]
    fn a_value_in_other_words_than_ours() {
        let integer = (ColumnType::BigInt, "bigint");
        let double = (ColumnType::Double, "double precision");
        let numeric = (ColumnType::Numeric(None), "numeric");
        for (written, (column_type, type_name), expected) in [
            ("2", &integer, false),
            ("'2'::bigint", &integer, true),
            ("'-2'::integer", &integer, false),
            ("'-2'::bigint", &integer, true),
            ("'5000000000'::bigint", &integer, false),
            ("0", &double, false),
            ("0.0", &double, true),
            ("'0.5'::double precision", &double, false),
            ("'1'::double precision", &double, true),
            ("0.50", &numeric, false),
            ("'-0.5'::numeric", &numeric, false),
            ("now()", &double, false),
        ] {
            let default = read(written, column_type, type_name);
            assert_eq!(
                is_in_other_words(written, &default, column_type),
                expected,
                "{written}"
            );
        }
    }
}
