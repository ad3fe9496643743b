//! SQL text as the server writes it.

use std::borrow::Cow;

use keeper_schema_core::schema::SqlText;
use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, tokens};

/// An expression, for PostgreSQL as far as anyone knows, so for both.
pub(super) fn sql(text: &str) -> SqlText {
    SqlText::from(unwrapped(&without_implied_casts(text)))
}

/// The text without the casts that the server adds to lists of `character varying` that are
/// compared with text, and does not read back as it wrote them: given
/// `ANY ((ARRAY['a'::character varying])::text[])`, it would cast each value.
pub(super) fn without_implied_casts(text: &str) -> Cow<'_, str> {
    replaced(
        text,
        (&["(", "ARRAY", "["], &["]", ")", "::", "text", "[", "]"]),
        |list| list.to_owned(),
    )
}

/// The text with these casts, so that it means the same as one with each value cast.
pub(super) fn with_implied_casts(text: &str) -> Cow<'_, str> {
    replaced(text, (&["ARRAY", "["], &["]"]), |list| {
        format!("({list})::text[]")
    })
}

/// The text with each `ANY (...)` and `ALL (...)` of a list that begins and ends so, and only has
/// strings of `character varying` in it. `change` gets the list from `ARRAY` to `]`.
fn replaced<'t>(
    text: &'t str,
    around: (&[&str], &[&str]),
    change: impl Fn(&str) -> String,
) -> Cow<'t, str> {
    if !text.contains("'::character varying]") {
        return Cow::Borrowed(text);
    }
    let all: Vec<Token<'_>> = tokens(text).collect();
    let end = |at: usize| all[at].offset + all[at].text.len();
    let mut kept = String::with_capacity(text.len());
    let mut copied = 0;
    for at in 0..all.len() {
        let is_compared = all[at].is_word("any") || all[at].is_word("all");
        let found = is_compared.then(|| list(&all[at + 1..], around)).flatten();
        let Some((first, last, after)) = found else {
            continue;
        };
        let (open, first, last) = (at + 1, at + 1 + first, at + 1 + last);
        kept.push_str(&text[copied..end(open)]);
        kept.push_str(&change(&text[all[first].offset..end(last)]));
        copied = all[at + 1 + after].offset;
    }
    kept.push_str(&text[copied..]);
    Cow::Owned(kept)
}

/// Where `ARRAY` and `]` of the list are, and what closes the parenthesis that the tokens begin
/// with.
fn list(tokens: &[Token<'_>], around: (&[&str], &[&str])) -> Option<(usize, usize, usize)> {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|it| it.text == text);
    let are = |at: usize, texts: &[&str]| texts.iter().enumerate().all(|(n, it)| is(at + n, it));
    let (begin, end) = around;
    if !(is(0, "(") && are(1, begin)) {
        return None;
    }
    let first = begin.len() - 1;
    let mut at = begin.len() + 1;
    loop {
        let is_string = tokens.get(at)?.kind == TokenKind::String;
        if !(is_string && are(at + 1, &["::", "character", "varying"])) {
            return None;
        }
        at += 4;
        if !is(at, ",") {
            break;
        }
        at += 1;
    }
    let after = at + end.len();
    (are(at, end) && is(after, ")")).then_some((first, at, after))
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
    use super::{unwrapped, with_implied_casts, without_implied_casts};

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

    #[test]
    fn only_casts_that_nobody_wrote_go() {
        for (text, expected) in [
            (
                "(s)::text = ANY ((ARRAY['a'::character varying, 'b]'::character varying])::text[])",
                "(s)::text = ANY (ARRAY['a'::character varying, 'b]'::character varying])",
            ),
            (
                "(a <> ALL ((ARRAY['a'::character varying])::text[])) OR b = ANY ((ARRAY['b'::character varying])::text[])",
                "(a <> ALL (ARRAY['a'::character varying])) OR b = ANY (ARRAY['b'::character varying])",
            ),
        ] {
            assert_eq!(without_implied_casts(text), expected);
            assert_eq!(with_implied_casts(expected), text);
        }
        for text in [
            "s = ANY ((ARRAY['a'::text])::text[])",
            "s = ANY ((ARRAY[a, 'b'::character varying])::text[])",
            "f((ARRAY['a'::character varying])::text[])",
            "f(ARRAY['a'::character varying])",
            "s = ANY (a)",
        ] {
            assert_eq!(without_implied_casts(text), text);
            assert_eq!(with_implied_casts(text), text);
        }
    }
}
