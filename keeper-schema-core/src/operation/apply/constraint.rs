//! Constraints put on a table, taken off and validated.

use super::ApplyError;
use crate::closest::closest;
use crate::schema::{PrimaryKey, Table};

pub(super) fn create_primary_key(
    table: &mut Table,
    primary_key: &PrimaryKey,
) -> Result<(), ApplyError> {
    if let Some(existing) = &table.primary_key {
        return Err(ApplyError::SecondPrimaryKey {
            table: table.name.clone(),
            existing: existing.name.clone(),
        });
    }
    is_free(table, &primary_key.name)?;
    table.primary_key = Some(primary_key.clone());
    Ok(())
}

pub(super) fn is_free(table: &Table, name: &str) -> Result<(), ApplyError> {
    match table.constraint(name) {
        None => Ok(()),
        Some(_) => Err(ApplyError::ConstraintExists {
            table: table.name.clone(),
            constraint: name.to_owned(),
        }),
    }
}

pub(super) fn remove(table: &mut Table, name: &str) -> Result<(), ApplyError> {
    if table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.name == name)
    {
        table.primary_key = None;
        return Ok(());
    }
    let removed = table.unique.shift_remove(name).is_some()
        || table.foreign_keys.shift_remove(name).is_some()
        || table.checks.shift_remove(name).is_some()
        || table.exclusions.shift_remove(name).is_some();
    if removed {
        Ok(())
    } else {
        Err(missing(table, name))
    }
}

pub(super) fn validate(table: &mut Table, name: &str) -> Result<(), ApplyError> {
    let not_valid = if let Some(foreign_key) = table.foreign_keys.get_mut(name) {
        &mut foreign_key.not_valid
    } else if let Some(check) = table.checks.get_mut(name) {
        &mut check.not_valid
    } else if table.constraint(name).is_some() {
        return Err(already_valid(table, name));
    } else {
        return Err(missing(table, name));
    };
    if !*not_valid {
        return Err(already_valid(table, name));
    }
    *not_valid = false;
    Ok(())
}

pub(super) fn missing(table: &Table, name: &str) -> ApplyError {
    let names = table.constraints().map(|constraint| constraint.name());
    ApplyError::ConstraintMissing {
        table: table.name.clone(),
        constraint: name.to_owned(),
        closest: closest(name, names).map(str::to_owned),
        is_index: table.indexes.contains_key(name),
    }
}

fn already_valid(table: &Table, name: &str) -> ApplyError {
    ApplyError::AlreadyValid {
        table: table.name.clone(),
        constraint: name.to_owned(),
    }
}
