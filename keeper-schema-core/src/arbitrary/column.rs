//! Columns.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::name::{column_name, enum_name, enum_value};
use super::text::text_of;
use crate::schema::{
    Column, ColumnType, Default, Generated, Identity, IdentityKind, Literal, default_fits,
};

pub(super) fn column() -> impl Strategy<Value = Column> {
    let filled = prop_oneof![
        4 => Just((None, None, None)),
        2 => default().prop_map(|default| (Some(default), None, None)),
        1 => identity().prop_map(|identity| (None, Some(identity), None)),
        1 => generated().prop_map(|generated| (None, None, Some(generated))),
    ];
    (
        column_name(),
        column_type(),
        any::<bool>(),
        filled,
        option::weighted(0.2, Just("a comment".to_owned())),
    )
        .prop_map(
            |(name, column_type, null, (default, identity, generated), comment)| Column {
                null,
                default: default.filter(|default| default_fits(&column_type, default).is_ok()),
                identity,
                generated,
                comment,
                ..Column::new(name, column_type)
            },
        )
}

pub(super) fn column_type() -> impl Strategy<Value = ColumnType> {
    let of_enum = (enum_name(), any::<bool>()).prop_map(|(name, is_array)| match is_array {
        true => ColumnType::Array(Box::new(ColumnType::Enum(name))),
        false => ColumnType::Enum(name),
    });
    prop_oneof![6 => plain_type(), 2 => of_enum]
}

pub(super) fn plain_type() -> impl Strategy<Value = ColumnType> {
    select(vec![
        ColumnType::Integer,
        ColumnType::BigInt,
        ColumnType::Text,
        ColumnType::Varchar(255),
        ColumnType::Numeric(Some((10, 2))),
        ColumnType::Array(Box::new(ColumnType::Text)),
    ])
}

pub(super) fn default() -> impl Strategy<Value = Default> {
    prop_oneof![
        any::<i64>().prop_map(|value| Default::Literal(Literal::Integer(value))),
        "[a-z'\"\\\\\n]{0,4}".prop_map(|value| Default::Literal(Literal::String(value))),
        enum_value().prop_map(|value| Default::Literal(Literal::String(value))),
        Just(Default::Bytes(vec![0, 255])),
        Just(Default::Expression("CURRENT_TIMESTAMP".into())),
    ]
}

pub(super) fn generated() -> impl Strategy<Value = Generated> {
    (column_name(), any::<bool>()).prop_map(|(column, stored)| Generated {
        expression: text_of(&column),
        stored,
    })
}

pub(super) fn identity() -> impl Strategy<Value = Identity> {
    let kinds = [
        IdentityKind::Serial,
        IdentityKind::ByDefault,
        IdentityKind::Always,
    ];
    select(kinds.to_vec()).prop_map(Identity::new)
}
