//! What an executor runs.

use std::collections::BTreeSet;
use std::fmt;

use crate::schema::ColumnType;

/// One thing for an executor to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// One statement of ours.
    Sql {
        /// The statement, without a semicolon.
        sql: String,
        /// What may explain its failure.
        explain: Vec<RowCheck>,
    },
    /// What a person wrote, one statement or several: kept apart from ours.
    UserSql(String),
    /// A table made anew and filled from the old one.
    Rebuild(Box<Rebuild>),
}

/// A change of a table that `ALTER TABLE` cannot make: create, copy, drop, rename.
///
/// The executor looks at the live table first: it refuses one with other columns, and
/// carries over the triggers and indexes that the plan does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// The table, by its name in `main`.
    pub table: String,
    /// The name that the new table has until the old one is dropped.
    pub temporary: String,
    /// The columns that the live table must have, no more and no fewer.
    pub live_columns: Vec<String>,
    /// The live indexes that the plan knows: they go with the old table.
    pub live_indexes: BTreeSet<String>,
    /// `CREATE TABLE` under the temporary name.
    pub create: String,
    /// The columns to fill; all others get their default.
    pub copied: Vec<Copied>,
    /// The indexes that the plan knows of the new table.
    pub indexes: Vec<String>,
    /// Whether the counter of an AUTOINCREMENT column goes on.
    pub keeps_counter: bool,
    /// Rows that would be changed in silence: none may be found.
    pub checks: Vec<RowCheck>,
    /// What may explain that rows do not fit.
    pub explain: Vec<RowCheck>,
}

/// A column of a rebuilt table and what fills it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The column of the new table.
    pub column: String,
    /// SQL over the columns of the old table.
    pub expression: String,
}

/// A query that finds rows that do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCheck {
    /// A `SELECT` of what tells one offending row, or group of rows, from another.
    pub rows: String,
    /// The columns that `rows` selects.
    pub key: Vec<String>,
    /// The table.
    pub table: String,
    /// What is wrong with them.
    pub misfit: Misfit,
}

/// Why rows do not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum Misfit {
    /// NULL in a column that allows none.
    Null { column: String },
    /// A new column that allows no NULL and says nothing else.
    NoValue { column: String },
    /// The same key in several rows.
    Duplicate { columns: Vec<String> },
    /// A check that is false.
    Check { name: String },
    /// A value that the column's new type would change or cannot hold.
    Type {
        column: String,
        column_type: ColumnType,
    },
}

impl Rebuild {
    /// The statement that fills the new table.
    ///
    /// # Errors
    /// If a name holds a NUL character.
    pub fn copy(&self) -> Result<String, super::DialectError> {
        let (into, from) = (super::quoted(&self.temporary)?, super::quoted(&self.table)?);
        let columns = super::quote::quoted_list(self.copied.iter().map(|copied| &copied.column))?;
        let expressions: Vec<&str> = self
            .copied
            .iter()
            .map(|copied| copied.expression.as_str())
            .collect();
        let expressions = expressions.join(", ");
        Ok(format!(
            "INSERT INTO {into} ({columns}) SELECT {expressions} FROM {from}"
        ))
    }
}

impl Rebuild {
    /// The statements that give the new table the old one's counter of ids, before the
    /// old one is dropped.
    ///
    /// # Errors
    /// If a name holds a NUL character.
    pub fn keep_counter(&self) -> Result<[String; 2], super::DialectError> {
        let (new, old) = (
            super::string_literal(&self.temporary)?,
            super::string_literal(&self.table)?,
        );
        Ok([
            format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
            format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence WHERE name = {old} COLLATE NOCASE"
            ),
        ])
    }
}

impl fmt::Display for Misfit {
    /// What is wrong, said of rows: `with NULL in \`slug\``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { column } => write!(f, "with NULL in `{column}`, which must not be NULL"),
            Self::NoValue { column } => write!(
                f,
                "without a value for the new column `{column}`, which must not be NULL; give it a default or a backfill"
            ),
            Self::Duplicate { columns } => write!(
                f,
                "with the same `{}`, which must be unique",
                columns.join("`, `")
            ),
            Self::Check { name } => write!(f, "against the check `{name}`"),
            Self::Type {
                column,
                column_type,
            } => write!(
                f,
                "with a value in `{column}` that `{column_type}` would change or cannot hold; say how to convert it in `using`"
            ),
        }
    }
}
