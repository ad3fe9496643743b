//! What is looked up across the tables of a schema: who has a name, who refers to whom.
//!
//! Kept beside a schema as it changes, so that a check costs the same however many
//! tables there are. Nothing walks its maps.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::schema::{Schema, Table, TableName};

/// The names and references of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalog {
    /// PostgreSQL has one namespace for these in each database schema.
    relations: FxHashMap<TableName, Relation>,
    /// Tables and indexes by their name in lower case: SQLite has one namespace for
    /// both, in which case does not count.
    folded: FxHashMap<TableName, BTreeSet<TableName>>,
    /// For each table, the tables with a foreign key to it.
    referrers: FxHashMap<TableName, BTreeSet<TableName>>,
    /// For each enum, the tables with a column of it.
    enum_users: FxHashMap<TableName, BTreeSet<TableName>>,
}

/// What has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// What it is.
    pub kind: RelationKind,
    /// The table that it is, or belongs to.
    pub table: TableName,
}

/// The things that share one namespace on PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum RelationKind {
    Table,
    Index,
    PrimaryKey,
    Unique,
    Exclusion,
}

impl RelationKind {
    /// What it is called in messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Index => "index",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::Exclusion => "exclusion constraint",
        }
    }

    /// Whether SQLite, too, knows it by its name.
    pub(super) fn is_named_on_sqlite(self) -> bool {
        matches!(self, Self::Table | Self::Index)
    }
}

impl Catalog {
    pub(super) fn of(schema: &Schema) -> Self {
        let mut catalog = Self::default();
        for table in schema.tables.values() {
            catalog.add(table);
        }
        catalog
    }

    pub(super) fn add(&mut self, table: &Table) {
        for (name, relation) in relations(table) {
            if relation.kind.is_named_on_sqlite() {
                let same = self.folded.entry(folded(&name)).or_default();
                same.insert(name.clone());
            }
            self.relations.insert(name, relation);
        }
        for target in targets(table) {
            let referrers = self.referrers.entry(target.clone()).or_default();
            referrers.insert(table.name.clone());
        }
        for name in enums(table) {
            let users = self.enum_users.entry(name.clone()).or_default();
            users.insert(table.name.clone());
        }
    }

    pub(super) fn remove(&mut self, table: &Table) {
        for (name, _) in relations(table) {
            remove_from(&mut self.folded, &folded(&name), &name);
            self.relations.remove(&name);
        }
        for target in targets(table) {
            remove_from(&mut self.referrers, target, &table.name);
        }
        for name in enums(table) {
            remove_from(&mut self.enum_users, name, &table.name);
        }
    }

    /// What has that name.
    pub(super) fn relation(&self, name: &TableName) -> Option<&Relation> {
        self.relations.get(name)
    }

    /// The tables and indexes whose names are `name` in any case.
    pub(super) fn folded(&self, name: &TableName) -> impl Iterator<Item = &TableName> {
        self.folded.get(&folded(name)).into_iter().flatten()
    }

    /// The tables with a foreign key to `table`, itself included.
    pub(super) fn referrers(&self, table: &TableName) -> impl Iterator<Item = &TableName> {
        self.referrers.get(table).into_iter().flatten()
    }

    /// The tables with a column of the enum.
    pub(super) fn enum_users(&self, name: &TableName) -> impl Iterator<Item = &TableName> {
        self.enum_users.get(name).into_iter().flatten()
    }
}

/// Every name that `table` takes in the namespace of its database schema.
pub(super) fn relations(table: &Table) -> impl Iterator<Item = (TableName, Relation)> {
    let named = |kind, name: &str| {
        let relation = Relation {
            kind,
            table: table.name.clone(),
        };
        (table.name.sibling(name), relation)
    };
    let primary_key = table.primary_key.iter().map(|key| key.name.as_str());
    std::iter::once(named(RelationKind::Table, &table.name.name))
        .chain(primary_key.map(move |name| named(RelationKind::PrimaryKey, name)))
        .chain(
            table
                .unique
                .keys()
                .map(move |name| named(RelationKind::Unique, name)),
        )
        .chain(
            table
                .indexes
                .keys()
                .map(move |name| named(RelationKind::Index, name)),
        )
        .chain(
            table
                .exclusions
                .keys()
                .map(move |name| named(RelationKind::Exclusion, name)),
        )
}

pub(super) fn targets(table: &Table) -> impl Iterator<Item = &TableName> {
    table
        .foreign_keys
        .values()
        .map(|foreign_key| &foreign_key.references.table)
}

pub(super) fn enums(table: &Table) -> impl Iterator<Item = &TableName> {
    let columns = table.columns.values();
    columns.filter_map(|column| column.column_type.enum_name())
}

/// SQLite folds the letters of ASCII only.
pub(crate) fn folded(name: &TableName) -> TableName {
    name.sibling(name.name.to_ascii_lowercase())
}

fn remove_from(
    map: &mut FxHashMap<TableName, BTreeSet<TableName>>,
    key: &TableName,
    value: &TableName,
) {
    if let Some(values) = map.get_mut(key) {
        values.remove(value);
        if values.is_empty() {
            map.remove(key);
        }
    }
}
