//! `CREATE TABLE`.

use super::column;
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{Dialect, DialectError, quoted};
use crate::schema::sql_tokens::{Token, tokens};
use crate::schema::{
    Check, Column, ColumnType, Deferrable, ElementPath, ForeignKey, Match, ReferentialAction,
    Table, TableName, Unique,
};

/// `CREATE TABLE` for `table`, without its indexes, under the name `name`.
///
/// Under another name than its own, no check can say which table a column is of.
///
/// # Errors
/// What SQLite has no form for.
pub(super) fn create_as(table: &Table, name: &str) -> Result<String, DialectError> {
    let mut lines = Vec::new();
    let mut key_is_inline = false;
    for column in table.columns.values() {
        key_is_inline |= is_rowid_alias(table, column)?;
        lines.push(column::definition(table, column)?);
    }
    if let Some(key) = &table.primary_key {
        let element = || ElementPath::Constraint(table.name.clone(), key.name.clone());
        not_deferrable(key.deferrable, element)?;
        if !key_is_inline {
            lines.push(format!(
                "CONSTRAINT {} PRIMARY KEY ({})",
                quoted(&key.name)?,
                quoted_list(&key.columns)?
            ));
        }
    }
    for unique in table.unique.values() {
        lines.push(unique_sql(table, unique)?);
    }
    for foreign_key in table.foreign_keys.values() {
        lines.push(foreign_key_sql(table, foreign_key)?);
    }
    for check in table.checks.values() {
        lines.push(check_sql(table, check, name)?);
    }
    if let Some(exclusion) = table.exclusions.values().next() {
        return Err(unsupported(
            ElementPath::Constraint(table.name.clone(), exclusion.name.clone()),
            "exclusion constraints",
            "use a unique index if all is compared with `=`, else a trigger",
        ));
    }
    let mut sql = format!(
        "CREATE TABLE {} (\n    {}\n)",
        quoted(name)?,
        lines.join(",\n    ")
    );
    match (table.sqlite.strict, table.sqlite.without_rowid) {
        (false, false) => {}
        (true, false) => sql.push_str(" STRICT"),
        (false, true) => sql.push_str(" WITHOUT ROWID"),
        (true, true) => sql.push_str(" STRICT, WITHOUT ROWID"),
    }
    Ok(sql)
}

/// The name of a table on SQLite, which has one schema.
pub(super) fn table_name(name: &TableName) -> Result<&str, DialectError> {
    match name.schema {
        None => Ok(&name.name),
        Some(_) => Err(unsupported(
            ElementPath::Table(name.clone()),
            "schemas within a database",
            "leave `schema` out",
        )),
    }
}

/// Whether the column is `INTEGER PRIMARY KEY`, written inline: the rowid by another name.
pub(super) fn is_rowid_alias(table: &Table, column: &Column) -> Result<bool, DialectError> {
    let numbered = column.identity.is_some() || column.sqlite.autoincrement;
    if !numbered {
        return Ok(false);
    }
    let element = || ElementPath::Column(table.name.clone(), column.name.clone());
    let is_sole_key = table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.columns == [column.name.as_str()]);
    let is_integer = column.identity.is_some() || column.column_type == ColumnType::Integer;
    if !is_sole_key || !is_integer {
        return Err(unsupported(
            element(),
            "numbered column but the sole primary key",
            "make it the primary key, or take `identity` and `autoincrement` away",
        ));
    }
    if table.sqlite.without_rowid {
        return Err(unsupported(
            element(),
            "numbered column in a table without rowid",
            "take `without_rowid` or `identity` away",
        ));
    }
    Ok(true)
}

pub(super) fn unsupported(
    element: ElementPath,
    feature: &'static str,
    instead: &'static str,
) -> DialectError {
    DialectError::Unsupported {
        dialect: Dialect::Sqlite,
        element,
        feature,
        instead,
    }
}

pub(super) fn not_covered(element: ElementPath, what: &'static str) -> DialectError {
    DialectError::NotCovered {
        dialect: Dialect::Sqlite,
        element: Some(element),
        what,
    }
}

fn unique_sql(table: &Table, unique: &Unique) -> Result<String, DialectError> {
    let element = || ElementPath::Constraint(table.name.clone(), unique.name.clone());
    not_deferrable(unique.deferrable, element)?;
    if unique.nulls_not_distinct {
        return Err(nulls_not_distinct(element()));
    }
    Ok(format!(
        "CONSTRAINT {} UNIQUE ({})",
        quoted(&unique.name)?,
        quoted_list(&unique.columns)?
    ))
}

pub(super) fn nulls_not_distinct(element: ElementPath) -> DialectError {
    unsupported(
        element,
        "`nulls_not_distinct`",
        "use a unique index over an expression such as `ifnull(...)`",
    )
}

fn not_deferrable(
    deferrable: Option<Deferrable>,
    element: impl Fn() -> ElementPath,
) -> Result<(), DialectError> {
    match deferrable {
        None => Ok(()),
        Some(_) => Err(unsupported(
            element(),
            "deferrable keys but foreign keys",
            "take `deferrable` away",
        )),
    }
}

fn foreign_key_sql(table: &Table, foreign_key: &ForeignKey) -> Result<String, DialectError> {
    let element = || ElementPath::Constraint(table.name.clone(), foreign_key.name.clone());
    if !foreign_key.on_delete_columns.is_empty() {
        return Err(unsupported(
            element(),
            "action on delete for some of the columns",
            "leave `columns` out of `on_delete`",
        ));
    }
    // `MATCH` is parsed and ignored: with several columns, rows would be let in that
    // PostgreSQL refuses.
    if foreign_key.match_type == Match::Full && foreign_key.columns.len() > 1 {
        return Err(unsupported(
            element(),
            "`match = \"full\"`",
            "use a check that all columns are NULL or none",
        ));
    }
    let mut sql = format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({})",
        quoted(&foreign_key.name)?,
        quoted_list(&foreign_key.columns)?,
        quoted(table_name(&foreign_key.references.table)?)?,
        quoted_list(&foreign_key.references.columns)?
    );
    if let Some(action) = action(foreign_key.on_delete) {
        sql.push_str(&format!(" ON DELETE {action}"));
    }
    if let Some(action) = action(foreign_key.on_update) {
        sql.push_str(&format!(" ON UPDATE {action}"));
    }
    match foreign_key.deferrable {
        None => {}
        Some(Deferrable::Deferrable) => sql.push_str(" DEFERRABLE INITIALLY IMMEDIATE"),
        Some(Deferrable::InitiallyDeferred) => sql.push_str(" DEFERRABLE INITIALLY DEFERRED"),
    }
    Ok(sql)
}

fn action(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("RESTRICT"),
        ReferentialAction::Cascade => Some("CASCADE"),
        ReferentialAction::SetNull => Some("SET NULL"),
        ReferentialAction::SetDefault => Some("SET DEFAULT"),
    }
}

fn check_sql(table: &Table, check: &Check, name: &str) -> Result<String, DialectError> {
    let element = || ElementPath::Constraint(table.name.clone(), check.name.clone());
    let expression = check.expression.sqlite();
    let expression = expression.ok_or_else(|| not_covered(element(), "the expression"))?;
    let own = &table.name.name;
    let expression = match name == own {
        true => parenthesised(expression),
        false => parenthesised(&unqualified(expression, own)),
    };
    Ok(match check.unnamed {
        true => format!("CHECK {expression}"),
        false => format!("CONSTRAINT {} CHECK {expression}", quoted(&check.name)?),
    })
}

/// The text with `column` for every `table.column`. A check names no other table.
fn unqualified(text: &str, table: &str) -> String {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let mut unqualified = String::with_capacity(text.len());
    let mut copied = 0;
    for pair in tokens.windows(2) {
        if pair[0].is_identifier(table) && pair[1].is_punctuation(".") {
            unqualified.push_str(&text[copied..pair[0].offset]);
            copied = pair[1].offset + pair[1].text.len();
        }
    }
    unqualified.push_str(&text[copied..]);
    unqualified
}

#[cfg(test)]
mod tests {
    use crate::dialect::sqlite::statements;
    use crate::operation::fixture::{exclusion, schema, table};
    use crate::operation::{Operation, Replay};

    #[test]
    fn exclusions_are_refused() {
        let operation = Operation::CreateExcludeConstraint {
            table: table("editions"),
            exclusion: exclusion("x", &[("kind", "=")]),
        };
        let error = statements(&mut Replay::new(schema()), &[operation]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`editions.x`: SQLite has no exclusion constraints; use a unique index if all is compared with `=`, else a trigger"
        );
    }
}
