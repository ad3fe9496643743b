//! What a statement did, told when it has run.

#![allow(
    clippy::disallowed_methods,
    reason = "the executor measures how long a statement takes"
)]

use std::time::Instant;

use keeper_schema_core::dialect::sqlite::Statement;
use keeper_schema_core::schema::sql_tokens::{Token, tokens};

use crate::migrate::MeasuredStatement;

/// What a statement did that has just ended.
pub(super) fn of(statement: &Statement, began: Instant) -> MeasuredStatement {
    let (sql, rewritten) = match statement {
        Statement::Sql { sql, .. } => (sql.clone(), rewritten(sql)),
        Statement::UserSql(sql) | Statement::Hook(sql) => (sql.clone(), None),
        Statement::Rebuild(plan) => (
            format!("rebuild of `{}`", plan.table),
            Some(plan.table.clone()),
        ),
    };
    MeasuredStatement {
        sql,
        began,
        took: began.elapsed(),
        locks: Vec::new(),
        rewritten: rewritten.into_iter().collect(),
    }
}

/// The table whose rows SQLite writes anew for a statement of ours: it takes the values of a
/// dropped column out of every row.
/// <https://www.sqlite.org/lang_altertable.html#altertabdropcol>
fn rewritten(sql: &str) -> Option<String> {
    let tokens: Vec<Token<'_>> = tokens(sql).collect();
    match tokens.as_slice() {
        [alter, table, name, drop, column, ..]
            if alter.is_word("alter")
                && table.is_word("table")
                && drop.is_word("drop")
                && column.is_word("column") =>
        {
            name.identifier()
        }
        _ => None,
    }
}
