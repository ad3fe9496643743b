//! SQL objects beside the tables: what is kept as the text of its statement.

use std::fmt;

use super::{SqlText, TableName};

/// A view, function, trigger or the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlObject {
    /// What it is and what it is called.
    pub name: ObjectName,
    /// The statement that makes it. A database that it is not given for has none of it.
    pub definition: SqlText,
    /// What must be there before it, as `kind:name`.
    pub requires: Vec<String>,
}

/// What tells one object from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// What it is.
    pub kind: ObjectKind,
    /// The name, for a function with the types of its arguments where there is more than
    /// one of the name: `touch(integer)`. A trigger is in the database schema of its table.
    pub name: TableName,
    /// The table of a trigger or a policy, in the same database schema.
    pub table: Option<String>,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum ObjectKind {
    Extension,
    Function,
    Procedure,
    View,
    MaterializedView,
    Trigger,
    Policy,
}

impl ObjectKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Extension,
        Self::Function,
        Self::Procedure,
        Self::View,
        Self::MaterializedView,
        Self::Trigger,
        Self::Policy,
    ];

    /// The kind as revisions spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::View => "view",
            Self::MaterializedView => "materialized_view",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
        }
    }

    /// What it is called in messages and in SQL.
    pub fn words(self) -> &'static str {
        match self {
            Self::MaterializedView => "materialized view",
            Self::Extension
            | Self::Function
            | Self::Procedure
            | Self::View
            | Self::Trigger
            | Self::Policy => self.as_str(),
        }
    }

    /// Whether it is part of a table, and goes with it.
    pub fn is_of_a_table(self) -> bool {
        match self {
            Self::Trigger | Self::Policy => true,
            Self::Extension
            | Self::Function
            | Self::Procedure
            | Self::View
            | Self::MaterializedView => false,
        }
    }

    /// Whether it is in one namespace with the tables.
    pub fn is_relation(self) -> bool {
        match self {
            Self::View | Self::MaterializedView => true,
            Self::Extension | Self::Function | Self::Procedure | Self::Trigger | Self::Policy => {
                false
            }
        }
    }

    /// Whether SQLite has it.
    pub fn is_on_sqlite(self) -> bool {
        match self {
            Self::View | Self::Trigger => true,
            Self::Extension
            | Self::Function
            | Self::Procedure
            | Self::MaterializedView
            | Self::Policy => false,
        }
    }
}

impl ObjectName {
    /// The table that it is part of.
    pub fn table(&self) -> Option<TableName> {
        let table = self.table.as_ref()?;
        Some(self.name.sibling(table))
    }

    /// The name without the types of arguments.
    pub fn bare(&self) -> &str {
        let name = &self.name.name;
        match self.kind {
            ObjectKind::Function | ObjectKind::Procedure => {
                name.split_once('(').map_or(name, |(bare, _)| bare)
            }
            ObjectKind::Extension
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Trigger
            | ObjectKind::Policy => name,
        }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)?;
        match &self.table {
            Some(table) => write!(f, " on {table}"),
            None => Ok(()),
        }
    }
}
