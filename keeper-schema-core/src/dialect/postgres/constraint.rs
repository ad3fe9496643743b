//! Constraints: their clauses, and how they come, go and are put off.

use std::collections::BTreeSet;

use super::name::{covered, relation};
use super::statement::{Statement, sql_only};
use super::{comment, fit, index};
use crate::dialect::quote::{parenthesised, quoted_list};
use crate::dialect::{DialectError, quoted};
use crate::schema::{
    Check, Constraint, Deferrable, ElementPath, Exclusion, ForeignKey, Match, ReferentialAction,
    Schema, Table, TableName, Unique,
};

/// Puts a constraint on a table that may have rows, with its comment. `table` has it already.
pub(super) fn add(
    table: &Table,
    constraint: Constraint<'_>,
) -> Result<Vec<Statement>, DialectError> {
    let explain = match constraint {
        Constraint::PrimaryKey(key) => vec![fit::duplicates(table, &key.columns)?],
        Constraint::Unique(unique) => vec![fit::unique(table, unique)?],
        Constraint::ForeignKey(key) if !key.not_valid => vec![fit::dangling(table, key)?],
        Constraint::Check(check) if !check.not_valid => {
            fit::check(table, check)?.into_iter().collect()
        }
        Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => Vec::new(),
    };
    let mut sql = format!(
        "ALTER TABLE {} ADD {}",
        relation(&table.name)?,
        clause(&table.name, constraint)?
    );
    if is_not_valid(constraint) {
        sql.push_str(" NOT VALID");
    }
    let mut statements = vec![Statement::Sql { sql, explain }];
    statements.extend(comment::of_constraint(&table.name, constraint)?);
    Ok(statements)
}

/// The clause of a constraint, as in `CREATE TABLE`.
pub(super) fn clause(
    table: &TableName,
    constraint: Constraint<'_>,
) -> Result<String, DialectError> {
    let clause = match constraint {
        Constraint::PrimaryKey(key) => with_index(
            format!("PRIMARY KEY ({})", quoted_list(&key.columns)?),
            &key.include,
            key.deferrable,
        )?,
        Constraint::Unique(unique) => {
            let nulls = match unique.nulls_not_distinct {
                true => " NULLS NOT DISTINCT",
                false => "",
            };
            let columns = quoted_list(&unique.columns)?;
            with_index(
                format!("UNIQUE{nulls} ({columns})"),
                &unique.include,
                unique.deferrable,
            )?
        }
        Constraint::ForeignKey(key) => foreign_key(key)?,
        Constraint::Check(check) => check_clause(table, check)?,
        Constraint::Exclusion(exclusion) => exclusion_clause(table, exclusion)?,
    };
    Ok(format!(
        "CONSTRAINT {} {clause}",
        quoted(constraint.name())?
    ))
}

/// Whether rows that are there already are left unchecked: no clause of `CREATE TABLE`
/// says so.
pub(super) fn is_not_valid(constraint: Constraint<'_>) -> bool {
    match constraint {
        Constraint::ForeignKey(key) => key.not_valid,
        Constraint::Check(check) => check.not_valid,
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_) => false,
    }
}

/// Whether an index for the one would do for the other.
pub(super) fn has_same_index(one: Constraint<'_>, other: Constraint<'_>) -> bool {
    match (one, other) {
        (Constraint::Exclusion(one), Constraint::Exclusion(other)) => {
            one.elements == other.elements
                && one.method == other.method
                && one.predicate == other.predicate
                && one.deferrable == other.deferrable
        }
        _ => index_of_key(one).is_some_and(|index| Some(index) == index_of_key(other)),
    }
}

/// A primary key or unique constraint without name and comment, as what its index makes of it.
fn index_of_key(constraint: Constraint<'_>) -> Option<Unique> {
    match constraint {
        Constraint::PrimaryKey(key) => Some(Unique {
            name: String::new(),
            columns: key.columns.clone(),
            nulls_not_distinct: false,
            include: key.include.clone(),
            deferrable: key.deferrable,
            comment: None,
        }),
        Constraint::Unique(unique) => Some(Unique {
            name: String::new(),
            comment: None,
            ..unique.clone()
        }),
        Constraint::ForeignKey(_) | Constraint::Check(_) | Constraint::Exclusion(_) => None,
    }
}

/// `DROP CONSTRAINT`.
pub(super) fn drop(table: &TableName, name: &str) -> Result<Statement, DialectError> {
    Ok(sql_only(format!(
        "ALTER TABLE {} DROP CONSTRAINT {}",
        relation(table)?,
        quoted(name)?
    )))
}

/// `RENAME CONSTRAINT`.
pub(super) fn rename(table: &TableName, name: &str, to: &str) -> Result<Statement, DialectError> {
    Ok(sql_only(format!(
        "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
        relation(table)?,
        quoted(name)?,
        quoted(to)?
    )))
}

/// `VALIDATE CONSTRAINT`.
pub(super) fn validate(table: &Table, name: &str) -> Result<Statement, DialectError> {
    let explain = match table.constraint(name) {
        Some(Constraint::ForeignKey(key)) => Some(fit::dangling(table, key)?),
        Some(Constraint::Check(check)) => fit::check(table, check)?,
        Some(Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_))
        | None => None,
    };
    Ok(Statement::Sql {
        sql: format!(
            "ALTER TABLE {} VALIDATE CONSTRAINT {}",
            relation(&table.name)?,
            quoted(name)?
        ),
        explain: explain.into_iter().collect(),
    })
}

/// Checks what is put off to the end of the transaction, after rows have changed: a table
/// that a check is still due for cannot be altered.
pub(super) fn settled(schema: &Schema) -> Result<Vec<Statement>, DialectError> {
    let (mut deferred, mut others) = (BTreeSet::new(), BTreeSet::new());
    for table in schema.tables.values() {
        for constraint in table.constraints() {
            let name = relation(&table.name.sibling(constraint.name()))?;
            match deferrable(constraint) {
                Some(Deferrable::InitiallyDeferred) => deferred.insert(name),
                Some(Deferrable::Deferrable) | None => others.insert(name),
            };
        }
    }
    if deferred.is_empty() {
        return Ok(Vec::new());
    }
    // A name means all constraints of that name in the database schema, on whatever table,
    // and is refused if one of them cannot be put off.
    let names = match deferred.is_disjoint(&others) {
        true => Vec::from_iter(deferred).join(", "),
        false => "ALL".to_owned(),
    };
    Ok(vec![
        sql_only(format!("SET CONSTRAINTS {names} IMMEDIATE")),
        sql_only(format!("SET CONSTRAINTS {names} DEFERRED")),
    ])
}

fn deferrable(constraint: Constraint<'_>) -> Option<Deferrable> {
    match constraint {
        Constraint::PrimaryKey(key) => key.deferrable,
        Constraint::Unique(unique) => unique.deferrable,
        Constraint::ForeignKey(key) => key.deferrable,
        Constraint::Exclusion(exclusion) => exclusion.deferrable,
        Constraint::Check(_) => None,
    }
}

fn with_index(
    mut sql: String,
    include: &[String],
    deferrable: Option<Deferrable>,
) -> Result<String, DialectError> {
    if !include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", quoted_list(include)?));
    }
    sql.push_str(deferrable_clause(deferrable));
    Ok(sql)
}

fn foreign_key(key: &ForeignKey) -> Result<String, DialectError> {
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        quoted_list(&key.columns)?,
        relation(&key.references.table)?,
        quoted_list(&key.references.columns)?
    );
    match key.match_type {
        Match::Simple => {}
        Match::Full => sql.push_str(" MATCH FULL"),
    }
    if let Some(action) = action(key.on_delete) {
        sql.push_str(&format!(" ON DELETE {action}"));
        if !key.on_delete_columns.is_empty() {
            sql.push_str(&format!(" ({})", quoted_list(&key.on_delete_columns)?));
        }
    }
    if let Some(action) = action(key.on_update) {
        sql.push_str(&format!(" ON UPDATE {action}"));
    }
    sql.push_str(deferrable_clause(key.deferrable));
    Ok(sql)
}

fn check_clause(table: &TableName, check: &Check) -> Result<String, DialectError> {
    let element = || ElementPath::Constraint(table.clone(), check.name.clone());
    let expression = covered(&check.expression, &element, "the expression")?;
    let inherit = match check.no_inherit {
        true => " NO INHERIT",
        false => "",
    };
    Ok(format!("CHECK {}{inherit}", parenthesised(expression)))
}

fn exclusion_clause(table: &TableName, exclusion: &Exclusion) -> Result<String, DialectError> {
    let element = || ElementPath::Constraint(table.clone(), exclusion.name.clone());
    let mut sql = String::from("EXCLUDE ");
    if let Some(method) = &exclusion.method {
        sql.push_str(&format!("USING {} ", quoted(method)?));
    }
    let mut elements = Vec::new();
    for compared in &exclusion.elements {
        let key = index::key_sql(&compared.key, &element)?;
        // An operator cannot be quoted; one of another schema is `OPERATOR(schema.=)`.
        elements.push(format!("{key} WITH {}", compared.operator));
    }
    sql.push_str(&format!("({})", elements.join(", ")));
    if let Some(predicate) = &exclusion.predicate {
        let predicate = covered(predicate, &element, "the predicate")?;
        sql.push_str(&format!(" WHERE {}", parenthesised(predicate)));
    }
    sql.push_str(deferrable_clause(exclusion.deferrable));
    Ok(sql)
}

fn deferrable_clause(deferrable: Option<Deferrable>) -> &'static str {
    match deferrable {
        None => "",
        Some(Deferrable::Deferrable) => " DEFERRABLE INITIALLY IMMEDIATE",
        Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
    }
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
