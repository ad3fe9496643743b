//! Tables, as they fill while the catalog is read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use keeper_schema_core::schema::{EnumType, Schema, Table, TableName};

use super::connection::Row;
use super::fields::Fields;
use super::scope::{Namespaces, Scope};
use crate::migrate::{Aside, DatabaseError, Inherited, Unmanaged, UnmanagedKind};

/// What a database has.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The schema.
    pub(super) schema: Schema,
    /// Indexes that a concurrent build left unfinished: the server keeps them up to date,
    /// but does not use them. They are no part of the schema.
    pub(super) invalid_indexes: Vec<(TableName, String)>,
    /// What is no table of its own.
    pub(super) unmanaged: Vec<Unmanaged>,
    /// What is said beside the schema.
    pub(super) asides: Vec<Aside>,
    /// What keeps an enum as it is, by the enum.
    pub(super) enum_uses: BTreeMap<TableName, Vec<String>>,
    /// The texts of defaults that are values in other words than ours, by table and column.
    pub(super) default_texts: BTreeMap<(TableName, String), String>,
    /// What tables only have because another has it.
    pub(super) inherited: BTreeMap<TableName, Inherited>,
}

/// The tables by their ids in the catalog.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) by_oid: BTreeMap<u32, Draft>,
    pub(super) invalid_indexes: Vec<(TableName, String)>,
    pub(super) unmanaged: Vec<Unmanaged>,
    pub(super) asides: Vec<Aside>,
    pub(super) enum_uses: BTreeMap<TableName, Vec<String>>,
    pub(super) default_texts: BTreeMap<(TableName, String), String>,
    pub(super) inherited: BTreeMap<TableName, Inherited>,
}

/// A table, and what the catalog calls its columns by.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) table: Table,
    /// Name and collation of each column by its number.
    pub(super) columns: HashMap<i16, (String, u32)>,
}

impl Draft {
    /// The names of columns. A number that no column has would be a broken catalog.
    pub(super) fn names(&self, numbers: &[i16]) -> Vec<String> {
        let columns = numbers.iter().filter_map(|number| self.columns.get(number));
        columns.map(|(name, _)| name.clone()).collect()
    }
}

impl Tables {
    pub(super) fn found(self, enums: Vec<EnumType>, schemas: BTreeSet<String>) -> Found {
        let tables = self.by_oid.into_values().map(|draft| draft.table);
        Found {
            schema: Schema {
                tables: tables.map(|table| (table.name.clone(), table)).collect(),
                enums: enums.into_iter().map(|it| (it.name.clone(), it)).collect(),
                schemas,
                ..Schema::default()
            },
            invalid_indexes: self.invalid_indexes,
            unmanaged: self.unmanaged,
            asides: self.asides,
            enum_uses: self.enum_uses,
            default_texts: self.default_texts,
            inherited: self.inherited,
        }
    }
}

/// Reads the tables, still without columns.
pub(super) fn read(
    rows: Vec<Row>,
    namespaces: &Namespaces,
    scope: &Scope,
) -> Result<Tables, DatabaseError> {
    let mut tables = Tables::default();
    for row in rows {
        let mut fields = Fields::of(row);
        let (oid, namespace): (u32, u32) = (fields.number()?, fields.number()?);
        let name = fields.text()?;
        let Some(namespace) = namespaces.by_oid.get(&namespace) else {
            continue;
        };
        if scope.is_hidden(namespace, &name) {
            continue;
        }
        let name = TableName {
            schema: namespace.said(),
            name,
        };
        let (kind, is_partition) = (fields.letter(), fields.flag());
        let other = match kind {
            _ if is_partition => Some(UnmanagedKind::Partition),
            Some('v') => Some(UnmanagedKind::View),
            Some('m') => Some(UnmanagedKind::MaterializedView),
            Some('f') => Some(UnmanagedKind::ForeignTable),
            _ => None,
        };
        if let Some(kind) = other {
            tables.unmanaged.push(Unmanaged {
                kind,
                name: name.to_string(),
                table: None,
                sql: None,
            });
            continue;
        }
        let mut table = Table::new(name);
        table.postgres.unlogged = fields.letter() == Some('u');
        table.comment = fields.optional();
        let columns = HashMap::new();
        tables.by_oid.insert(oid, Draft { table, columns });
    }
    Ok(tables)
}

/// Reads the enum types.
pub(super) fn enums(
    rows: Vec<Row>,
    namespaces: &Namespaces,
) -> Result<Vec<EnumType>, DatabaseError> {
    let mut enums = Vec::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let namespace = namespaces.by_oid.get(&fields.number()?);
        enums.push(EnumType {
            name: TableName {
                schema: namespace.and_then(|namespace| namespace.said()),
                name: fields.text()?,
            },
            values: fields.texts()?,
            comment: fields.optional(),
        });
    }
    Ok(enums)
}
