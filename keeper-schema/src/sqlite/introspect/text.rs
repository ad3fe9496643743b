//! SQL text of expressions: what is around it, and what means the same.

use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, sqlite_tokens};

/// The text without space, comments and parentheses around the whole of it.
pub(super) fn unwrapped(text: &str) -> &str {
    let tokens: Vec<Token<'_>> = sqlite_tokens(text).collect();
    of(text, unwrapped_tokens(&tokens))
}

/// The part of a text that the tokens are of.
pub(super) fn of<'a>(text: &'a str, tokens: &[Token<'_>]) -> &'a str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => {
            let end = last.offset + last.text.len();
            text.get(first.offset..end).unwrap_or_default()
        }
        _ => "",
    }
}

/// The tokens without parentheses around the whole of them.
pub(super) fn unwrapped_tokens<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let mut tokens = tokens;
    while let [_, inside @ .., _] = tokens
        && is_wrapped(tokens)
    {
        tokens = inside;
    }
    tokens
}

/// Whether the first token is a parenthesis that the last one closes.
pub(super) fn is_wrapped(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return at > 0 && at + 1 == tokens.len();
        }
    }
    false
}

/// One spelling for all texts that differ only in space, comments, outer parentheses, the
/// case of words, and quotes round names that need none.
pub(super) fn normal(text: &str) -> String {
    let tokens: Vec<Token<'_>> = sqlite_tokens(text).collect();
    let words = unwrapped_tokens(&tokens).iter().map(normal_token);
    words.collect::<Vec<_>>().join(" ")
}

fn normal_token(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::Word => token.text.to_ascii_lowercase(),
        TokenKind::QuotedIdentifier => {
            let name = token.identifier().unwrap_or_default().to_ascii_lowercase();
            match is_plain(&name) {
                true => name,
                false => format!("\"{}\"", name.replace('"', "\"\"")),
            }
        }
        TokenKind::Number => token.text.to_ascii_lowercase(),
        // `<>` and `==` are others' spellings of the same.
        TokenKind::Punctuation if token.text == "<>" => "!=".to_owned(),
        TokenKind::Punctuation if token.text == "==" => "=".to_owned(),
        TokenKind::String | TokenKind::Parameter | TokenKind::Punctuation => token.text.to_owned(),
    }
}

/// Whether a name means the same without quotes: it is one word, and none that stands for
/// a value.
fn is_plain(name: &str) -> bool {
    const VALUES: [&str; 6] = [
        "null",
        "true",
        "false",
        "current_date",
        "current_time",
        "current_timestamp",
    ];
    let mut tokens = sqlite_tokens(name);
    let is_word = |token: Token<'_>| token.kind == TokenKind::Word && token.text == name;
    tokens.next().is_some_and(is_word) && !VALUES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{normal, unwrapped};

    #[test]
    fn only_what_is_around_the_whole_goes() {
        for (text, expected) in [
            (" ((a > 0)) -- why", "a > 0"),
            ("(a > 0) AND (b > 0)", "(a > 0) AND (b > 0)"),
            ("/* x */ (a = ')')", "a = ')'"),
            ("lower(a)", "lower(a)"),
            ("()", ""),
            ("", ""),
        ] {
            assert_eq!(unwrapped(text), expected);
        }
    }

    #[test]
    fn what_means_the_same_is_spelled_alike() {
        for (left, right, expected) in [
            ("a>0", "( \"A\" /* x */ > 0 )", true),
            ("[a b] is NULL", "\"a b\" IS null", true),
            ("`t`.a", "t.\"a\"", true),
            ("\"null\"", "null", false),
            ("\"a b\"", "a b", false),
            ("a = 'x'", "a = 'X'", false),
            ("a <> 0x1F", "a != 0X1f", true),
            ("(a) + (b)", "a + b", false),
        ] {
            assert_eq!(normal(left) == normal(right), expected, "{left}, {right}");
        }
    }
}
