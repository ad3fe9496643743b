//! The parts of a revision that fills rows: what is one transaction, and the backfills between.

use super::rows::batches;
use super::script::rebuild_statements;
use super::statement::Statement;
use super::statements;
use crate::dialect::part_checksum::part_checksum;
use crate::dialect::{Batches, DialectError};
use crate::operation::{Operation, Replay, RowOperation};

/// A step of a revision: the bookkeeping counts them from 0, and knows which are done as
/// long as the revision is unfinished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'o> {
    /// One transaction, and the operations that it carries out.
    Together {
        /// The operations.
        operations: &'o [Operation],
        /// Their statements.
        statements: Vec<Statement>,
    },
    /// Rows filled some at a time, in many transactions.
    Batches(Batches),
}

/// The parts that the operations of a revision fall into. The last one is a transaction, though
/// perhaps an empty one: it is the one that records the revision. `replay` is at the schema
/// before them, and afterwards at the schema after them.
///
/// # Errors
/// As [`statements`].
pub fn parts<'o>(
    replay: &mut Replay,
    operations: &'o [Operation],
) -> Result<Vec<Part<'o>>, DialectError> {
    let mut parts = Vec::new();
    let mut begin = 0;
    for (position, operation) in operations.iter().enumerate() {
        let Operation::Rows(RowOperation::Fill(backfill)) = operation else {
            continue;
        };
        if begin < position {
            parts.push(together(replay, &operations[begin..position])?);
        }
        replay.apply(operation)?;
        if let Some(table) = replay.schema().table(&backfill.table) {
            parts.push(Part::Batches(batches(backfill, table)?));
        }
        begin = position + 1;
    }
    parts.push(together(replay, &operations[begin..])?);
    Ok(parts)
}

fn together<'o>(
    replay: &mut Replay,
    operations: &'o [Operation],
) -> Result<Part<'o>, DialectError> {
    Ok(Part::Together {
        operations,
        statements: statements(replay, operations)?,
    })
}

impl Part<'_> {
    /// What is compared to tell whether a part that is done was edited since: a hash of its SQL.
    ///
    /// # Errors
    /// If a name holds a NUL character.
    pub fn checksum(&self) -> Result<String, DialectError> {
        let mut sql = Vec::new();
        match self {
            Self::Together { statements, .. } => {
                for statement in statements {
                    match statement {
                        Statement::Sql { sql: text, .. }
                        | Statement::UserSql(text)
                        | Statement::Hook(text) => {
                            sql.push(text.clone());
                        }
                        Statement::Rebuild(rebuild) => sql.extend(rebuild_statements(rebuild)?),
                    }
                }
            }
            Self::Batches(batches) => sql.push(batches.at_once()),
        }
        Ok(part_checksum(sql.iter().map(String::as_str)))
    }
}
