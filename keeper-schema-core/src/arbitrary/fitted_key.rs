//! Foreign keys made to fit the keys that they refer to.

use super::fitted::any_of;
use crate::schema::{ForeignKey, Schema, TableName};

/// Makes a foreign key one to a key that is there, if the tables have any.
pub(super) fn fit_foreign_key(table: &TableName, key: &mut ForeignKey, schema: &Schema) {
    let seed = key.name.len() + key.columns.concat().len();
    let target = &mut key.references.table;
    if schema.table(target).is_none()
        && let Some(there) = any_of(schema.tables.keys(), seed)
    {
        target.clone_from(there);
    }
    let (Some(own), Some(target)) = (schema.table(table), schema.table(target)) else {
        return;
    };
    let primary_key = target.primary_key.iter().map(|key| &key.columns);
    let keys = primary_key.chain(target.unique.values().map(|key| &key.columns));
    let Some(referred) = any_of(keys, seed) else {
        return;
    };
    let mut columns: Vec<String> = Vec::new();
    for name in referred {
        let column_type = target.columns.get(name).map(|column| &column.column_type);
        let mut same_type = own.columns.values().filter(|column| {
            Some(&column.column_type) == column_type && !columns.contains(&column.name)
        });
        if let Some(column) = same_type.next_back() {
            columns.push(column.name.clone());
        }
    }
    if columns.len() == referred.len() {
        let limited = key.on_delete_columns.len().min(columns.len());
        key.on_delete_columns = columns[..limited].to_vec();
        key.columns = columns;
        key.references.columns.clone_from(referred);
    }
}
