//! Spells a live schema as the expected one wherever both mean the same.
//!
//! The server rewrites what it is given: `b IN (1, 2)` comes back as
//! `b = ANY (ARRAY[1, 2])`. So whatever differs is given to the server again, from both
//! sides, in a transaction that is rolled back, until it comes back as it went in.

mod adopt;
mod differing;
mod element;
mod objects;
mod probe;
mod settle;

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::schema::{ObjectKind, Schema, TableName};

use self::differing::Differing;
use self::objects::Taken;
use self::settle::Side;
use super::connection::Connection;
use super::found;
use super::scope::{Further, Objects, Own, Scope};
use crate::migrate::{DatabaseError, LiveSchema};

/// Reads the schema of a live database, spelled as `expected` where it means the same.
///
/// # Errors
/// If the catalog cannot be read, or temporary tables are needed and not allowed.
pub(in crate::postgres) fn live(
    connection: &dyn Connection,
    expected: &Schema,
    bookkeeping: &BookkeepingNames,
) -> Result<LiveSchema, DatabaseError> {
    let scope = scope(expected, bookkeeping);
    spelled(connection, expected, &scope, Taken::Expected)
}

/// The same of all database schemas, whether or not they are expected.
///
/// # Errors
/// As [`live`].
pub(in crate::postgres) fn whole(
    connection: &dyn Connection,
    expected: &Schema,
    bookkeeping: &BookkeepingNames,
) -> Result<LiveSchema, DatabaseError> {
    let scope = Scope {
        further: Further::All,
        objects: Objects::Read,
        ..scope(expected, bookkeeping)
    };
    spelled(connection, expected, &scope, Taken::All)
}

fn spelled(
    connection: &dyn Connection,
    expected: &Schema,
    scope: &Scope,
    taken: Taken,
) -> Result<LiveSchema, DatabaseError> {
    let mut found = found(connection, scope)?;
    if scope.objects == Objects::Read {
        objects::take(connection, &mut found, expected, taken)?;
    }
    let mut schema = found.schema;
    let mut differing = Differing::between(&schema, expected);
    if !differing.is_empty() {
        let mut live_side = Side {
            schema: &schema,
            missing: Vec::new(),
            elements: &mut differing.live,
        };
        let enums = expected.enums.values();
        let missing = enums.filter(|it| !schema.enums.contains_key(&it.name));
        let mut expected_side = Side {
            schema: expected,
            missing: missing.collect(),
            elements: &mut differing.expected,
        };
        settle::settle(connection, &mut live_side, &mut expected_side)?;
    }
    adopt::spelling(&mut schema, expected, &differing);
    Ok(LiveSchema {
        statements: BTreeMap::new(),
        schema,
        invalid_indexes: found.invalid_indexes,
        unmanaged: found.unmanaged,
        asides: found.asides,
        enum_uses: found.enum_uses,
        default_texts: found.default_texts,
        inherited: found.inherited,
    })
}

/// What has to be read to find all that is expected.
fn scope(expected: &Schema, bookkeeping: &BookkeepingNames) -> Scope {
    let mut named = BTreeSet::new();
    for table in expected.tables.values() {
        let targets = table.foreign_keys.values().map(|key| &key.references.table);
        let columns = table.columns.values();
        let enums = columns.filter_map(|column| column.column_type.enum_name());
        let names = std::iter::once(&table.name).chain(targets).chain(enums);
        named.extend(names.filter_map(|name| name.schema.clone()));
    }
    let enums = expected.enums.keys();
    let beside = expected.sequences.keys();
    let beside = beside.chain(expected.objects.keys().map(|it| &it.name));
    named.extend(enums.chain(beside).filter_map(|name| name.schema.clone()));
    named.extend(expected.schemas.iter().cloned());
    let is_said = |name: &TableName| name.schema.is_some();
    let names = expected.tables.keys().chain(expected.enums.keys());
    let in_schemas = expected.objects.keys();
    let in_schemas = in_schemas.filter(|it| it.kind != ObjectKind::Extension);
    let objects = in_schemas.map(|it| &it.name);
    let mut names = names.chain(expected.sequences.keys()).chain(objects);
    let own = match !expected.tables.is_empty() && names.all(is_said) {
        true => Own::Said,
        false => Own::Current,
    };
    Scope {
        own,
        further: Further::Named(named),
        objects: match expected.objects.is_empty() && expected.sequences.is_empty() {
            true => Objects::Left,
            false => Objects::Read,
        },
        bookkeeping: bookkeeping.clone(),
    }
}
