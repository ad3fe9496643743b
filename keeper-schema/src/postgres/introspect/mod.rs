//! A live database into the canonical schema.
//!
//! Seven queries over the catalog in one snapshot, whatever the number of tables. Knows no
//! revision: whether what is found is what should be is for `comparison`.

mod array;
mod column;
mod column_type;
mod constraint;
mod default;
mod fields;
mod index;
mod names;
mod queries;
mod scope;
mod sequence;
mod session;
mod table;
mod text;

#[cfg(test)]
mod tests;

pub use self::scope::{Own, Scope};
pub use self::session::{Row, Session};
pub use self::table::{EnumType, Found};

use keeper_schema_core::schema::Schema;

use self::queries::Queries;
use self::scope::Namespaces;
use crate::migrate::DatabaseError;

/// Reads the schema of a live database.
///
/// # Errors
/// If the connection's own database schema does not exist, or the catalog cannot be read.
pub fn schema(session: &mut dyn Session, scope: &Scope) -> Result<Schema, DatabaseError> {
    found(session, scope).map(|found| found.schema)
}

/// Reads the schema of a live database, and what it has no place for.
///
/// # Errors
/// As [`schema`].
pub fn found(session: &mut dyn Session, scope: &Scope) -> Result<Found, DatabaseError> {
    session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let found = read(session, scope);
    // Nothing was written. What failed before is what is told.
    let ended = session.run("ROLLBACK");
    let found = found?;
    ended?;
    Ok(found)
}

/// Reads within the transaction that is open, and leaves its settings as they spell the
/// catalog alike for everyone.
fn read(session: &mut dyn Session, scope: &Scope) -> Result<Found, DatabaseError> {
    let namespaces = Namespaces::read(session, scope)?;
    session.run(queries::SETTINGS)?;
    let queries = Queries::new(&namespaces);
    let mut tables = table::read(session.rows(&queries.tables())?, &namespaces, scope)?;
    let sequences = sequence::read(session.rows(&queries.sequences())?)?;
    column::read(
        session.rows(&queries.columns())?,
        &namespaces,
        &sequences,
        &mut tables,
    )?;
    constraint::read(
        session.rows(&queries.constraints())?,
        &namespaces,
        &mut tables,
    )?;
    let names = names::read(session.rows(&queries.names())?, &namespaces)?;
    index::read(session.rows(&queries.indexes())?, &names, &mut tables)?;
    let enums = table::enums(session.rows(&queries.enums())?, &namespaces)?;
    Ok(tables.found(enums))
}
