//! The canonical schema: the one value that all stages meet in.
//!
//! Ordered, comparable, deterministic. Equality ignores the order of columns,
//! constraints and indexes, which is as history made it; iteration keeps it.
//! No part knows where it was written or which database it is for.

mod column;
mod column_type;
mod column_type_alias;
mod column_type_parse;
mod constraint;
mod default_fit;
mod enum_type;
mod exclusion;
mod fingerprint;
mod index;
mod name;
mod object;
mod object_uses;
mod part;
mod per_dialect;
mod sequence;
pub mod sql_expression;
pub mod sql_tokens;
mod table;
mod table_patterns;

use std::collections::{BTreeMap, BTreeSet};

pub use self::column::{Column, Default, Generated, Identity, IdentityKind, Literal, SqliteColumn};
pub use self::column_type::ColumnType;
pub use self::column_type_parse::ColumnTypeError;
pub use self::constraint::{
    Check, Constraint, Deferrable, ForeignKey, Match, PrimaryKey, References, ReferentialAction,
    Unique,
};
pub use self::default_fit::{DefaultError, default_fits};
pub use self::enum_type::EnumType;
pub use self::exclusion::{Exclusion, ExclusionElement, is_operator};
pub use self::fingerprint::Fingerprint;
pub(crate) use self::fingerprint::RunningFingerprint;
pub use self::index::{Index, IndexKey, IndexTarget, NullsOrder, SortOrder};
pub use self::name::{ElementPath, TableName};
pub use self::object::{ObjectKind, ObjectName, SqlObject};
pub use self::part::Part;
pub use self::per_dialect::{PerDialect, SqlText};
pub use self::sequence::Sequence;
pub use self::table::{ByName, PostgresTable, SqliteTable, Table};
pub use self::table_patterns::TablePatterns;

/// All that the models, a revision or a live database declare.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables, by name; the key is always the table's own `name`.
    pub tables: BTreeMap<TableName, Table>,
    /// The enum types, by name; the key is always the type's own `name`.
    pub enums: BTreeMap<TableName, EnumType>,
    /// The schemas within the database but for `public`, which is always there.
    pub schemas: BTreeSet<String>,
    /// Views, functions, triggers and the like, by name.
    pub objects: BTreeMap<ObjectName, SqlObject>,
    /// The sequences that are no part of a column, by name.
    pub sequences: BTreeMap<TableName, Sequence>,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The enum type of that name.
    pub fn enum_type(&self, name: &TableName) -> Option<&EnumType> {
        self.enums.get(name)
    }
}
