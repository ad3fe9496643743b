//! Alterations, the other way round.

use crate::operation::{ColumnAlteration, ColumnKeys, DroppableKey, TableAlteration, TableKeys};

pub(super) fn table_alteration(alteration: &TableAlteration) -> TableAlteration {
    let TableAlteration {
        set,
        drop_comment,
        was,
    } = alteration;
    let changes_comment = set.comment.is_some() || *drop_comment;
    TableAlteration {
        set: TableKeys {
            comment: was.comment.clone().filter(|_| changes_comment),
            strict: flag(set.strict, was.strict),
            without_rowid: flag(set.without_rowid, was.without_rowid),
            unlogged: flag(set.unlogged, was.unlogged),
        },
        drop_comment: changes_comment && was.comment.is_none(),
        was: set.clone(),
    }
}

pub(super) fn column_alteration(alteration: &ColumnAlteration) -> ColumnAlteration {
    let ColumnAlteration {
        set,
        drop,
        was,
        using,
        using_down,
        loses: _,
    } = alteration;
    let changes = |key, is_set: bool| is_set || drop.contains(&key);
    let default = changes(DroppableKey::Default, set.default.is_some());
    let comment = changes(DroppableKey::Comment, set.comment.is_some());
    let identity = changes(DroppableKey::Identity, set.identity.is_some());
    let generated = changes(DroppableKey::Generated, set.generated.is_some());
    let collation = changes(DroppableKey::Collation, set.collation.is_some());
    let gone = [
        (DroppableKey::Default, default && was.default.is_none()),
        (DroppableKey::Comment, comment && was.comment.is_none()),
        (DroppableKey::Identity, identity && was.identity.is_none()),
        (
            DroppableKey::Generated,
            generated && was.generated.is_none(),
        ),
        (
            DroppableKey::Collation,
            collation && was.collation.is_none(),
        ),
    ];
    ColumnAlteration {
        set: ColumnKeys {
            column_type: set.column_type.as_ref().and(was.column_type.clone()),
            null: set.null.and(was.null),
            default: was.default.clone().filter(|_| default),
            identity: was.identity.clone().filter(|_| identity),
            generated: was.generated.clone().filter(|_| generated),
            collation: was.collation.clone().filter(|_| collation),
            comment: was.comment.clone().filter(|_| comment),
            autoincrement: flag(set.autoincrement, was.autoincrement),
            enforce_length: flag(set.enforce_length, was.enforce_length),
        },
        drop: gone
            .into_iter()
            .filter_map(|(key, is_gone)| is_gone.then_some(key))
            .collect(),
        was: set.clone(),
        using: using_down.clone(),
        using_down: using.clone(),
        loses: None,
    }
}

/// What a flag is set back to: false where nothing was said.
fn flag(set: Option<bool>, was: Option<bool>) -> Option<bool> {
    set.map(|_| was.unwrap_or(false))
}
