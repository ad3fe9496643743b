//! The operations that give tables, columns, constraints and indexes their new names,
//! with every text restated that held an old one.

use std::collections::{BTreeMap, BTreeSet};

use crate::operation::{Operation, Restatement};
use crate::schema::{ByName, Exclusion, Index, IndexTarget, Schema, SqlText, Table, TableName};

use super::analysis::Analysis;
use super::column_order::{is_in_the_way, is_ungenerated_first};
use super::element::{Element, ElementChanges};
use super::rename_steps::{Step, Temporary, ordered};
use super::table::TableChanges;
use super::{renamed, text};

/// Tables first, then columns, then what is in the tables.
pub(super) fn operations<'a>(from: &'a Schema, analysis: &'a Analysis<'a>) -> Vec<Operation> {
    let mut operations = Vec::new();
    // Each table as it is after what was in the way went.
    let mut tables: BTreeMap<&TableName, Table> = BTreeMap::new();
    for changes in &analysis.changed {
        let is_renamed = changes.old_name.is_some() || !changes.renamed_columns.is_empty();
        if let Some(table) = from.table(changes.old_name()).filter(|_| is_renamed) {
            tables.insert(&changes.after.name, without_dropped(table, changes));
        }
    }
    let mut elements = element_steps(analysis);
    make_way(&mut elements, analysis, &mut operations);
    rename_tables(from, analysis, &mut tables, &mut operations);
    for changes in &analysis.changed {
        if let Some(table) = tables.get_mut(&changes.after.name) {
            rename_columns(changes, table, &mut operations);
        }
    }
    rename_elements(elements, &mut operations);
    operations
}

fn rename_tables(
    from: &Schema,
    analysis: &Analysis<'_>,
    tables: &mut BTreeMap<&TableName, Table>,
    operations: &mut Vec<Operation>,
) {
    let renamed = analysis
        .changed
        .iter()
        .filter_map(|changes| Some((changes, changes.old_name.as_ref()?)));
    let steps = renamed.map(|(changes, old)| Step {
        what: changes,
        from: old.name.clone(),
        to: changes.after.name.name.clone(),
    });
    let created = analysis.created.iter().map(|table| &table.name);
    let names = from.tables.keys().chain(created);
    let taken: BTreeSet<&str> = names.map(|table| table.name.as_str()).collect();
    for step in ordered(steps.collect(), &taken) {
        let Some(table) = tables.get_mut(&step.what.after.name) else {
            continue;
        };
        let rename = |table: &Table, to: &str| {
            let mut renamed = table.clone();
            renamed.name = table.name.sibling(to);
            renamed::for_each_text(&mut renamed, |text| {
                *text = renamed::table_text(text, table, to);
            });
            renamed
        };
        for (from, to) in past_texts(&step, table, &taken, rename) {
            let after = in_the_models_words(rename(table, &to), table, step.what);
            operations.push(Operation::RenameTable {
                table: table.name.sibling(from),
                to,
                restate: restatements(table, &after),
            });
            *table = after;
        }
    }
}

fn rename_columns(changes: &TableChanges<'_>, table: &mut Table, operations: &mut Vec<Operation>) {
    let steps = changes.renamed_columns.iter().map(|(old, new)| Step {
        what: (),
        from: old.clone(),
        to: new.clone(),
    });
    let names = changes
        .before
        .columns
        .keys()
        .chain(changes.after.columns.keys());
    let old_names = changes.renamed_columns.iter().map(|(old, _)| old);
    let taken: BTreeSet<&str> = names.chain(old_names).map(String::as_str).collect();
    for step in ordered(steps.collect(), &taken) {
        let rename = |from: &str, table: &Table, to: &str| {
            let mut renamed = table.clone();
            let renames = BTreeMap::from([(from.to_owned(), to.to_owned())]);
            renamed::rename_columns(&mut renamed, &renames);
            renamed
        };
        let steps = past_texts(&step, table, &taken, |table, to| {
            rename(&step.from, table, to)
        });
        for (from, to) in steps {
            let after = in_the_models_words(rename(&from, table, &to), table, changes);
            operations.push(Operation::RenameColumn {
                table: changes.after.name.clone(),
                column: from,
                to,
                restate: restatements(table, &after),
            });
            *table = after;
        }
    }
}

/// The step, or two by way of another name: a text that holds a new name which differs
/// by case alone could not be told from one that holds the old.
fn past_texts<T>(
    step: &Step<T>,
    table: &Table,
    taken: &BTreeSet<&str>,
    rename: impl Fn(&Table, &str) -> Table,
) -> Vec<(String, String)> {
    let (from, to) = (step.from.clone(), step.to.clone());
    let is_in_texts = || !restatements(table, &rename(table, &to)).is_empty();
    if from.eq_ignore_ascii_case(&to) && is_in_texts() {
        let by_way_of = Temporary::beside(taken).next();
        return vec![(from, by_way_of.clone()), (by_way_of, to)];
    }
    vec![(from, to)]
}

/// A constraint or an index of a table.
#[derive(Clone)]
struct Named<'a> {
    changes: &'a TableChanges<'a>,
    is_index: bool,
}

impl Named<'_> {
    fn rename(&self, table: &TableName, name: String, to: String) -> Operation {
        let table = table.clone();
        match self.is_index {
            true => Operation::RenameIndex { table, name, to },
            false => Operation::RenameConstraint { table, name, to },
        }
    }
}

/// Takes the names that tables are to get from constraints and indexes that lose them anyway:
/// all these share one space of names.
fn make_way<'a>(
    steps: &mut [Step<Named<'a>>],
    analysis: &'a Analysis<'a>,
    operations: &mut Vec<Operation>,
) {
    let renamed = analysis.changed.iter();
    let renamed = renamed.filter(|changes| changes.old_name.is_some());
    let wanted: Vec<String> = renamed
        .map(|changes| changes.after.name.name.clone())
        .collect();
    let names = steps.iter().flat_map(|step| [&step.from, &step.to]);
    let taken: Vec<String> = names.chain(&wanted).cloned().collect();
    let taken = taken.iter().map(String::as_str).collect();
    let mut temporary = Temporary::beside(&taken);
    for step in steps {
        let is_wanted = |name: &String| name.eq_ignore_ascii_case(&step.from);
        if !wanted.iter().any(is_wanted) {
            continue;
        }
        let name = temporary.next();
        let from = std::mem::replace(&mut step.from, name.clone());
        let table = step.what.changes.old_name();
        operations.push(step.what.rename(table, from, name));
    }
}

fn element_steps<'a>(analysis: &'a Analysis<'a>) -> Vec<Step<Named<'a>>> {
    let mut steps = Vec::new();
    for changes in &analysis.changed {
        let of = |is_index| Named { changes, is_index };
        push_steps(&mut steps, &of(false), &changes.primary_key, |_| false);
        push_steps(&mut steps, &of(false), &changes.unique, |_| false);
        push_steps(&mut steps, &of(false), &changes.foreign_keys, |key| {
            analysis.is_recreated(key)
        });
        push_steps(&mut steps, &of(false), &changes.checks, |_| false);
        push_steps(&mut steps, &of(false), &changes.exclusions, |_| false);
        push_steps(&mut steps, &of(true), &changes.indexes, |_| false);
    }
    steps
}

fn rename_elements(steps: Vec<Step<Named<'_>>>, operations: &mut Vec<Operation>) {
    let targets: Vec<String> = steps.iter().map(|step| step.to.clone()).collect();
    let sources: Vec<String> = steps.iter().map(|step| step.from.clone()).collect();
    let taken = targets.iter().chain(&sources).map(String::as_str).collect();
    for step in ordered(steps, &taken) {
        let table = &step.what.changes.after.name;
        operations.push(step.what.rename(table, step.from, step.to));
    }
}

fn push_steps<'a, T: Element>(
    steps: &mut Vec<Step<Named<'a>>>,
    what: &Named<'a>,
    changes: &ElementChanges<'_, T>,
    is_made_again: impl Fn(&T) -> bool,
) {
    let renamed = changes.kept.iter().filter(|kept| kept.is_renamed);
    for kept in renamed.filter(|kept| !is_made_again(kept.after)) {
        steps.push(Step {
            what: what.clone(),
            from: kept.before.name().to_owned(),
            to: kept.after.name().to_owned(),
        });
    }
}

/// The table once all is gone that goes before the renames.
fn without_dropped(table: &Table, changes: &TableChanges<'_>) -> Table {
    let mut table = table.clone();
    for check in &changes.checks.dropped {
        table.checks.shift_remove(&check.name);
    }
    for exclusion in &changes.exclusions.dropped {
        table.exclusions.shift_remove(&exclusion.name);
    }
    for index in &changes.indexes.dropped {
        table.indexes.shift_remove(&index.name);
    }
    for column in &changes.dropped {
        if is_in_the_way(changes, column) {
            table.columns.shift_remove(&column.name);
        }
    }
    for column in &changes.altered {
        let renamed = changes.renamed_columns.iter();
        let mut old = renamed
            .filter(|(_, new)| *new == column.after.name)
            .map(|(old, _)| old);
        let old = old.next_back().unwrap_or(&column.after.name);
        if let Some(ordinary) = table.columns.get_mut(old)
            && is_ungenerated_first(changes, column)
        {
            ordinary.generated = None;
        }
    }
    table
}

/// The renamed table with the texts that changed as the models have them, where that
/// says the same.
fn in_the_models_words(mut renamed: Table, before: &Table, changes: &TableChanges<'_>) -> Table {
    fn reword(text: &mut SqlText, before: Option<&SqlText>, after: Option<&SqlText>) {
        if let Some(after) = after
            && before.is_some_and(|before| before != text)
            && text::same(text, after)
        {
            text.clone_from(after);
        }
    }
    for (name, check) in &mut renamed.checks {
        let before = before.checks.get(name).map(|check| &check.expression);
        let after = kept(&changes.checks, name).map(|check| &check.expression);
        reword(&mut check.expression, before, after);
    }
    for (name, exclusion) in &mut renamed.exclusions {
        let (before, after) = (before.exclusions.get(name), kept(&changes.exclusions, name));
        let (Some(before), Some(after)) = (before, after) else {
            continue;
        };
        if let Some(predicate) = &mut exclusion.predicate {
            reword(
                predicate,
                before.predicate.as_ref(),
                after.predicate.as_ref(),
            );
        }
        let others = before.elements.iter().zip(&after.elements);
        for (element, (before, after)) in exclusion.elements.iter_mut().zip(others) {
            if let IndexTarget::Expression(text) = &mut element.key.target {
                let (before, after) = (&before.key.target, &after.key.target);
                reword(text, expression(before), expression(after));
            }
        }
    }
    for (name, index) in &mut renamed.indexes {
        let (Some(before), Some(after)) = (before.indexes.get(name), kept(&changes.indexes, name))
        else {
            continue;
        };
        if let Some(predicate) = &mut index.predicate {
            reword(
                predicate,
                before.predicate.as_ref(),
                after.predicate.as_ref(),
            );
        }
        let others = before.keys.iter().zip(&after.keys);
        for (key, (before, after)) in index.keys.iter_mut().zip(others) {
            if let IndexTarget::Expression(text) = &mut key.target {
                reword(text, expression(&before.target), expression(&after.target));
            }
        }
    }
    renamed
}

/// The element of the models that the one of history stays as.
fn kept<'a, T: Element>(changes: &ElementChanges<'a, T>, name: &str) -> Option<&'a T> {
    let mut kept = changes.kept.iter();
    kept.find(|kept| kept.before.name() == name)
        .map(|kept| kept.after)
}

/// The texts of two versions of a table that differ. Columns are in the same order.
fn restatements(before: &Table, after: &Table) -> Vec<Restatement> {
    let mut restatements = Vec::new();
    for (old, new) in before.columns.values().zip(after.columns.values()) {
        if let (Some(old), Some(generated)) = (&old.generated, &new.generated)
            && old.expression != generated.expression
        {
            restatements.push(Restatement::Column {
                column: new.name.clone(),
                expression: generated.expression.clone(),
            });
        }
    }
    for (old, new) in pairs(&before.checks, &after.checks) {
        if old.expression != new.expression {
            restatements.push(Restatement::Check {
                check: new.name.clone(),
                expression: new.expression.clone(),
            });
        }
    }
    for (old, new) in pairs(&before.exclusions, &after.exclusions) {
        let elements = compared(old).ne(compared(new));
        let predicate = old.predicate != new.predicate;
        if elements || predicate {
            restatements.push(Restatement::Exclusion {
                exclusion: new.name.clone(),
                elements: elements.then(|| new.elements.clone()),
                predicate: new.predicate.clone().filter(|_| predicate),
            });
        }
    }
    for (old, new) in pairs(&before.indexes, &after.indexes) {
        let keys = expressions(old).ne(expressions(new));
        let predicate = old.predicate != new.predicate;
        if keys || predicate {
            restatements.push(Restatement::Index {
                index: new.name.clone(),
                keys: keys.then(|| new.keys.clone()),
                predicate: new.predicate.clone().filter(|_| predicate),
            });
        }
    }
    restatements
}

fn pairs<'a, T>(
    before: &'a ByName<T>,
    after: &'a ByName<T>,
) -> impl Iterator<Item = (&'a T, &'a T)> {
    before.values().zip(after.values())
}

fn expressions(index: &Index) -> impl Iterator<Item = &SqlText> {
    index.keys.iter().filter_map(|key| expression(&key.target))
}

/// The elements of an exclusion that are expressions.
fn compared(exclusion: &Exclusion) -> impl Iterator<Item = &SqlText> {
    let elements = exclusion.elements.iter();
    elements.filter_map(|element| expression(&element.key.target))
}

fn expression(target: &IndexTarget) -> Option<&SqlText> {
    match target {
        IndexTarget::Column(_) => None,
        IndexTarget::Expression(text) => Some(text),
    }
}
