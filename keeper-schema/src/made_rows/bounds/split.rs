//! Taking the tokens of an expression apart.

use keeper_schema_core::schema::sql_tokens::Token;

/// All tokens but casts (`::character varying`, `::numeric(10, 2)`, `::text[]`).
pub(super) fn without_casts<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Vec<Token<'a>> {
    let mut kept = Vec::new();
    let mut tokens = tokens.peekable();
    while let Some(token) = tokens.next() {
        if !token.is_punctuation("::") {
            kept.push(token);
            continue;
        }
        tokens.next();
        let goes_on = |token: &Token<'_>| {
            ["varying", "precision", "without", "with", "time", "zone"]
                .iter()
                .any(|word| token.is_word(word))
        };
        while tokens.next_if(goes_on).is_some() {}
        for (open, close) in [("(", ")"), ("[", "]")] {
            if tokens.next_if(|token| token.is_punctuation(open)).is_some() {
                while tokens
                    .next_if(|token| !token.is_punctuation(close))
                    .is_some()
                {}
                tokens.next();
            }
        }
    }
    kept
}

/// Without the parentheses around the whole.
pub(super) fn bare<'a, 'b>(tokens: &'a [Token<'b>]) -> &'a [Token<'b>] {
    match tokens {
        [open, inner @ .., close]
            if open.is_punctuation("(") && close.is_punctuation(")") && is_balanced(inner) =>
        {
            bare(inner)
        }
        tokens => tokens,
    }
}

/// The parts between a word, outside of parentheses. The `AND` of a `BETWEEN` parts nothing.
pub(super) fn split<'a, 'b>(tokens: &'a [Token<'b>], word: &str) -> Vec<&'a [Token<'b>]> {
    let (mut parts, mut start, mut depth, mut is_between) = (Vec::new(), 0, 0, false);
    for (position, token) in tokens.iter().enumerate() {
        depth += step(token);
        if depth != 0 {
            continue;
        }
        if token.is_word("between") {
            is_between = true;
        } else if token.is_word("and") && is_between {
            is_between = false;
        } else if token.is_word(word) {
            parts.push(&tokens[start..position]);
            start = position + 1;
        }
    }
    parts.push(&tokens[start..]);
    parts
}

/// Whether no parenthesis closes that was not opened.
fn is_balanced(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0;
    let stays = tokens.iter().all(|token| {
        depth += step(token);
        depth >= 0
    });
    stays && depth == 0
}

fn step(token: &Token<'_>) -> i32 {
    match token.text {
        "(" | "[" => 1,
        ")" | "]" => -1,
        _ => 0,
    }
}
