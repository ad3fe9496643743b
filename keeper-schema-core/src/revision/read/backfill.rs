//! Reads what fills rows: `backfill`, `copy_column` and `rename_values`.

use toml::de::DeValue;

use super::constraint::table_name;
use super::execute::down;
use super::fields::{Fields, Value as Written, expected};
use super::report::Report;
use super::rows::{in_order, members};
use super::value::{integer, name, names, sql};
use crate::diagnostic::Code;
use crate::operation::{Backfill, Down, Filling, Operation, RowOperation, Value};
use crate::schema::{ByName, SqlText, TableName};

pub(super) fn backfill(fields: &mut Fields<'_>) -> Option<Operation> {
    let table = table_name(fields);
    let set = fields.required("set", set).map(Filling::Set);
    let predicate = fields.required("where", sql);
    let filled = filled(fields, table, set, predicate.clone());
    predicate.and(filled)
}

pub(super) fn copy_column(fields: &mut Fields<'_>) -> Option<Operation> {
    let table = table_name(fields);
    let column = fields.required("column", name);
    let to = fields.required("to", name);
    let predicate = fields.optional("where", sql);
    let copy = column
        .zip(to)
        .map(|(column, to)| Filling::Copy { column, to });
    filled(fields, table, copy, predicate)
}

pub(super) fn rename_values(fields: &mut Fields<'_>) -> Option<Operation> {
    let table = table_name(fields);
    let column = fields.required("column", name);
    let values = fields.required("values", values);
    let predicate = fields.optional("where", sql);
    let rename = column
        .zip(values)
        .map(|(column, values)| Filling::Rename { column, values });
    filled(fields, table, rename, predicate)
}

/// With the keys that all of them have.
fn filled(
    fields: &mut Fields<'_>,
    table: Option<TableName>,
    filling: Option<Filling>,
    predicate: Option<SqlText>,
) -> Option<Operation> {
    let key = fields.optional("key", names);
    let batch_size = fields.optional("batch_size", |report, value| {
        number(report, value, "a number of rows", 1)
    });
    let pause = fields.optional("pause", |report, value| {
        number(report, value, "a number of milliseconds", 0)
    });
    let down = fields.optional("down", down);
    let filling = filling?;
    let is_usual =
        |down: &Down| *down == Down::Nothing && !matches!(filling, Filling::Rename { .. });
    let down = down.filter(|down| !is_usual(down));
    Some(Operation::Rows(RowOperation::Fill(Backfill {
        table: table?,
        filling,
        predicate,
        key,
        batch_size,
        pause,
        down,
    })))
}

/// Expressions by column, in the order of the file.
fn set(report: &Report<'_>, written: &Written<'_>) -> Option<ByName<SqlText>> {
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

/// New values by old ones, in the order of the file.
fn values(report: &Report<'_>, written: &Written<'_>) -> Option<ByName<Value>> {
    let DeValue::Table(table) = written.get_ref() else {
        let what = "new values by old ones, as in { draft = \"hidden\" }";
        return expected(report, written, what);
    };
    if table.is_empty() {
        report.error(Code::MissingKey, written.span(), "no value is renamed");
        return None;
    }
    Some(members(report, table))
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
