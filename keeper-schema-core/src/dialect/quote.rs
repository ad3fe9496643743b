//! Names and values in SQL text. Both databases quote alike.

use super::DialectError;

/// A name in double quotes. Always quoted: no list of keywords can be complete.
///
/// # Errors
/// If the name holds a NUL character.
pub fn quoted(name: &str) -> Result<String, DialectError> {
    enclosed(name, '"')
}

/// A string literal.
///
/// # Errors
/// If the text holds a NUL character.
pub fn string_literal(text: &str) -> Result<String, DialectError> {
    enclosed(text, '\'')
}

/// `name, name` with each in double quotes.
pub(super) fn quoted_list<'a>(
    names: impl IntoIterator<Item = &'a String>,
) -> Result<String, DialectError> {
    let names: Result<Vec<String>, DialectError> =
        names.into_iter().map(|name| quoted(name)).collect();
    Ok(names?.join(", "))
}

/// An expression in parentheses. A comment at its end does not swallow the last one.
pub(super) fn parenthesised(expression: &str) -> String {
    let expression = expression.trim();
    if expression.contains("--") {
        format!("({expression}\n)")
    } else {
        format!("({expression})")
    }
}

fn enclosed(text: &str, quote: char) -> Result<String, DialectError> {
    if text.contains('\0') {
        return Err(DialectError::Nul {
            text: text.to_owned(),
        });
    }
    let mut enclosed = String::with_capacity(text.len() + 2);
    enclosed.push(quote);
    for (index, part) in text.split(quote).enumerate() {
        if index > 0 {
            enclosed.extend([quote, quote]);
        }
        enclosed.push_str(part);
    }
    enclosed.push(quote);
    Ok(enclosed)
}

#[cfg(test)]
mod tests {
    use super::{parenthesised, quoted, string_literal};

    #[test]
    fn names() {
        for (name, expected) in [
            ("slug", r#""slug""#),
            (r#"a"b"#, r#""a""b""#),
            ("select; --", r#""select; --""#),
            ("", r#""""#),
        ] {
            assert_eq!(quoted(name).unwrap(), expected);
        }
        assert!(quoted("a\0b").is_err());
    }

    #[test]
    fn strings() {
        assert_eq!(string_literal(r"it's \ $$").unwrap(), r"'it''s \ $$'");
        assert!(string_literal("\0").is_err());
    }

    #[test]
    fn a_comment_does_not_swallow_the_parenthesis() {
        assert_eq!(parenthesised("a > 0 -- positive"), "(a > 0 -- positive\n)");
    }
}
