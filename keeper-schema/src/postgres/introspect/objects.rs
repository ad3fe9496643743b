//! What stands in a database beside its tables, and has no place in a schema: triggers,
//! functions, sequences that no column owns, domains and policies. It is for warnings.

use keeper_schema_core::schema::TableName;

use super::connection::Row;
use super::fields::Fields;
use super::scope::Namespaces;
use crate::migrate::{DatabaseError, Unmanaged, UnmanagedKind};

/// Reads them from the rows.
pub(super) fn read(
    rows: Vec<Row>,
    namespaces: &Namespaces,
) -> Result<Vec<Unmanaged>, DatabaseError> {
    let mut objects = Vec::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let (namespace, kind): (u32, String) = (fields.number()?, fields.text()?);
        let (name, table) = (fields.text()?, fields.optional());
        let Some(namespace) = namespaces.by_oid.get(&namespace) else {
            continue;
        };
        let kind = match kind.as_str() {
            "trigger" => UnmanagedKind::Trigger,
            "policy" => UnmanagedKind::Policy,
            "function" => UnmanagedKind::Function,
            "sequence" => UnmanagedKind::Sequence,
            _ => UnmanagedKind::Domain,
        };
        let within = |name| TableName {
            schema: namespace.said(),
            name,
        };
        let (name, table) = match table {
            Some(table) => (name, Some(within(table))),
            None => (within(name).to_string(), None),
        };
        objects.push(Unmanaged {
            kind,
            name,
            table,
            sql: None,
        });
    }
    Ok(objects)
}
