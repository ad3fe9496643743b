//! Constraints of a table. Each knows its own name.

use super::{Exclusion, SqlText, TableName};

/// Any constraint of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constraint<'a> {
    /// The primary key.
    PrimaryKey(&'a PrimaryKey),
    /// A unique constraint.
    Unique(&'a Unique),
    /// A foreign key.
    ForeignKey(&'a ForeignKey),
    /// A check.
    Check(&'a Check),
    /// An exclusion constraint.
    Exclusion(&'a Exclusion),
}

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The constraint's name.
    pub name: String,
    /// The key columns, in order.
    pub columns: Vec<String>,
    /// Columns carried in the index beside the key (PostgreSQL).
    pub include: Vec<String>,
    /// When the constraint is checked (PostgreSQL).
    pub deferrable: Option<Deferrable>,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// The constraint's name.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<String>,
    /// `NULLS NOT DISTINCT` (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// Columns carried in the index beside the key (PostgreSQL).
    pub include: Vec<String>,
    /// When the constraint is checked (PostgreSQL).
    pub deferrable: Option<Deferrable>,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: String,
    /// The referring columns, in order.
    pub columns: Vec<String>,
    /// What they refer to.
    pub references: References,
    /// What happens to a row when the row it refers to is deleted.
    pub on_delete: ReferentialAction,
    /// The columns that `set null` and `set default` on delete are limited to; empty for all (PostgreSQL 15).
    pub on_delete_columns: Vec<String>,
    /// What happens to a row when the key it refers to changes.
    pub on_update: ReferentialAction,
    /// How NULLs in a composite key count.
    pub match_type: Match,
    /// When the constraint is checked.
    pub deferrable: Option<Deferrable>,
    /// Not yet checked against the rows that were there before it (PostgreSQL).
    pub not_valid: bool,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
}

impl ForeignKey {
    /// A foreign key with nothing but its columns said.
    pub fn new(name: impl Into<String>, columns: Vec<String>, references: References) -> Self {
        Self {
            name: name.into(),
            columns,
            references,
            on_delete: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            on_update: ReferentialAction::NoAction,
            match_type: Match::Simple,
            deferrable: None,
            not_valid: false,
            comment: None,
        }
    }
}

/// The target of a foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct References {
    /// The table.
    pub table: TableName,
    /// Its columns, as many as the key has, in the key's order.
    pub columns: Vec<String>,
}

/// What a foreign key does when its target goes or changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum ReferentialAction {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// How a composite foreign key treats NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// A NULL in any column satisfies the key.
    Simple,
    /// All columns are NULL or none.
    Full,
}

/// That a constraint can be checked at the end of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferrable {
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    Deferrable,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}

/// A check constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name.
    pub name: String,
    /// The condition that every row must not fail.
    pub expression: SqlText,
    /// Not yet checked against the rows that were there before it (PostgreSQL).
    pub not_valid: bool,
    /// Not inherited by child tables (PostgreSQL).
    pub no_inherit: bool,
    /// The database has no name for it, and this one is made up (SQLite). No revision says
    /// so.
    pub unnamed: bool,
    /// The comment. SQLite keeps none.
    pub comment: Option<String>,
}
