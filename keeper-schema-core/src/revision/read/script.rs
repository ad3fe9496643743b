//! Finds what the SQL of a revision may not do: end the transaction that the tool
//! opened, or change the session for what runs after it.
//!
//! Reads tokens, not grammar: enough to know where each statement begins.

use std::ops::Range;

/// Whose rules for quotes and comments hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Database {
    Sqlite,
    Postgres,
}

/// A statement that is refused: its first words, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The bytes of the words.
    pub(super) span: Range<usize>,
    pub(super) reason: Reason,
}

/// Why a statement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Transaction,
    Session,
    OutsideTransaction,
}

/// The statements of a script that cannot stand in a revision, and how many it has.
pub(super) fn statements(sql: &str, database: Database) -> (usize, Vec<Refusal>) {
    let mut refusals = Vec::new();
    let mut count = 0;
    let mut statement = Statement::default();
    let mut offset = 0;
    while let Some((token, span)) = next_token(sql, offset, database) {
        offset = span.end;
        let text = &sql[span.clone()];
        if statement.goes_on(token, text, database) {
            statement.add(token, text, span);
        } else {
            count += usize::from(!statement.is_empty());
            refusals.extend(statement.refusal(database));
            statement = Statement::default();
        }
    }
    count += usize::from(!statement.is_empty());
    refusals.extend(statement.refusal(database));
    (count, refusals)
}

/// The statements of a script as PostgreSQL reads it, each without its semicolon.
pub fn postgres_statements(sql: &str) -> Vec<&str> {
    let database = Database::Postgres;
    let mut statements = Vec::new();
    let mut statement = Statement::default();
    let mut end = 0;
    let mut offset = 0;
    let mut finish = |statement: &Statement, end: usize| {
        if let Some((_, first)) = statement.head.first() {
            statements.push(&sql[first.start..end]);
        }
    };
    while let Some((token, span)) = next_token(sql, offset, database) {
        offset = span.end;
        let text = &sql[span.clone()];
        if statement.goes_on(token, text, database) {
            end = span.end;
            statement.add(token, text, span);
        } else {
            finish(&statement, end);
            statement = Statement::default();
        }
    }
    finish(&statement, end);
    statements
}

/// What is known of the statement that is being read.
#[derive(Default)]
struct Statement {
    /// The first tokens, words in capitals.
    head: Vec<(String, Range<usize>)>,
    depth: usize,
    /// Inside the statements of a trigger or function.
    body: bool,
    previous: String,
}

impl Statement {
    fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// Whether the token does not end the statement.
    fn goes_on(&self, token: Token, text: &str, database: Database) -> bool {
        // PostgreSQL's rules have statements in parentheses; SQLite ends a statement
        // at each semicolon, whatever is open.
        let nested = self.depth > 0 && database == Database::Postgres;
        token != Token::Other || text != ";" || self.body || nested
    }

    fn add(&mut self, token: Token, text: &str, span: Range<usize>) {
        let text = match token {
            Token::Word => text.to_ascii_uppercase(),
            Token::Quoted => String::new(),
            Token::Other => text.to_owned(),
        };
        match text.as_str() {
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            // `END` of a CASE never comes after a semicolon.
            "END" if self.body && matches!(self.previous.as_str(), ";" | "BEGIN" | "ATOMIC") => {
                self.body = false;
            }
            "BEGIN" if self.depth == 0 && self.creates(&["TRIGGER"]) => self.body = true,
            "ATOMIC" if self.previous == "BEGIN" && self.creates(&["FUNCTION", "PROCEDURE"]) => {
                self.body = true;
            }
            _ => {}
        }
        if self.head.len() < 5 {
            self.head.push((text.clone(), span));
        }
        self.previous = text;
    }

    fn creates(&self, kinds: &[&str]) -> bool {
        let mut words = self.head.iter().map(|(word, _)| word.as_str());
        words.next() == Some("CREATE")
            && words
                .find(|word| !matches!(*word, "OR" | "REPLACE" | "TEMP" | "TEMPORARY"))
                .is_some_and(|word| kinds.contains(&word))
    }

    fn refusal(&self, database: Database) -> Option<Refusal> {
        let words: Vec<&str> = self.head.iter().map(|(word, _)| word.as_str()).collect();
        let (length, reason) = refused(&words, database)?;
        let start = self.head.first()?.1.start;
        let end = self.head.get(length - 1)?.1.end;
        Some(Refusal {
            span: start..end,
            reason,
        })
    }
}

/// How many of the first words show that a statement is refused, and why.
fn refused(words: &[&str], database: Database) -> Option<(usize, Reason)> {
    match (words, database) {
        (
            [
                "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "END",
                ..,
            ],
            _,
        )
        | (["START" | "ABORT", ..], Database::Postgres) => Some((1, Reason::Transaction)),
        (["PREPARE", "TRANSACTION", ..], Database::Postgres) => Some((2, Reason::Transaction)),
        (["VACUUM", ..], _) => Some((1, Reason::OutsideTransaction)),
        (["ATTACH" | "DETACH", ..], Database::Sqlite) => Some((1, Reason::Session)),
        (["PRAGMA", rest @ ..], Database::Sqlite) => pragma(rest),
        (["SET", rest @ ..], Database::Postgres) => set(rest),
        (["RESET" | "DISCARD", ..], Database::Postgres) => Some((1, Reason::Session)),
        _ => None,
    }
}

/// A pragma that sets something of the connection.
fn pragma(words: &[&str]) -> Option<(usize, Reason)> {
    let words = match words {
        [_, ".", rest @ ..] => rest,
        _ => words,
    };
    match words {
        // Of the file, not the connection, and part of the transaction.
        ["USER_VERSION" | "APPLICATION_ID", ..] => None,
        [_, "=", ..] => Some((1, Reason::Session)),
        [name, "(", ..] => {
            let asks = [
                "TABLE_INFO",
                "TABLE_XINFO",
                "TABLE_LIST",
                "INDEX_INFO",
                "INDEX_XINFO",
                "INDEX_LIST",
                "FOREIGN_KEY_LIST",
                "FOREIGN_KEY_CHECK",
                "INTEGRITY_CHECK",
                "QUICK_CHECK",
            ];
            (!asks.contains(name)).then_some((1, Reason::Session))
        }
        _ => None,
    }
}

/// A setting that outlives the statement. Of what ends with the transaction, only
/// what the tool itself relies on is refused.
fn set(words: &[&str]) -> Option<(usize, Reason)> {
    match words {
        ["CONSTRAINTS", ..] => None,
        [
            "LOCAL",
            "" | "SEARCH_PATH" | "ROLE" | "SESSION" | "TRANSACTION",
            ..,
        ] => Some((3, Reason::Session)),
        ["LOCAL", ..] => None,
        _ => Some((1, Reason::Session)),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Word,
    /// A string or a quoted name: no keyword, whatever it holds.
    Quoted,
    Other,
}

/// The next token at or after `offset`, past white space and comments.
fn next_token(sql: &str, offset: usize, database: Database) -> Option<(Token, Range<usize>)> {
    let start = skip(sql, offset, database);
    let rest = &sql[start..];
    let first = rest.chars().next()?;
    let (token, length) = match first {
        '\'' => (Token::Quoted, quoted(rest, '\'', false)),
        '"' => (Token::Quoted, quoted(rest, '"', false)),
        '`' if database == Database::Sqlite => (Token::Quoted, quoted(rest, '`', false)),
        '[' if database == Database::Sqlite => (
            Token::Quoted,
            rest.find(']').map_or(rest.len(), |at| at + 1),
        ),
        '$' if database == Database::Postgres => match dollar_quoted(rest) {
            Some(length) => (Token::Quoted, length),
            None => (Token::Other, 1),
        },
        'e' | 'E' if database == Database::Postgres && rest[1..].starts_with('\'') => {
            (Token::Quoted, 1 + quoted(&rest[1..], '\'', true))
        }
        first if is_word(first) => {
            let end = rest.find(|character| !is_word(character) && character != '$');
            (Token::Word, end.unwrap_or(rest.len()))
        }
        first => (Token::Other, first.len_utf8()),
    };
    Some((token, start..start + length))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || !character.is_ascii()
}

/// Past white space and comments.
fn skip(sql: &str, mut offset: usize, database: Database) -> usize {
    loop {
        let rest = &sql[offset..];
        let trimmed = rest.trim_start();
        offset += rest.len() - trimmed.len();
        if trimmed.starts_with("--") {
            offset += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if trimmed.starts_with("/*") {
            offset += comment(trimmed, database);
        } else {
            return offset;
        }
    }
}

/// The length of a comment. Only PostgreSQL nests them.
fn comment(text: &str, database: Database) -> usize {
    let mut depth = 0usize;
    let mut offset = 0;
    while offset < text.len() {
        let rest = &text.as_bytes()[offset..];
        if rest.starts_with(b"/*") && (depth == 0 || database == Database::Postgres) {
            depth += 1;
            offset += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            offset += 2;
            if depth == 0 {
                return offset;
            }
        } else {
            offset += 1;
        }
    }
    text.len()
}

/// The length of a text in quotes, in which the quote is doubled and a backslash may escape.
fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((index, character)) = characters.next() {
        if escapes && character == '\\' {
            characters.next();
        } else if character == quote {
            match characters.peek() {
                Some((_, next)) if *next == quote => {
                    characters.next();
                }
                _ => return index + quote.len_utf8(),
            }
        }
    }
    text.len()
}

/// The length of a `$tag$ ... $tag$`, if one begins here.
fn dollar_quoted(text: &str) -> Option<usize> {
    let name = &text[1..1 + text[1..].find(|character| !is_word(character))?];
    let tag_end = 1 + name.len() + 1;
    if !text[1 + name.len()..].starts_with('$') || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tag = &text[..tag_end];
    let end = text[tag_end..].find(tag);
    Some(end.map_or(text.len(), |end| tag_end + end + tag_end))
}

#[cfg(test)]
mod tests;
