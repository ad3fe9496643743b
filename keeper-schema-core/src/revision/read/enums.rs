//! Reads operations on enums.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeValue;

use super::fields::{Fields, Value, expected};
use super::report::{Report, shown};
use super::value::{comment, list, name, text};
use crate::diagnostic::Code;
use crate::operation::{EnumOperation, Operation, ValuePlace};
use crate::schema::{EnumType, TableName};

pub(super) fn create_enum(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = enum_name(fields);
    let values = fields.required("values", values);
    let comment = fields.optional("comment", comment);
    let enum_type = EnumType {
        name: name?,
        values: values?,
        comment,
    };
    Some(Operation::Enum(EnumOperation::Create { enum_type }))
}

pub(super) fn drop_enum(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = enum_name(fields)?;
    Some(Operation::Enum(EnumOperation::Drop { name }))
}

pub(super) fn rename_enum(fields: &mut Fields<'_>) -> Option<Operation> {
    let enum_name = enum_name(fields);
    let to = fields.required("to", name);
    Some(Operation::Enum(EnumOperation::Rename {
        name: enum_name?,
        to: to?,
    }))
}

pub(super) fn add_enum_value(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = enum_name(fields);
    let value = fields.required("value", value);
    let before = fields.optional("before", self::value);
    let after = fields.optional("after", self::value);
    if let (Some(_), Some(span)) = (fields.value("before"), fields.span_of("after")) {
        let message = "`before` and `after` exclude each other";
        fields.report.error(Code::KeysExclude, span, message);
    }
    let place = before.map(ValuePlace::Before);
    Some(Operation::Enum(EnumOperation::AddValue {
        name: name?,
        value: value?,
        place: place.or(after.map(ValuePlace::After)),
    }))
}

pub(super) fn rename_enum_value(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = enum_name(fields);
    let value = fields.required("value", value);
    let to = fields.required("to", self::value);
    Some(Operation::Enum(EnumOperation::RenameValue {
        name: name?,
        value: value?,
        to: to?,
    }))
}

pub(super) fn replace_enum(fields: &mut Fields<'_>) -> Option<Operation> {
    let name = enum_name(fields);
    let values = fields.required("values", values);
    let was = fields.required("was", self::values);
    let map = fields.optional("map", map);
    Some(Operation::Enum(EnumOperation::Replace {
        name: name?,
        values: values?,
        was: was?,
        map: map.unwrap_or_default(),
    }))
}

/// The enum that `schema` and `enum` name.
pub(super) fn enum_name(fields: &mut Fields<'_>) -> Option<TableName> {
    let schema = fields.optional("schema", name);
    let name = fields.required("enum", name);
    Some(TableName {
        schema,
        name: name?,
    })
}

/// A value of an enum: any text but an empty one.
fn value(report: &Report<'_>, value: &Value<'_>) -> Option<String> {
    let text = text(report, value)?;
    if text.is_empty() {
        report.error(
            Code::InvalidName,
            value.span(),
            "a value of an enum cannot be empty",
        );
        return None;
    }
    Some(text)
}

/// Different values in their order, at least one.
fn values(report: &Report<'_>, value: &Value<'_>) -> Option<Vec<String>> {
    let mut seen = BTreeSet::new();
    let values = list(report, value, |report, value| {
        let text = self::value(report, value)?;
        if !seen.insert(text.clone()) {
            let message = format!("`{}` is listed twice", shown(&text));
            report.error(Code::ListedTwice, value.span(), message);
        }
        Some(text)
    })?;
    if let DeValue::Array(items) = value.get_ref()
        && items.is_empty()
    {
        report.error(Code::MissingKey, value.span(), "the list is empty");
        return None;
    }
    Some(values)
}

/// What becomes of values: keys are the enum's own, so none is unknown here.
fn map(report: &Report<'_>, value: &Value<'_>) -> Option<BTreeMap<String, String>> {
    let DeValue::Table(table) = value.get_ref() else {
        return expected(report, value, "a table");
    };
    let mut map = BTreeMap::new();
    for (from, to) in table {
        let to = self::value(report, to);
        map.extend(to.map(|to| (from.get_ref().to_string(), to)));
    }
    Some(map)
}
