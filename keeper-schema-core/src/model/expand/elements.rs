//! Writes constraints and indexes as the constants of `keeper_schema::description`.

use super::values::{flag, list, literal, some, sql, text, texts, with_members};
use crate::model::{Check, Exclusion, ForeignKey, Index, PrimaryKey, Spanned, Unique};
use crate::schema::{
    Deferrable, IndexKey, IndexTarget, Match, NullsOrder, ReferentialAction, SortOrder,
};

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    with_members(
        "PrimaryKey",
        "Self::HEAD.primary_key",
        [
            ("name", text(key.name.as_ref())),
            ("include", texts(&key.include)),
            ("deferrable", deferrable(key.deferrable)),
            ("comment", text(key.comment.as_ref())),
        ],
    )
}

pub(super) fn unique(unique: &Unique) -> String {
    with_members(
        "Unique",
        &columns(&unique.columns),
        [
            ("name", text(unique.name.as_ref())),
            (
                "nulls_not_distinct",
                flag(unique.nulls_not_distinct.is_some()),
            ),
            ("include", texts(&unique.include)),
            ("deferrable", deferrable(unique.deferrable)),
            ("comment", text(unique.comment.as_ref())),
        ],
    )
}

/// A foreign key; `references` is the name of the constant with what it refers to.
pub(super) fn foreign_key(key: &ForeignKey, references: &str) -> String {
    let match_type = match key.match_type.map(|match_type| match_type.value) {
        None | Some(Match::Simple) => None,
        Some(Match::Full) => Some("__keeper::Match::Full".to_owned()),
    };
    with_members(
        "ForeignKey",
        &format!("{}, {references}", columns(&key.columns)),
        [
            ("name", text(key.name.as_ref())),
            ("on_delete", action(key.on_delete)),
            ("on_delete_columns", texts(&key.on_delete_columns)),
            ("on_update", action(key.on_update)),
            ("match_type", match_type),
            ("deferrable", deferrable(key.deferrable)),
            ("not_valid", flag(key.not_valid.is_some())),
            ("comment", text(key.comment.as_ref())),
        ],
    )
}

fn columns(columns: &[Spanned<String>]) -> String {
    texts(columns).unwrap_or_else(|| "&[]".to_owned())
}

fn deferrable(deferrable: Option<Spanned<Deferrable>>) -> Option<String> {
    let deferrable = match deferrable?.value {
        Deferrable::Deferrable => "__keeper::Deferrable::Deferrable",
        Deferrable::InitiallyDeferred => "__keeper::Deferrable::InitiallyDeferred",
    };
    Some(some(&deferrable))
}

fn action(action: Option<Spanned<ReferentialAction>>) -> Option<String> {
    let action = match action?.value {
        ReferentialAction::NoAction => return None,
        ReferentialAction::Restrict => "Restrict",
        ReferentialAction::Cascade => "Cascade",
        ReferentialAction::SetNull => "SetNull",
        ReferentialAction::SetDefault => "SetDefault",
    };
    Some(format!("__keeper::ReferentialAction::{action}"))
}

pub(super) fn check(check: &Check) -> String {
    with_members(
        "Check",
        &sql(&check.expression),
        [
            ("name", text(check.name.as_ref())),
            ("not_valid", flag(check.not_valid.is_some())),
            ("no_inherit", flag(check.no_inherit.is_some())),
            ("comment", text(check.comment.as_ref())),
        ],
    )
}

pub(super) fn exclusion(exclusion: &Exclusion) -> String {
    let elements = exclusion.elements.iter().map(|element| {
        let (key, operator) = (index_key(&element.value.key), &element.value.operator);
        format!("__keeper::ExclusionElement {{ key: {key}, operator: {operator:?} }}")
    });
    let elements = list(elements).unwrap_or_else(|| "&[]".to_owned());
    let predicate = exclusion.predicate.as_ref();
    with_members(
        "Exclusion",
        &elements,
        [
            ("name", text(exclusion.name.as_ref())),
            ("method", text(exclusion.method.as_ref())),
            ("predicate", predicate.map(|text| some(&sql(&text.value)))),
            ("deferrable", deferrable(exclusion.deferrable)),
            ("comment", text(exclusion.comment.as_ref())),
        ],
    )
}

pub(super) fn index(index: &Index) -> String {
    let keys = list(index.keys.iter().map(|key| index_key(&key.value)));
    let predicate = index.predicate.as_ref();
    let with = (index.with.iter()).map(|(name, value)| format!("({name:?}, {value:?})"));
    with_members(
        "Index",
        &keys.unwrap_or_else(|| "&[]".to_owned()),
        [
            ("name", text(index.name.as_ref())),
            ("unique", flag(index.unique)),
            ("predicate", predicate.map(|text| some(&sql(&text.value)))),
            ("method", text(index.method.as_ref())),
            ("include", texts(&index.include)),
            (
                "nulls_not_distinct",
                flag(index.nulls_not_distinct.is_some()),
            ),
            ("with", list(with)),
            ("comment", text(index.comment.as_ref())),
        ],
    )
}

fn index_key(key: &IndexKey) -> String {
    let target = match &key.target {
        IndexTarget::Column(column) => format!("Column({})", literal(column)),
        IndexTarget::Expression(text) => format!("Expression({})", sql(text)),
    };
    let order = match key.order {
        SortOrder::Ascending => None,
        SortOrder::Descending => Some("__keeper::SortOrder::Descending".to_owned()),
    };
    let nulls = key.nulls.map(|nulls| match nulls {
        NullsOrder::First => "__keeper::NullsOrder::First",
        NullsOrder::Last => "__keeper::NullsOrder::Last",
    });
    let (opclass, collation) = (key.opclass.as_ref(), key.collation.as_ref());
    with_members(
        "IndexKey",
        &format!("__keeper::IndexTarget::{target}"),
        [
            ("order", order),
            ("nulls", nulls.as_ref().map(some)),
            ("opclass", opclass.map(|opclass| some(&sql(opclass)))),
            (
                "collation",
                collation.map(|collation| some(&sql(collation))),
            ),
        ],
    )
}
