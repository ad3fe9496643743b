//! Two columns of one name: which keys differ, and what changes them.

use crate::operation::{ColumnAlteration, ColumnKeys, DroppableKey};
use crate::schema::{Column, Default, Generated, Identity};

use super::{text, type_change};

/// What makes `before` into `after`, if anything has to. `using` and `loses` are left
/// to the caller.
pub(super) fn alteration(before: &Column, after: &Column) -> Option<ColumnAlteration> {
    let mut alteration = ColumnAlteration::default();
    if !type_change::same(&before.column_type, &after.column_type) {
        alteration.set.column_type = Some(after.column_type.clone());
        alteration.was.column_type = Some(before.column_type.clone());
    }
    alteration.change(before.null, after.null, |keys| &mut keys.null);
    alteration.change(
        before.sqlite.autoincrement,
        after.sqlite.autoincrement,
        |keys| &mut keys.autoincrement,
    );
    alteration.change(
        before.sqlite.enforce_length,
        after.sqlite.enforce_length,
        |keys| &mut keys.enforce_length,
    );
    alteration.change_optional(
        (&before.default, &after.default),
        same_default,
        DroppableKey::Default,
        |keys| &mut keys.default,
    );
    alteration.change_optional(
        (&before.identity, &after.identity),
        |left, right| same_identity(left, right),
        DroppableKey::Identity,
        |keys| &mut keys.identity,
    );
    alteration.change_optional(
        (&before.generated, &after.generated),
        |left, right| same_generated(left, right),
        DroppableKey::Generated,
        |keys| &mut keys.generated,
    );
    alteration.change_optional(
        (&before.collation, &after.collation),
        |left, right| text::same_name(left, right),
        DroppableKey::Collation,
        |keys| &mut keys.collation,
    );
    alteration.change_optional(
        (&before.comment, &after.comment),
        String::eq,
        DroppableKey::Comment,
        |keys| &mut keys.comment,
    );
    (!is_empty(&alteration)).then_some(alteration)
}

/// Whether nothing is altered.
pub(super) fn is_empty(alteration: &ColumnAlteration) -> bool {
    alteration.set == ColumnKeys::default() && alteration.drop.is_empty()
}

impl ColumnAlteration {
    fn change<T: PartialEq>(
        &mut self,
        before: T,
        after: T,
        key: impl Fn(&mut ColumnKeys) -> &mut Option<T>,
    ) {
        if before != after {
            *key(&mut self.set) = Some(after);
            *key(&mut self.was) = Some(before);
        }
    }

    fn change_optional<T: Clone>(
        &mut self,
        (before, after): (&Option<T>, &Option<T>),
        same: impl Fn(&T, &T) -> bool,
        droppable: DroppableKey,
        key: impl Fn(&mut ColumnKeys) -> &mut Option<T>,
    ) {
        match (before, after) {
            (None, None) => return,
            (Some(before), Some(after)) if same(before, after) => return,
            (Some(_), None) => {
                self.drop.insert(droppable);
            }
            (Some(_) | None, Some(_)) => *key(&mut self.set) = after.clone(),
        }
        *key(&mut self.was) = before.clone();
    }
}

fn same_default(left: &Default, right: &Default) -> bool {
    match (left, right) {
        (Default::Expression(left), Default::Expression(right)) => text::same(left, right),
        (Default::Literal(_) | Default::Bytes(_) | Default::Expression(_), _) => left == right,
    }
}

fn same_identity(left: &Identity, right: &Identity) -> bool {
    left.counts_as(right) && left.sequence == right.sequence
}

fn same_generated(left: &Generated, right: &Generated) -> bool {
    left.stored == right.stored && text::same(&left.expression, &right.expression)
}
