//! A change as SQL that no bookkeeping knows of.

use super::part::{Part, parts};
use super::statement::Statement;
use crate::dialect::script::terminated;

/// The statements as a file for psql: transactions, and between them what none may hold.
/// Nothing, if there are no statements.
pub fn change(statements: &[Statement]) -> String {
    let mut text = String::new();
    for part in parts(statements) {
        match part {
            Part::Together([]) => {}
            Part::Together(statements) => {
                text.push_str("BEGIN;\n");
                for statement in statements {
                    text.push_str(&terminated(statement.sql()));
                }
                text.push_str("COMMIT;\n");
            }
            Part::Alone(alone) => text.push_str(&terminated(&alone.sql)),
        }
    }
    text
}
