//! Names, from small pools so that operations meet and collide.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::schema::TableName;

pub(super) fn schema_name() -> impl Strategy<Value = String> {
    select(["archive", "Audit \"1\""].as_slice()).prop_map(str::to_owned)
}

/// Mostly the connection's own schema.
fn within() -> impl Strategy<Value = Option<String>> {
    let schemas = prop_oneof![9 => schema_name(), 1 => Just("public".to_owned())];
    option::weighted(0.15, schemas)
}

pub(super) const ENUM_VALUES: [&str; 4] = ["a", "b", "it's", "ü \"x\"\n"];

pub(super) fn enum_value() -> impl Strategy<Value = String> {
    select(ENUM_VALUES.to_vec()).prop_map(str::to_owned)
}

/// Some of the values in some order.
pub(super) fn enum_values() -> impl Strategy<Value = Vec<String>> {
    let some = subsequence(ENUM_VALUES.to_vec(), 1..=4).prop_shuffle();
    some.prop_map(|values| values.into_iter().map(str::to_owned).collect())
}

/// No name of a table: an enum that another schema lacks stays in the way of it.
pub(super) fn enum_name() -> impl Strategy<Value = TableName> {
    (select(["kind", "Mood"].as_slice()), within()).prop_map(|(name, schema)| TableName {
        schema,
        name: name.to_owned(),
    })
}

pub(super) fn table_name() -> impl Strategy<Value = TableName> {
    let names = ["users", "builds", "Editions", "order", "a \"b\""];
    (select(names.to_vec()), within()).prop_map(|(name, schema)| TableName {
        schema,
        name: name.to_owned(),
    })
}

pub(super) const COLUMN_NAMES: [&str; 6] = ["id", "slug", "mode", "Kind", "größe", "users"];

pub(super) fn column_name() -> impl Strategy<Value = String> {
    select(COLUMN_NAMES.to_vec()).prop_map(str::to_owned)
}

pub(super) fn constraint_name() -> impl Strategy<Value = String> {
    let names = [
        "c_one", "c_two", "c_three", "c_four", "c_five", "c_six", "c_seven", "users",
    ];
    select(names.to_vec()).prop_map(str::to_owned)
}

pub(super) fn index_name() -> impl Strategy<Value = String> {
    select(
        [
            "ix_one", "ix_two", "ix_three", "ix_four", "ix_five", "IX_one",
        ]
        .as_slice(),
    )
    .prop_map(str::to_owned)
}

pub(super) fn columns_of_key() -> impl Strategy<Value = Vec<String>> {
    vec(column_name(), 1..3)
}

/// Columns beside a key, which are seldom there.
pub(super) fn included() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![7 => Just(Vec::new()), 1 => vec(column_name(), 1..3)]
}
