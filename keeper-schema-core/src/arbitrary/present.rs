//! Names that are not there replaced by some that are: with small pools, too, most
//! operations would miss.

use super::fitted::any_of;
use super::name::COLUMN_NAMES;
use super::text::{is_over, restated};
use crate::operation::Operation;
use crate::schema::{
    Check, Exclusion, Index, IndexKey, IndexTarget, PrimaryKey, Schema, SqlText, Table, TableName,
    Unique,
};

/// Makes what an operation takes away, changes or builds on something that is there.
pub(super) fn fit_names(operation: &mut Operation, schema: &Schema) {
    match operation {
        Operation::CreateTable { table } => fit_table(table),
        Operation::DropTable { table }
        | Operation::RenameTable { table, .. }
        | Operation::AlterTable { table, .. }
        | Operation::AddColumn { table, .. }
        | Operation::CreateForeignKey { table, .. } => {
            present(table, schema);
        }
        Operation::DropColumn { table, column }
        | Operation::AlterColumn { table, column, .. }
        | Operation::RenameColumn { table, column, .. } => {
            if let Some(table) = present(table, schema) {
                fit_column(column, table);
            }
        }
        Operation::CreatePrimaryKey { table, primary_key } => {
            if let Some(table) = present(table, schema) {
                fit_primary_key(primary_key, table);
            }
        }
        Operation::CreateUniqueConstraint { table, unique } => {
            if let Some(table) = present(table, schema) {
                fit_unique(unique, table);
            }
        }
        Operation::CreateCheckConstraint { table, check } => {
            if let Some(table) = present(table, schema) {
                fit_check(check, table);
            }
        }
        Operation::CreateExcludeConstraint { table, exclusion } => {
            if let Some(table) = present(table, schema) {
                fit_exclusion(exclusion, table);
            }
        }
        Operation::CreateIndex { table, index, .. } => {
            if let Some(table) = present(table, schema) {
                fit_index(index, table);
            }
        }
        Operation::DropConstraint { table, name }
        | Operation::RenameConstraint { table, name, .. }
        | Operation::ValidateConstraint { table, name } => {
            if let Some(table) = present(table, schema)
                && table.constraint(name).is_none()
                && let Some(there) = any_of(table.constraints(), name.len())
            {
                there.name().clone_into(name);
            }
        }
        Operation::DropIndex { table, name, .. } | Operation::RenameIndex { table, name, .. } => {
            if let Some(table) = present(table, schema)
                && !table.indexes.contains_key(name)
                && let Some(there) = any_of(table.indexes.keys(), name.len())
            {
                name.clone_from(there);
            }
        }
        Operation::SetComment(_)
        | Operation::Enum(_)
        | Operation::Schema(_)
        | Operation::Object(_)
        | Operation::Sequence(_)
        | Operation::Rows(_)
        | Operation::Execute(_)
        | Operation::Run(_) => {}
    }
}

/// Makes the keys and texts of a new table ones over its columns.
fn fit_table(table: &mut Table) {
    let bare = table.clone();
    if let Some(key) = &mut table.primary_key {
        fit_primary_key(key, &bare);
        for name in &key.columns {
            table.columns[name].null = false;
        }
    }
    for unique in table.unique.values_mut() {
        fit_unique(unique, &bare);
    }
    for check in table.checks.values_mut() {
        fit_check(check, &bare);
    }
    for exclusion in table.exclusions.values_mut() {
        fit_exclusion(exclusion, &bare);
    }
    for column in table.columns.values_mut() {
        if let Some(generated) = &mut column.generated {
            fit_text(&mut generated.expression, &bare);
        }
    }
}

fn present<'s>(name: &mut TableName, schema: &'s Schema) -> Option<&'s Table> {
    if schema.table(name).is_none() {
        let there = any_of(schema.tables.keys(), name.to_string().len())?;
        name.clone_from(there);
    }
    schema.table(name)
}

fn fit_column(name: &mut String, table: &Table) {
    if !table.columns.contains_key(name)
        && let Some(there) = any_of(table.columns.keys(), name.len())
    {
        name.clone_from(there);
    }
}

fn fit_columns(names: &mut Vec<String>, table: &Table) {
    for name in names.iter_mut() {
        fit_column(name, table);
    }
    names.dedup();
}

fn fit_primary_key(key: &mut PrimaryKey, table: &Table) {
    fit_columns(&mut key.columns, table);
    fit_columns(&mut key.include, table);
}

fn fit_unique(unique: &mut Unique, table: &Table) {
    fit_columns(&mut unique.columns, table);
    fit_columns(&mut unique.include, table);
}

fn fit_check(check: &mut Check, table: &Table) {
    fit_text(&mut check.expression, table);
}

fn fit_exclusion(exclusion: &mut Exclusion, table: &Table) {
    for element in &mut exclusion.elements {
        fit_key(&mut element.key, table);
    }
    if let Some(predicate) = &mut exclusion.predicate {
        fit_text(predicate, table);
    }
}

fn fit_index(index: &mut Index, table: &Table) {
    for key in &mut index.keys {
        fit_key(key, table);
    }
    fit_columns(&mut index.include, table);
    if let Some(predicate) = &mut index.predicate {
        fit_text(predicate, table);
    }
}

fn fit_key(key: &mut IndexKey, table: &Table) {
    match &mut key.target {
        IndexTarget::Column(name) => fit_column(name, table),
        IndexTarget::Expression(text) => fit_text(text, table),
    }
}

fn fit_text(text: &mut SqlText, table: &Table) {
    let over = COLUMN_NAMES.into_iter().find(|name| is_over(text, name));
    let Some(mut name) = over.map(str::to_owned) else {
        return;
    };
    let drawn = name.clone();
    fit_column(&mut name, table);
    if let Some(over_another) = restated(text, &drawn, &name) {
        *text = over_another;
    }
}
