//! `CREATE INDEX`.
//!
//! `include`, `with`, `opclass` and the place of NULLs change no answer and no rule:
//! SQLite has none of them, and they are left out.

use super::table::{not_covered, nulls_not_distinct, table_name, unsupported};
use crate::dialect::quote::parenthesised;
use crate::dialect::{DialectError, quoted};
use crate::schema::{ElementPath, Index, IndexKey, IndexTarget, SortOrder, TableName};

/// `CREATE INDEX` on a table.
///
/// # Errors
/// What SQLite has no form for.
pub(super) fn create(table: &TableName, index: &Index) -> Result<String, DialectError> {
    let element = || ElementPath::Index(table.clone(), index.name.clone());
    if index
        .method
        .as_deref()
        .is_some_and(|method| method != "btree")
    {
        return Err(unsupported(
            element(),
            "index method but btree",
            "leave `method` out",
        ));
    }
    if index.nulls_not_distinct {
        return Err(nulls_not_distinct(element()));
    }
    let keys: Result<Vec<String>, DialectError> = index
        .keys
        .iter()
        .map(|key| key_sql(key, &element))
        .collect();
    let mut sql = format!(
        "CREATE {}INDEX {} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        quoted(&index.name)?,
        quoted(table_name(table)?)?,
        keys?.join(", ")
    );
    if let Some(predicate) = predicate(&element, index)? {
        sql.push_str(" WHERE ");
        sql.push_str(predicate);
    }
    Ok(sql)
}

/// `DROP INDEX`.
pub(super) fn drop(name: &str) -> Result<String, DialectError> {
    Ok(format!("DROP INDEX {}", quoted(name)?))
}

fn predicate<'a>(
    element: &impl Fn() -> ElementPath,
    index: &'a Index,
) -> Result<Option<&'a str>, DialectError> {
    match &index.predicate {
        None => Ok(None),
        Some(predicate) => match predicate.sqlite() {
            Some(predicate) => Ok(Some(predicate)),
            None => Err(not_covered(element(), "the predicate")),
        },
    }
}

fn key_sql(key: &IndexKey, element: &impl Fn() -> ElementPath) -> Result<String, DialectError> {
    let mut sql = match &key.target {
        IndexTarget::Column(column) => quoted(column)?,
        IndexTarget::Expression(expression) => match expression.sqlite() {
            Some(expression) => parenthesised(expression),
            None => return Err(not_covered(element(), "the expression")),
        },
    };
    if let Some(collation) = key.collation.as_ref().and_then(|name| name.sqlite()) {
        sql.push_str(&format!(" COLLATE {}", quoted(collation)?));
    }
    match key.order {
        SortOrder::Ascending => {}
        SortOrder::Descending => sql.push_str(" DESC"),
    }
    Ok(sql)
}
