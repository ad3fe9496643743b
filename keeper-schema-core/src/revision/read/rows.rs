//! Reads what is done with rows: `bulk_insert`, `bulk_delete` and `backfill`.

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use super::constraint::table_name;
use super::execute::down;
use super::fields::{Fields, Value as Written, expected};
use super::report::Report;
use super::value::{boolean, integer, list, names, sql, text, word};
use crate::diagnostic::Code;
use crate::operation::{
    Backfill, BulkInsert, Down, OnConflict, Operation, Row, RowOperation, Rows, Value,
};
use crate::schema::SqlText;

const ON_CONFLICT: &[(&str, OnConflict)] = &[
    ("error", OnConflict::Error),
    ("skip", OnConflict::Skip),
    ("update", OnConflict::Update),
];

pub(super) fn bulk_insert(fields: &mut Fields<'_>) -> Option<Operation> {
    let rows = rows(fields);
    let on_conflict = fields.optional("on_conflict", |report, value| {
        word(report, value, ON_CONFLICT)
    });
    let down = fields.optional("down", down);
    Some(Operation::Rows(RowOperation::Insert(BulkInsert {
        rows: rows?,
        on_conflict: on_conflict.unwrap_or(OnConflict::Error),
        down,
    })))
}

pub(super) fn bulk_delete(fields: &mut Fields<'_>) -> Option<Operation> {
    Some(Operation::Rows(RowOperation::Delete(rows(fields)?)))
}

pub(super) fn backfill(fields: &mut Fields<'_>) -> Option<Operation> {
    let table = table_name(fields);
    let set = fields.required("set", set);
    let predicate = fields.required("where", sql);
    let key = fields.optional("key", names);
    let batch_size = fields.optional("batch_size", |report, value| {
        number(report, value, "a number of rows", 1)
    });
    let pause = fields.optional("pause", |report, value| {
        number(report, value, "a number of milliseconds", 0)
    });
    let down = fields.optional("down", down);
    Some(Operation::Rows(RowOperation::Fill(Backfill {
        table: table?,
        set: set?,
        predicate: predicate?,
        key,
        batch_size,
        pause,
        down: down.unwrap_or(Down::Nothing),
    })))
}

/// Expressions by column, in the order of the file.
fn set(report: &Report<'_>, written: &Written<'_>) -> Option<IndexMap<String, SqlText>> {
    let DeValue::Table(table) = written.get_ref() else {
        return expected(report, written, "columns and SQL, as in { size = \"1\" }");
    };
    if table.is_empty() {
        report.error(Code::MissingKey, written.span(), "no column is set");
        return None;
    }
    let set = in_order(table).into_iter();
    let set = set.map(|(column, text)| Some((column, sql(report, text)?)));
    Some(set.flatten().collect())
}

fn number(report: &Report<'_>, written: &Written<'_>, what: &str, least: u32) -> Option<u32> {
    let DeValue::Integer(_) = written.get_ref() else {
        return expected(report, written, what);
    };
    let number = integer(report, written)?;
    let fitting = u32::try_from(number).ok().filter(|number| *number >= least);
    if fitting.is_none() {
        let message = format!("expected {what} from {least} to {}", u32::MAX);
        report.error(Code::UnknownValue, written.span(), message);
    }
    fitting
}

fn rows(fields: &mut Fields<'_>) -> Option<Rows> {
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

fn members(report: &Report<'_>, table: &DeTable<'_>) -> IndexMap<String, Value> {
    let members = in_order(table).into_iter();
    members
        .filter_map(|(name, written)| Some((name, value(report, written)?)))
        .collect()
}

/// In the order of the file.
fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<(String, &'t Written<'a>)> {
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
