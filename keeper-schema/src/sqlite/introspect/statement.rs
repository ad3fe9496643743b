//! What `CREATE TABLE` and `CREATE INDEX` say, each in its own words.

use keeper_schema_core::schema::{Deferrable, ReferentialAction};

/// A `CREATE TABLE`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CreateTable {
    pub(super) columns: Vec<ColumnDefinition>,
    pub(super) constraints: Vec<ConstraintDefinition>,
    pub(super) strict: bool,
    pub(super) without_rowid: bool,
}

/// A column without its constraints but for those that say how it is filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnDefinition {
    pub(super) name: String,
    /// The type as it is written; empty where there is none.
    pub(super) declared: String,
    pub(super) not_null: bool,
    /// What `ON CONFLICT` of its `NOT NULL` says.
    pub(super) on_conflict: Option<String>,
    /// The text behind `DEFAULT`.
    pub(super) default: Option<String>,
    pub(super) collation: Option<String>,
    pub(super) generated: Option<GeneratedDefinition>,
}

/// `GENERATED ALWAYS AS (…)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GeneratedDefinition {
    pub(super) expression: String,
    pub(super) stored: bool,
}

/// A constraint, of a column or of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConstraintDefinition {
    pub(super) name: Option<String>,
    /// The column that it is written with.
    pub(super) column: Option<String>,
    pub(super) rule: Rule,
    pub(super) on_conflict: Option<String>,
}

/// What a constraint asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    PrimaryKey { keys: Vec<Key>, autoincrement: bool },
    Unique { keys: Vec<Key> },
    Check { expression: String },
    ForeignKey(ForeignKeyRule),
}

/// What a foreign key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignKeyRule {
    pub(super) columns: Vec<String>,
    pub(super) table: String,
    /// Empty for the primary key of the table, whatever that is.
    pub(super) referred: Vec<String>,
    pub(super) on_delete: ReferentialAction,
    pub(super) on_update: ReferentialAction,
    pub(super) deferrable: Option<Deferrable>,
}

/// A `CREATE INDEX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CreateIndex {
    pub(super) name: String,
    pub(super) unique: bool,
    pub(super) keys: Vec<Key>,
    pub(super) predicate: Option<String>,
}

/// One of the things that a key or an index is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) target: KeyTarget,
    pub(super) collation: Option<String>,
    pub(super) descending: bool,
}

/// What a key is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyTarget {
    /// A name alone: a column, if there is one of that name.
    Name(String),
    Expression(String),
}

impl Key {
    pub(super) fn column(name: &str) -> Self {
        Self {
            target: KeyTarget::Name(name.to_owned()),
            collation: None,
            descending: false,
        }
    }
}
