//! Columns that are dropped and added again, with all that goes and comes with them.
//!
//! PostgreSQL drops the constraints and indexes of the table that use the column; foreign
//! keys of other tables have to be dropped first.

use super::referrers::{is_carried, referrers};
use super::statement::Statement;
use super::{column, constraint, index, table};
use crate::dialect::DialectError;
use crate::operation::apply::mentions;
use crate::schema::{Constraint, ForeignKey, Index, IndexKey, IndexTarget, Schema, SqlText, Table};

/// The statements on either side.
pub(super) struct Recreated {
    pub(super) columns: Vec<String>,
    pub(super) drop: Vec<Statement>,
    pub(super) create: Vec<Statement>,
}

impl Recreated {
    /// For columns of the table that is `before` now, and others that get a new type between
    /// the two sides. `schema` is the one to come to, in which nothing but columns of the
    /// table is different.
    pub(super) fn new(
        schema: &Schema,
        before: &Table,
        columns: &[String],
        retyped: &[&str],
    ) -> Result<Self, DialectError> {
        let mut recreated = Self {
            columns: columns.to_vec(),
            drop: Vec::new(),
            create: Vec::new(),
        };
        let Some(after) = schema.table(&before.name) else {
            return Ok(recreated);
        };
        // With the type of a column that an index carries beside its key PostgreSQL makes the
        // index anew, and does not see to the foreign keys that depend on it.
        let mut moved = columns.to_vec();
        moved.extend(retyped.iter().map(|name| (*name).to_owned()));
        let referrers = referrers(schema, &before.name, |key| {
            any(&key.references.columns, columns) || is_carried(before, key, &moved)
        });
        for (referrer, key) in &referrers {
            recreated
                .drop
                .push(constraint::drop(&referrer.name, &key.name)?);
        }
        for name in columns {
            recreated.drop.push(table::drop_column(&before.name, name)?);
            if let Some(column) = after.columns.get(name) {
                recreated
                    .create
                    .extend(column::add(schema, after, column, None)?);
            }
        }
        recreated.restore(after, columns, &referrers)?;
        Ok(recreated)
    }

    /// Whether a constraint of the table goes and comes with the columns.
    pub(super) fn has_constraint(&self, constraint: Constraint<'_>) -> bool {
        uses(constraint, &self.columns)
    }

    /// Whether an index of the table goes and comes with the columns.
    pub(super) fn has_index(&self, index: &Index) -> bool {
        is_over(index, &self.columns)
    }

    fn restore(
        &mut self,
        after: &Table,
        columns: &[String],
        referrers: &[(&Table, &ForeignKey)],
    ) -> Result<(), DialectError> {
        let is_referrer = |name: &str| {
            let mut referrers = referrers.iter();
            referrers.any(|(table, key)| table.name == after.name && key.name == name)
        };
        let (keys, others): (Vec<_>, Vec<_>) = after
            .constraints()
            .filter(|constraint| uses(*constraint, columns) && !is_referrer(constraint.name()))
            .partition(|constraint| !matches!(constraint, Constraint::ForeignKey(_)));
        for key in keys {
            self.create.extend(constraint::add(after, key)?);
        }
        for index in after.indexes.values() {
            if is_over(index, columns) {
                self.create.extend(index::create(after, index)?);
            }
        }
        for other in others {
            self.create.extend(constraint::add(after, other)?);
        }
        for (referrer, key) in referrers {
            let key = constraint::add(referrer, Constraint::ForeignKey(key))?;
            self.create.extend(key);
        }
        Ok(())
    }
}

pub(super) fn any(names: &[String], columns: &[String]) -> bool {
    names.iter().any(|name| columns.contains(name))
}

fn named_in(text: &SqlText, columns: &[String]) -> bool {
    columns.iter().any(|column| mentions::column(text, column))
}

fn uses(constraint: Constraint<'_>, columns: &[String]) -> bool {
    match constraint {
        Constraint::PrimaryKey(key) => any(&key.columns, columns) || any(&key.include, columns),
        Constraint::Unique(key) => any(&key.columns, columns) || any(&key.include, columns),
        Constraint::ForeignKey(key) => any(&key.columns, columns),
        Constraint::Check(check) => named_in(&check.expression, columns),
        Constraint::Exclusion(exclusion) => {
            let mut elements = exclusion.elements.iter();
            let predicate = exclusion.predicate.as_ref();
            elements.any(|element| is_key_over(&element.key, columns))
                || predicate.is_some_and(|text| named_in(text, columns))
        }
    }
}

fn is_key_over(key: &IndexKey, columns: &[String]) -> bool {
    match &key.target {
        IndexTarget::Column(column) => columns.contains(column),
        IndexTarget::Expression(expression) => named_in(expression, columns),
    }
}

fn is_over(index: &Index, columns: &[String]) -> bool {
    let in_key = index.keys.iter().any(|key| is_key_over(key, columns));
    let predicate = index.predicate.as_ref();
    in_key || any(&index.include, columns) || predicate.is_some_and(|text| named_in(text, columns))
}
