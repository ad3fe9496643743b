//! The texts of defaults, back into the values that they are.

use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, sqlite_tokens};
use keeper_schema_core::schema::{ColumnType, Default, Literal, SqlText, default_fits};

use super::cursor::string;
use super::text;

/// A default of a column of that type: a literal where it can be one.
pub(super) fn read(written: &str, column_type: &ColumnType) -> Default {
    let tokens: Vec<Token<'_>> = sqlite_tokens(written).collect();
    let is_bare = !text::is_wrapped(&tokens);
    let tokens = text::unwrapped_tokens(&tokens);
    let expression = || Default::Expression(SqlText::from(text::of(written, tokens)));
    let value = match tokens {
        [sign, number] if sign.is_punctuation("-") => number_of(number, "-", column_type),
        [sign, number] if sign.is_punctuation("+") => number_of(number, "", column_type),
        [token] => match token.kind {
            TokenKind::Number => number_of(token, "", column_type),
            TokenKind::String => text_or_bytes(token, column_type),
            TokenKind::Word if is_keyword(token) => return keyword(token, column_type),
            // A name alone is a string here, which it would not be in parentheses.
            TokenKind::Word | TokenKind::QuotedIdentifier if is_bare => {
                let name = token.identifier().unwrap_or_default();
                return of_text(name, column_type);
            }
            TokenKind::Word
            | TokenKind::QuotedIdentifier
            | TokenKind::Parameter
            | TokenKind::Punctuation => None,
        },
        _ => None,
    };
    let fits = |value: &Default| default_fits(column_type, value).is_ok();
    value.filter(fits).unwrap_or_else(expression)
}

/// The same default of a column that is of another type than it was read for.
pub(super) fn read_again(default: &Default, column_type: &ColumnType) -> Default {
    let written = match default {
        Default::Literal(Literal::Integer(number)) => number.to_string(),
        Default::Literal(Literal::String(text)) => format!("'{}'", text.replace('\'', "''")),
        Default::Expression(text) => match text.sqlite() {
            Some(text) => text.clone(),
            None => return default.clone(),
        },
        Default::Literal(Literal::Boolean(_)) | Default::Bytes(_) => return default.clone(),
    };
    read(&written, column_type)
}

fn is_keyword(token: &Token<'_>) -> bool {
    const KEYWORDS: [&str; 6] = [
        "null",
        "true",
        "false",
        "current_date",
        "current_time",
        "current_timestamp",
    ];
    KEYWORDS.iter().any(|keyword| token.is_word(keyword))
}

fn keyword(token: &Token<'_>, column_type: &ColumnType) -> Default {
    let truth = match () {
        () if token.is_word("true") => Some(true),
        () if token.is_word("false") => Some(false),
        () => None,
    };
    match truth {
        Some(value) if *column_type == ColumnType::Boolean => {
            Default::Literal(Literal::Boolean(value))
        }
        _ => Default::Expression(SqlText::Common(token.text.to_ascii_uppercase())),
    }
}

fn number_of(token: &Token<'_>, sign: &str, column_type: &ColumnType) -> Option<Default> {
    if token.kind != TokenKind::Number {
        return None;
    }
    number(format!("{sign}{}", token.text), column_type)
}

fn number(text: String, column_type: &ColumnType) -> Option<Default> {
    let literal = match (text.parse(), column_type) {
        // To SQLite, the truth values are these.
        (Ok(0), ColumnType::Boolean) => Literal::Boolean(false),
        (Ok(1), ColumnType::Boolean) => Literal::Boolean(true),
        (Ok(number), _) => Literal::Integer(number),
        (Err(_), _) if is_number(column_type) && is_plain(&text) => Literal::String(text),
        (Err(_), _) => return None,
    };
    Some(Default::Literal(literal))
}

fn text_or_bytes(token: &Token<'_>, column_type: &ColumnType) -> Option<Default> {
    match string(token) {
        // The column makes a number of it, whatever the quotes.
        Some(value) if is_of_numbers(column_type) => number(value, column_type),
        Some(value) => Some(Default::Literal(Literal::String(value))),
        None => bytes(token.text).map(Default::Bytes),
    }
}

fn of_text(value: String, column_type: &ColumnType) -> Default {
    let quoted = format!("'{}'", value.replace('\'', "''"));
    let literal = Default::Literal(Literal::String(value));
    match !is_number(column_type) && default_fits(column_type, &literal).is_ok() {
        true => literal,
        false => Default::Expression(SqlText::Common(quoted)),
    }
}

fn is_of_numbers(column_type: &ColumnType) -> bool {
    is_number(column_type)
        || matches!(
            column_type,
            ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt | ColumnType::Boolean
        )
}

fn is_number(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_)
    )
}

/// Digits on both sides of a point: in quotes the dialect would write any other number.
fn is_plain(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    digits
        .split_once('.')
        .is_some_and(|(whole, fraction)| is_digits(whole) && is_digits(fraction))
}

/// The bytes of `x'00ff'`.
fn bytes(written: &str) -> Option<Vec<u8>> {
    let digits = written.strip_prefix(['x', 'X'])?;
    let digits = digits.strip_prefix('\'')?.strip_suffix('\'')?;
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use keeper_schema_core::schema::{ColumnType, Default, Literal};

    use super::read;

    fn check(written: &str, column_type: &str, expected: Default) {
        let column_type = ColumnType::parse(column_type).unwrap();
        assert_eq!(read(written, &column_type), expected, "{written}");
    }

    #[test]
    fn literals() {
        let text = |text: &str| Default::Literal(Literal::String(text.to_owned()));
        let integer = |value| Default::Literal(Literal::Integer(value));
        let truth = |value| Default::Literal(Literal::Boolean(value));
        for (written, column_type, expected) in [
            ("'it''s'", "text", text("it's")),
            ("('a')", "varchar(9)", text("a")),
            ("a", "text", text("a")),
            ("\"A b\"", "text", text("A b")),
            ("7", "smallint", integer(7)),
            ("- 7", "bigint", integer(-7)),
            ("+7", "raw:INT", integer(7)),
            ("0.50", "numeric", text("0.50")),
            ("-0.5", "double", text("-0.5")),
            ("'7'", "integer", integer(7)),
            ("'1.5'", "numeric", text("1.5")),
            ("'0'", "boolean", truth(false)),
            ("false", "boolean", truth(false)),
            ("1", "boolean", truth(true)),
            ("X'00fF'", "bytes", Default::Bytes(vec![0, 255])),
            ("'2020-01-01'", "date", text("2020-01-01")),
        ] {
            check(written, column_type, expected);
        }
    }

    #[test]
    fn everything_else_is_an_expression() {
        for (written, column_type, expected) in [
            ("current_timestamp", "timestamp", "CURRENT_TIMESTAMP"),
            ("NULL", "text", "NULL"),
            ("(1 + 2)", "integer", "1 + 2"),
            ("(a)", "text", "a"),
            ("7", "text", "7"),
            ("'seven'", "integer", "'seven'"),
            ("'1e5'", "numeric", "'1e5'"),
            ("seven", "integer", "'seven'"),
            ("0x10", "integer", "0x10"),
            ("1e3", "double", "1e3"),
            ("9223372036854775808", "bigint", "9223372036854775808"),
            ("true", "integer", "TRUE"),
            ("x'00'", "text", "x'00'"),
            ("'too long'", "varchar(3)", "'too long'"),
            ("2", "boolean", "2"),
        ] {
            check(written, column_type, Default::Expression(expected.into()));
        }
    }
}
