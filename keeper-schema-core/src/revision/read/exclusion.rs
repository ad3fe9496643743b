//! Reads exclusion constraints.

use toml::de::DeValue;

use super::constraint::deferrable;
use super::fields::{Fields, Value};
use super::index::key_fields;
use super::report::{Report, shown};
use super::value::{comment, list, name, sql, string};
use crate::diagnostic::Code;
use crate::schema::{Exclusion, ExclusionElement, is_operator};

pub(super) fn exclusion(fields: &mut Fields<'_>) -> Option<Exclusion> {
    let name = fields.required("name", name);
    let elements = fields.required("elements", elements);
    let method = fields.optional("method", super::value::name);
    let predicate = fields.optional("where", sql);
    let deferrable = fields.optional("deferrable", deferrable);
    let comment = fields.optional("comment", comment);
    Some(Exclusion {
        name: name?,
        elements: elements?,
        // The default, said.
        method: method.filter(|method| method != "btree"),
        predicate,
        deferrable,
        comment,
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
        report.error(Code::MissingKey, value.span(), "the list is empty");
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

fn operator(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let written = string(report, value)?;
    if !is_operator(written) {
        let message = format!("`{}` is no operator, such as `=` or `&&`", shown(written));
        report.error(Code::UnknownValue, value.span(), message);
        return None;
    }
    Some(written.to_owned())
}
