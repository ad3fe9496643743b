//! Names that the keys of indexes may have to say.

use std::collections::HashMap;

use keeper_schema_core::schema::SqlText;

use super::connection::Row;
use super::fields::Fields;
use super::scope::Namespaces;
use crate::migrate::DatabaseError;

/// Operator classes that are no type's default, and the collations of indexes.
#[derive(Debug, Default)]
pub(super) struct Names {
    opclasses: HashMap<u32, String>,
    collations: HashMap<u32, String>,
}

/// The collation `default`: that of the database.
const DEFAULT_COLLATION: u32 = 100;

impl Names {
    /// The operator class, if it is not the one that the type has anyway.
    pub(super) fn opclass(&self, oid: Option<&u32>) -> Option<SqlText> {
        self.opclasses.get(oid?).cloned().map(SqlText::Common)
    }

    /// The collation, if it is not `usual`; 0 is none.
    pub(super) fn collation(&self, oid: Option<&u32>, usual: Option<u32>) -> Option<SqlText> {
        let oid = oid?;
        match *oid == 0 || *oid == usual.unwrap_or(DEFAULT_COLLATION) {
            true => None,
            false => self.collations.get(oid).cloned().map(SqlText::Common),
        }
    }
}

/// Reads the names.
pub(super) fn read(rows: Vec<Row>, namespaces: &Namespaces) -> Result<Names, DatabaseError> {
    let mut names = Names::default();
    for row in rows {
        let mut fields = Fields::of(row);
        let kind = fields.letter();
        let oid = fields.number()?;
        let (namespace, name) = (fields.text()?, fields.text()?);
        match kind {
            // A class is SQL as it stands.
            Some('o') => {
                let quoted = fields.text()?;
                let name = match namespaces.is_in_path(&namespace) {
                    true => name,
                    false => format!("{quoted}.{name}"),
                };
                names.opclasses.insert(oid, name);
            }
            // A collation goes by its name alone: the format has no place for its schema.
            _ => {
                names.collations.insert(oid, name);
            }
        }
    }
    Ok(names)
}
