//! Reads exclusion constraints.

use toml::de::DeValue;

use super::constraint::deferrable;
use super::fields::{Fields, Value};
use super::index::key_fields;
use super::report::{Report, shown};
use super::value::{list, name, sql, string};
use crate::schema::sql_tokens::{TokenKind, tokens};
use crate::schema::{Exclusion, ExclusionElement};

pub(super) fn exclusion(fields: &mut Fields<'_>) -> Option<Exclusion> {
    let name = fields.required("name", name);
    let elements = fields.required("elements", elements);
    let method = fields.optional("method", super::value::name);
    let predicate = fields.optional("where", sql);
    let deferrable = fields.optional("deferrable", deferrable);
    Some(Exclusion {
        name: name?,
        elements: elements?,
        // The default, said.
        method: method.filter(|method| method != "btree"),
        predicate,
        deferrable,
    })
}

/// What is compared, at least one element.
pub(super) fn elements<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<Vec<ExclusionElement>> {
    let elements = list(report, value, element)?;
    if let DeValue::Array(items) = value.get_ref()
        && items.is_empty()
    {
        report.error(value.span(), "the list is empty");
        return None;
    }
    Some(elements)
}

/// The key of an index, and the operator `with` which two rows are compared.
fn element<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<ExclusionElement> {
    let mut fields = Fields::of(report, value, "an element")?;
    let key = key_fields(&mut fields, "an element");
    let operator = fields.required("with", operator);
    fields.finish();
    Some(ExclusionElement {
        key: key?,
        operator: operator?,
    })
}

/// An operator stands in SQL as it is, so it is made of what operators are made of. One
/// that is not found without its schema is `OPERATOR(schema.=)`.
fn operator(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let written = string(report, value)?;
    let inner = written.strip_prefix("OPERATOR(");
    let symbol = match inner.and_then(|inner| inner.strip_suffix(')')) {
        Some(qualified) => after_schema(qualified),
        None => Some(written),
    };
    if !symbol.is_some_and(is_symbol) {
        let message = format!("`{}` is no operator, such as `=` or `&&`", shown(written));
        report.error(value.span(), message);
        return None;
    }
    Some(written.to_owned())
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
