//! What the executor for SQLite runs.

use std::collections::BTreeSet;

use crate::dialect::quote::quoted_list;
use crate::dialect::{DialectError, RowCheck, quoted, string_literal};
use crate::schema::sql_tokens::tokens;

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
    /// A hook of the application, by its name.
    Hook(String),
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
    pub indexes: Vec<NewIndex>,
    /// The triggers that the plan knows: the executor carries them over like any other,
    /// and a script makes them again.
    pub triggers: Vec<String>,
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

/// An index of a rebuilt table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIndex {
    /// `CREATE INDEX`.
    pub create: String,
    /// What may explain its failure.
    pub explain: Option<RowCheck>,
}

impl Rebuild {
    /// The statement that fills the new table.
    ///
    /// # Errors
    /// If a name holds a NUL character.
    pub fn copy(&self) -> Result<String, DialectError> {
        let (into, from) = (quoted(&self.temporary)?, quoted(&self.table)?);
        let columns = quoted_list(self.copied.iter().map(|copied| &copied.column))?;
        let expressions: Vec<&str> = self
            .copied
            .iter()
            .map(|copied| copied.expression.as_str())
            .collect();
        let expressions = expressions.join(", ");
        // A clause of the new table could leave rows out in silence: this one goes before it.
        // https://www.sqlite.org/lang_conflict.html
        let has_clause = tokens(&self.create).any(|token| token.is_word("conflict"));
        let insert = if has_clause {
            "INSERT OR ABORT"
        } else {
            "INSERT"
        };
        Ok(format!(
            "{insert} INTO {into} ({columns}) SELECT {expressions} FROM {from}"
        ))
    }

    /// The statements that give the new table the old one's counter of ids, before the
    /// old one is dropped.
    ///
    /// # Errors
    /// If a name holds a NUL character.
    pub fn keep_counter(&self) -> Result<[String; 2], DialectError> {
        let (new, old) = (
            string_literal(&self.temporary)?,
            string_literal(&self.table)?,
        );
        Ok([
            format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
            format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence WHERE name = {old} COLLATE NOCASE"
            ),
        ])
    }
}
