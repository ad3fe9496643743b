//! Indexes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::column::collation;
use super::comment::commented;
use super::name::{column_name, columns_of_key, included, index_name};
use super::text::{condition, constant};
use crate::schema::{Index, IndexKey, IndexTarget, NullsOrder, SortOrder};

pub(super) fn index() -> impl Strategy<Value = Index> {
    commented(any_index(), |index| &mut index.comment)
}

fn any_index() -> impl Strategy<Value = Index> {
    let methods = ["hash", "gin", "brin"];
    let only_postgres = (
        option::weighted(0.2, select(methods.to_vec())),
        included(),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
    );
    (
        index_name(),
        keys(),
        any::<bool>(),
        option::weighted(0.2, (column_name(), any::<bool>())),
        only_postgres,
    )
        .prop_map(
            |(name, keys, unique, predicate, (method, include, nulls_not_distinct, filled))| {
                let predicate = predicate.map(|(column, for_each)| condition(&column, for_each));
                let with = filled.then(|| ("fillfactor".to_owned(), "70".to_owned()));
                Index {
                    keys,
                    unique,
                    predicate,
                    method: method.map(str::to_owned),
                    include,
                    nulls_not_distinct,
                    with: BTreeMap::from_iter(with),
                    ..Index::new(name, [])
                }
            },
        )
}

/// Columns as they are, or keys of every kind.
fn keys() -> impl Strategy<Value = Vec<IndexKey>> {
    let plain =
        columns_of_key().prop_map(|columns| columns.into_iter().map(IndexKey::column).collect());
    prop_oneof![3 => plain, 1 => vec(key(), 1..3)]
}

fn key() -> impl Strategy<Value = IndexKey> {
    let target = prop_oneof![
        4 => column_name().prop_map(IndexTarget::Column),
        1 => (column_name(), any::<bool>()).prop_map(|(column, for_each)| {
            IndexTarget::Expression(condition(&column, for_each))
        }),
        1 => Just(IndexTarget::Expression(constant())),
    ];
    let orders = [SortOrder::Ascending, SortOrder::Descending];
    let nulls = [NullsOrder::First, NullsOrder::Last];
    (
        target,
        select(orders.to_vec()),
        option::weighted(0.3, select(nulls.to_vec())),
        option::weighted(0.1, Just("text_pattern_ops".into())),
        option::weighted(0.1, collation()),
    )
        .prop_map(|(target, order, nulls, opclass, collation)| IndexKey {
            target,
            order,
            nulls,
            opclass,
            collation,
        })
}
