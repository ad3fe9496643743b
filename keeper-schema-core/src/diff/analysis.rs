//! What differs between two schemas that use the same names: the one finding that both
//! the operations and the sentences are made from.

use std::collections::BTreeSet;

use crate::operation::folded;
use crate::schema::{ElementPath, EnumType, ForeignKey, Schema, Table, TableName};

use super::element::{Element, ElementChanges};
use super::enum_questions;
use super::enums::{self, EnumChange};
use super::objects::{self, ObjectChanges};
use super::renames::Renames;
use super::table::{self, TableChanges};
use super::{Hints, Question, type_change, value_renames};

/// Everything that differs.
#[derive(Debug)]
pub(super) struct Analysis<'a> {
    /// Schemas of the database that only the models have, by name. One that only history
    /// has is left: there may be more in it than anything here knows.
    pub schemas: Vec<&'a String>,
    /// Enums that only the models have, or that have other values there, by name.
    pub enums: Vec<EnumChange<'a>>,
    /// Enums that only history has and that go, by name.
    pub dropped_enums: Vec<&'a EnumType>,
    /// What differs beside tables and enums.
    pub objects: ObjectChanges<'a>,
    /// Tables that only the models have, by name.
    pub created: Vec<&'a Table>,
    /// Tables that only history has, by name.
    pub dropped: Vec<&'a Table>,
    /// Tables that both have and that differ, by name.
    pub changed: Vec<TableChanges<'a>>,
    /// Foreign keys that stay, but not while their columns or the key they refer to
    /// change under them.
    pub recreated: Vec<Recreated<'a>>,
    /// What has to be decided.
    pub questions: Vec<Question>,
}

/// A foreign key that is dropped and made again.
#[derive(Debug)]
pub(super) struct Recreated<'a> {
    /// Its table.
    pub table: &'a TableName,
    pub before: &'a ForeignKey,
    pub after: &'a ForeignKey,
}

impl<'a> Analysis<'a> {
    /// The changes of a table that both have.
    pub(super) fn table(&self, name: &TableName) -> Option<&TableChanges<'a>> {
        let found = self
            .changed
            .binary_search_by(|changes| changes.after.name.cmp(name));
        found.ok().map(|at| &self.changed[at])
    }

    /// Whether a foreign key of the models that stays is dropped and made again.
    pub(super) fn is_recreated(&self, foreign_key: &ForeignKey) -> bool {
        let mut recreated = self.recreated.iter();
        recreated.any(|recreated| std::ptr::eq(recreated.after, foreign_key))
    }
}

/// Compares history under the names of the models with the models.
pub(super) fn analyse<'a>(
    renamed: &'a Schema,
    to: &'a Schema,
    renames: &Renames,
    hints: &Hints,
) -> Analysis<'a> {
    let created: Vec<&Table> = tables_without(to, renamed);
    let dropped: Vec<&Table> = tables_without(renamed, to);
    let mut questions = table_questions(&created, &dropped, hints);
    let mut changed = Vec::new();
    for (name, after) in &to.tables {
        let Some(before) = renamed.table(name) else {
            continue;
        };
        let changes = table::changes(before, after, renames, hints);
        questions.extend(table::questions(&changes, renames, hints));
        questions.extend(value_renames::questions(&changes, hints));
        changed.push(changes);
    }
    let enums = enums::changes(renamed, to);
    let dropped_enums = enums::dropped(renamed, to, hints);
    let enum_renames = enum_questions::renames(&enums, &dropped_enums, hints);
    // No value changes if only the name of its type does.
    questions.retain(|question| !enum_renames.iter().any(|rename| rename.settles(question)));
    questions.extend(enum_renames);
    let values = enums.iter();
    questions.extend(values.flat_map(|change| enum_questions::value_renames(change, hints)));
    free_names(&mut changed, &created);
    let recreated = recreated(&changed, hints);
    changed.retain(|changes| !changes.is_empty());
    Analysis {
        schemas: to.schemas.difference(&renamed.schemas).collect(),
        objects: objects::changes(renamed, to),
        enums,
        dropped_enums,
        created,
        dropped,
        changed,
        recreated,
        questions,
    }
}

fn tables_without<'a>(schema: &'a Schema, other: &Schema) -> Vec<&'a Table> {
    let tables = schema.tables.values();
    tables
        .filter(|table| !other.tables.contains_key(&table.name))
        .collect()
}

/// A table that is gone, beside new ones that most of its columns are in.
fn table_questions(created: &[&Table], dropped: &[&Table], hints: &Hints) -> Vec<Question> {
    let undecided = dropped.iter().filter(|table| {
        !hints
            .drops
            .contains(&ElementPath::Table(table.name.clone()))
    });
    let questions = undecided.filter_map(|before| {
        let alike = created.iter().filter(|after| are_alike(before, after));
        let candidates: Vec<TableName> = alike.map(|table| table.name.clone()).collect();
        (!candidates.is_empty()).then(|| Question::PossibleTableRename {
            from: before.name.clone(),
            candidates,
        })
    });
    questions.collect()
}

fn are_alike(before: &Table, after: &Table) -> bool {
    let in_both = before.columns.values().filter(|column| {
        let same = after.columns.get(&column.name);
        same.is_some_and(|same| type_change::alike(&column.column_type, &same.column_type))
    });
    let most = before.columns.len().max(after.columns.len());
    before.name.schema == after.name.schema && in_both.count() * 2 > most
}

/// Gives what stays its own name where it has one, left from before a rename, that
/// something else takes now.
///
/// Names of tables, keys and indexes are shared by all of a database schema
/// (PostgreSQL), so that `products_pkey` of what is now `items` is in the way of a new
/// table `products`; and case does not count (SQLite).
fn free_names(changed: &mut [TableChanges<'_>], created: &[&Table]) {
    let mut wanted: BTreeSet<TableName> = BTreeSet::new();
    for table in created {
        let constraints = table.constraints().map(|constraint| constraint.name());
        let indexes = table.indexes.keys().map(String::as_str);
        let names = constraints.chain(indexes).chain([table.name.name.as_str()]);
        wanted.extend(names.map(|name| folded(&table.name.sibling(name))));
    }
    for changes in changed.iter() {
        changes.names_taken(&mut |name| {
            wanted.insert(folded(&changes.after.name.sibling(name)));
        });
    }
    loop {
        let mut renamed = Vec::new();
        for changes in changed.iter_mut() {
            let table = &changes.after.name;
            let is_wanted = |name: &str| wanted.contains(&folded(&table.sibling(name)));
            let names = [
                give_names(&mut changes.primary_key, is_wanted),
                give_names(&mut changes.unique, is_wanted),
                give_names(&mut changes.foreign_keys, is_wanted),
                give_names(&mut changes.checks, is_wanted),
                give_names(&mut changes.exclusions, is_wanted),
                give_names(&mut changes.indexes, is_wanted),
            ];
            let names = names.into_iter().flatten();
            renamed.extend(names.map(|name| folded(&table.sibling(name))));
        }
        if renamed.is_empty() {
            return;
        }
        wanted.extend(renamed);
    }
}

fn give_names<T: Element>(
    changes: &mut ElementChanges<'_, T>,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<String> {
    let in_the_way = changes.kept.iter_mut().filter(|kept| {
        !kept.is_renamed && kept.before.name() != kept.after.name() && is_wanted(kept.before.name())
    });
    let given = in_the_way.map(|kept| {
        kept.is_renamed = true;
        kept.after.name().to_owned()
    });
    given.collect()
}

fn recreated<'a>(changed: &[TableChanges<'a>], hints: &Hints) -> Vec<Recreated<'a>> {
    let find = |name: &TableName| {
        let found = changed.binary_search_by(|changes| changes.after.name.cmp(name));
        found.ok().map(|at| &changed[at])
    };
    let mut recreated = Vec::new();
    for changes in changed {
        for kept in &changes.foreign_keys.kept {
            let references = &kept.after.references;
            let target = find(&references.table);
            let is_disturbed = changes.retypes(&kept.after.columns)
                || value_renames::renames_in(changes, &kept.after.columns, hints)
                || target.is_some_and(|target| {
                    target.retypes(&references.columns)
                        || target.drops_key(&references.columns)
                        || value_renames::renames_in(target, &references.columns, hints)
                });
            if is_disturbed {
                recreated.push(Recreated {
                    table: &changes.after.name,
                    before: kept.before,
                    after: kept.after,
                });
            }
        }
    }
    recreated
}

#[cfg(test)]
mod tests {
    use crate::diff::{Hints, compare, differences};
    use crate::operation::fixture::{create_table, numbered};
    use crate::operation::{Operation, Replay, SchemaOperation};
    use crate::schema::{Schema, Table, TableName};

    fn schema(schemas: &[&str]) -> Schema {
        let mut replay = Replay::default();
        for name in schemas {
            let create = SchemaOperation::Create {
                name: (*name).to_owned(),
            };
            let table = Table {
                name: TableName {
                    schema: Some((*name).to_owned()),
                    name: "t".to_owned(),
                },
                ..numbered("t", vec![])
            };
            let operations = [Operation::Schema(create), create_table(table)];
            replay.apply_all(&operations).unwrap();
        }
        replay.into_schema()
    }

    #[test]
    fn a_schema_is_made_for_its_tables_and_left_without_them() {
        let cases: [(&[&str], &[&str], &[&str]); 2] = [
            (
                &[],
                &["b", "a"],
                &[
                    "create_schema a",
                    "create_schema b",
                    "create_table a.t (id)",
                    "create_table b.t (id)",
                ],
            ),
            (&["a"], &[], &["drop_table a.t"]),
        ];
        for (from, to, expected) in cases {
            let (from, to) = (schema(from), schema(to));
            let operations = compare(&from, &to, &Hints::default()).operations;
            let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
            assert_eq!(operations, expected);
            let sentences = differences(&from, &to, &Hints::default());
            assert_eq!(sentences.len(), expected.len());
        }
    }
}
