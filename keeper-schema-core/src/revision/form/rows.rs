//! Rows as the format spells them.

use super::operation::down;
use super::{Entries, Node, Say};
use crate::operation::{Backfill, Filling, OnConflict, RowOperation, Rows, Value};

pub(super) fn row_operation<'a>(entries: &mut Entries<'a>, operation: &'a RowOperation) {
    entries.say("op", operation.op());
    match operation {
        RowOperation::Insert(insert) => {
            rows(entries, &insert.rows);
            if insert.on_conflict != OnConflict::Error {
                entries.say("on_conflict", insert.on_conflict.as_str());
            }
            entries.say_some("down", insert.down.as_ref().map(down));
        }
        RowOperation::Delete(deleted) => rows(entries, deleted),
        RowOperation::Fill(filled) => backfill(entries, filled),
    }
}

fn backfill<'a>(entries: &mut Entries<'a>, backfill: &'a Backfill) {
    entries.say_name_of(&backfill.table);
    entries.say_names("key", backfill.key.as_deref().unwrap_or_default());
    match &backfill.filling {
        Filling::Set(set) => {
            let set = set.iter();
            let set = set.map(|(column, sql)| (column.as_str(), Node::from(sql)));
            entries.say_table("set", set.collect());
        }
        Filling::Copy { column, to } => {
            entries.say("column", column);
            entries.say("to", to);
        }
        Filling::Rename { column, values } => {
            entries.say("column", column);
            let values = values.iter();
            let values = values.map(|(old, new)| (old.as_str(), value(new)));
            entries.say_table("values", values.collect());
        }
    }
    entries.say_some("where", backfill.predicate.as_ref());
    entries.say_some("batch_size", backfill.batch_size.map(i64::from));
    entries.say_some("pause", backfill.pause.map(i64::from));
    entries.say_some("down", backfill.down.as_ref().map(down));
}

fn rows<'a>(entries: &mut Entries<'a>, rows: &'a Rows) {
    entries.say_name_of(&rows.table);
    entries.say_names("key", rows.key.as_deref().unwrap_or_default());
    let row = rows.rows.iter().map(|row| {
        let values = row.iter();
        Node::Table(
            values
                .map(|(name, item)| (name.as_str(), value(item)))
                .collect(),
        )
    });
    entries.say("rows", Node::Lines(row.collect()));
}

fn value(value: &Value) -> Node<'_> {
    match value {
        Value::String(text) => Node::from(text),
        Value::Integer(number) => Node::Integer(*number),
        Value::Boolean(boolean) => Node::Boolean(*boolean),
        Value::Float(text) | Value::Moment(text) => Node::Bare(text),
        Value::List(items) => Node::List(items.iter().map(self::value).collect()),
        Value::Table(table) => {
            let entries = table.iter();
            Node::Table(
                entries
                    .map(|(name, item)| (name.as_str(), self::value(item)))
                    .collect(),
            )
        }
    }
}
