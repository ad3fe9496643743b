//! Constraints.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::comment::commented;
use super::name::{column_name, columns_of_key, constraint_name, included, table_name};
use super::text::condition;
use crate::schema::{
    Check, Deferrable, Exclusion, ExclusionElement, ForeignKey, IndexKey, IndexTarget, Match,
    PrimaryKey, References, ReferentialAction, Unique,
};

pub(super) fn primary_key() -> impl Strategy<Value = PrimaryKey> {
    commented(any_primary_key(), |drawn| &mut drawn.comment)
}

fn any_primary_key() -> impl Strategy<Value = PrimaryKey> {
    let parts = (
        constraint_name(),
        columns_of_key(),
        included(),
        deferrable(),
    );
    parts.prop_map(|(name, columns, include, deferrable)| PrimaryKey {
        name,
        columns,
        include,
        deferrable,
        comment: None,
    })
}

pub(super) fn unique() -> impl Strategy<Value = Unique> {
    commented(any_unique(), |drawn| &mut drawn.comment)
}

fn any_unique() -> impl Strategy<Value = Unique> {
    let parts = (
        constraint_name(),
        columns_of_key(),
        prop::bool::weighted(0.3),
        included(),
        deferrable(),
    );
    parts.prop_map(
        |(name, columns, nulls_not_distinct, include, deferrable)| Unique {
            name,
            columns,
            nulls_not_distinct,
            include,
            deferrable,
            comment: None,
        },
    )
}

fn deferrable() -> impl Strategy<Value = Option<Deferrable>> {
    let when = [Deferrable::Deferrable, Deferrable::InitiallyDeferred];
    option::weighted(0.1, select(when.to_vec()))
}

pub(super) fn foreign_key() -> impl Strategy<Value = ForeignKey> {
    commented(any_foreign_key(), |drawn| &mut drawn.comment)
}

fn any_foreign_key() -> impl Strategy<Value = ForeignKey> {
    let references = (table_name(), columns_of_key());
    let references = references.prop_map(|(table, columns)| References { table, columns });
    let actions = [
        ReferentialAction::NoAction,
        ReferentialAction::Cascade,
        ReferentialAction::Restrict,
        ReferentialAction::SetNull,
        ReferentialAction::SetDefault,
    ];
    let actions = (
        select(actions.to_vec()),
        select(actions.to_vec()),
        prop::bool::weighted(0.1),
    );
    (
        constraint_name(),
        columns_of_key(),
        references,
        actions,
        (any::<bool>(), prop::bool::weighted(0.1), deferrable()),
    )
        .prop_map(
            |(name, columns, references, actions, (not_valid, is_full, deferrable))| {
                let (on_delete, on_update, is_limited) = actions;
                let sets = matches!(
                    on_delete,
                    ReferentialAction::SetNull | ReferentialAction::SetDefault
                );
                let limited = columns.iter().take(1).filter(|_| sets && is_limited);
                ForeignKey {
                    on_delete,
                    on_delete_columns: limited.cloned().collect(),
                    on_update,
                    match_type: if is_full { Match::Full } else { Match::Simple },
                    deferrable,
                    not_valid,
                    ..ForeignKey::new(name, columns, references)
                }
            },
        )
}

pub(super) fn check() -> impl Strategy<Value = Check> {
    commented(any_check(), |drawn| &mut drawn.comment)
}

fn any_check() -> impl Strategy<Value = Check> {
    let text = (column_name(), any::<bool>());
    let no_inherit = prop::bool::weighted(0.1);
    (constraint_name(), text, any::<bool>(), no_inherit).prop_map(
        |(name, (column, for_each), not_valid, no_inherit)| Check {
            name,
            expression: condition(&column, for_each),
            not_valid,
            no_inherit,
            unnamed: false,
            comment: None,
        },
    )
}

pub(super) fn exclusion() -> impl Strategy<Value = Exclusion> {
    commented(any_exclusion(), |drawn| &mut drawn.comment)
}

fn any_exclusion() -> impl Strategy<Value = Exclusion> {
    let target = prop_oneof![
        2 => column_name().prop_map(IndexTarget::Column),
        1 => (column_name(), any::<bool>()).prop_map(|(column, for_each)| {
            IndexTarget::Expression(condition(&column, for_each))
        }),
    ];
    let element =
        (target, select(["=", "=", "=", "&&"].as_slice())).prop_map(|(target, operator)| {
            ExclusionElement {
                key: IndexKey {
                    target,
                    ..IndexKey::column(String::new())
                },
                operator: operator.to_owned(),
            }
        });
    (
        constraint_name(),
        vec(element, 1..3),
        prop::bool::weighted(0.2),
        option::weighted(0.3, (column_name(), any::<bool>())),
        deferrable(),
    )
        .prop_map(
            |(name, elements, is_gist, predicate, deferrable)| Exclusion {
                name,
                elements,
                method: is_gist.then(|| "gist".to_owned()),
                predicate: predicate.map(|(column, for_each)| condition(&column, for_each)),
                deferrable,
                comment: None,
            },
        )
}
