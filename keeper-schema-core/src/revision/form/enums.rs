//! Operations on enums as the format spells them.

use super::{Entries, Node, Say, names};
use crate::operation::{EnumOperation, ValuePlace};

/// Adds the keys of the operation, `op` first.
pub(super) fn enum_operation<'a>(entries: &mut Entries<'a>, operation: &'a EnumOperation) {
    let name = operation.name();
    entries.say("op", operation.op());
    entries.say_some("schema", name.schema.as_ref());
    entries.say("enum", &name.name);
    match operation {
        EnumOperation::Create { enum_type } => {
            entries.say("values", names(&enum_type.values));
            entries.say_some("comment", enum_type.comment.as_ref());
        }
        EnumOperation::Drop { .. } => {}
        EnumOperation::Rename { to, .. } => entries.say("to", to),
        EnumOperation::AddValue { value, place, .. } => {
            entries.say("value", value);
            match place {
                None => {}
                Some(ValuePlace::Before(next)) => entries.say("before", next),
                Some(ValuePlace::After(last)) => entries.say("after", last),
            }
        }
        EnumOperation::RenameValue { value, to, .. } => {
            entries.say("value", value);
            entries.say("to", to);
        }
        EnumOperation::Replace {
            values, was, map, ..
        } => {
            entries.say("values", names(values));
            entries.say("was", names(was));
            let map = map.iter();
            let map = map.map(|(from, to)| (from.as_str(), Node::from(to)));
            entries.say_table("map", map.collect());
        }
    }
}
