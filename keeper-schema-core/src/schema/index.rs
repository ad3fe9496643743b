//! Indexes.

use std::collections::BTreeMap;

use super::SqlText;

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The index's name.
    pub name: String,
    /// What it is over, in order.
    pub keys: Vec<IndexKey>,
    /// Whether two rows may not have the same key.
    pub unique: bool,
    /// The predicate of a partial index.
    pub predicate: Option<SqlText>,
    /// The access method where it is not `btree` (PostgreSQL).
    pub method: Option<String>,
    /// Columns carried beside the key (PostgreSQL).
    pub include: Vec<String>,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// Storage parameters (PostgreSQL).
    pub with: BTreeMap<String, String>,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
}

impl Index {
    /// An ascending index over columns.
    pub fn new(name: impl Into<String>, columns: impl IntoIterator<Item = String>) -> Self {
        Self {
            name: name.into(),
            keys: columns.into_iter().map(IndexKey::column).collect(),
            unique: false,
            predicate: None,
            method: None,
            include: Vec::new(),
            nulls_not_distinct: false,
            with: BTreeMap::new(),
            comment: None,
        }
    }

    /// The columns, if all keys are columns.
    pub fn plain_columns(&self) -> Option<Vec<String>> {
        self.keys
            .iter()
            .map(|key| match &key.target {
                IndexTarget::Column(column) => Some(column.clone()),
                IndexTarget::Expression(_) => None,
            })
            .collect()
    }
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexKey {
    /// What is indexed.
    pub target: IndexTarget,
    /// The direction.
    pub order: SortOrder,
    /// Where NULLs go, if it is not the database's own choice (PostgreSQL).
    pub nulls: Option<NullsOrder>,
    /// The operator class (PostgreSQL).
    pub opclass: Option<SqlText>,
    /// The collation, by its name in the database.
    pub collation: Option<SqlText>,
}

impl IndexKey {
    /// A column, ascending.
    pub fn column(name: String) -> Self {
        Self {
            target: IndexTarget::Column(name),
            order: SortOrder::Ascending,
            nulls: None,
            opclass: None,
            collation: None,
        }
    }
}

/// What an index key is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexTarget {
    /// A column.
    Column(String),
    /// An expression over columns.
    Expression(SqlText),
}

/// The direction of an index key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum SortOrder {
    Ascending,
    Descending,
}

/// Where an index key keeps NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum NullsOrder {
    First,
    Last,
}
