//! Walks along the tokens of a statement.

use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, sqlite_tokens};

/// A place among the tokens of a text.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            tokens: sqlite_tokens(text).collect(),
            at: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at).copied();
        self.at += usize::from(token.is_some());
        token
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.peek().is_none()
    }

    /// Whether that keyword comes next.
    pub(super) fn is_at(&self, keyword: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(keyword))
    }

    /// Whether these keywords come next, one after the other.
    pub(super) fn are_next(&self, keywords: &[&str]) -> bool {
        let next = self.tokens.get(self.at..).unwrap_or_default();
        let mut pairs = next.iter().zip(keywords);
        next.len() >= keywords.len() && pairs.all(|(token, keyword)| token.is_word(keyword))
    }

    pub(super) fn is_at_deferral(&self) -> bool {
        self.is_at("deferrable") || self.are_next(&["not", "deferrable"])
    }

    /// Goes past the keywords if they all come next.
    pub(super) fn take(&mut self, keywords: &[&str]) -> bool {
        let taken = self.are_next(keywords);
        if taken {
            self.at += keywords.len();
        }
        taken
    }

    /// Goes past a comma, a point or a parenthesis if it comes next.
    pub(super) fn take_mark(&mut self, mark: &str) -> bool {
        let taken = self.peek().is_some_and(|token| token.is_punctuation(mark));
        self.at += usize::from(taken);
        taken
    }

    /// A name in any of the four kinds of quotes, or in none. In SQLite a string can be a
    /// name too.
    pub(super) fn name(&mut self) -> Option<String> {
        let token = self.peek()?;
        let name = token.identifier().or_else(|| string(token))?;
        self.at += 1;
        Some(name)
    }

    /// What is between the parenthesis that comes next and the one that closes it.
    pub(super) fn parenthesised(&mut self) -> Option<&'a str> {
        let open = self.peek().filter(|token| token.is_punctuation("("))?;
        let start = open.offset + open.text.len();
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            if token.is_punctuation("(") {
                depth += 1;
            } else if token.is_punctuation(")") {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return self.text.get(start..token.offset);
                }
            }
        }
        None
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a str {
        let start = self.peek().map_or(self.text.len(), |token| token.offset);
        self.text.get(start..).unwrap_or_default()
    }

    /// The text from one token to another, both included.
    pub(super) fn between(&self, first: &Token<'_>, last: &Token<'_>) -> &'a str {
        let end = last.offset + last.text.len();
        self.text.get(first.offset..end).unwrap_or_default()
    }
}

/// The value of a string without a prefix.
pub(super) fn string(token: &Token<'_>) -> Option<String> {
    if token.kind != TokenKind::String {
        return None;
    }
    let inside = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inside.replace("''", "'"))
}
