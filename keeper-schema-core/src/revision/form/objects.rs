//! Operations on objects and sequences as the format spells them.

use super::{Entries, Node, Say};
use crate::operation::{ObjectOperation, SequenceOperation};
use crate::schema::{ObjectName, Sequence, TableName};

/// Adds the keys of the operation, `op` first.
pub(super) fn object_operation<'a>(entries: &mut Entries<'a>, operation: &'a ObjectOperation) {
    let ObjectName { kind, name, table } = operation.name();
    entries.say("op", operation.op());
    entries.say("kind", kind.as_str());
    entries.say_some("schema", name.schema.as_ref());
    entries.say("name", &name.name);
    entries.say_some("table", table.as_ref());
    match operation {
        ObjectOperation::Create { object } => {
            entries.say_names("requires", &object.requires);
            entries.say("definition", &object.definition);
        }
        ObjectOperation::Replace { object, was } => {
            entries.say_names("requires", &object.requires);
            entries.say("definition", &object.definition);
            entries.say("was", was);
        }
        ObjectOperation::Drop { was, .. } => entries.say("was", was),
    }
}

/// Adds the keys of the operation, `op` first.
pub(super) fn sequence_operation<'a>(entries: &mut Entries<'a>, operation: &'a SequenceOperation) {
    entries.say("op", operation.op());
    let name = operation.name();
    entries.say_some("schema", name.schema.as_ref());
    entries.say("sequence", &name.name);
    match operation {
        SequenceOperation::Create { sequence } | SequenceOperation::Alter { sequence } => {
            settings(entries, sequence);
        }
        SequenceOperation::Drop { .. } => {}
    }
}

fn settings<'a>(entries: &mut Entries<'a>, sequence: &'a Sequence) {
    entries.say_some("start", sequence.start);
    entries.say_some("increment", sequence.increment);
    entries.say_some("min", sequence.min);
    entries.say_some("max", sequence.max);
    entries.say_some("cache", sequence.cache);
    entries.say_true("cycle", sequence.cycle);
    if let Some((table, column)) = &sequence.owned_by {
        entries.say("owned_by", owner(table, column));
    }
}

fn owner<'a>(table: &'a TableName, column: &'a String) -> Node<'a> {
    let mut entries = Entries::new();
    entries.say_name_of(table);
    entries.say("column", column);
    Node::Table(entries)
}
