//! Puts the operations into an order in which each one applies.
//!
//! What is in the way goes first: foreign keys, tables, indexes and constraints. Then
//! what has a new name gets it, and what is new is made. Columns go only when the new
//! ones are there, so that a backfill can still read them, and values of an enum when
//! no column needs them any more. Objects that are in the way go before all of it, and
//! come last.

use std::collections::BTreeSet;

use crate::operation::{
    ColumnAlteration, ColumnKeys, DroppableKey, EnumOperation, Operation, SchemaOperation,
};
use crate::schema::{Column, ElementPath, ForeignKey, Schema, SqlText, Table, TableName};

use super::alter_column::alter_column;
use super::analysis::Analysis;
use super::column_order::{
    columns_in_the_way, generated_last, is_in_the_way, is_ungenerated_first,
};
use super::element::Kept;
use super::enums::EnumChange;
use super::foreign_key_order::targets_first;
use super::renames::Renames;
use super::table::{AlteredColumn, TableChanges};
use super::{Hints, comments, enums, key, objects, renaming, value_renames};

/// The operations that make all changes of the analysis.
pub(super) fn operations(
    from: &Schema,
    to: &Schema,
    renames: &Renames,
    analysis: &Analysis<'_>,
    hints: &Hints,
) -> Vec<Operation> {
    let mut plan = Plan {
        from,
        to,
        renames,
        analysis,
        hints,
        operations: Vec::new(),
        finished: BTreeSet::new(),
        late_foreign_keys: Vec::new(),
    };
    let objects = objects::operations(from, to, renames, analysis, hints);
    plan.create_schemas();
    plan.operations.extend(objects.first);
    plan.drop_foreign_keys();
    plan.drop_tables();
    plan.drop_indexes_and_constraints();
    plan.drop_columns_in_the_way();
    plan.operations.extend(enums::renames(from, to, renames));
    plan.operations.extend(renaming::operations(from, analysis));
    let changed = analysis.enums.iter();
    plan.operations
        .extend(changed.clone().flat_map(EnumChange::before_tables));
    plan.operations.extend(objects.before_tables);
    plan.create_tables();
    plan.change_tables();
    plan.create_late_foreign_keys();
    plan.operations
        .extend(changed.filter_map(EnumChange::after_tables));
    plan.operations.extend(objects.last);
    plan.drop_enums();
    plan.operations.extend(objects.after_tables);
    plan.operations
}

struct Plan<'a> {
    from: &'a Schema,
    to: &'a Schema,
    renames: &'a Renames,
    analysis: &'a Analysis<'a>,
    hints: &'a Hints,
    operations: Vec<Operation>,
    /// New and changed tables that are as they will be, but for late foreign keys.
    finished: BTreeSet<&'a TableName>,
    /// Foreign keys whose target was not there yet.
    late_foreign_keys: Vec<(&'a TableName, &'a ForeignKey)>,
}

impl<'a> Plan<'a> {
    fn create_schemas(&mut self) {
        let created = self.analysis.schemas.iter().map(|name| {
            let name = (*name).clone();
            Operation::Schema(SchemaOperation::Create { name })
        });
        self.operations.extend(created);
    }

    fn drop_foreign_keys(&mut self) {
        for changes in &self.analysis.changed {
            for foreign_key in &changes.foreign_keys.dropped {
                self.drop_constraint(changes.old_name(), &foreign_key.name);
            }
        }
        for recreated in &self.analysis.recreated {
            let table = self.renames.old_table(recreated.table);
            self.drop_constraint(table, &recreated.before.name);
        }
        // Only tables that refer to each other in a circle have such a key.
        let mut gone: BTreeSet<&TableName> = BTreeSet::new();
        for table in self.tables_to_drop() {
            for foreign_key in table.foreign_keys.values() {
                if gone.contains(&foreign_key.references.table) {
                    self.drop_constraint(&table.name, &foreign_key.name);
                }
            }
            gone.insert(&table.name);
        }
    }

    fn drop_indexes_and_constraints(&mut self) {
        for changes in &self.analysis.changed {
            let table = changes.old_name();
            for index in &changes.indexes.dropped {
                // What comes in its place says how.
                let mut created = changes.indexes.created.iter();
                let is_remade = created.any(|new| new.name == index.name);
                self.operations.push(Operation::DropIndex {
                    table: table.clone(),
                    name: index.name.clone(),
                    concurrently: is_remade && self.is_concurrent(&changes.after.name, &index.name),
                });
            }
            for check in &changes.checks.dropped {
                self.drop_constraint(table, &check.name);
            }
            for exclusion in &changes.exclusions.dropped {
                self.drop_constraint(table, &exclusion.name);
            }
            for unique in &changes.unique.dropped {
                self.drop_constraint(table, &unique.name);
            }
            for primary_key in &changes.primary_key.dropped {
                self.drop_constraint(table, &primary_key.name);
            }
        }
    }

    fn drop_tables(&mut self) {
        for table in self.tables_to_drop() {
            self.operations.push(Operation::DropTable {
                table: table.name.clone(),
            });
        }
    }

    fn drop_columns_in_the_way(&mut self) {
        for changes in &self.analysis.changed {
            for column in &changes.altered {
                if is_ungenerated_first(changes, column) {
                    self.ungenerate(changes, column);
                }
            }
            for column in columns_in_the_way(changes) {
                self.operations.push(Operation::DropColumn {
                    table: changes.old_name().clone(),
                    column: column.name.clone(),
                });
            }
        }
    }

    fn drop_enums(&mut self) {
        let dropped = self.analysis.dropped_enums.iter().map(|dropped| {
            let name = dropped.name.clone();
            Operation::Enum(EnumOperation::Drop { name })
        });
        self.operations.extend(dropped);
    }

    /// Makes a generated column an ordinary one, under the names of history.
    fn ungenerate(&mut self, changes: &TableChanges<'_>, column: &AlteredColumn<'_>) {
        let table = changes.old_name();
        let old = self
            .renames
            .old_column(&changes.after.name, &column.after.name);
        let before = self
            .from
            .table(table)
            .and_then(|table| table.columns.get(old));
        let was = ColumnKeys {
            generated: before.and_then(|column| column.generated.clone()),
            ..ColumnKeys::default()
        };
        self.operations.push(Operation::AlterColumn {
            table: table.clone(),
            column: old.to_owned(),
            alteration: Box::new(ColumnAlteration {
                drop: BTreeSet::from([DroppableKey::Generated]),
                was,
                ..ColumnAlteration::default()
            }),
        });
    }

    fn create_tables(&mut self) {
        for table in targets_first(&self.analysis.created) {
            let mut created = table.clone();
            created.indexes.clear();
            for foreign_key in table.foreign_keys.values() {
                if !self.has_target(table, foreign_key) {
                    created.foreign_keys.shift_remove(&foreign_key.name);
                    self.late_foreign_keys.push((&table.name, foreign_key));
                }
            }
            self.operations.push(Operation::CreateTable {
                table: Box::new(created),
            });
            let created = table.indexes.values().map(|index| Operation::CreateIndex {
                table: table.name.clone(),
                index: index.clone(),
                concurrently: false,
            });
            self.operations.extend(created);
            self.finished.insert(&table.name);
        }
    }

    fn change_tables(&mut self) {
        for changes in &self.analysis.changed {
            let table = &changes.after.name;
            if let Some(alteration) = &changes.alteration {
                self.operations.push(Operation::AlterTable {
                    table: table.clone(),
                    alteration: alteration.clone(),
                });
            }
            let (early, late) = value_renames::operations(changes, self.hints);
            self.operations.extend(early);
            self.change_columns(changes);
            self.operations.extend(late);
            self.create_constraints(changes);
            self.create_indexes(changes);
            let comments = comments::of_table(changes, self.analysis);
            self.operations.extend(comments);
            self.finished.insert(table);
            for foreign_key in &changes.foreign_keys.created {
                if self.has_target(changes.after, foreign_key) {
                    self.create_foreign_key(table, foreign_key);
                } else {
                    self.late_foreign_keys.push((table, foreign_key));
                }
            }
        }
    }

    fn change_columns(&mut self, changes: &TableChanges<'_>) {
        let table = &changes.after.name;
        // A generated column can name any other one.
        let is_generated = |column: &Column| column.generated.is_some();
        for column in generated_last(&changes.added, |column| is_generated(column)) {
            self.operations.push(Operation::AddColumn {
                table: table.clone(),
                column: (*column).clone(),
                backfill: self.backfill(table, column).cloned(),
            });
        }
        for column in generated_last(&changes.altered, |column| is_generated(column.after)) {
            self.alter_column(changes, column);
        }
        let late = changes.dropped.iter();
        for column in late.filter(|column| !is_in_the_way(changes, column)) {
            self.operations.push(Operation::DropColumn {
                table: table.clone(),
                column: column.name.clone(),
            });
        }
    }

    fn alter_column(&mut self, changes: &TableChanges<'_>, column: &AlteredColumn<'_>) {
        let backfill = self.backfill(&changes.after.name, column.after);
        self.operations
            .extend(alter_column(changes, column, backfill));
    }

    /// What fills the column in the rows that are there. A generated one fills itself.
    fn backfill(&self, table: &TableName, column: &Column) -> Option<&'a SqlText> {
        let key = (table.clone(), column.name.clone());
        let backfill = self.hints.backfills.get(&key);
        backfill.filter(|_| column.generated.is_none())
    }

    fn create_constraints(&mut self, changes: &TableChanges<'_>) {
        let table = &changes.after.name;
        for primary_key in &changes.primary_key.created {
            self.operations.push(Operation::CreatePrimaryKey {
                table: table.clone(),
                primary_key: (*primary_key).clone(),
            });
        }
        for unique in &changes.unique.created {
            self.operations.push(Operation::CreateUniqueConstraint {
                table: table.clone(),
                unique: (*unique).clone(),
            });
        }
        for check in &changes.checks.created {
            self.operations.push(Operation::CreateCheckConstraint {
                table: table.clone(),
                check: (*check).clone(),
            });
        }
        for exclusion in &changes.exclusions.created {
            self.operations.push(Operation::CreateExcludeConstraint {
                table: table.clone(),
                exclusion: (*exclusion).clone(),
            });
        }
        let analysis = self.analysis;
        let foreign_keys = changes
            .foreign_keys
            .validated()
            .filter(|kept| !analysis.is_recreated(kept.after))
            .map(Kept::name);
        let checks = changes.checks.validated().map(Kept::name);
        let validations = foreign_keys
            .chain(checks)
            .map(|name| Operation::ValidateConstraint {
                table: table.clone(),
                name: name.to_owned(),
            });
        self.operations.extend(validations);
    }

    /// Indexes of a table that may have rows, and writers.
    fn create_indexes(&mut self, changes: &TableChanges<'_>) {
        let table = &changes.after.name;
        for index in &changes.indexes.created {
            self.operations.push(Operation::CreateIndex {
                table: table.clone(),
                index: (*index).clone(),
                concurrently: self.is_concurrent(table, &index.name),
            });
        }
    }

    fn is_concurrent(&self, table: &TableName, index: &str) -> bool {
        let index = ElementPath::Index(table.clone(), index.to_owned());
        self.hints.concurrent.contains(&index)
    }

    fn create_late_foreign_keys(&mut self) {
        for (table, foreign_key) in std::mem::take(&mut self.late_foreign_keys) {
            self.create_foreign_key(table, foreign_key);
        }
        for recreated in &self.analysis.recreated {
            self.create_foreign_key(recreated.table, recreated.after);
        }
    }

    fn create_foreign_key(&mut self, table: &TableName, foreign_key: &ForeignKey) {
        self.operations.push(Operation::CreateForeignKey {
            table: table.clone(),
            foreign_key: foreign_key.clone(),
        });
    }

    fn drop_constraint(&mut self, table: &TableName, name: &str) {
        self.operations.push(Operation::DropConstraint {
            table: table.clone(),
            name: name.to_owned(),
        });
    }

    /// Whether a foreign key of `table`, which is made now or finished, finds the key
    /// it refers to at this point.
    fn has_target(&self, table: &Table, foreign_key: &ForeignKey) -> bool {
        let references = &foreign_key.references;
        let target = &references.table;
        if self.finished.contains(target) {
            return true;
        }
        if *target == table.name {
            return key::has_constraint_over(table, &references.columns);
        }
        match self.analysis.table(target) {
            Some(changes) => {
                changes.keeps_key(&references.columns) && !changes.retypes(&references.columns)
            }
            None => {
                let mut created = self.analysis.created.iter();
                self.to.tables.contains_key(target) && !created.any(|table| table.name == *target)
            }
        }
    }

    /// What refers comes before what it refers to.
    fn tables_to_drop(&self) -> Vec<&'a Table> {
        let mut tables = targets_first(&self.analysis.dropped);
        tables.reverse();
        tables
    }
}
