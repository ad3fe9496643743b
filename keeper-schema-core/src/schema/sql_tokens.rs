//! Splits SQL text into tokens, as SQLite and PostgreSQL both read it.
//!
//! Space and comments are left out, so that two texts with the same tokens mean the
//! same. Nothing is parsed: a text that is no SQL has tokens too. Where the databases
//! differ, a comment ends as early as in either of them, so that no statement hides in it.

/// A piece of SQL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// The token as it is written, quotes included.
    pub text: &'a str,
    /// Where it starts in the text, in bytes.
    pub offset: usize,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A keyword, or an identifier without quotes.
    Word,
    /// An identifier in double quotes, backticks or brackets.
    QuotedIdentifier,
    /// A string of any kind, with its prefix: `'…'`, `E'…'`, `x'…'`, `$$…$$`.
    String,
    /// A number.
    Number,
    /// A parameter: `?1`, `$1`, `:name`.
    Parameter,
    /// An operator, or one of `( ) [ ] , ; .` and whatever is nothing else.
    Punctuation,
}

impl Token<'_> {
    /// Whether it is that keyword, given in lower case.
    pub fn is_word(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is that operator or bracket.
    pub fn is_punctuation(&self, text: &str) -> bool {
        self.kind == TokenKind::Punctuation && self.text == text
    }

    /// The name that it is, without its quotes.
    pub fn identifier(&self) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text.to_owned()),
            TokenKind::QuotedIdentifier => Some(unquoted(self.text)),
            TokenKind::String
            | TokenKind::Number
            | TokenKind::Parameter
            | TokenKind::Punctuation => None,
        }
    }

    /// Whether it can name `name`: a word in any case, or the exact name in quotes.
    pub fn is_identifier(&self, name: &str) -> bool {
        match self.kind {
            TokenKind::Word => self.text.to_lowercase() == name.to_lowercase(),
            TokenKind::QuotedIdentifier => unquoted(self.text) == name,
            TokenKind::String
            | TokenKind::Number
            | TokenKind::Parameter
            | TokenKind::Punctuation => false,
        }
    }
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    Tokens {
        text,
        offset: 0,
        last: None,
        brackets: Brackets::QuoteOrSubscript,
    }
}

/// The tokens of `text` as SQLite alone reads it, which has no arrays: a bracket quotes
/// a name wherever it stands.
pub fn sqlite_tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    Tokens {
        text,
        offset: 0,
        last: None,
        brackets: Brackets::Quote,
    }
}

/// Whether two texts have the same tokens, words in any case.
pub fn same_tokens(left: &str, right: &str) -> bool {
    let same = |(left, right): (Token<'_>, Token<'_>)| {
        left.kind == right.kind
            && match left.kind {
                TokenKind::Word => left.text.eq_ignore_ascii_case(right.text),
                TokenKind::QuotedIdentifier
                | TokenKind::String
                | TokenKind::Number
                | TokenKind::Parameter
                | TokenKind::Punctuation => left.text == right.text,
            }
    };
    let (mut left, mut right) = (tokens(left), tokens(right));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (Some(left), Some(right)) if same((left, right)) => {}
            (Some(_), _) | (None, Some(_)) => return false,
        }
    }
}

/// A quoted identifier without its quotes, doubled ones undone.
fn unquoted(identifier: &str) -> String {
    let mut inside = identifier.chars();
    let close = match inside.next() {
        Some('[') => ']',
        Some(quote) => quote,
        None => return String::new(),
    };
    let inside = inside.as_str();
    let inside = inside.strip_suffix(close).unwrap_or(inside);
    match close {
        ']' => inside.to_owned(),
        quote => inside.replace(&format!("{quote}{quote}"), &quote.to_string()),
    }
}

struct Tokens<'a> {
    text: &'a str,
    offset: usize,
    last: Option<Token<'a>>,
    brackets: Brackets,
}

/// What a `[` can be.
#[derive(Clone, Copy, PartialEq)]
enum Brackets {
    Quote,
    QuoteOrSubscript,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_space_and_comments();
        let rest = &self.text[self.offset..];
        let first = rest.chars().next()?;
        let (kind, length) = self.measure(first, rest);
        let token = Token {
            kind,
            text: &rest[..length],
            offset: self.offset,
        };
        self.offset += length;
        self.last = Some(token);
        Some(token)
    }
}

impl Tokens<'_> {
    fn skip_space_and_comments(&mut self) {
        loop {
            let rest = &self.text[self.offset..];
            let skipped = if rest.starts_with("--") {
                rest.find('\n').unwrap_or(rest.len())
            } else if let Some(comment) = rest.strip_prefix("/*") {
                comment.find("*/").map_or(rest.len(), |end| end + 4)
            } else {
                rest.len() - rest.trim_start().len()
            };
            if skipped == 0 {
                return;
            }
            self.offset += skipped;
        }
    }

    /// What the token at the start of `rest` is, and how long.
    fn measure(&self, first: char, rest: &str) -> (TokenKind, usize) {
        match first {
            '\'' => (TokenKind::String, quoted(rest, 0, '\'', Backslash::Plain)),
            '"' | '`' => (
                TokenKind::QuotedIdentifier,
                quoted(rest, 0, first, Backslash::Plain),
            ),
            '[' if !self.is_subscript() => match rest.find(']') {
                Some(end) if end > 1 => (TokenKind::QuotedIdentifier, end + 1),
                Some(_) | None => (TokenKind::Punctuation, 1),
            },
            '$' => dollar(rest),
            '?' | ':' | '@' if follows(rest, 1, |c| c.is_ascii_alphanumeric() || c == '_') => {
                (TokenKind::Parameter, 1 + run(&rest[1..], is_word_character))
            }
            '.' if follows(rest, 1, |c| c.is_ascii_digit()) => (TokenKind::Number, number(rest)),
            '0'..='9' => (TokenKind::Number, number(rest)),
            _ if is_word_start(first) => word(rest),
            _ if OPERATORS.contains(first) => (TokenKind::Punctuation, operator(rest)),
            _ if rest.starts_with("::") || rest.starts_with(":=") => (TokenKind::Punctuation, 2),
            _ => (TokenKind::Punctuation, first.len_utf8()),
        }
    }

    /// Whether a `[` here takes an element of an array, or starts one, and quotes nothing.
    fn is_subscript(&self) -> bool {
        let last = self
            .last
            .filter(|_| self.brackets == Brackets::QuoteOrSubscript);
        last.is_some_and(|last| {
            let touches = last.offset + last.text.len() == self.offset;
            let ends_value = match last.kind {
                TokenKind::Word | TokenKind::QuotedIdentifier | TokenKind::Parameter => true,
                TokenKind::Punctuation => matches!(last.text, ")" | "]" | "["),
                TokenKind::String | TokenKind::Number => false,
            };
            last.is_word("array") || (touches && ends_value)
        })
    }
}

/// Characters of which PostgreSQL makes operators.
const OPERATORS: &str = "+-*/<>=~!@#%^&|?";

#[derive(Clone, Copy, PartialEq)]
enum Backslash {
    Plain,
    Escapes,
}

/// The length up to the quote that ends what starts at `open`, or of all that is left.
fn quoted(rest: &str, open: usize, quote: char, backslash: Backslash) -> usize {
    let start = open + quote.len_utf8();
    let mut characters = rest[start..].char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '\\' && backslash == Backslash::Escapes {
            characters.next();
        } else if character == quote && characters.next_if(|(_, next)| *next == quote).is_none() {
            return start + at + quote.len_utf8();
        }
    }
    rest.len()
}

/// `$1`, `$name`, `$$…$$` or `$tag$…$tag$`.
fn dollar(rest: &str) -> (TokenKind, usize) {
    let tag = 1 + run(&rest[1..], |c| c != '$' && is_word_character(c));
    let opens = rest[tag..].starts_with('$') && !follows(rest, 1, |c| c.is_ascii_digit());
    if opens {
        let delimiter = &rest[..=tag];
        let end = rest[delimiter.len()..].find(delimiter);
        let length = end.map_or(rest.len(), |end| end + 2 * delimiter.len());
        return (TokenKind::String, length);
    }
    match tag {
        1 => (TokenKind::Punctuation, 1),
        _ => (TokenKind::Parameter, tag),
    }
}

/// A word, or a string with a prefix.
fn word(rest: &str) -> (TokenKind, usize) {
    let length = run(rest, is_word_character);
    let prefix = rest[..length].to_ascii_lowercase();
    let next = &rest[length..];
    if next.starts_with('\'') && matches!(prefix.as_str(), "e" | "b" | "x" | "n") {
        let backslash = match prefix.as_str() {
            "e" => Backslash::Escapes,
            _ => Backslash::Plain,
        };
        return (TokenKind::String, quoted(rest, length, '\'', backslash));
    }
    if prefix == "u" && next.starts_with("&'") {
        let length = quoted(rest, length + 1, '\'', Backslash::Plain);
        return (TokenKind::String, length);
    }
    (TokenKind::Word, length)
}

fn number(rest: &str) -> usize {
    let mut last = '0';
    let is_hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    run(rest, |c| {
        let is_sign = matches!(c, '+' | '-') && matches!(last, 'e' | 'E') && !is_hexadecimal;
        let goes_on = c.is_ascii_alphanumeric() || matches!(c, '.' | '_') || is_sign;
        last = c;
        goes_on
    })
}

/// PostgreSQL's rule: an operator ends before a comment, and ends in `+` or `-` only
/// if it has one of the characters that no SQL operator has.
fn operator(rest: &str) -> usize {
    let mut length = run(rest, |c| OPERATORS.contains(c));
    for comment in ["--", "/*"] {
        if let Some(at) = rest[..length].find(comment) {
            length = at;
        }
    }
    let may_end_in_sign = rest[..length].contains(|c| "~!@#%^&|?".contains(c));
    while length > 1 && !may_end_in_sign && rest[..length].ends_with(['+', '-']) {
        length -= 1;
    }
    length
}

fn is_word_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}

fn is_word_character(character: char) -> bool {
    is_word_start(character) || character.is_ascii_digit() || character == '$'
}

/// The length of the characters at the start of `rest` for which `takes` holds.
fn run(rest: &str, takes: impl FnMut(char) -> bool) -> usize {
    let mut takes = takes;
    rest.find(|c| !takes(c)).unwrap_or(rest.len())
}

fn follows(rest: &str, at: usize, is: impl Fn(char) -> bool) -> bool {
    rest[at..].chars().next().is_some_and(is)
}

#[cfg(test)]
mod tests;
