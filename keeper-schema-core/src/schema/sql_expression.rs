//! Whether a text can be one SQL expression: it goes between parentheses of the tool's
//! own, and has to end before they do.
//!
//! Whether it means something only the database knows.

use super::sql_tokens::{Token, TokenKind, tokens};

/// What keeps a text from being one expression.
///
/// # Errors
/// If it is empty, has an end of a statement in it, or leaves something open.
pub fn expression_fits(text: &str) -> Result<(), &'static str> {
    let mut depth = 0_usize;
    let mut end = 0;
    for token in tokens(text) {
        end = token.offset + token.text.len();
        if token.is_punctuation("(") || token.is_punctuation("[") {
            depth += 1;
        } else if token.is_punctuation(")") || token.is_punctuation("]") {
            depth = depth
                .checked_sub(1)
                .ok_or("this SQL closes a parenthesis that it does not open")?;
        } else if token.is_punctuation(";") {
            return Err("this SQL is one expression, and `;` ends a statement");
        } else if !is_closed(&token) {
            return Err("this SQL does not close a quote");
        }
    }
    if end == 0 {
        return Err("the SQL is empty");
    }
    if depth > 0 {
        return Err("this SQL does not close a parenthesis");
    }
    if !comments_are_closed(&text[end..]) {
        return Err("this SQL does not close a comment");
    }
    Ok(())
}

/// Of what comes after the last token.
fn comments_are_closed(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start();
        let end = match (rest.strip_prefix("/*"), rest.starts_with("--")) {
            (Some(comment), _) => match comment.find("*/") {
                Some(end) => end + "/**/".len(),
                None => return false,
            },
            (None, true) => rest.find('\n').unwrap_or(rest.len()),
            (None, false) => return true,
        };
        rest = &rest[end..];
    }
}

fn is_closed(token: &Token<'_>) -> bool {
    match token.kind {
        TokenKind::String | TokenKind::QuotedIdentifier => {}
        TokenKind::Word | TokenKind::Number | TokenKind::Parameter | TokenKind::Punctuation => {
            return true;
        }
    }
    let quoted = token
        .text
        .trim_start_matches(|c: char| c.is_alphabetic() || c == '&');
    let escapes = token.text.starts_with(['e', 'E']);
    match quoted.chars().next() {
        // A quote inside is doubled.
        Some(quote @ ('\'' | '"' | '`')) if !escapes => quoted.matches(quote).count() % 2 == 0,
        Some(quote @ ('\'' | '"' | '`')) => quoted.len() > 1 && quoted.ends_with(quote),
        Some('[') => quoted.ends_with(']'),
        Some('$') => quoted.len() > 2 && quoted.ends_with('$'),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = expression_fits(text).err().unwrap_or("one expression");
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn expressions() {
        for text in [
            "a > 0",
            "(a)",
            "a IN (1, (2))",
            "a <> ');' OR \"b;(\" = 'it''s (' -- )",
            "`(` = [)]",
            "a /* ( */ > 0 -- /*",
            "E'\\'' <> a",
            "$$ ( $$ <> a",
            "x'00'",
            "日本語 > 0",
        ] {
            check(text, "one expression");
        }
    }

    #[test]
    fn texts_that_are_none() {
        let closes = "this SQL closes a parenthesis that it does not open";
        for (text, expected) in [
            ("", "the SQL is empty"),
            (" -- a", "the SQL is empty"),
            ("a > 0); DROP TABLE a; --", closes),
            ("a) OR (b", closes),
            (
                "a; b",
                "this SQL is one expression, and `;` ends a statement",
            ),
            ("lower(a", "this SQL does not close a parenthesis"),
            ("a <> 'it", "this SQL does not close a quote"),
            ("a <> 'it''", "this SQL does not close a quote"),
            ("\"a > 0", "this SQL does not close a quote"),
            ("[a", "this SQL does not close a parenthesis"),
            ("$$a", "this SQL does not close a quote"),
            ("E'a", "this SQL does not close a quote"),
            ("a /* b", "this SQL does not close a comment"),
        ] {
            check(text, expected);
        }
    }
}
