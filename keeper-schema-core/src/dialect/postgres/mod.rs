//! PostgreSQL: 13 or later.

mod statement;

pub use self::statement::{Alone, Resumed, Statement};

use super::DialectError;
use crate::operation::{Operation, Replay};

/// The statements that carry out the operations of one revision. `replay` is at the
/// schema before them, and afterwards at the schema after them.
///
/// # Errors
/// Operations that do not apply, and what PostgreSQL cannot do. `replay` is then somewhere
/// between before and after.
pub fn statements(
    replay: &mut Replay,
    operations: &[Operation],
) -> Result<Vec<Statement>, DialectError> {
    let _ = (replay, operations);
    Ok(Vec::new())
}
