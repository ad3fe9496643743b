//! Reads what a key or an index is over.

use keeper_schema_core::schema::sql_tokens::{Token, sqlite_tokens};

use super::cursor::string;
use super::statement::{Key, KeyTarget};
use super::text;

/// Reads a list of keys, without the parentheses around it.
pub(super) fn read(list: &str) -> Option<Vec<Key>> {
    let tokens: Vec<Token<'_>> = sqlite_tokens(list).collect();
    let mut keys = Vec::new();
    for tokens in split(&tokens) {
        keys.push(key(list, tokens)?);
    }
    Some(keys)
}

/// The names in a list, without the parentheses around it.
pub(super) fn names(list: &str) -> Option<Vec<String>> {
    let keys = read(list)?.into_iter();
    keys.map(|key| match key.target {
        KeyTarget::Name(name) => Some(name),
        KeyTarget::Expression(_) => None,
    })
    .collect()
}

/// Splits at the commas that are in no parentheses.
fn split<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = &'t [Token<'a>]> {
    let mut depth = 0_usize;
    tokens.split(move |token| {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_punctuation(",")
    })
}

fn key(list: &str, tokens: &[Token<'_>]) -> Option<Key> {
    let (tokens, descending) = match tokens.split_last()? {
        (last, rest) if last.is_word("desc") && !rest.is_empty() => (rest, true),
        (last, rest) if last.is_word("asc") && !rest.is_empty() => (rest, false),
        _ => (tokens, false),
    };
    let (tokens, collation) = without_collation(tokens);
    let target = match tokens {
        [] => return None,
        [token] => match token.identifier().or_else(|| string(token)) {
            Some(name) => KeyTarget::Name(name),
            None => KeyTarget::Expression(token.text.to_owned()),
        },
        _ => KeyTarget::Expression(text::of(list, tokens).to_owned()),
    };
    Some(Key {
        target,
        collation,
        descending,
    })
}

/// Takes parentheses and `COLLATE` off. Of several the outermost one holds.
fn without_collation<'t, 'a>(tokens: &'t [Token<'a>]) -> (&'t [Token<'a>], Option<String>) {
    let mut tokens = text::unwrapped_tokens(tokens);
    let mut collation = None;
    while let [rest @ .., word, name] = tokens {
        let found = name.identifier().or_else(|| string(name));
        // `a || b COLLATE c` is about `b` alone.
        if !word.is_word("collate") || !is_primary(rest) {
            break;
        }
        collation = collation.or(found);
        tokens = text::unwrapped_tokens(rest);
    }
    (tokens, collation)
}

/// Whether it is one operand: a name, a call, or something in parentheses.
fn is_primary(tokens: &[Token<'_>]) -> bool {
    match tokens {
        [] => false,
        [_] => true,
        [name, arguments @ ..] => {
            text::is_wrapped(tokens) || name.identifier().is_some() && text::is_wrapped(arguments)
        }
    }
}
