//! Alterations of columns and tables.

use proptest::collection::btree_set;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::column::{collation, column_type, default, generated, identity};
use crate::operation::{ColumnAlteration, ColumnKeys, DroppableKey, TableAlteration, TableKeys};

pub(super) fn column_alteration() -> impl Strategy<Value = ColumnAlteration> {
    let keys = [
        DroppableKey::Default,
        DroppableKey::Comment,
        DroppableKey::Identity,
        DroppableKey::Generated,
        DroppableKey::Collation,
    ];
    let set = (
        option::of(column_type()),
        option::of(any::<bool>()),
        option::weighted(0.3, default()),
        option::weighted(0.1, identity()),
        option::weighted(0.1, generated()),
        option::weighted(0.2, Just("another".to_owned())),
        option::weighted(0.1, any::<bool>()),
        option::weighted(0.1, collation()),
    );
    let set = set.prop_map(
        |(column_type, null, default, identity, generated, comment, autoincrement, collation)| {
            ColumnKeys {
                column_type,
                null,
                default,
                identity: identity.map(Box::new),
                generated: generated.map(Box::new),
                comment,
                autoincrement,
                collation: collation.map(Box::new),
                ..ColumnKeys::default()
            }
        },
    );
    (set, btree_set(select(keys.to_vec()), 0..2)).prop_map(|(set, drop)| ColumnAlteration {
        set,
        drop,
        ..ColumnAlteration::default()
    })
}

pub(super) fn table_alteration() -> impl Strategy<Value = TableAlteration> {
    let set = (
        option::of("[a-z]{1,2}"),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
    );
    (set, any::<bool>()).prop_map(
        |((comment, strict, unlogged), drop_comment)| TableAlteration {
            set: TableKeys {
                comment,
                strict,
                unlogged,
                ..TableKeys::default()
            },
            drop_comment,
            ..TableAlteration::default()
        },
    )
}
