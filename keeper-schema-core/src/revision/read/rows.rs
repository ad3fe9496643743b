//! Reads rows: `bulk_insert` and `bulk_delete`.

use toml::de::{DeTable, DeValue};

use super::constraint::table_name;
use super::execute::down;
use super::fields::{Fields, Value as Written, expected};
use super::report::Report;
use super::value::{boolean, integer, list, names, text, word};
use crate::diagnostic::Code;
use crate::operation::{BulkInsert, OnConflict, Operation, Row, RowOperation, Rows, Value};
use crate::schema::ByName;

const ON_CONFLICT: &[(&str, OnConflict)] = &[
    ("error", OnConflict::Error),
    ("skip", OnConflict::Skip),
    ("update", OnConflict::Update),
];

pub(super) fn bulk_insert(fields: &mut Fields<'_>) -> Option<Operation> {
    let rows = rows(fields);
    let on_conflict = on_conflict(fields);
    let down = fields.optional("down", down);
    Some(Operation::Rows(RowOperation::Insert(BulkInsert {
        rows: rows?,
        on_conflict: on_conflict.unwrap_or(OnConflict::Error),
        down,
    })))
}

pub(super) fn on_conflict(fields: &mut Fields<'_>) -> Option<OnConflict> {
    fields.optional("on_conflict", |report, value| {
        word(report, value, ON_CONFLICT)
    })
}

pub(super) fn bulk_delete(fields: &mut Fields<'_>) -> Option<Operation> {
    Some(Operation::Rows(RowOperation::Delete(rows(fields)?)))
}

pub(super) fn rows(fields: &mut Fields<'_>) -> Option<Rows> {
    let table = table_name(fields);
    let rows = fields.required("rows", |report, value| {
        let rows = list(report, value, row)?;
        if rows.is_empty() {
            report.error(Code::MissingKey, value.span(), "there are no rows");
            return None;
        }
        Some(rows)
    });
    let key = fields.optional("key", names);
    Some(Rows {
        table: table?,
        rows: rows?,
        key,
    })
}

fn row(report: &Report<'_>, written: &Written<'_>) -> Option<Row> {
    let DeValue::Table(table) = written.get_ref() else {
        return expected(report, written, "a row, as in { id = 1, name = \"a\" }");
    };
    if table.is_empty() {
        report.error(Code::MissingKey, written.span(), "the row has no values");
        return None;
    }
    Some(members(report, table))
}

pub(super) fn members(report: &Report<'_>, table: &DeTable<'_>) -> ByName<Value> {
    let members = in_order(table).into_iter();
    members
        .filter_map(|(name, written)| Some((name, value(report, written)?)))
        .collect()
}

/// In the order of the file.
pub(super) fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<(String, &'t Written<'a>)> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(name, _)| name.span().start);
    let members = members.into_iter();
    members
        .map(|(name, written)| (name.get_ref().to_string(), written))
        .collect()
}

fn value(report: &Report<'_>, written: &Written<'_>) -> Option<Value> {
    match written.get_ref() {
        DeValue::String(_) => text(report, written).map(Value::String),
        DeValue::Integer(_) => integer(report, written).map(Value::Integer),
        DeValue::Boolean(_) => boolean(report, written).map(Value::Boolean),
        DeValue::Datetime(moment) => Some(Value::Moment(moment.to_string())),
        DeValue::Float(float) => {
            let digits = float.as_str();
            let digits = digits.strip_prefix('+').unwrap_or(digits);
            if !digits.contains(|character: char| character.is_ascii_digit()) {
                report.error(
                    Code::UnknownValue,
                    written.span(),
                    "expected a number that is finite",
                );
                return None;
            }
            Some(Value::Float(digits.to_owned()))
        }
        DeValue::Array(items) => {
            let items = items.iter().filter_map(|item| value(report, item));
            Some(Value::List(items.collect()))
        }
        DeValue::Table(table) => {
            let members = members(report, table).into_iter();
            Some(Value::Table(members.collect()))
        }
    }
}
