//! A live database into the canonical schema.
//!
//! Seven queries over the catalog in one snapshot, whatever the number of tables. Knows no
//! revision: whether what is found is what should be is for others to say.

mod array;
mod aside;
mod beside;
mod column;
mod column_type;
mod connection;
mod constraint;
mod default;
mod fields;
mod index;
mod names;
mod objects;
mod queries;
mod scope;
mod sequence;
mod spelling;
mod table;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub(super) use self::spelling::{live, whole};

pub(super) use self::connection::Connection;
use self::queries::Queries;
use self::scope::{Further, Namespaces, Objects, Scope};
use self::table::Found;
use crate::migrate::{DatabaseError, Unmanaged, UnmanagedKind};

/// The schema that is there from the beginning, and that no revision makes.
const PUBLIC: &str = "public";

/// Reads the schema of a live database, and what it has no place for.
///
/// # Errors
/// If the connection's own database schema does not exist, or the catalog cannot be read.
fn found(connection: &dyn Connection, scope: &Scope) -> Result<Found, DatabaseError> {
    connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let found = read(connection, scope);
    // Nothing was written. What failed before is what is told.
    let ended = connection.run("ROLLBACK");
    let found = found?;
    ended?;
    Ok(found)
}

/// What is sent to read the connection's own schema.
pub(super) fn queries(connection: &dyn Connection) -> Result<Vec<String>, DatabaseError> {
    let namespaces = Namespaces::read(connection, &Scope::default())?;
    let queries = Queries::new(&namespaces).all();
    let settings = std::iter::once(queries::SETTINGS.to_owned());
    Ok(settings.chain(queries).collect())
}

/// Reads within the transaction that is open, and leaves its settings as they spell the
/// catalog alike for everyone.
fn read(connection: &dyn Connection, scope: &Scope) -> Result<Found, DatabaseError> {
    let namespaces = Namespaces::read(connection, scope)?;
    connection.run(queries::SETTINGS)?;
    let queries = Queries::new(&namespaces);
    let mut tables = table::read(connection.rows(&queries.tables())?, &namespaces, scope)?;
    let sequences = sequence::read(connection.rows(&queries.sequences())?)?;
    column::read(
        connection.rows(&queries.columns())?,
        &namespaces,
        &sequences,
        &mut tables,
    )?;
    constraint::read(
        connection.rows(&queries.constraints())?,
        &namespaces,
        &mut tables,
    )?;
    let names = names::read(connection.rows(&queries.names())?, &namespaces)?;
    index::read(connection.rows(&queries.indexes())?, &names, &mut tables)?;
    let enums = table::enums(connection.rows(&queries.enums())?, &namespaces)?;
    if scope.further == Further::All {
        let beside = beside::read(connection.rows(&queries.beside())?, &namespaces)?;
        let asides = connection.rows(&queries.asides())?;
        let (asides, named) = aside::read(asides, &namespaces, scope)?;
        // A partition is among them, with what it is a part of.
        let is_partition = |it: &Unmanaged| it.kind == UnmanagedKind::Partition;
        tables.unmanaged.retain(|it| !is_partition(it));
        tables.unmanaged.extend(beside.into_iter().chain(named));
        tables.asides = asides;
        let uses = connection.rows(&queries.enum_uses())?;
        tables.enum_uses = aside::enum_uses(uses, &namespaces)?;
        let inherited = connection.rows(&queries.inherited())?;
        tables.inherited = aside::inherited(inherited, &namespaces)?;
    }
    let mut said: BTreeSet<String> = match &scope.further {
        Further::Named(names) => names.clone(),
        Further::All => namespaces
            .by_oid
            .values()
            .filter_map(|it| it.said())
            .collect(),
    };
    let names = tables.by_oid.values().map(|draft| &draft.table.name);
    let names = names.chain(enums.iter().map(|enum_type| &enum_type.name));
    said.extend(names.filter_map(|name| name.schema.clone()));
    // The connection's own schema is only part of it if something is said to be in it.
    let schemas = namespaces.by_oid.values().filter_map(|it| it.said());
    let schemas = schemas.filter(|name| name != PUBLIC && said.contains(name));
    let schemas = schemas.collect();
    let mut found = tables.found(enums, schemas);
    if scope.objects == Objects::Read {
        objects::read(connection, &queries, &namespaces, scope, &mut found.schema)?;
        let Found {
            schema, unmanaged, ..
        } = &mut found;
        unmanaged.retain(|it| !beside::is_in(schema, it));
    }
    Ok(found)
}
