//! Tables.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::column::column;
use super::constraint::{check, exclusion, primary_key, unique};
use super::name::table_name;
use crate::schema::Table;

/// A table without foreign keys, which would seldom find their target; mostly in order.
pub(super) fn table() -> impl Strategy<Value = Table> {
    (
        table_name(),
        vec(column(), 1..5),
        option::of(primary_key()),
        vec(unique(), 0..2),
        vec(check(), 0..2),
        option::weighted(0.2, exclusion()),
        (
            option::weighted(0.1, Just("a table".to_owned())),
            prop::bool::weighted(0.1),
        ),
    )
        .prop_map(
            |(name, columns, primary_key, unique, checks, exclusions, (comment, unlogged))| {
                let mut table = Table::new(name);
                table.comment = comment;
                table.postgres.unlogged = unlogged;
                table.columns = columns
                    .into_iter()
                    .map(|column| (column.name.clone(), column))
                    .collect();
                table.primary_key = primary_key;
                table.unique = unique
                    .into_iter()
                    .map(|unique| (unique.name.clone(), unique))
                    .collect();
                table.checks = checks
                    .into_iter()
                    .map(|check| (check.name.clone(), check))
                    .collect();
                table.exclusions = exclusions
                    .into_iter()
                    .map(|exclusion| (exclusion.name.clone(), exclusion))
                    .collect();
                table
            },
        )
}
