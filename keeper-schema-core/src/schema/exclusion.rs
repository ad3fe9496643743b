//! Exclusion constraints (PostgreSQL).

use super::sql_tokens::{TokenKind, tokens};
use super::{Deferrable, IndexKey, SqlText};

/// An exclusion constraint: of any two rows, at least one element does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The constraint's name.
    pub name: String,
    /// What is compared, in the order of the index that keeps the constraint.
    pub elements: Vec<ExclusionElement>,
    /// The access method of the index where it is not `btree`.
    pub method: Option<String>,
    /// The predicate of the rows that count, where not all do.
    pub predicate: Option<SqlText>,
    /// When the constraint is checked.
    pub deferrable: Option<Deferrable>,
    /// The comment.
    pub comment: Option<String>,
}

/// One comparison of an exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExclusionElement {
    /// What is compared: a key of the index.
    pub key: IndexKey,
    /// The operator that two rows are compared by, as `=` or `OPERATOR(schema.=)`.
    pub operator: String,
}

/// Whether a text can stand in SQL as an operator, as it is: one is made of what operators
/// are made of, and one that is not found without its schema is `OPERATOR(schema.=)`.
pub fn is_operator(text: &str) -> bool {
    let inner = text.strip_prefix("OPERATOR(");
    let symbol = match inner.and_then(|inner| inner.strip_suffix(')')) {
        Some(qualified) => after_schema(qualified),
        None => Some(text),
    };
    symbol.is_some_and(is_symbol)
}

/// What follows the name of a schema and a dot.
fn after_schema(qualified: &str) -> Option<&str> {
    let mut tokens = tokens(qualified);
    let (schema, dot) = (tokens.next()?, tokens.next()?);
    let is_name = schema.kind == TokenKind::Word || schema.text.starts_with('"');
    let is_next = dot.is_punctuation(".") && dot.offset == schema.text.len();
    (is_name && is_next).then(|| &qualified[dot.offset + 1..])
}

fn is_symbol(text: &str) -> bool {
    let of_operator = |character: char| "+-*/<>=~!@#%^&|`?".contains(character);
    let is_comment = text.contains("--") || text.contains("/*");
    !text.is_empty() && !is_comment && text.chars().all(of_operator)
}
