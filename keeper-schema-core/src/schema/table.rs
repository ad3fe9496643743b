//! Tables.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::{
    Check, Column, Constraint, Exclusion, ForeignKey, Index, PrimaryKey, TableName, Unique,
};

/// Things by their names, in the order in which they came. Two are equal whatever the order.
///
/// Nothing of the outside chooses so many names that their hashes matter, and there are many
/// short maps: hashing is to cost little.
pub type ByName<T> = IndexMap<String, T, FxBuildHasher>;

/// A table with all that belongs to it.
///
/// The maps keep the order in which history added things and compare without it.
/// Every key is the name of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name.
    pub name: TableName,
    /// The columns.
    pub columns: ByName<Column>,
    /// The primary key.
    pub primary_key: Option<PrimaryKey>,
    /// The unique constraints.
    pub unique: ByName<Unique>,
    /// The foreign keys.
    pub foreign_keys: ByName<ForeignKey>,
    /// The checks.
    pub checks: ByName<Check>,
    /// The exclusion constraints (PostgreSQL).
    pub exclusions: ByName<Exclusion>,
    /// The indexes.
    pub indexes: ByName<Index>,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
    /// What only SQLite knows.
    pub sqlite: SqliteTable,
    /// What only PostgreSQL knows.
    pub postgres: PostgresTable,
}

impl Table {
    /// A table with nothing in it.
    pub fn new(name: TableName) -> Self {
        Self {
            name,
            columns: ByName::default(),
            primary_key: None,
            unique: ByName::default(),
            foreign_keys: ByName::default(),
            checks: ByName::default(),
            exclusions: ByName::default(),
            indexes: ByName::default(),
            comment: None,
            sqlite: SqliteTable::default(),
            postgres: PostgresTable::default(),
        }
    }

    /// The constraint of that name, of whatever kind.
    pub fn constraint(&self, name: &str) -> Option<Constraint<'_>> {
        self.constraints()
            .find(|constraint| constraint.name() == name)
    }

    /// Every constraint: the primary key, then unique, foreign keys, checks and exclusions.
    pub fn constraints(&self) -> impl Iterator<Item = Constraint<'_>> {
        let primary_key = self.primary_key.iter().map(Constraint::PrimaryKey);
        let unique = self.unique.values().map(Constraint::Unique);
        let foreign_keys = self.foreign_keys.values().map(Constraint::ForeignKey);
        let checks = self.checks.values().map(Constraint::Check);
        let exclusions = self.exclusions.values().map(Constraint::Exclusion);
        let keys = primary_key.chain(unique).chain(foreign_keys);
        keys.chain(checks).chain(exclusions)
    }

    /// Whether exactly these columns are kept unique, so that a foreign key can refer
    /// to them: in any order, and not by a deferrable key, which PostgreSQL refuses.
    pub fn is_unique(&self, columns: &[String]) -> bool {
        let is_key = |key: &[String]| {
            key.len() == columns.len() && key.iter().all(|column| columns.contains(column))
        };
        let primary_key = self.primary_key.iter();
        primary_key
            .map(|key| (&key.columns, key.deferrable))
            .chain(
                self.unique
                    .values()
                    .map(|key| (&key.columns, key.deferrable)),
            )
            .any(|(key, deferrable)| deferrable.is_none() && is_key(key))
            || self
                .indexes
                .values()
                .filter(|index| index.unique && index.predicate.is_none())
                .filter_map(Index::plain_columns)
                .any(|key| is_key(&key))
    }
}

impl<'a> Constraint<'a> {
    /// The constraint's name.
    pub fn name(&self) -> &'a str {
        match self {
            Self::PrimaryKey(primary_key) => &primary_key.name,
            Self::Unique(unique) => &unique.name,
            Self::ForeignKey(foreign_key) => &foreign_key.name,
            Self::Check(check) => &check.name,
            Self::Exclusion(exclusion) => &exclusion.name,
        }
    }

    /// The constraint's comment.
    pub fn comment(&self) -> Option<&'a String> {
        match self {
            Self::PrimaryKey(primary_key) => primary_key.comment.as_ref(),
            Self::Unique(unique) => unique.comment.as_ref(),
            Self::ForeignKey(foreign_key) => foreign_key.comment.as_ref(),
            Self::Check(check) => check.comment.as_ref(),
            Self::Exclusion(exclusion) => exclusion.comment.as_ref(),
        }
    }
}

/// What only SQLite knows of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SqliteTable {
    /// `STRICT`: values must fit their column's type.
    pub strict: bool,
    /// `WITHOUT ROWID`.
    pub without_rowid: bool,
}

/// What only PostgreSQL knows of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostgresTable {
    /// `UNLOGGED`: not written to the log, empty after a crash.
    pub unlogged: bool,
}
