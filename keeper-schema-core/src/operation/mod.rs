//! The operations that history is made of.
//!
//! An operation is a value: it knows nothing about SQL, files or the operations
//! beside it. [`apply()`] changes a schema by one, [`Replay`] by many,
//! and [`reverse()`] finds the operations that undo one.

pub(crate) mod apply;
mod backfill;
mod catalog;
mod comment;
mod describe;
mod effect;
mod enum_operation;
#[cfg(test)]
pub(crate) mod fixture;
mod hook;
#[cfg(test)]
mod laws;
mod loss;
mod object_operation;
mod optimise;
mod replay;
mod reverse;
mod row_operation;
mod schema_operation;
mod sequence_operation;
mod subject;
mod touched;
pub(crate) mod value;

use std::collections::BTreeSet;

use crate::schema::{
    Check, Column, ColumnType, Default, Exclusion, ExclusionElement, ForeignKey, Generated,
    Identity, Index, IndexKey, PerDialect, PrimaryKey, SqlText, Table, TableName, Unique,
};

pub use self::apply::{
    ApplyError, EnumError, ObjectError, RowError, SchemaError, Use, UseKind, apply,
};
pub use self::backfill::{Backfill, Filling};
pub(crate) use self::catalog::folded;
pub use self::catalog::{Relation, RelationKind};
pub use self::comment::{CommentChange, Commented};
pub use self::effect::Effect;
pub(crate) use self::effect::named;
pub use self::enum_operation::{EnumOperation, ValuePlace};
pub use self::hook::{HookDown, Run};
pub(crate) use self::loss::holds;
pub use self::loss::{Loss, LossKind, loss};
pub use self::object_operation::ObjectOperation;
pub use self::optimise::optimise;
pub use self::replay::{Images, Replay};
pub use self::reverse::{Applied, Irreversible, ReverseError, reverse, reverse_all};
pub use self::row_operation::{BulkInsert, OnConflict, Row, RowOperation, Rows, Value};
pub use self::schema_operation::SchemaOperation;
pub use self::sequence_operation::SequenceOperation;
pub(crate) use self::touched::{Part, Touched};

/// One change of a schema, or of the rows in it. `FORMAT.md` names each `op`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub enum Operation {
    /// The table comes without indexes: they are operations of their own.
    CreateTable {
        table: Box<Table>,
    },
    DropTable {
        table: TableName,
    },
    RenameTable {
        table: TableName,
        to: String,
        restate: Vec<Restatement>,
    },
    AlterTable {
        table: TableName,
        alteration: TableAlteration,
    },
    AddColumn {
        table: TableName,
        column: Column,
        /// An expression that fills the column in the rows that are there.
        backfill: Option<SqlText>,
    },
    DropColumn {
        table: TableName,
        column: String,
    },
    RenameColumn {
        table: TableName,
        column: String,
        to: String,
        restate: Vec<Restatement>,
    },
    AlterColumn {
        table: TableName,
        column: String,
        alteration: Box<ColumnAlteration>,
    },
    CreatePrimaryKey {
        table: TableName,
        primary_key: PrimaryKey,
    },
    CreateUniqueConstraint {
        table: TableName,
        unique: Unique,
    },
    CreateForeignKey {
        table: TableName,
        foreign_key: ForeignKey,
    },
    CreateCheckConstraint {
        table: TableName,
        check: Check,
    },
    CreateExcludeConstraint {
        table: TableName,
        exclusion: Exclusion,
    },
    DropConstraint {
        table: TableName,
        name: String,
    },
    RenameConstraint {
        table: TableName,
        name: String,
        to: String,
    },
    ValidateConstraint {
        table: TableName,
        name: String,
    },
    CreateIndex {
        table: TableName,
        index: Index,
        concurrently: bool,
    },
    DropIndex {
        table: TableName,
        name: String,
        concurrently: bool,
    },
    RenameIndex {
        table: TableName,
        name: String,
        to: String,
    },
    /// Of what is no table and no column, whose comments are keys that are altered.
    SetComment(CommentChange),
    Enum(EnumOperation),
    Schema(SchemaOperation),
    Object(ObjectOperation),
    Sequence(SequenceOperation),
    Rows(RowOperation),
    Execute(Execute),
    Run(Run),
}

/// SQL that a person wrote, run as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execute {
    /// The statements, in order, for both databases or each.
    pub sql: PerDialect<Vec<String>>,
    /// What undoes them.
    pub down: Down,
    /// What the statements did to the schema.
    pub state: Vec<Operation>,
}

/// What undoes an [`Execute`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Down {
    /// These statements.
    Sql(PerDialect<Vec<String>>),
    /// Nothing needs to be: the rows go with their column or table, or stay.
    Nothing,
    /// It cannot be undone.
    Irreversible,
}

impl Down {
    /// The operations that run it, where what it undoes changed rows alone.
    fn reverse(&self) -> Result<Vec<Operation>, Irreversible> {
        match self {
            Self::Irreversible => Err(Irreversible::Declared),
            Self::Nothing => Ok(Vec::new()),
            Self::Sql(sql) => Ok(vec![Operation::Execute(Execute {
                sql: sql.clone(),
                down: Self::Irreversible,
                state: Vec::new(),
            })]),
        }
    }
}

/// The new text of something that held a renamed name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub enum Restatement {
    Check {
        check: String,
        expression: SqlText,
    },
    Index {
        index: String,
        keys: Option<Vec<IndexKey>>,
        predicate: Option<SqlText>,
    },
    Exclusion {
        exclusion: String,
        elements: Option<Vec<ExclusionElement>>,
        predicate: Option<SqlText>,
    },
    /// A generated column.
    Column {
        column: String,
        expression: SqlText,
    },
}

/// What an `alter_table` changes. A key is changed if it is in `set` or `drop`.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq)]
pub struct TableAlteration {
    /// The new values.
    pub set: TableKeys,
    /// Whether the comment goes.
    pub drop_comment: bool,
    /// The values before, of the keys that change.
    pub was: TableKeys,
}

/// Keys of a table, each said or not.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub struct TableKeys {
    pub comment: Option<String>,
    pub strict: Option<bool>,
    pub without_rowid: Option<bool>,
    pub unlogged: Option<bool>,
}

/// What an `alter_column` changes. A key is changed if it is in `set` or `drop`.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq)]
pub struct ColumnAlteration {
    /// The new values.
    pub set: ColumnKeys,
    /// The keys that go.
    pub drop: BTreeSet<DroppableKey>,
    /// The values before, of the keys that change; a key that had none is absent.
    pub was: ColumnKeys,
    /// The expression that makes the new values from the old, when the type changes.
    pub using: Option<SqlText>,
    /// The same for the way back.
    pub using_down: Option<SqlText>,
    /// What the change loses, in words, or `none`.
    pub loses: Option<String>,
}

/// Keys of a column, each said or not.
#[derive(Clone, Debug, std::default::Default, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are the keys of the revision format"
)]
pub struct ColumnKeys {
    pub column_type: Option<ColumnType>,
    pub null: Option<bool>,
    pub default: Option<Default>,
    pub identity: Option<Box<Identity>>,
    pub generated: Option<Box<Generated>>,
    pub collation: Option<Box<SqlText>>,
    pub comment: Option<String>,
    /// `sqlite.autoincrement`.
    pub autoincrement: Option<bool>,
    /// `sqlite.enforce_length`.
    pub enforce_length: Option<bool>,
}

/// A key of a column that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(
    missing_docs,
    reason = "the variants are the keys of the revision format"
)]
pub enum DroppableKey {
    Default,
    Comment,
    Identity,
    Generated,
    Collation,
}

impl DroppableKey {
    /// Every key that can be taken away.
    pub const ALL: [Self; 5] = [
        Self::Default,
        Self::Comment,
        Self::Identity,
        Self::Generated,
        Self::Collation,
    ];

    /// The key as revisions spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Comment => "comment",
            Self::Identity => "identity",
            Self::Generated => "generated",
            Self::Collation => "collation",
        }
    }
}
