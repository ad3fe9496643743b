//! A live database into the canonical schema.
//!
//! SQLite has nothing but the texts of its statements, which it reads anew whenever a
//! database is opened. So they are read here too, and the columns compared with those that
//! SQLite finds. Knows no revision: whether what is found is what should be is for others
//! to say.

mod adopt;
mod catalog;
mod column_type;
mod create_index;
mod create_table;
mod cursor;
mod default;
mod foreign_key;
mod found;
mod keys;
mod length;
mod names;
mod objects;
mod same;
mod shadow;
mod statement;
mod strings;
mod table;
mod text;

#[cfg(test)]
mod tests;

use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::schema::Schema;
use rusqlite::Connection;

pub(super) use self::catalog::Catalog;
use self::found::Found;
use self::objects::Taken;
use crate::migrate::{DatabaseError, LiveSchema};

/// Reads the schema of a live database, spelled as `expected` where it means the same.
///
/// # Errors
/// If the catalog cannot be read.
pub(super) fn live(
    connection: &Connection,
    expected: &Schema,
    bookkeeping: &BookkeepingNames,
) -> Result<LiveSchema, DatabaseError> {
    read(connection, expected, bookkeeping, Taken::Expected)
}

/// The same with all views and triggers, whether or not they are expected.
///
/// # Errors
/// As [`live`].
pub(super) fn whole(
    connection: &Connection,
    expected: &Schema,
    bookkeeping: &BookkeepingNames,
) -> Result<LiveSchema, DatabaseError> {
    read(connection, expected, bookkeeping, Taken::All)
}

fn read(
    connection: &Connection,
    expected: &Schema,
    bookkeeping: &BookkeepingNames,
    taken: Taken,
) -> Result<LiveSchema, DatabaseError> {
    let mut found = found(connection, bookkeeping)?;
    found.respell(expected);
    adopt::spelling(&mut found, expected);
    objects::take(&mut found, expected, taken);
    Ok(found.live())
}

/// Reads the schema of a live database, and what it has no place for.
fn found(connection: &Connection, bookkeeping: &BookkeepingNames) -> Result<Found, DatabaseError> {
    Ok(Found::of(&Catalog::read(connection)?, bookkeeping))
}
