//! Tables.

use super::name::relation;
use super::statement::{Statement, sql_only};
use super::{column, comment, constraint, identity};
use crate::dialect::{DialectError, quoted};
use crate::operation::TableAlteration;
use crate::schema::{Constraint, Table, TableName};

/// `CREATE TABLE` and what belongs to it, with the constraints that `wanted` takes.
///
/// # Errors
/// What PostgreSQL has no form for.
pub(super) fn create(
    table: &Table,
    wanted: impl Fn(Constraint<'_>) -> bool,
) -> Result<Vec<Statement>, DialectError> {
    let mut lines = Vec::new();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for column in table.columns.values() {
        before.extend(identity::before(&table.name, column)?);
        lines.push(column::definition(&table.name, column)?);
        after.extend(identity::after(&table.name, column)?);
    }
    let mut inside: Vec<Constraint<'_>> = Vec::new();
    for constraint in table.constraints().filter(|constraint| wanted(*constraint)) {
        // Of two that need the same index `CREATE TABLE` makes only one, and says nothing.
        let is_lost = |earlier| constraint::has_same_index(earlier, constraint);
        if constraint::is_not_valid(constraint) || inside.iter().copied().any(is_lost) {
            after.extend(constraint::add(table, constraint)?);
        } else {
            lines.push(constraint::clause(&table.name, constraint)?);
            inside.push(constraint);
        }
    }
    let unlogged = match table.postgres.unlogged {
        true => "UNLOGGED ",
        false => "",
    };
    let create = format!(
        "CREATE {unlogged}TABLE {} (\n    {}\n)",
        relation(&table.name)?,
        lines.join(",\n    ")
    );
    let mut statements = before;
    statements.push(sql_only(create));
    statements.extend(after);
    statements.extend(comment::all(table)?);
    for constraint in inside {
        statements.extend(comment::of_constraint(&table.name, constraint)?);
    }
    Ok(statements)
}

/// `DROP TABLE`.
pub(super) fn drop(table: &TableName) -> Result<Statement, DialectError> {
    Ok(sql_only(format!("DROP TABLE {}", relation(table)?)))
}

/// `ALTER TABLE ... RENAME`. What belongs to the table keeps its name.
pub(super) fn rename(table: &TableName, to: &str) -> Result<Statement, DialectError> {
    Ok(sql_only(format!(
        "ALTER TABLE {} RENAME TO {}",
        relation(table)?,
        quoted(to)?
    )))
}

/// What PostgreSQL knows of the keys of a table.
pub(super) fn alter(
    table: &TableName,
    alteration: &TableAlteration,
) -> Result<Vec<Statement>, DialectError> {
    let mut statements = Vec::new();
    if let Some(unlogged) = alteration.set.unlogged {
        let logged = match unlogged {
            true => "UNLOGGED",
            false => "LOGGED",
        };
        let table = relation(table)?;
        statements.push(sql_only(format!("ALTER TABLE {table} SET {logged}")));
    }
    if alteration.set.comment.is_some() || alteration.drop_comment {
        let comment = alteration.set.comment.as_ref();
        statements.push(comment::on_table(table, comment)?);
    }
    Ok(statements)
}

/// `DROP COLUMN`.
pub(super) fn drop_column(table: &TableName, column: &str) -> Result<Statement, DialectError> {
    Ok(sql_only(format!(
        "ALTER TABLE {} DROP COLUMN {}",
        relation(table)?,
        quoted(column)?
    )))
}

/// `RENAME COLUMN`. PostgreSQL rewrites the texts that name it.
pub(super) fn rename_column(
    table: &TableName,
    column: &str,
    to: &str,
) -> Result<Statement, DialectError> {
    Ok(sql_only(format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        relation(table)?,
        quoted(column)?,
        quoted(to)?
    )))
}
