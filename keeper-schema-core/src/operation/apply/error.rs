//! Why an operation cannot apply at its point of the history.

mod code;
mod enums;
mod objects;
mod rows;
mod schemas;
mod words;

use super::Use;
use crate::operation::{Relation, RelationKind};
use crate::schema::{ColumnType, ElementPath, TableName};

pub use self::enums::EnumError;
pub use self::objects::ObjectError;
pub use self::rows::RowError;
pub use self::schemas::SchemaError;

/// Why an operation cannot apply to a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum ApplyError {
    TableExists {
        table: TableName,
    },
    TableMissing {
        table: TableName,
        closest: Option<TableName>,
    },
    ColumnExists {
        table: TableName,
        column: String,
    },
    ColumnMissing {
        table: TableName,
        column: String,
        closest: Option<String>,
    },
    ConstraintExists {
        table: TableName,
        constraint: String,
    },
    ConstraintMissing {
        table: TableName,
        constraint: String,
        closest: Option<String>,
        is_index: bool,
    },
    IndexExists {
        table: TableName,
        index: String,
    },
    IndexMissing {
        table: TableName,
        index: String,
        closest: Option<String>,
        /// What has the name elsewhere in the database schema.
        found: Option<Box<Relation>>,
    },
    /// Another relation of the database schema has the name.
    NameTaken {
        name: TableName,
        kind: RelationKind,
        existing: Relation,
    },
    /// SQLite takes two names for one.
    SameButCase {
        kind: &'static str,
        table: TableName,
        name: String,
        existing: String,
    },
    EmptyName {
        table: TableName,
    },
    NulInName {
        name: String,
    },
    LongName {
        name: String,
    },
    /// `create_table` comes with an index.
    IndexInTable {
        table: TableName,
        index: String,
    },
    NoColumns {
        table: TableName,
    },
    LastColumn {
        table: TableName,
        column: String,
    },
    NothingInKey {
        table: TableName,
        used_by: Use,
    },
    ColumnTwice {
        table: TableName,
        column: String,
        used_by: Use,
    },
    KeyColumnMissing {
        table: TableName,
        column: String,
        used_by: Use,
        closest: Option<String>,
    },
    NullableKey {
        table: TableName,
        column: String,
        primary_key: String,
    },
    SecondPrimaryKey {
        table: TableName,
        existing: String,
    },
    IdentityType {
        table: TableName,
        column: String,
        column_type: ColumnType,
    },
    KeysExclude {
        table: TableName,
        column: String,
        first: &'static str,
        second: &'static str,
    },
    TargetTableMissing {
        table: TableName,
        foreign_key: String,
        target: TableName,
        closest: Option<TableName>,
    },
    TargetColumnMissing {
        table: TableName,
        foreign_key: String,
        target: TableName,
        column: String,
        closest: Option<String>,
    },
    TargetCount {
        table: TableName,
        foreign_key: String,
        columns: usize,
        target_columns: usize,
    },
    TargetNotUnique {
        table: TableName,
        foreign_key: String,
        target: TableName,
        columns: Vec<String>,
    },
    /// `on_delete` is limited to a column that is not in the key.
    NotInForeignKey {
        table: TableName,
        foreign_key: String,
        column: String,
    },
    TableInUse {
        table: TableName,
        used_by: Vec<Use>,
    },
    ColumnInUse {
        table: TableName,
        column: String,
        used_by: Vec<Use>,
    },
    /// Foreign keys refer to what a constraint or index keeps unique.
    KeyInUse {
        table: TableName,
        key: String,
        used_by: Vec<Use>,
    },
    WasDiffers {
        element: ElementPath,
        key: &'static str,
        is: Option<String>,
        was: Option<String>,
    },
    SetAndDropped {
        element: ElementPath,
        key: &'static str,
    },
    DropsNothing {
        element: ElementPath,
        key: &'static str,
    },
    AltersNothing {
        element: ElementPath,
    },
    AlreadyValid {
        table: TableName,
        constraint: String,
    },
    /// Texts still hold the name that is renamed.
    NotRestated {
        table: TableName,
        left: Vec<Use>,
    },
    RestatesNothing {
        table: TableName,
        restated: Use,
        closest: Option<String>,
    },
    RestatedHoldsOldName {
        table: TableName,
        restated: Use,
    },
    /// `state` says what an `execute` did, and `down` that nothing undoes it.
    StateWithoutDown,
    /// About an enum, or a column of one.
    Enum(EnumError),
    /// About a schema within the database, or what is in one.
    Schema(SchemaError),
    /// About an object or a sequence, or what one names.
    Object(ObjectError),
    /// About rows and their values.
    Rows(RowError),
}

impl std::error::Error for ApplyError {}
