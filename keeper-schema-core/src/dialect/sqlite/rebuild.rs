//! The rebuild of a table, from what the database has to what is wanted.

use super::batch::{Live, Source};
use super::statement::{Copied, NewIndex, Rebuild};
use super::table::{create_as, table_name};
use super::{conversion, fit, index};
use crate::dialect::{DialectError, quoted};
use crate::schema::{ByName, Table};

/// Plans the rebuild.
///
/// # Errors
/// What SQLite has no form for.
pub(super) fn rebuild(
    live: &Live,
    wanted: &Table,
    sources: &ByName<Source>,
) -> Result<Rebuild, DialectError> {
    let table = table_name(&wanted.name)?.to_owned();
    let temporary = temporary(&table);
    let indexes: Result<Vec<NewIndex>, DialectError> = wanted
        .indexes
        .values()
        .map(|index| {
            Ok(NewIndex {
                create: index::create(&wanted.name, index)?,
                explain: fit::unique_index(&wanted.name, index)?,
            })
        })
        .collect();
    let copied = copied(wanted, sources)?;
    Ok(Rebuild {
        create: create_as(wanted, &temporary)?,
        live_columns: live.columns.keys().cloned().collect(),
        live_indexes: live.indexes.clone(),
        indexes: indexes?,
        triggers: Vec::new(),
        keeps_counter: live.autoincrements && autoincrements(wanted),
        checks: conversion::conversions(live, wanted, sources)?,
        explain: fit::constraints(live, wanted, &copied, sources)?,
        copied,
        table,
        temporary,
    })
}

/// A name that a table has until its own is free.
pub(super) fn temporary(table: &str) -> String {
    format!("_keeper_new_{table}")
}

/// Whether the ids of the table are counted in `sqlite_sequence`.
pub(super) fn autoincrements(table: &Table) -> bool {
    table
        .columns
        .values()
        .any(|column| column.sqlite.autoincrement)
}

fn copied(wanted: &Table, sources: &ByName<Source>) -> Result<Vec<Copied>, DialectError> {
    let mut copied = Vec::new();
    for column in wanted.columns.values() {
        if column.generated.is_some() {
            continue;
        }
        let expression = match sources.get(&column.name) {
            Some(Source::Live { using: None }) => quoted(&column.name)?,
            Some(
                Source::Live {
                    using: Some(expression),
                }
                | Source::New {
                    backfill: Some(expression),
                },
            ) => crate::dialect::quote::parenthesised(expression),
            Some(Source::New { backfill: None }) | None => continue,
        };
        copied.push(Copied {
            column: column.name.clone(),
            expression,
        });
    }
    Ok(copied)
}
