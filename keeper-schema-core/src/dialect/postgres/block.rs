//! PL/pgSQL, for what depends on a name that only the database knows: the sequence of a
//! column is called what it was called when it was made, whatever was renamed since.

use super::name::relation;
use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, string_literal};
use crate::schema::TableName;

/// A block of PL/pgSQL statements, each without its semicolon.
pub(super) fn run(declare: &[&str], statements: &[String]) -> Statement {
    let mut body = String::from("\n");
    if !declare.is_empty() {
        body.push_str("DECLARE\n");
        for variable in declare {
            body.push_str(&format!("    {variable};\n"));
        }
    }
    body.push_str("BEGIN\n");
    for statement in statements {
        body.push_str(&format!("    {statement};\n"));
    }
    body.push_str("END\n");
    sql_only(anonymous(&body))
}

/// A block that is run and forgotten.
pub(super) fn anonymous(body: &str) -> String {
    format!("DO {}", dollar_quoted(body))
}

/// A text as a constant in which nothing has to be escaped.
pub(super) fn dollar_quoted(text: &str) -> String {
    let mut tag = String::from("$keeper$");
    while text.contains(&tag) {
        tag.insert(tag.len() - 1, '_');
    }
    format!("{tag}{text}{tag}")
}

/// The name of the sequence that a column owns, as an expression.
pub(super) fn sequence(table: &TableName, column: &str) -> Result<String, DialectError> {
    Ok(format!(
        "pg_get_serial_sequence({}, {})",
        string_literal(&relation(table)?)?,
        string_literal(column)?
    ))
}

/// A statement that names the sequence between `before` and `after`.
pub(super) fn on_sequence(
    before: &str,
    sequence: &str,
    after: &str,
) -> Result<String, DialectError> {
    let before = string_literal(&format!("{before} "))?;
    if after.is_empty() {
        return Ok(format!("EXECUTE {before} || {sequence}"));
    }
    let after = string_literal(&format!(" {after}"))?;
    Ok(format!("EXECUTE {before} || {sequence} || {after}"))
}
