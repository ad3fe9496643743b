//! The parts of a revision: what is one transaction, and what none may hold.

use super::statement::{Alone, Statement};
use crate::dialect::part_checksum::part_checksum;

/// A step of a revision: the bookkeeping counts them from 0, and knows which are done as
/// long as the revision is unfinished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// One transaction.
    Together(&'a [Statement]),
    /// A statement in none.
    Alone(&'a Alone),
}

/// The parts that a revision's statements fall into. The last one is a transaction, though
/// perhaps an empty one: it is the one that records the revision.
pub fn parts(statements: &[Statement]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = statements;
    while let Some((position, alone)) =
        rest.iter()
            .enumerate()
            .find_map(|(position, statement)| match statement {
                Statement::Alone(alone) => Some((position, alone)),
                Statement::Sql { .. } | Statement::UserSql(_) | Statement::Hook(_) => None,
            })
    {
        if position > 0 {
            parts.push(Part::Together(&rest[..position]));
        }
        parts.push(Part::Alone(alone));
        rest = &rest[position + 1..];
    }
    parts.push(Part::Together(rest));
    parts
}

impl Part<'_> {
    /// What is compared to tell whether a part that is done was edited since: a hash of
    /// its SQL.
    pub fn checksum(&self) -> String {
        match self {
            Self::Together(statements) => part_checksum(statements.iter().map(Statement::sql)),
            Self::Alone(alone) => part_checksum([alone.sql.as_str()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};
    use crate::dialect::postgres::statement::{Alone, Resumed, Statement, sql_only};

    fn check(statements: &str, expected: &str) {
        let statements: Vec<Statement> = statements
            .chars()
            .map(|character| match character {
                '!' => Statement::Alone(Alone {
                    sql: "!".to_owned(),
                    resumed: Resumed::RunAgain,
                }),
                other => sql_only(other.to_string()),
            })
            .collect();
        let parts = parts(&statements);
        let shown: Vec<String> = parts
            .iter()
            .map(|part| match part {
                Part::Together(statements) => statements.len().to_string(),
                Part::Alone(alone) => alone.sql.clone(),
            })
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn the_last_part_is_a_transaction() {
        for (statements, expected) in [
            ("", "0"),
            ("ab", "2"),
            ("!", "! 0"),
            ("ab!c", "2 ! 1"),
            ("a!!b!", "1 ! ! 1 ! 0"),
        ] {
            check(statements, expected);
        }
    }
}
