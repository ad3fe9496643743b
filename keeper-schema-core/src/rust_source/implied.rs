//! Which names of constraints and indexes the naming convention makes by itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Naming;
use crate::lower::key_columns;
use crate::schema::{Constraint, ElementPath, Schema, Table, TableName};

/// The constraints and indexes whose names need not be written.
pub(super) struct Implied {
    names: BTreeSet<ElementPath>,
    /// The checks among them that have their name from a column, and that column.
    of_columns: BTreeMap<(TableName, String), String>,
}

impl Implied {
    pub(super) fn new(schema: &Schema, naming: &Naming) -> Self {
        let mut implied = Self {
            names: BTreeSet::new(),
            of_columns: BTreeMap::new(),
        };
        let shared = shared(schema);
        for table in schema.tables.values() {
            // A name that is there twice would get a number behind it.
            let is_free = |name: &str| shared.get(&key(&table.name, name)) == Some(&1);
            for constraint in table.constraints().filter(|it| is_free(it.name())) {
                implied.constraint(naming, table, constraint);
            }
            for index in table.indexes.values().filter(|it| is_free(&it.name)) {
                let columns = key_columns(index.keys.iter());
                if naming.index.fill(&table.name.name, &columns) == index.name {
                    let element = ElementPath::Index(table.name.clone(), index.name.clone());
                    implied.names.insert(element);
                }
            }
        }
        implied
    }

    fn constraint(&mut self, naming: &Naming, table: &Table, constraint: Constraint<'_>) {
        let (pattern, columns) = match constraint {
            Constraint::PrimaryKey(key) => (&naming.primary_key, key.columns.clone()),
            Constraint::Unique(unique) => (&naming.unique, unique.columns.clone()),
            Constraint::ForeignKey(key) => (&naming.foreign_key, key.columns.clone()),
            Constraint::Exclusion(exclusion) => {
                let keys = exclusion.elements.iter().map(|element| &element.key);
                (&naming.exclude, key_columns(keys))
            }
            Constraint::Check(check) => {
                let name = |columns: &[String]| naming.check.fill(&table.name.name, columns);
                let mut columns = table.columns.keys();
                let of = columns.find(|column| name(&[(*column).clone()]) == check.name);
                if let Some(column) = of {
                    let check = (table.name.clone(), check.name.clone());
                    self.of_columns.insert(check, column.clone());
                }
                (&naming.check, of.cloned().into_iter().collect())
            }
        };
        if pattern.fill(&table.name.name, &columns) == constraint.name() {
            let name = constraint.name().to_owned();
            self.names
                .insert(ElementPath::Constraint(table.name.clone(), name));
        }
    }

    /// The name of a constraint, where it is to be written.
    pub(super) fn constraint_name<'n>(&self, table: &Table, name: &'n str) -> Option<&'n str> {
        let element = ElementPath::Constraint(table.name.clone(), name.to_owned());
        (!self.names.contains(&element)).then_some(name)
    }

    /// The name of an index, where it is to be written.
    pub(super) fn index_name<'n>(&self, table: &Table, name: &'n str) -> Option<&'n str> {
        let element = ElementPath::Index(table.name.clone(), name.to_owned());
        (!self.names.contains(&element)).then_some(name)
    }

    /// The column whose field a check stands on, so that it gets its name from it.
    pub(super) fn column_of_check(&self, table: &Table, check: &str) -> Option<&str> {
        let check = (table.name.clone(), check.to_owned());
        self.of_columns.get(&check).map(String::as_str)
    }
}

/// How often a name stands in each database schema; with capitals for small letters, as in
/// SQLite. A name that is cut is never the convention's here: it is longer than its base.
fn shared(schema: &Schema) -> BTreeMap<(Option<String>, String), usize> {
    let mut shared = BTreeMap::new();
    for table in schema.tables.values() {
        let constraints = table.constraints().map(|constraint| constraint.name());
        let indexes = table.indexes.keys().map(String::as_str);
        let own = [table.name.name.as_str()];
        for name in own.into_iter().chain(constraints).chain(indexes) {
            *shared.entry(key(&table.name, name)).or_insert(0) += 1;
        }
    }
    shared
}

fn key(table: &TableName, name: &str) -> (Option<String>, String) {
    (table.schema.clone(), name.to_ascii_lowercase())
}
