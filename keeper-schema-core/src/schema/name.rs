//! Names of tables and enums, and of what is inside them.

use std::fmt;

use super::ObjectName;

/// The name of a table or an enum, raw as in the catalog, with the database schema it is in.
///
/// `schema` is `None` for the connection's own (PostgreSQL's `search_path`, SQLite's `main`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The database schema, if one is said.
    pub schema: Option<String>,
    /// The table or the enum.
    pub name: String,
}

impl TableName {
    /// A table in the connection's own schema.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }

    /// The same schema, another table.
    pub fn sibling(&self, name: impl Into<String>) -> Self {
        Self {
            schema: self.schema.clone(),
            name: name.into(),
        }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Says which part of a schema something is about, so that it can be found in
/// source and in history.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementPath {
    /// A table as a whole.
    Table(TableName),
    /// A column of a table.
    Column(TableName, String),
    /// A primary key, unique, foreign key, check or exclusion constraint, by name.
    Constraint(TableName, String),
    /// An index, by name.
    Index(TableName, String),
    /// An enum type.
    Enum(TableName),
    /// A schema within the database.
    Schema(String),
    /// A view, function, trigger or the like.
    Object(ObjectName),
    /// A sequence that is no part of a column.
    Sequence(TableName),
}

impl ElementPath {
    /// The table that the element is, or is part of, if it is of a table.
    pub fn table(&self) -> Option<&TableName> {
        match self {
            Self::Table(table)
            | Self::Column(table, _)
            | Self::Constraint(table, _)
            | Self::Index(table, _) => Some(table),
            Self::Enum(_) | Self::Schema(_) | Self::Object(_) | Self::Sequence(_) => None,
        }
    }

    /// What it is called in messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "table",
            Self::Column(..) => "column",
            Self::Constraint(..) => "constraint",
            Self::Index(..) => "index",
            Self::Enum(_) => "enum",
            Self::Schema(_) => "schema",
            Self::Object(name) => name.kind.words(),
            Self::Sequence(_) => "sequence",
        }
    }
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(name) | Self::Enum(name) | Self::Sequence(name) => write!(f, "{name}"),
            Self::Schema(name) => f.write_str(name),
            Self::Object(name) => name.fmt(f),
            Self::Column(table, name)
            | Self::Constraint(table, name)
            | Self::Index(table, name) => {
                write!(f, "{table}.{name}")
            }
        }
    }
}
