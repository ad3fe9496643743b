//! Two tables of one name: what comes, goes and changes in them.

use crate::operation::{ColumnAlteration, TableAlteration, TableKeys};
use crate::schema::{
    Check, Column, ElementPath, Exclusion, ForeignKey, Index, PrimaryKey, Table, TableName, Unique,
};

use super::element::{Element, ElementChanges, pair};
use super::renames::Renames;
use super::type_change::{self, Cast};
use super::{Hints, Question, column, key, text};

/// How a table changes. History's side is already under the names of the models.
#[derive(Debug)]
pub(super) struct TableChanges<'a> {
    pub before: &'a Table,
    pub after: &'a Table,
    /// The name in history, if it is another.
    pub old_name: Option<TableName>,
    /// The old and the new names of columns, in the order of the models.
    pub renamed_columns: Vec<(String, String)>,
    pub added: Vec<&'a Column>,
    pub dropped: Vec<&'a Column>,
    pub altered: Vec<AlteredColumn<'a>>,
    /// Comment and options.
    pub alteration: Option<TableAlteration>,
    pub primary_key: ElementChanges<'a, PrimaryKey>,
    pub unique: ElementChanges<'a, Unique>,
    pub foreign_keys: ElementChanges<'a, ForeignKey>,
    pub checks: ElementChanges<'a, Check>,
    pub exclusions: ElementChanges<'a, Exclusion>,
    pub indexes: ElementChanges<'a, Index>,
}

/// A column whose keys change.
#[derive(Debug)]
pub(super) struct AlteredColumn<'a> {
    pub before: &'a Column,
    pub after: &'a Column,
    pub alteration: ColumnAlteration,
}

impl TableChanges<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.old_name.is_none()
            && self.renamed_columns.is_empty()
            && self.added.is_empty()
            && self.dropped.is_empty()
            && self.altered.is_empty()
            && self.alteration.is_none()
            && self.primary_key.is_empty()
            && self.unique.is_empty()
            && self.foreign_keys.is_empty()
            && self.checks.is_empty()
            && self.exclusions.is_empty()
            && self.indexes.is_empty()
    }

    /// The name in history.
    pub(super) fn old_name(&self) -> &TableName {
        self.old_name.as_ref().unwrap_or(&self.after.name)
    }

    /// Whether one of the columns gets a type that its old one does not compare with.
    pub(super) fn retypes(&self, columns: &[String]) -> bool {
        self.altered.iter().any(|column| {
            let (before, after) = (&column.before.column_type, &column.after.column_type);
            columns.contains(&column.after.name) && !type_change::comparable(before, after)
        })
    }

    /// Whether a key over exactly these columns goes.
    pub(super) fn drops_key(&self, columns: &[String]) -> bool {
        let primary_key = self.primary_key.dropped.iter().map(|key| &key.columns);
        let unique = self.unique.dropped.iter().map(|key| &key.columns);
        let indexes = self.indexes.dropped.iter();
        primary_key
            .chain(unique)
            .any(|key| key::is_over(key, columns))
            || indexes
                .copied()
                .any(|index| key::is_index_over(index, columns))
    }

    /// Whether a key over exactly these columns stays.
    pub(super) fn keeps_key(&self, columns: &[String]) -> bool {
        let primary_key = self.primary_key.kept.iter().map(|kept| kept.after);
        let primary_key = primary_key.map(|key| (&key.columns, key.deferrable));
        let unique = self.unique.kept.iter().map(|kept| kept.after);
        let unique = unique.map(|key| (&key.columns, key.deferrable));
        let mut keys = primary_key.chain(unique);
        let mut indexes = self.indexes.kept.iter().map(|kept| kept.after);
        keys.any(|(key, deferrable)| deferrable.is_none() && key::is_over(key, columns))
            || indexes.any(|index| key::is_index_over(index, columns))
    }

    /// Hands out every name that something in the table gets anew.
    pub(super) fn names_taken(&self, take: &mut impl FnMut(&str)) {
        fn taken<T: Element>(changes: &ElementChanges<'_, T>, take: &mut impl FnMut(&str)) {
            let renamed = changes.kept.iter().filter(|kept| kept.is_renamed);
            let renamed = renamed.map(|kept| kept.after);
            for element in changes.created.iter().copied().chain(renamed) {
                take(element.name());
            }
        }
        if self.old_name.is_some() {
            take(&self.after.name.name);
        }
        taken(&self.primary_key, take);
        taken(&self.unique, take);
        taken(&self.foreign_keys, take);
        taken(&self.checks, take);
        taken(&self.exclusions, take);
        taken(&self.indexes, take);
    }
}

/// Compares two tables of one name.
pub(super) fn changes<'a>(
    before: &'a Table,
    after: &'a Table,
    renames: &Renames,
    hints: &Hints,
) -> TableChanges<'a> {
    let name = &after.name;
    let old_name = renames.old_table(name);
    let in_both = after.columns.values().filter_map(|after| {
        let before = before.columns.get(&after.name)?;
        Some((before, after))
    });
    let renamed_columns = after.columns.keys().filter_map(|new| {
        let old = renames.old_column(name, new);
        (old != new).then(|| (old.to_owned(), new.clone()))
    });
    let is_implied = |element: ElementPath| hints.implied_names.contains(&element);
    let constraint =
        |element: &str| is_implied(ElementPath::Constraint(name.clone(), element.to_owned()));
    let index = |element: &str| is_implied(ElementPath::Index(name.clone(), element.to_owned()));
    TableChanges {
        old_name: (old_name != name).then(|| old_name.clone()),
        renamed_columns: renamed_columns.collect(),
        added: columns_without(after, before),
        dropped: columns_without(before, after),
        altered: in_both
            .filter_map(|(before, after)| altered(name, before, after, hints))
            .collect(),
        alteration: alteration(before, after),
        primary_key: pair(&before.primary_key, &after.primary_key, constraint),
        unique: pair(before.unique.values(), after.unique.values(), constraint),
        foreign_keys: pair(
            before.foreign_keys.values(),
            after.foreign_keys.values(),
            constraint,
        ),
        checks: pair(before.checks.values(), after.checks.values(), constraint),
        exclusions: pair(
            before.exclusions.values(),
            after.exclusions.values(),
            constraint,
        ),
        indexes: pair(before.indexes.values(), after.indexes.values(), index),
        before,
        after,
    }
}

/// What only a person can decide about the columns of a table.
pub(super) fn questions(
    changes: &TableChanges<'_>,
    renames: &Renames,
    hints: &Hints,
) -> Vec<Question> {
    let table = &changes.after.name;
    let mut questions = Vec::new();
    for before in &changes.dropped {
        let element = ElementPath::Column(table.clone(), before.name.clone());
        let alike = changes
            .added
            .iter()
            .filter(|after| are_alike(before, after));
        let candidates: Vec<String> = alike.map(|column| column.name.clone()).collect();
        if !hints.drops.contains(&element) && !candidates.is_empty() {
            questions.push(Question::PossibleColumnRename {
                table: table.clone(),
                from: before.name.clone(),
                column_type: before.column_type.clone(),
                candidates,
            });
        }
    }
    let may_be_rename = |column: &Column| {
        questions.iter().any(|question| {
            matches!(question, Question::PossibleColumnRename { candidates, .. }
                if candidates.contains(&column.name))
        })
    };
    let unfilled = changes.added.iter().filter(|column| {
        let is_filled = column.null
            || column.default.is_some()
            || column.identity.is_some()
            || column.generated.is_some()
            || hints.backfills.contains_key(&path(table, column));
        // What may be a rename is asked first: the answer may leave nothing to fill.
        !is_filled && !may_be_rename(column)
    });
    let unfilled: Vec<Question> = unfilled
        .map(|column| Question::NotNullWithoutDefault {
            table: table.clone(),
            column: column.name.clone(),
        })
        .collect();
    questions.extend(unfilled);
    let refusing = changes.altered.iter().filter(|column| {
        let path = path(table, column.after);
        column.alteration.set.null == Some(false)
            && keeps_values(column.after)
            && !hints.backfills.contains_key(&path)
            && !hints.without_nulls.contains(&path)
    });
    questions.extend(refusing.map(|column| Question::NotNullOverNulls {
        table: table.clone(),
        column: column.after.name.clone(),
        default: column.after.default.as_ref().and_then(text::of_default),
    }));
    for AlteredColumn { before, after, .. } in &changes.altered {
        let is_given = hints.using.contains_key(&path(table, after));
        let cast = type_change::cast(&before.column_type, &after.column_type);
        if cast == Cast::Explicit && !is_given && keeps_values(after) {
            questions.push(Question::NeedsUsing {
                table: table.clone(),
                column: after.name.clone(),
                old_column: renames.old_column(table, &after.name).to_owned(),
                from: before.column_type.clone(),
                to: after.column_type.clone(),
            });
        }
    }
    questions
}

/// Whether the one may be the other under a new name.
fn are_alike(before: &Column, after: &Column) -> bool {
    before.generated.is_some() == after.generated.is_some()
        && type_change::alike(&before.column_type, &after.column_type)
}

fn path(table: &TableName, column: &Column) -> (TableName, String) {
    (table.clone(), column.name.clone())
}

fn columns_without<'a>(table: &'a Table, other: &Table) -> Vec<&'a Column> {
    let columns = table.columns.values();
    columns
        .filter(|column| !other.columns.contains_key(&column.name))
        .collect()
}

fn altered<'a>(
    table: &TableName,
    before: &'a Column,
    after: &'a Column,
    hints: &Hints,
) -> Option<AlteredColumn<'a>> {
    let mut alteration = column::alteration(before, after)?;
    if alteration.set.column_type.is_some() && keeps_values(after) {
        alteration.using = hints.using.get(&path(table, after)).cloned();
        if alteration.using.is_none()
            && let Cast::Loses(words) = type_change::cast(&before.column_type, &after.column_type)
        {
            alteration.loses = Some(words);
        }
    }
    Some(AlteredColumn {
        before,
        after,
        alteration,
    })
}

/// Whether the values of a new type come from those of the old: a column that is generated
/// no more keeps what it had.
fn keeps_values(after: &Column) -> bool {
    after.generated.is_none()
}

fn alteration(before: &Table, after: &Table) -> Option<TableAlteration> {
    let mut alteration = TableAlteration::default();
    if before.comment != after.comment {
        alteration.set.comment.clone_from(&after.comment);
        alteration.was.comment.clone_from(&before.comment);
        alteration.drop_comment = after.comment.is_none();
    }
    let mut change = |before: bool, after: bool, key: fn(&mut TableKeys) -> &mut Option<bool>| {
        if before != after {
            *key(&mut alteration.set) = Some(after);
            *key(&mut alteration.was) = Some(before);
        }
    };
    change(before.sqlite.strict, after.sqlite.strict, |keys| {
        &mut keys.strict
    });
    change(
        before.sqlite.without_rowid,
        after.sqlite.without_rowid,
        |keys| &mut keys.without_rowid,
    );
    change(before.postgres.unlogged, after.postgres.unlogged, |keys| {
        &mut keys.unlogged
    });
    (alteration != TableAlteration::default()).then_some(alteration)
}
