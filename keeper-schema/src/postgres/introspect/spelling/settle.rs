//! Gives what differs to the server, again and again, until both sides agree or nothing
//! changes any more.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::schema::{EnumType, Schema, TableName};

use super::super::connection::Connection;
use super::differing::{Elements, Key};
use super::probe;
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// How often a text is given back before it is taken as it is. Two are usual.
const ROUNDS: usize = 6;

/// A transaction has a limited number of locks: an aborted savepoint frees those in it.
const TABLES_AT_ONCE: usize = 200;

pub(super) type Keys = BTreeSet<Key>;

/// One side of the comparison.
pub(super) struct Side<'a> {
    pub(super) schema: &'a Schema,
    /// Its enum types that the server has not.
    pub(super) missing: Vec<&'a EnumType>,
    pub(super) elements: &'a mut Elements,
}

/// Replaces elements by what the server makes of them in the end, or until both sides
/// agree. What it refuses, since a column is missing for example, stays as it is.
pub(super) fn settle(
    connection: &dyn Connection,
    live: &mut Side<'_>,
    expected: &mut Side<'_>,
) -> Result<(), DatabaseError> {
    may_create_temporary_tables(connection)?;
    connection.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")?;
    let settled = settle_both(connection, live, expected);
    let ended = connection.run("ROLLBACK");
    settled.and(ended)
}

fn settle_both(
    connection: &dyn Connection,
    live: &mut Side<'_>,
    expected: &mut Side<'_>,
) -> Result<(), DatabaseError> {
    let mut pending_live: Keys = live.elements.keys().cloned().collect();
    let mut pending_expected: Keys = expected.elements.keys().cloned().collect();
    for _ in 0..ROUNDS {
        // What is live went through the server already, so most is settled by this.
        pending_expected = rewrite(connection, expected, &pending_expected)?;
        let agree = |key: &Key, live: &Side<'_>, expected: &Side<'_>| {
            live.elements.get(key) == expected.elements.get(key)
        };
        pending_live.retain(|key| !agree(key, live, expected));
        pending_live = rewrite(connection, live, &pending_live)?;
        pending_live.retain(|key| !agree(key, live, expected));
        pending_expected.retain(|key| !agree(key, live, expected));
    }
    Ok(())
}

fn may_create_temporary_tables(connection: &dyn Connection) -> Result<(), DatabaseError> {
    let rows = connection.rows(
        "SELECT pg_is_in_recovery(), \
         has_database_privilege(current_database(), 'TEMPORARY'), \
         current_database(), current_user",
    )?;
    let row: Vec<String> = rows.into_iter().flatten().flatten().collect();
    match row.as_slice() {
        [in_recovery, ..] if in_recovery == "t" => Err(DatabaseError {
            kind: DatabaseErrorKind::ReadOnlyServer,
            message: "to compare expressions the server has to be given them in temporary tables, which a standby does not allow".to_owned(),
        }),
        [_, allowed, database, user] if allowed != "t" => Err(DatabaseError {
            kind: DatabaseErrorKind::Privilege,
            message: format!(
                "to compare expressions the server has to be given them in temporary tables, which `{user}` may not create (`TEMPORARY` on database `{database}`)"
            ),
        }),
        _ => Ok(()),
    }
}

/// Gives elements to the server, and returns those that came back changed.
fn rewrite(
    connection: &dyn Connection,
    side: &mut Side<'_>,
    pending: &Keys,
) -> Result<Keys, DatabaseError> {
    let mut changed = Keys::new();
    for batch in batches(pending) {
        for (key, element) in probe::rewritten(connection, side, pending, &batch)? {
            if side.elements.get(&key) != Some(&element) {
                side.elements.insert(key.clone(), element);
                changed.insert(key);
            }
        }
    }
    Ok(changed)
}

/// Some tables at a time, and no two that differ only in their schemas: temporary tables
/// have one.
fn batches(pending: &Keys) -> Vec<BTreeSet<TableName>> {
    let mut batches: Vec<BTreeMap<&str, &TableName>> = Vec::new();
    let mut known: BTreeSet<&TableName> = BTreeSet::new();
    for (table, _) in pending {
        if !known.insert(table) {
            continue;
        }
        let free = batches
            .iter_mut()
            .find(|batch| batch.len() < TABLES_AT_ONCE && !batch.contains_key(table.name.as_str()));
        match free {
            Some(batch) => {
                batch.insert(&table.name, table);
            }
            None => batches.push([(table.name.as_str(), table)].into()),
        }
    }
    let batches = batches.into_iter();
    batches
        .map(|batch| batch.into_values().cloned().collect())
        .collect()
}
