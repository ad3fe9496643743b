//! SQL text in a comparison: what is the same, and what a text becomes on a rename.

use crate::schema::sql_tokens::{Token, same_tokens, tokens};
use crate::schema::{Default, Literal, PerDialect, SqlText, TableName};

/// Whether two texts have the same tokens on each database.
pub(super) fn same(left: &SqlText, right: &SqlText) -> bool {
    same_on(left.sqlite(), right.sqlite()) && same_on(left.postgres(), right.postgres())
}

/// [`same`] for texts that may be absent.
pub(super) fn same_optional(left: Option<&SqlText>, right: Option<&SqlText>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => same(left, right),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether two names are the same on each database, to the letter: a type, a
/// collation, an operator class.
pub(super) fn same_name(left: &SqlText, right: &SqlText) -> bool {
    left.sqlite() == right.sqlite() && left.postgres() == right.postgres()
}

/// [`same_name`] for names that may be absent.
pub(super) fn same_optional_name(left: Option<&SqlText>, right: Option<&SqlText>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => same_name(left, right),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether two operator classes are the same on each database. What they are given has no
/// order, and is text whether or not it is in quotes.
pub(super) fn same_optional_opclass(left: Option<&SqlText>, right: Option<&SqlText>) -> bool {
    let (Some(left), Some(right)) = (left, right) else {
        return left == right;
    };
    let same = |left: Option<&String>, right: Option<&String>| {
        left.map(|text| opclass_parts(text)) == right.map(|text| opclass_parts(text))
    };
    same(left.sqlite(), right.sqlite()) && same(left.postgres(), right.postgres())
}

/// The name, and what it is given in parentheses.
fn opclass_parts(opclass: &str) -> (&str, Vec<String>) {
    let mut tokens = tokens(opclass);
    let Some(open) = tokens.find(|token| token.is_punctuation("(")) else {
        return (opclass.trim(), Vec::new());
    };
    let mut given = vec![String::new()];
    for token in tokens {
        if token.is_punctuation(",") {
            given.push(String::new());
        } else if let Some(parameter) = given.last_mut()
            && !token.is_punctuation(")")
        {
            let text = token.text.strip_prefix('\'');
            let text = text.and_then(|text| text.strip_suffix('\''));
            parameter.push_str(text.unwrap_or(token.text));
        }
    }
    given.sort();
    (opclass[..open.offset].trim(), given)
}

/// A default that is a value, as SQL that both databases read.
pub(super) fn of_default(default: &Default) -> Option<String> {
    match default {
        Default::Literal(Literal::String(text)) => Some(literal(text)),
        Default::Literal(Literal::Integer(number)) => Some(number.to_string()),
        Default::Literal(Literal::Boolean(value)) => Some(value.to_string()),
        Default::Bytes(_) | Default::Expression(_) => None,
    }
}

/// The value on each database, changed.
pub(super) fn map<T>(text: &SqlText, change: impl Fn(&str) -> T) -> PerDialect<T> {
    match text {
        PerDialect::Common(text) => PerDialect::Common(change(text)),
        PerDialect::Each { sqlite, postgres } => PerDialect::Each {
            sqlite: sqlite.as_deref().map(&change),
            postgres: postgres.as_deref().map(&change),
        },
    }
}

/// The text with every token that `rename` gives a new name replaced by it.
pub(super) fn replace_names<'a>(
    text: &SqlText,
    rename: impl Fn(&[Token<'_>], usize) -> Option<&'a str>,
) -> SqlText {
    map(text, |text| {
        let tokens: Vec<Token<'_>> = tokens(text).collect();
        let mut replaced = String::with_capacity(text.len());
        let mut copied = 0;
        for (at, token) in tokens.iter().enumerate() {
            let Some(name) = rename(&tokens, at) else {
                continue;
            };
            replaced.push_str(&text[copied..token.offset]);
            push_identifier(&mut replaced, token, name);
            copied = token.offset + token.text.len();
        }
        replaced.push_str(&text[copied..]);
        replaced
    })
}

/// In quotes where the old name was, or where the new one cannot do without.
fn push_identifier(text: &mut String, old: &Token<'_>, name: &str) {
    let is_plain = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let was_plain = old.kind == crate::schema::sql_tokens::TokenKind::Word;
    if is_plain && was_plain {
        text.push_str(name);
    } else {
        text.push_str(&quoted(name));
    }
}

/// The text in single quotes, as a value.
pub(super) fn literal(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// The table's name, with its schema, as both databases read it.
pub(super) fn quoted_table(table: &TableName) -> String {
    let schema = table.schema.as_deref().map(quoted);
    let name = quoted(&table.name);
    schema.map_or(name.clone(), |schema| format!("{schema}.{name}"))
}

/// The name in double quotes, as an identifier.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn same_on(left: Option<&String>, right: Option<&String>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => same_tokens(left, right),
        (Some(_), None) | (None, Some(_)) => false,
    }
}
