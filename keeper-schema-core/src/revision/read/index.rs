//! Reads indexes.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::fields::{Fields, Value, expected};
use super::report::Report;
use super::value::{any_names, comment, integer, list, name, sql, text, word};
use crate::diagnostic::Code;
use crate::schema::{Index, IndexKey, IndexTarget, NullsOrder, SortOrder};

/// The keys of a `create_index` but for its table and `concurrently`.
pub(super) fn index(fields: &mut Fields<'_>) -> Option<Index> {
    let name = fields.required("name", name);
    let keys = fields.required("keys", keys);
    let unique = fields.flag("unique");
    let predicate = fields.optional("where", sql);
    let method = fields.optional("method", super::value::name);
    let include = fields.optional("include", any_names).unwrap_or_default();
    let nulls_not_distinct = fields.flag("nulls_not_distinct");
    let with = fields.optional("with", parameters).unwrap_or_default();
    let comment = fields.optional("comment", comment);
    Some(Index {
        name: name?,
        keys: keys?,
        unique,
        predicate,
        // The default, said.
        method: method.filter(|method| method != "btree"),
        include,
        nulls_not_distinct,
        with,
        comment,
    })
}

/// What an index is over, at least one key.
pub(super) fn keys<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Vec<IndexKey>> {
    let keys = list(report, value, key)?;
    if let DeValue::Array(items) = value.get_ref()
        && items.is_empty()
    {
        report.error(Code::MissingKey, value.span(), "the list is empty");
        return None;
    }
    Some(keys)
}

fn key<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<IndexKey> {
    match value.get_ref() {
        DeValue::String(_) => name(report, value).map(IndexKey::column),
        DeValue::Table(_) => {
            let mut fields = Fields::of(report, value, "an index key")?;
            let key = key_fields(&mut fields, "an index key");
            fields.finish();
            key
        }
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => expected(
            report,
            value,
            "a column's name, or a table with `column` or `expression`",
        ),
    }
}

/// What a key says as a table.
pub(super) fn key_fields(fields: &mut Fields<'_>, what: &str) -> Option<IndexKey> {
    let column = fields.optional("column", name);
    let expression = fields.optional("expression", sql);
    let order = fields.optional("order", order);
    let nulls = fields.optional("nulls", nulls);
    let opclass = fields.optional("opclass", sql);
    let collation = fields.optional("collation", sql);
    if fields.span_of("column").is_some() == fields.span_of("expression").is_some() {
        let message = format!("{what} has either `column` or `expression`");
        fields
            .report
            .error(Code::MissingKey, fields.span(), message);
    }
    let column = column.map(IndexTarget::Column);
    Some(IndexKey {
        target: column.or(expression.map(IndexTarget::Expression))?,
        order: order.unwrap_or(SortOrder::Ascending),
        nulls,
        opclass,
        collation,
    })
}

fn order(report: &Report<'_>, value: &Value<'_>) -> Option<SortOrder> {
    let words = [
        ("asc", SortOrder::Ascending),
        ("desc", SortOrder::Descending),
    ];
    word(report, value, &words)
}

fn nulls(report: &Report<'_>, value: &Value<'_>) -> Option<NullsOrder> {
    let words = [("first", NullsOrder::First), ("last", NullsOrder::Last)];
    word(report, value, &words)
}

/// Storage parameters. They have names of the database's own, so none is unknown.
fn parameters<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<BTreeMap<String, String>> {
    let DeValue::Table(table) = value.get_ref() else {
        return expected(report, value, "a table");
    };
    let mut parameters = BTreeMap::new();
    for (key, value) in table {
        let parameter = match value.get_ref() {
            DeValue::Boolean(boolean) => Some(boolean.to_string()),
            DeValue::Integer(_) => integer(report, value).map(|number| number.to_string()),
            DeValue::String(_) => text(report, value),
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                expected(report, value, "a string, an integer or a boolean")
            }
        };
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if key.get_ref().is_empty() || !key.get_ref().bytes().all(word) {
            report.error(
                Code::InvalidName,
                key.span(),
                "a storage parameter has letters, digits and `_`",
            );
        }
        parameters.extend(parameter.map(|parameter| (key.get_ref().to_string(), parameter)));
    }
    Some(parameters)
}
