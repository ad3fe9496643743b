//! Indexes.

use proptest::option;
use proptest::prelude::*;

use super::name::{column_name, columns_of_key, index_name};
use super::text::text_of;
use crate::schema::{Index, IndexKey, IndexTarget};

pub(super) fn index() -> impl Strategy<Value = Index> {
    (
        index_name(),
        columns_of_key(),
        any::<bool>(),
        option::weighted(0.2, column_name()),
        option::weighted(0.1, Just(IndexTarget::Expression("lower('a')".into()))),
    )
        .prop_map(|(name, columns, unique, predicate, expression)| {
            let mut index = Index {
                unique,
                predicate: predicate.as_deref().map(text_of),
                ..Index::new(name, columns)
            };
            index.keys.extend(expression.map(|target| IndexKey {
                target,
                ..IndexKey::column(String::new())
            }));
            index
        })
}
