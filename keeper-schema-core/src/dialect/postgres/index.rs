//! Indexes.

use super::name::{covered, relation};
use super::statement::{Alone, Resumed, Statement, sql_only};
use super::{comment, fit};
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{DialectError, quoted, string_literal};
use crate::schema::{
    ElementPath, Index, IndexKey, IndexTarget, NullsOrder, SortOrder, Table, TableName,
};

/// `CREATE INDEX`, in the transaction, and the index's comment.
pub(super) fn create(table: &Table, index: &Index) -> Result<Vec<Statement>, DialectError> {
    let create = Statement::Sql {
        sql: sql(table, index, "")?,
        explain: fit::unique_index(table, index)?.into_iter().collect(),
    };
    with_comment(create, table, index)
}

/// `CREATE INDEX CONCURRENTLY`, which no transaction may hold.
pub(super) fn create_concurrently(
    table: &Table,
    index: &Index,
) -> Result<Vec<Statement>, DialectError> {
    let create = Statement::Alone(Alone {
        sql: sql(table, index, " CONCURRENTLY")?,
        resumed: Resumed::Index {
            schema: table.name.schema.clone(),
            name: index.name.clone(),
            explain: fit::unique_index(table, index)?.into_iter().collect(),
        },
    });
    with_comment(create, table, index)
}

/// `DROP INDEX`. An index is in the database schema of its table.
pub(super) fn drop(table: &TableName, name: &str) -> Result<Statement, DialectError> {
    let index = relation(&table.sibling(name))?;
    Ok(sql_only(format!("DROP INDEX {index}")))
}

/// `DROP INDEX CONCURRENTLY`, which no transaction may hold.
pub(super) fn drop_concurrently(table: &TableName, name: &str) -> Result<Statement, DialectError> {
    let index = relation(&table.sibling(name))?;
    Ok(Statement::Alone(Alone {
        sql: format!("DROP INDEX CONCURRENTLY IF EXISTS {index}"),
        resumed: Resumed::RunAgain,
    }))
}

/// `ALTER INDEX ... RENAME`.
pub(super) fn rename(table: &TableName, name: &str, to: &str) -> Result<Statement, DialectError> {
    let index = relation(&table.sibling(name))?;
    Ok(sql_only(format!(
        "ALTER INDEX {index} RENAME TO {}",
        quoted(to)?
    )))
}

fn with_comment(
    create: Statement,
    table: &Table,
    index: &Index,
) -> Result<Vec<Statement>, DialectError> {
    let comment = comment::of_index(&table.name, index)?;
    Ok([create].into_iter().chain(comment).collect())
}

fn sql(table: &Table, index: &Index, concurrently: &str) -> Result<String, DialectError> {
    let element = || ElementPath::Index(table.name.clone(), index.name.clone());
    let keys: Result<Vec<String>, DialectError> = index
        .keys
        .iter()
        .map(|key| key_sql(key, &element))
        .collect();
    let mut sql = format!(
        "CREATE {}INDEX{concurrently} {} ON {}",
        if index.unique { "UNIQUE " } else { "" },
        quoted(&index.name)?,
        relation(&table.name)?
    );
    if let Some(method) = &index.method {
        sql.push_str(&format!(" USING {}", quoted(method)?));
    }
    sql.push_str(&format!(" ({})", keys?.join(", ")));
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", quoted_list(&index.include)?));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if !index.with.is_empty() {
        let mut parameters = Vec::new();
        for (name, value) in &index.with {
            parameters.push(format!("{} = {}", quoted(name)?, string_literal(value)?));
        }
        sql.push_str(&format!(" WITH ({})", parameters.join(", ")));
    }
    if let Some(predicate) = &index.predicate {
        let predicate = covered(predicate, &element, "the predicate")?;
        sql.push_str(&format!(" WHERE {}", parenthesised(predicate)));
    }
    Ok(sql)
}

/// One key, as an index or an exclusion constraint has it.
pub(super) fn key_sql(
    key: &IndexKey,
    element: &dyn Fn() -> ElementPath,
) -> Result<String, DialectError> {
    let mut sql = match &key.target {
        IndexTarget::Column(column) => quoted(column)?,
        IndexTarget::Expression(expression) => {
            parenthesised(covered(expression, element, "the expression")?)
        }
    };
    if let Some(collation) = key.collation.as_ref().and_then(|name| name.postgres()) {
        sql.push_str(&format!(" COLLATE {}", quoted(collation)?));
    }
    // As it is written: it may have a database schema and parameters.
    if let Some(opclass) = key.opclass.as_ref().and_then(|name| name.postgres()) {
        sql.push_str(&format!(" {opclass}"));
    }
    match key.order {
        SortOrder::Ascending => {}
        SortOrder::Descending => sql.push_str(" DESC"),
    }
    match key.nulls {
        None => {}
        Some(NullsOrder::First) => sql.push_str(" NULLS FIRST"),
        Some(NullsOrder::Last) => sql.push_str(" NULLS LAST"),
    }
    Ok(sql)
}
