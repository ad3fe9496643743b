//! Statements in the words of another database.
//!
//! What one means by `REFERENCES t` or `UNIQUE (a COLLATE NOCASE)` the schema holds in other
//! words, or not at all. A table or an index that is made as another database has it is made
//! by the statement that it has there.

use std::collections::BTreeMap;

use super::rebuild::temporary;
use super::table::{create_as, table_name};
use super::{index, statement::Statement};
use crate::dialect::{DialectError, quoted};
use crate::schema::sql_tokens::{Token, TokenKind, tokens};
use crate::schema::{Schema, Table};

/// What stands in place of what the dialect writes.
#[derive(Debug, Default)]
pub struct Spelled(BTreeMap<String, String>);

impl Spelled {
    /// The statements of `other`, by the name of what they make, for the tables and indexes that
    /// are in the end as they are there.
    ///
    /// # Errors
    /// What SQLite has no form for.
    pub fn new(
        after: &Schema,
        other: &Schema,
        statements: &BTreeMap<String, String>,
    ) -> Result<Self, DialectError> {
        let mut spelled = BTreeMap::new();
        for table in after.tables.values() {
            if other.table(&table.name) == Some(table) {
                of_table(table, statements, &mut spelled)?;
            }
        }
        Ok(Self(spelled))
    }

    /// The statements with those in place that the other database has.
    pub(super) fn respell(&self, statements: &[Statement]) -> Vec<Statement> {
        let mut statements = statements.to_vec();
        for statement in &mut statements {
            match statement {
                Statement::Sql { sql, .. } => self.replace(sql),
                Statement::Rebuild(rebuild) => {
                    self.replace(&mut rebuild.create);
                    for index in &mut rebuild.indexes {
                        self.replace(&mut index.create);
                    }
                }
                Statement::UserSql(_) | Statement::Hook(_) => {}
            }
        }
        statements
    }

    fn replace(&self, sql: &mut String) {
        if let Some(spelled) = self.0.get(sql) {
            sql.clone_from(spelled);
        }
    }
}

fn of_table(
    table: &Table,
    statements: &BTreeMap<String, String>,
    spelled: &mut BTreeMap<String, String>,
) -> Result<(), DialectError> {
    let name = table_name(&table.name)?;
    if let Some(statement) = statements.get(name) {
        spelled.insert(create_as(table, name)?, statement.clone());
        let temporary = temporary(name);
        if let Some(statement) = under_another_name(statement, &temporary)? {
            spelled.insert(create_as(table, &temporary)?, statement);
        }
    }
    for index in table.indexes.values() {
        if let Some(statement) = statements.get(&index.name) {
            spelled.insert(index::create(&table.name, index)?, statement.clone());
        }
    }
    Ok(())
}

/// A `CREATE TABLE` under another name, unless an expression in it says the table's own.
fn under_another_name(statement: &str, name: &str) -> Result<Option<String>, DialectError> {
    let tokens: Vec<Token<'_>> = tokens(statement).collect();
    let [create, table, own, rest @ ..] = tokens.as_slice() else {
        return Ok(None);
    };
    let is_name = own.kind == TokenKind::String || own.identifier().is_some();
    let says_a_table = rest.iter().any(|token| token.is_punctuation("."));
    if !create.is_word("create") || !table.is_word("table") || !is_name || says_a_table {
        return Ok(None);
    }
    let (before, after) = (
        &statement[..own.offset],
        &statement[own.offset + own.text.len()..],
    );
    Ok(Some(format!("{before}{}{after}", quoted(name)?)))
}

#[cfg(test)]
mod tests {
    use super::under_another_name;

    #[test]
    fn a_table_is_made_under_another_name_unless_its_own_is_said() {
        for (statement, expected) in [
            (
                "CREATE TABLE 'a b'(x REFERENCES \"a b\")",
                Some("CREATE TABLE \"n\"(x REFERENCES \"a b\")"),
            ),
            (
                "CREATE TABLE /* t */ t -- t\n(x)",
                Some("CREATE TABLE /* t */ \"n\" -- t\n(x)"),
            ),
            ("CREATE TABLE t (x CHECK (t.x > 0))", None),
            ("CREATE TEMP TABLE t (x)", None),
            ("CREATE TABLE", None),
        ] {
            let written = under_another_name(statement, "n").unwrap();
            assert_eq!(written.as_deref(), expected);
        }
    }
}
