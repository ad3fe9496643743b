//! SQL as it is in a log.

use std::fmt;

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, sqlite_tokens, tokens};

/// SQL on one line, with its strings left out: a log goes further than the database does, and a
/// string may be somebody's password.
pub(super) struct ShownSql<'s>(pub(super) Dialect, pub(super) &'s str);

impl fmt::Display for ShownSql<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(dialect, sql) = *self;
        match dialect {
            Dialect::Sqlite => write_tokens(f, sqlite_tokens(sql)),
            Dialect::Postgres => write_tokens(f, tokens(sql)),
        }
    }
}

fn write_tokens<'s>(
    f: &mut fmt::Formatter<'_>,
    tokens: impl Iterator<Item = Token<'s>>,
) -> fmt::Result {
    let mut end = 0;
    for token in tokens {
        // What is between are spaces and comments.
        if token.offset > end && end > 0 {
            f.write_str(" ")?;
        }
        match token.kind {
            TokenKind::String => f.write_str("'…'")?,
            _ => write_visibly(f, token.text)?,
        }
        end = token.offset + token.text.len();
    }
    Ok(())
}

/// Without what a terminal would obey.
fn write_visibly(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        match character.is_control() {
            true => write!(f, "{}", character.escape_debug())?,
            false => write!(f, "{character}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_is_in_the_log() {
        let check = |dialect, sql: &str, expected: &str| {
            assert_eq!(ShownSql(dialect, sql).to_string(), expected);
        };
        for dialect in [Dialect::Sqlite, Dialect::Postgres] {
            check(
                dialect,
                "UPDATE books\n  SET title = 'it''s' -- 'why'\n  WHERE id=7",
                "UPDATE books SET title = '…' WHERE id=7",
            );
        }
        check(
            Dialect::Postgres,
            "ALTER ROLE app PASSWORD $x$hunter2$x$; SELECT E'a\\'b'",
            "ALTER ROLE app PASSWORD '…'; SELECT '…'",
        );
    }
}
