//! Renames, carried through to everything that names the old name.

use super::uses::{self, UseKind};
use super::{ApplyError, At, Changes, Use, constraint, has_column, mentions};
use crate::closest::closest;
use crate::operation::Restatement;
use crate::schema::{ByName, ElementPath, IndexKey, IndexTarget, SqlText, Table, TableName};

impl At<'_> {
    pub(super) fn rename_table(
        &self,
        name: &TableName,
        to: &str,
        restate: &[Restatement],
    ) -> Result<Changes, ApplyError> {
        let before = self.table(name)?;
        let new_name = name.sibling(to);
        if self.schema.table(&new_name).is_some() {
            return Err(ApplyError::TableExists { table: new_name });
        }
        self.names_in_objects(ElementPath::Table(name.clone()), |it| it.names_table(name))?;
        let mut table = before.clone();
        restated(&mut table, restate, |text| mentions::table(text, before))?;
        table.name = new_name.clone();

        let mut changes = Changes::from([(name.clone(), None), (new_name.clone(), Some(table))]);
        self.edit_referrers(&mut changes, name, &new_name, |references| {
            references.table = new_name.clone();
        });
        self.rename_owners(&mut changes, |(table, _)| {
            if table == name {
                table.clone_from(&new_name);
            }
        });
        Ok(changes)
    }

    pub(super) fn rename_column(
        &self,
        name: &TableName,
        column: &str,
        to: &str,
        restate: &[Restatement],
    ) -> Result<Changes, ApplyError> {
        let mut table = self.table(name)?.clone();
        has_column(&table, column)?;
        if table.columns.contains_key(to) {
            return Err(ApplyError::ColumnExists {
                table: name.clone(),
                column: to.to_owned(),
            });
        }
        let renamed = ElementPath::Column(name.clone(), column.to_owned());
        self.names_in_objects(renamed, |it| it.names_column(name, column))?;
        rename_in_table(&mut table, column, to);
        restated(&mut table, restate, |text| mentions::column(text, column))?;

        let mut changes = Changes::from([(name.clone(), Some(table))]);
        self.edit_referrers(&mut changes, name, name, |references| {
            rename_in(&mut references.columns, column, to);
        });
        self.rename_owners(&mut changes, |(table, owner)| {
            if table == name && owner == column {
                to.clone_into(owner);
            }
        });
        Ok(changes)
    }

    pub(super) fn rename_index(
        &self,
        name: &TableName,
        index: &str,
        to: &str,
    ) -> Result<Changes, ApplyError> {
        self.index(name, index)?;
        self.edit(name, |table| {
            if table.indexes.contains_key(to) {
                return Err(ApplyError::IndexExists {
                    table: name.clone(),
                    index: to.to_owned(),
                });
            }
            replace_key(&mut table.indexes, index, to, |index, to| index.name = to);
            Ok(())
        })
    }

    /// Changes the foreign keys to `name`, in tables that are already in `changes` (there
    /// the table itself is called `itself`) and in others.
    fn edit_referrers(
        &self,
        changes: &mut Changes,
        name: &TableName,
        itself: &TableName,
        edit: impl Fn(&mut crate::schema::References),
    ) {
        for referrer in self.catalog.referrers(name) {
            let key = if referrer == name { itself } else { referrer };
            let image = changes
                .tables
                .entry(key.clone())
                .or_insert_with(|| self.schema.table(referrer).cloned());
            let foreign_keys = image
                .iter_mut()
                .flat_map(|table| table.foreign_keys.values_mut());
            for foreign_key in foreign_keys {
                if foreign_key.references.table == *name {
                    edit(&mut foreign_key.references);
                }
            }
        }
    }
}

pub(super) fn constraint(table: &mut Table, name: &str, to: &str) -> Result<(), ApplyError> {
    if table.constraint(name).is_none() {
        return Err(constraint::missing(table, name));
    }
    constraint::is_free(table, to)?;
    if let Some(key) = table.primary_key.as_mut().filter(|key| key.name == name) {
        to.clone_into(&mut key.name);
    }
    replace_key(&mut table.unique, name, to, |unique, to| unique.name = to);
    replace_key(&mut table.foreign_keys, name, to, |key, to| key.name = to);
    replace_key(&mut table.checks, name, to, |check, to| check.name = to);
    replace_key(&mut table.exclusions, name, to, |exclusion, to| {
        exclusion.name = to;
    });
    Ok(())
}

fn rename_in_table(table: &mut Table, column: &str, to: &str) {
    replace_key(&mut table.columns, column, to, |column, to| {
        column.name = to
    });
    if let Some(key) = &mut table.primary_key {
        rename_in(&mut key.columns, column, to);
        rename_in(&mut key.include, column, to);
    }
    for unique in table.unique.values_mut() {
        rename_in(&mut unique.columns, column, to);
        rename_in(&mut unique.include, column, to);
    }
    for foreign_key in table.foreign_keys.values_mut() {
        rename_in(&mut foreign_key.columns, column, to);
        rename_in(&mut foreign_key.on_delete_columns, column, to);
    }
    for exclusion in table.exclusions.values_mut() {
        for element in &mut exclusion.elements {
            rename_key(&mut element.key, column, to);
        }
    }
    for index in table.indexes.values_mut() {
        rename_in(&mut index.include, column, to);
        for key in &mut index.keys {
            rename_key(key, column, to);
        }
    }
}

fn rename_key(key: &mut IndexKey, column: &str, to: &str) {
    if let IndexTarget::Column(name) = &mut key.target
        && name == column
    {
        to.clone_into(name);
    }
}

fn rename_in(names: &mut [String], name: &str, to: &str) {
    for named in names {
        if named == name {
            to.clone_into(named);
        }
    }
}

/// Gives an entry another key, in the same place.
fn replace_key<T>(map: &mut ByName<T>, key: &str, to: &str, rename: impl Fn(&mut T, String)) {
    if let Some((place, _, mut value)) = map.shift_remove_full(key) {
        rename(&mut value, to.to_owned());
        map.shift_insert(place, to.to_owned(), value);
    }
}

/// Puts the restated texts in, and refuses to leave a text that holds the old name.
fn restated(
    table: &mut Table,
    restate: &[Restatement],
    holds_old_name: impl Fn(&SqlText) -> bool,
) -> Result<(), ApplyError> {
    for restatement in restate {
        let restated = restate_one(table, restatement)?;
        if texts_of(restatement).any(&holds_old_name) {
            return Err(ApplyError::RestatedHoldsOldName {
                table: table.name.clone(),
                restated,
            });
        }
    }
    let mut left: Vec<Use> = uses::texts(table)
        .filter(|(_, text)| holds_old_name(text))
        .map(|(used_by, _)| used_by)
        .collect();
    left.dedup();
    if left.is_empty() {
        return Ok(());
    }
    Err(ApplyError::NotRestated {
        table: table.name.clone(),
        left,
    })
}

fn restate_one(table: &mut Table, restatement: &Restatement) -> Result<Use, ApplyError> {
    let name = table.name.clone();
    let nothing = |restated: Use, candidates: Vec<&str>| ApplyError::RestatesNothing {
        table: name,
        closest: closest(&restated.name, candidates).map(str::to_owned),
        restated,
    };
    match restatement {
        Restatement::Check { check, expression } => {
            let restated = Use::new(UseKind::Check, check);
            match table.checks.get_mut(check) {
                Some(check) => check.expression.clone_from(expression),
                None => {
                    let names = table.checks.keys().map(String::as_str).collect();
                    return Err(nothing(restated, names));
                }
            }
            Ok(restated)
        }
        Restatement::Index {
            index,
            keys,
            predicate,
        } => {
            let restated = Use::new(UseKind::Index, index);
            let names = || table.indexes.keys().map(String::as_str).collect();
            let found = table.indexes.get(index);
            let fits = found.is_some_and(|index| {
                (keys.is_some() || predicate.is_some())
                    && (predicate.is_none() || index.predicate.is_some())
                    && keys
                        .as_ref()
                        .is_none_or(|_| uses::expressions(index).next().is_some())
            });
            if !fits {
                let names = if found.is_some() { Vec::new() } else { names() };
                return Err(nothing(restated, names));
            }
            if let Some(index) = table.indexes.get_mut(index) {
                if let Some(keys) = keys {
                    index.keys.clone_from(keys);
                }
                if predicate.is_some() {
                    index.predicate.clone_from(predicate);
                }
            }
            Ok(restated)
        }
        Restatement::Exclusion {
            exclusion,
            elements,
            predicate,
        } => {
            let restated = Use::new(UseKind::Exclusion, exclusion);
            let names = || table.exclusions.keys().map(String::as_str).collect();
            let found = table.exclusions.get(exclusion);
            let fits = found.is_some_and(|exclusion| {
                (elements.is_some() || predicate.is_some())
                    && (predicate.is_none() || exclusion.predicate.is_some())
                    && elements
                        .as_ref()
                        .is_none_or(|_| uses::exclusion_expressions(exclusion).next().is_some())
            });
            if !fits {
                let names = if found.is_some() { Vec::new() } else { names() };
                return Err(nothing(restated, names));
            }
            if let Some(exclusion) = table.exclusions.get_mut(exclusion) {
                if let Some(elements) = elements {
                    exclusion.elements.clone_from(elements);
                }
                if predicate.is_some() {
                    exclusion.predicate.clone_from(predicate);
                }
            }
            Ok(restated)
        }
        Restatement::Column { column, expression } => {
            let restated = Use::new(UseKind::GeneratedColumn, column);
            let generated = table
                .columns
                .get_mut(column)
                .and_then(|column| column.generated.as_mut());
            match generated {
                Some(generated) => generated.expression.clone_from(expression),
                None => {
                    let is_generated = |column: &&crate::schema::Column| column.generated.is_some();
                    let columns = table.columns.values().filter(is_generated);
                    let names = columns.map(|column| column.name.as_str()).collect();
                    return Err(nothing(restated, names));
                }
            }
            Ok(restated)
        }
    }
}

fn texts_of(restatement: &Restatement) -> impl Iterator<Item = &SqlText> {
    let (texts, keys): (Option<&SqlText>, Vec<&IndexKey>) = match restatement {
        Restatement::Check { expression, .. } | Restatement::Column { expression, .. } => {
            (Some(expression), Vec::new())
        }
        Restatement::Index {
            keys, predicate, ..
        } => (predicate.as_ref(), keys.iter().flatten().collect()),
        Restatement::Exclusion {
            elements,
            predicate,
            ..
        } => {
            let elements = elements.iter().flatten();
            let keys = elements.map(|element| &element.key);
            (predicate.as_ref(), keys.collect())
        }
    };
    let keys = keys.into_iter().filter_map(uses::expression);
    texts.into_iter().chain(keys)
}
