//! SQL text as the server writes it.

use keeper_schema_core::schema::SqlText;
use keeper_schema_core::schema::sql_tokens::{Token, tokens};

/// An expression, for PostgreSQL as far as anyone knows, so for both.
pub(super) fn sql(text: &str) -> SqlText {
    SqlText::from(unwrapped(text))
}

/// The text without the parentheses that the server puts around the whole of it.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    while is_wrapped(text) {
        text = text[1..text.len() - 1].trim();
    }
    text
}

fn is_wrapped(text: &str) -> bool {
    if !(text.starts_with('(') && text.ends_with(')')) {
        return false;
    }
    let mut depth = 0_usize;
    for token in tokens(text) {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return is_last(text, &token);
            }
        }
    }
    false
}

fn is_last(text: &str, token: &Token<'_>) -> bool {
    token.offset + token.text.len() == text.len()
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn only_what_is_around_the_whole_goes() {
        for (text, expected) in [
            ("(a > 0)", "a > 0"),
            ("((a > 0) AND (b > 0))", "(a > 0) AND (b > 0)"),
            ("(a > 0) AND (b > 0)", "(a > 0) AND (b > 0)"),
            ("((a))", "a"),
            ("(a = ')')", "a = ')'"),
            ("lower(a)", "lower(a)"),
            ("", ""),
        ] {
            assert_eq!(unwrapped(text), expected);
        }
    }
}
