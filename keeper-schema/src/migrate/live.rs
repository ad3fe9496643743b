//! What a database has, as it is found there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use keeper_schema_core::schema::{ObjectName, Schema, TableName};

/// The schema of a live database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveSchema {
    /// The tables, without the bookkeeping and Alembic's.
    pub schema: Schema,
    /// Indexes that a failed concurrent build left behind, by table and name. They are not
    /// used, and so no part of the schema.
    pub invalid_indexes: Vec<(TableName, String)>,
    /// What is there and has no place in a schema. It is for warnings.
    pub unmanaged: Vec<Unmanaged>,
    /// What PostgreSQL is told beside the schema. It is read with a whole database only.
    pub asides: Vec<Aside>,
    /// What no statement of ours changes with an enum that it is of, as domains, by the enum. It is
    /// read with a whole database only.
    pub enum_uses: BTreeMap<TableName, Vec<String>>,
    /// The texts of defaults that are a value in other words than ours, as `0.0` of a column of
    /// `double precision`, by table and column. Only PostgreSQL keeps them.
    pub default_texts: BTreeMap<(TableName, String), String>,
    /// What tables have of others alone, by the table. It is read with a whole database of
    /// PostgreSQL only.
    pub inherited: BTreeMap<TableName, Inherited>,
    /// What made the tables and indexes, by their names. Only SQLite keeps it.
    pub statements: BTreeMap<String, String>,
}

impl LiveSchema {
    /// The statements of what goes with a table when it is rebuilt, by the table.
    pub fn carried(&self) -> BTreeMap<String, Vec<String>> {
        let mut carried: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for unmanaged in &self.unmanaged {
            if let (Some(table), Some(sql)) = (&unmanaged.table, &unmanaged.sql) {
                let statements = carried.entry(table.name.clone()).or_default();
                statements.push(sql.clone());
            }
        }
        carried
    }
}

/// What a table has because others have it, and not by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inherited {
    /// The columns.
    pub columns: BTreeSet<String>,
    /// The check constraints.
    pub checks: BTreeSet<String>,
}

/// What PostgreSQL is told beside the schema: that a table is divided, a rule, a comment on a
/// view. No revision holds it; between two databases it is compared by its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aside {
    /// What it is, and of what: two databases have the same if both names are.
    pub name: String,
    /// The table that it is said of; of a partition, the table that is divided.
    pub table: Option<TableName>,
    /// The object that it is said of, and is lost with, even if that is only made again.
    pub object: Option<ObjectName>,
    /// The other table that it is about: the partition, or whom a table inherits from.
    pub other: Option<TableName>,
    /// What says it.
    pub said: Said,
    /// The statement that takes it back, if that loses no rows.
    pub unsaid: Option<String>,
    /// The statement that makes it of another of its name, if it need not be taken back first.
    pub altered: Option<String>,
    /// The name of what it is a part of, and goes with: a domain of its constraint.
    pub within: Option<String>,
}

/// How something is said that no schema holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// By a clause after the columns, when the table is made: `PARTITION BY RANGE (day)`.
    Clause(String),
    /// By a statement before tables are made, which may need it: a type.
    Type(String),
    /// By a statement, once there is what it names.
    Statement(String),
    /// By a statement that makes a partition. What takes it back leaves it a table of its own.
    Partition(String),
    /// By what is said elsewhere: a schema. What takes it back comes last of all.
    Elsewhere(String),
}

/// Something of a database that a schema cannot hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmanaged {
    /// What it is.
    pub kind: UnmanagedKind,
    /// What it is called; of a clause, what it says.
    pub name: String,
    /// The table that it belongs to.
    pub table: Option<TableName>,
    /// The statement that makes it, if it is a thing of its own.
    pub sql: Option<String>,
}

/// What a schema cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum UnmanagedKind {
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
    /// A part of another table. It is managed with that, and named nowhere.
    Partition,
    /// A trigger.
    Trigger,
    /// A policy of row security.
    Policy,
    /// A function or a procedure, by what it takes.
    Function,
    /// A sequence that no column owns.
    Sequence,
    /// A virtual table, with the tables that it keeps its rows in.
    VirtualTable,
    /// A table whose text is not understood.
    UnreadTable,
    /// An index whose text is not understood.
    UnreadIndex,
    /// A clause of a table, as `ON CONFLICT REPLACE`. A rebuild of the table drops it.
    Clause,
    /// Anything else, by a name that says what it is: `publication p`.
    Other,
}

impl UnmanagedKind {
    /// What it is called, if it can have the name of a table and is none.
    pub(super) fn in_place_of_a_table(self) -> Option<&'static str> {
        match self {
            Self::View => Some("view"),
            Self::MaterializedView => Some("materialized view"),
            Self::ForeignTable => Some("foreign table"),
            Self::Partition => Some("partition"),
            Self::VirtualTable => Some("virtual table"),
            // A sequence has such a name, but is looked for in a whole database only.
            Self::Trigger
            | Self::Policy
            | Self::Function
            | Self::Sequence
            | Self::UnreadTable
            | Self::UnreadIndex
            | Self::Clause
            | Self::Other => None,
        }
    }
}

impl fmt::Display for Unmanaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.kind {
            UnmanagedKind::View => write!(f, "view `{name}`")?,
            UnmanagedKind::MaterializedView => write!(f, "materialized view `{name}`")?,
            UnmanagedKind::ForeignTable => write!(f, "foreign table `{name}`")?,
            UnmanagedKind::Partition => write!(f, "partition `{name}`")?,
            UnmanagedKind::Trigger => write!(f, "trigger `{name}`")?,
            UnmanagedKind::Policy => write!(f, "policy `{name}`")?,
            UnmanagedKind::Function => write!(f, "function `{name}`")?,
            UnmanagedKind::Sequence => write!(f, "sequence `{name}`")?,
            UnmanagedKind::VirtualTable => write!(f, "virtual table `{name}`")?,
            UnmanagedKind::UnreadTable => write!(f, "table `{name}`, which is not understood,")?,
            UnmanagedKind::UnreadIndex => write!(f, "index `{name}`, which is not understood,")?,
            UnmanagedKind::Clause | UnmanagedKind::Other => write!(f, "{name}")?,
        }
        match &self.table {
            Some(table) => write!(f, " on `{table}`"),
            None => Ok(()),
        }
    }
}
