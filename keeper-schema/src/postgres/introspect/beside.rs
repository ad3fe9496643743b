//! What stands in a database beside its tables: triggers, functions, sequences that no
//! column owns, and policies. What of it is in no schema is for warnings.

use keeper_schema_core::schema::{ObjectKind, Schema, TableName};

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
            _ => UnmanagedKind::Sequence,
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

/// Whether the schema has it after all.
pub(super) fn is_in(schema: &Schema, unmanaged: &Unmanaged) -> bool {
    let kinds: &[ObjectKind] = match unmanaged.kind {
        UnmanagedKind::View => &[ObjectKind::View],
        UnmanagedKind::MaterializedView => &[ObjectKind::MaterializedView],
        UnmanagedKind::Trigger => &[ObjectKind::Trigger],
        UnmanagedKind::Policy => &[ObjectKind::Policy],
        UnmanagedKind::Function => &[ObjectKind::Function, ObjectKind::Procedure],
        UnmanagedKind::Sequence => {
            let mut sequences = schema.sequences.keys();
            return sequences.any(|name| name.to_string() == unmanaged.name);
        }
        UnmanagedKind::ForeignTable
        | UnmanagedKind::Partition
        | UnmanagedKind::VirtualTable
        | UnmanagedKind::UnreadTable
        | UnmanagedKind::UnreadIndex
        | UnmanagedKind::Clause
        | UnmanagedKind::Other => return false,
    };
    let mut objects = schema.objects.keys();
    objects.any(|object| {
        let is_named = match &unmanaged.table {
            Some(_) => object.name.name == unmanaged.name,
            None => object.name.to_string() == unmanaged.name,
        };
        kinds.contains(&object.kind) && is_named && object.table() == unmanaged.table
    })
}
