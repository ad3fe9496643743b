//! Constraints.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::name::{column_name, columns_of_key, constraint_name, table_name};
use super::text::text_of;
use crate::schema::{
    Check, Exclusion, ExclusionElement, ForeignKey, IndexKey, IndexTarget, PrimaryKey, References,
    ReferentialAction, Unique,
};

pub(super) fn primary_key() -> impl Strategy<Value = PrimaryKey> {
    (constraint_name(), columns_of_key()).prop_map(|(name, columns)| PrimaryKey {
        name,
        columns,
        include: Vec::new(),
        deferrable: None,
    })
}

pub(super) fn unique() -> impl Strategy<Value = Unique> {
    let parts = (constraint_name(), columns_of_key(), any::<bool>());
    parts.prop_map(|(name, columns, nulls_not_distinct)| Unique {
        name,
        columns,
        nulls_not_distinct,
        include: Vec::new(),
        deferrable: None,
    })
}

pub(super) fn foreign_key() -> impl Strategy<Value = ForeignKey> {
    let references = (table_name(), columns_of_key());
    let references = references.prop_map(|(table, columns)| References { table, columns });
    let actions = [ReferentialAction::NoAction, ReferentialAction::Cascade];
    (
        constraint_name(),
        columns_of_key(),
        references,
        select(actions.to_vec()),
        any::<bool>(),
    )
        .prop_map(
            |(name, columns, references, on_delete, not_valid)| ForeignKey {
                on_delete,
                not_valid,
                ..ForeignKey::new(name, columns, references)
            },
        )
}

pub(super) fn check() -> impl Strategy<Value = Check> {
    (constraint_name(), column_name(), any::<bool>()).prop_map(|(name, column, not_valid)| Check {
        name,
        expression: text_of(&column),
        not_valid,
        no_inherit: false,
    })
}

pub(super) fn exclusion() -> impl Strategy<Value = Exclusion> {
    let target = prop_oneof![
        2 => column_name().prop_map(IndexTarget::Column),
        1 => column_name().prop_map(|column| IndexTarget::Expression(text_of(&column))),
    ];
    let element =
        (target, select(["=", "&&"].as_slice())).prop_map(|(target, operator)| ExclusionElement {
            key: IndexKey {
                target,
                ..IndexKey::column(String::new())
            },
            operator: operator.to_owned(),
        });
    (
        constraint_name(),
        vec(element, 1..3),
        any::<bool>(),
        option::weighted(0.3, column_name()),
    )
        .prop_map(|(name, elements, is_gist, predicate)| Exclusion {
            name,
            elements,
            method: is_gist.then(|| "gist".to_owned()),
            predicate: predicate.as_deref().map(text_of),
            deferrable: None,
        })
}
