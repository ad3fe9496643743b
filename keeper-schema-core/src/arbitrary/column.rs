//! Columns.

use proptest::bool::weighted;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::name::{column_name, enum_name, enum_value};
use super::text::made_from;
use crate::schema::{
    Column, ColumnType, Default, Generated, Identity, IdentityKind, Literal, PerDialect, SqlText,
    default_fits,
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
        option::weighted(0.1, collation()),
    )
        .prop_map(
            |(name, column_type, null, (default, identity, generated), comment, collation)| {
                Column {
                    null,
                    default: default.filter(|default| default_fits(&column_type, default).is_ok()),
                    identity: identity.map(Box::new),
                    generated: generated.map(Box::new),
                    comment,
                    collation: collation.map(Box::new),
                    ..Column::new(name, column_type)
                }
            },
        )
}

pub(super) fn column_type() -> impl Strategy<Value = ColumnType> {
    let of_enum = (enum_name(), any::<bool>()).prop_map(|(name, is_array)| match is_array {
        true => ColumnType::Array(Box::new(ColumnType::Enum(name))),
        false => ColumnType::Enum(name),
    });
    prop_oneof![6 => plain_type(), 3 => seldom_type(), 2 => of_enum]
}

fn plain_type() -> impl Strategy<Value = ColumnType> {
    select(vec![
        ColumnType::Integer,
        ColumnType::BigInt,
        ColumnType::Text,
        ColumnType::Varchar(255),
        ColumnType::Numeric(Some((10, 2))),
        ColumnType::Array(Box::new(ColumnType::Text)),
    ])
}

fn seldom_type() -> impl Strategy<Value = ColumnType> {
    select(vec![
        ColumnType::SmallInt,
        ColumnType::Double,
        ColumnType::Numeric(None),
        ColumnType::Char(3),
        ColumnType::Boolean,
        ColumnType::Bytes,
        ColumnType::Date,
        ColumnType::TimestampTz,
        ColumnType::Uuid,
        ColumnType::Jsonb,
        ColumnType::Array(Box::new(ColumnType::Integer)),
        ColumnType::Array(Box::new(ColumnType::Varchar(255))),
    ])
}

pub(super) fn default() -> impl Strategy<Value = Default> {
    prop_oneof![
        any::<i64>().prop_map(|value| Default::Literal(Literal::Integer(value))),
        (-9..9_i64).prop_map(|value| Default::Literal(Literal::Integer(value))),
        "[a-z'\"\\\\\n]{0,4}".prop_map(|value| Default::Literal(Literal::String(value))),
        enum_value().prop_map(|value| Default::Literal(Literal::String(value))),
        any::<bool>().prop_map(|value| Default::Literal(Literal::Boolean(value))),
        Just(Default::Bytes(vec![0, 255])),
        Just(Default::Expression("CURRENT_TIMESTAMP".into())),
    ]
}

/// From a column, as if it were of numbers.
pub(super) fn generated() -> impl Strategy<Value = Generated> {
    (column_name(), prop::bool::weighted(0.7)).prop_map(|(column, stored)| Generated {
        expression: made_from(&column, &ColumnType::Integer),
        stored,
    })
}

pub(super) fn identity() -> impl Strategy<Value = Identity> {
    let kinds = [
        IdentityKind::Serial,
        IdentityKind::ByDefault,
        IdentityKind::Always,
    ];
    let numbers = [
        (None, None),
        (Some(10), None),
        (None, Some(2)),
        (None, Some(-1)),
        (Some(-5), Some(-1)),
    ];
    let numbers = prop_oneof![2 => Just((None, None)), 1 => select(numbers.to_vec())];
    let sequence = option::weighted(0.2, Just("Numbers".to_owned()));
    let cache = option::weighted(0.2, Just(20));
    (
        select(kinds.to_vec()),
        numbers,
        sequence,
        cache,
        weighted(0.1),
    )
        .prop_map(
            |(kind, (start, increment), sequence, cache, cycle)| Identity {
                start,
                increment,
                cache,
                cycle,
                sequence,
                ..Identity::new(kind)
            },
        )
}

pub(super) fn collation() -> impl Strategy<Value = SqlText> {
    select([("NOCASE", "C"), ("RTRIM", "POSIX")].as_slice()).prop_map(|(sqlite, postgres)| {
        PerDialect::Each {
            sqlite: Some(sqlite.to_owned()),
            postgres: Some(postgres.to_owned()),
        }
    })
}
