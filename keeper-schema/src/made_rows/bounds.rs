//! What simple checks ask of the values of one column: comparisons with literals, `BETWEEN`,
//! `IN`, `LIKE`, and the same of a length.
//!
//! A check that is not understood says nothing here. The rows that it refuses are left out later.

mod split;

use std::collections::BTreeMap;

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::schema::Table;
use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, tokens};

use self::split::{bare, split, without_casts};
use super::statement::text;

/// What is asked of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bounds {
    /// The least number.
    pub(super) low: Option<i64>,
    /// The greatest number.
    pub(super) high: Option<i64>,
    /// A text, in SQL, that values come after.
    pub(super) after: Option<String>,
    /// A text, in SQL, that values come before.
    pub(super) before: Option<String>,
    /// The only values, in SQL.
    pub(super) list: Option<Vec<String>>,
    /// The least length.
    pub(super) shortest: u64,
    /// The greatest length.
    pub(super) longest: Option<u64>,
    /// How a text begins and ends.
    pub(super) ends: Option<(String, String)>,
}

/// What the checks of a table ask, column by column.
pub(super) fn of(table: &Table, dialect: Dialect) -> BTreeMap<String, Bounds> {
    let mut found = Found {
        table,
        bounds: BTreeMap::new(),
    };
    let checks = table.checks.values();
    for expression in checks.filter_map(|check| text(&check.expression, dialect)) {
        found.learn(&without_casts(tokens(expression)));
    }
    found.bounds
}

struct Found<'t> {
    table: &'t Table,
    bounds: BTreeMap<String, Bounds>,
}

/// What is compared: a column, or its length.
struct Subject {
    column: String,
    is_length: bool,
}

impl Found<'_> {
    fn learn(&mut self, tokens: &[Token<'_>]) {
        let tokens = bare(tokens);
        let choices = split(tokens, "or");
        if choices.len() > 1 {
            // No value is NULL, so that another choice has to hold.
            let is_null = |choice: &&[Token<'_>]| matches!(bare(choice), [.., is, null] if is.is_word("is") && null.is_word("null"));
            if let Some(choice) = choices.into_iter().find(|choice| !is_null(choice)) {
                self.learn(choice);
            }
            return;
        }
        let parts = split(tokens, "and");
        match parts.len() {
            1 => self.simple(tokens),
            _ => parts.into_iter().for_each(|part| self.learn(part)),
        }
    }

    /// One comparison.
    fn simple(&mut self, tokens: &[Token<'_>]) {
        if let Some((subject, rest)) = self.subject(tokens) {
            self.compare(&subject, rest);
        } else if let Some((value, [operator, rest @ ..])) = literal(tokens)
            && let Some((subject, [])) = self.subject(rest)
        {
            let turned = match operator.text {
                "<" => ">",
                "<=" => ">=",
                ">" => "<",
                ">=" => "<=",
                same => same,
            };
            self.bounds(&subject).compare(&subject, turned, &value);
        }
    }

    fn compare(&mut self, subject: &Subject, rest: &[Token<'_>]) {
        let bounds = self.bounds(subject);
        match rest {
            [] => bounds.list = Some(vec!["true".to_owned()]),
            [between, rest @ ..] if between.is_word("between") => {
                let Some((low, [and, rest @ ..])) = literal(rest) else {
                    return;
                };
                if let Some((high, [])) = literal(rest)
                    && and.is_word("and")
                {
                    bounds.compare(subject, ">=", &low);
                    bounds.compare(subject, "<=", &high);
                }
            }
            [is_in, rest @ ..] if is_in.is_word("in") => bounds.one_of(rest),
            [equal, any, rest @ ..] if equal.is_punctuation("=") && any.is_word("any") => {
                bounds.one_of(rest);
            }
            [like, pattern] if like.is_word("like") => bounds.like(pattern),
            [operator, rest @ ..] => {
                if let Some((value, [])) = literal(rest) {
                    bounds.compare(subject, operator.text, &value);
                }
            }
        }
    }

    /// The column that tokens begin with, or its length.
    fn subject<'a, 'b>(&self, tokens: &'a [Token<'b>]) -> Option<(Subject, &'a [Token<'b>])> {
        const LENGTHS: [&str; 4] = ["length", "char_length", "character_length", "octet_length"];
        let (is_length, inner, rest) = match tokens {
            [name, open, column, close, rest @ ..]
                if open.is_punctuation("(")
                    && close.is_punctuation(")")
                    && LENGTHS.iter().any(|length| name.is_word(length)) =>
            {
                (true, column, rest)
            }
            [open, column, close, rest @ ..]
                if open.is_punctuation("(") && close.is_punctuation(")") =>
            {
                (false, column, rest)
            }
            [table, dot, column, rest @ ..]
                if dot.is_punctuation(".") && table.is_identifier(&self.table.name.name) =>
            {
                (false, column, rest)
            }
            [column, rest @ ..] => (false, column, rest),
            [] => return None,
        };
        let mut columns = self.table.columns.keys();
        let column = columns.find(|name| inner.is_identifier(name))?.clone();
        Some((Subject { column, is_length }, rest))
    }

    fn bounds(&mut self, subject: &Subject) -> &mut Bounds {
        self.bounds.entry(subject.column.clone()).or_default()
    }
}

impl Bounds {
    fn compare(&mut self, subject: &Subject, operator: &str, value: &str) {
        if value.starts_with('\'') {
            match operator {
                "=" => self.list = Some(vec![value.to_owned()]),
                ">" | ">=" => self.after = Some(value.to_owned()),
                "<" | "<=" => self.before = Some(value.to_owned()),
                _ => {}
            }
            return;
        }
        let Ok(number) = value.parse::<f64>() else {
            if operator == "=" {
                self.list = Some(vec![value.to_owned()]);
            }
            return;
        };
        let (low, high) = match operator {
            ">" => (Some(number.floor() as i64 + 1), None),
            ">=" => (Some(number.ceil() as i64), None),
            "<" => (None, Some(number.ceil() as i64 - 1)),
            "<=" => (None, Some(number.floor() as i64)),
            "=" => (Some(number.ceil() as i64), Some(number.floor() as i64)),
            _ => (None, None),
        };
        if subject.is_length {
            let size = |bound: i64| u64::try_from(bound).unwrap_or_default();
            self.shortest = self.shortest.max(low.map_or(0, size));
            self.longest = least(self.longest, high.map(size));
        } else {
            self.low = self.low.max(low);
            self.high = least(self.high, high);
        }
    }

    fn one_of(&mut self, tokens: &[Token<'_>]) {
        let mut list = Vec::new();
        let mut rest = tokens;
        while let [first, after @ ..] = rest {
            match literal(rest) {
                Some((value, after)) => {
                    list.push(value);
                    rest = after;
                }
                None if first.kind == TokenKind::Punctuation || first.is_word("array") => {
                    rest = after;
                }
                None => return,
            }
        }
        self.list = Some(list).filter(|list| !list.is_empty());
    }

    fn like(&mut self, pattern: &Token<'_>) {
        let Some(text) = string(pattern) else {
            return;
        };
        let text = text.replace('_', "x");
        match text.split_once('%') {
            None => self.list = Some(vec![format!("'{}'", text.replace('\'', "''"))]),
            Some((before, after)) => {
                self.ends = Some((before.to_owned(), after.replace('%', "")));
            }
        }
    }
}

fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The literal that tokens begin with.
fn literal<'a, 'b>(tokens: &'a [Token<'b>]) -> Option<(String, &'a [Token<'b>])> {
    match tokens {
        [open, inner @ .., close] if open.is_punctuation("(") && close.is_punctuation(")") => {
            match literal(inner) {
                Some((value, [])) => Some((value, &[])),
                _ => None,
            }
        }
        [minus, number, rest @ ..]
            if minus.is_punctuation("-") && number.kind == TokenKind::Number =>
        {
            Some((format!("-{}", number.text), rest))
        }
        [one, rest @ ..] => {
            let is_literal = matches!(one.kind, TokenKind::Number | TokenKind::String)
                || one.is_word("true")
                || one.is_word("false");
            is_literal.then(|| (one.text.to_owned(), rest))
        }
        [] => None,
    }
}

/// The text of a plain string.
fn string(token: &Token<'_>) -> Option<String> {
    let inner = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inner.replace("''", "'"))
}
