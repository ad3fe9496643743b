//! What each column of a table is filled from.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::schema::{Column, ForeignKey, Index, Schema, Table};

use super::bounds;
use super::keys::Numbered;
use super::values::{ENDLESS, Values};

/// What the rows of a table are made of.
pub(super) struct Plan<'s> {
    pub(super) table: &'s Table,
    pub(super) dialect: Dialect,
    /// Where the value of each column comes from that a row has to say.
    pub(super) columns: IndexMap<&'s str, Source>,
    /// The keys that are referred to, and how many rows after each other have the same.
    pub(super) joined: Vec<(Numbered, u64)>,
    /// Foreign keys over columns that others fill: rows that break them are left out.
    pub(super) looked_up: Vec<&'s ForeignKey>,
    /// How many rows are tried.
    pub(super) rows: u64,
    /// The unique columns that have no more values than that.
    limited_by: Option<Vec<String>>,
}

/// Where a column's value comes from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Null,
    /// A value of its own; `every` rows after each other have the same.
    Own {
        values: Values,
        every: u64,
    },
    /// A column of the keys that are joined.
    Key {
        joined: usize,
        column: usize,
    },
    /// As another column of the row, which refers to itself.
    Same(String),
}

/// The foreign keys by which rows get their values from other tables: no two over one column,
/// those over the most columns first.
pub(super) fn joined(table: &Table) -> Vec<&ForeignKey> {
    let mut keys: Vec<&ForeignKey> = table.foreign_keys.values().collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.columns.len()));
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    keys.retain(|key| {
        let is_free = key.columns.iter().all(|it| !taken.contains(it.as_str()));
        if is_free {
            taken.extend(key.columns.iter().map(String::as_str));
        }
        is_free && key.references.table != table.name
    });
    keys
}

impl<'s> Plan<'s> {
    /// For so many rows.
    ///
    /// # Errors
    /// Why there can be no row at all.
    pub(super) fn new(
        schema: &Schema,
        table: &'s Table,
        dialect: Dialect,
        keys: &[(&'s ForeignKey, Numbered)],
        rows: u64,
    ) -> Result<Self, String> {
        let mut plan = Self {
            table,
            dialect,
            columns: IndexMap::new(),
            joined: Vec::new(),
            looked_up: Vec::new(),
            rows,
            limited_by: None,
        };
        for (key, numbered) in keys {
            plan.refer(key, numbered)?;
        }
        let is_joined = |key: &&ForeignKey| keys.iter().any(|(joined, _)| joined.name == key.name);
        for key in table.foreign_keys.values().filter(|key| !is_joined(key)) {
            plan.refer_otherwise(key);
        }
        let bounds = bounds::of(table, dialect);
        let columns = table.columns.values();
        for column in columns.filter(|it| it.generated.is_none()) {
            if plan.columns.contains_key(column.name.as_str()) {
                continue;
            }
            let source = match Values::of(schema, column, bounds.get(&column.name), dialect) {
                Some(values) => Source::Own { values, every: 1 },
                None if column.null => Source::Null,
                None => return Err(no_values(column)),
            };
            plan.columns.insert(&column.name, source);
        }
        plan.spread();
        Ok(plan)
    }

    /// Why there are fewer rows than asked for, if there are.
    pub(super) fn because(&self, made: u64, asked: u64) -> Option<String> {
        if made >= asked {
            return None;
        }
        if made == self.rows
            && let Some(columns) = &self.limited_by
        {
            return Some(format!(
                "`{}` must be unique, and there are no more values",
                columns.join("`, `")
            ));
        }
        let checks = self.table.checks.keys();
        let exclusions = self.table.exclusions.keys();
        let keys = self.looked_up.iter().map(|key| &key.name);
        let rules: Vec<&str> = checks
            .chain(exclusions)
            .chain(keys)
            .map(String::as_str)
            .collect();
        Some(match rules.as_slice() {
            [] => "the other rows have keys that are there already".to_owned(),
            rules => format!("the other rows do not pass `{}`", rules.join("`, `")),
        })
    }

    /// Takes the columns of a foreign key from the rows that it can refer to.
    fn refer(&mut self, key: &'s ForeignKey, numbered: &Numbered) -> Result<(), String> {
        let joined = self.joined.len();
        let mut columns = key.columns.iter();
        let sources: Vec<Source> = match numbered.count {
            0 if columns.all(|column| !self.table.columns[column].null) => {
                return Err(format!(
                    "it refers to `{}`, which has no rows",
                    key.references.table
                ));
            }
            0 => key.columns.iter().map(|_| Source::Null).collect(),
            _ => {
                self.joined.push((numbered.clone(), 1));
                let columns = 0..key.columns.len();
                let of = |column| Source::Key { joined, column };
                columns.map(of).collect()
            }
        };
        for (column, source) in key.columns.iter().zip(sources) {
            let may_be_null = self.table.columns[column].null;
            if may_be_null || !matches!(source, Source::Null) {
                self.columns.insert(column, source);
            }
        }
        Ok(())
    }

    /// A row refers to itself, where the key is to its own table; any other key is over columns
    /// that have their values already.
    fn refer_otherwise(&mut self, key: &'s ForeignKey) {
        let is_own = key.references.table == self.table.name;
        let pairs = || key.columns.iter().zip(&key.references.columns);
        if is_own && pairs().all(|(column, referred)| self.root(column) == self.root(referred)) {
            return;
        }
        let source = |column: &String| self.columns.get(column.as_str());
        if is_own && key.columns.iter().all(|column| source(column).is_none()) {
            for (column, referred) in pairs() {
                if self.root(referred) != column {
                    self.columns.insert(column, Source::Same(referred.clone()));
                }
            }
            return;
        }
        let is_null = |column: &String| matches!(source(column), Some(Source::Null));
        if !key.columns.iter().any(is_null) {
            self.looked_up.push(key);
        }
    }

    /// The column that a column has its value from.
    pub(super) fn root<'c>(&'c self, column: &'c str) -> &'c str {
        match self.columns.get(column) {
            Some(Source::Same(other)) => self.root(other),
            _ => column,
        }
    }

    /// Gives unique columns with few values such turns that no two rows have the same ones.
    fn spread(&mut self) {
        for columns in unique(self.table) {
            let sources: BTreeSet<(Option<usize>, &str)> = columns
                .iter()
                .map(|column| match self.columns.get(column.as_str()) {
                    Some(Source::Key { joined, .. }) => (Some(*joined), ""),
                    _ => (None, column.as_str()),
                })
                .collect();
            let sizes: Vec<u64> = sources.iter().map(|source| self.size(*source)).collect();
            if sizes.iter().any(|size| *size >= self.rows) {
                continue;
            }
            let mut turn = 1_u64;
            for (source, size) in sources.iter().zip(sizes) {
                if let Some(every) = self.every(*source) {
                    *every = (*every).max(turn);
                }
                turn = turn.saturating_mul(size);
            }
            if turn < self.rows {
                self.rows = turn;
                self.limited_by = Some(columns.clone());
            }
        }
    }

    /// How many values a source has.
    fn size(&self, (joined, column): (Option<usize>, &str)) -> u64 {
        match (joined, self.columns.get(column)) {
            (Some(joined), _) => self.joined.get(joined).map_or(ENDLESS, |it| it.0.count),
            (None, Some(Source::Own { values, .. })) => values.count,
            (None, _) => ENDLESS,
        }
    }

    fn every(&mut self, (joined, column): (Option<usize>, &str)) -> Option<&mut u64> {
        match (joined, self.columns.get_mut(column)) {
            (Some(joined), _) => self.joined.get_mut(joined).map(|(_, every)| every),
            (None, Some(Source::Own { every, .. })) => Some(every),
            (None, _) => None,
        }
    }
}

/// The columns that are unique together.
fn unique(table: &Table) -> Vec<Vec<String>> {
    let primary_key = table.primary_key.iter().map(|key| key.columns.clone());
    let unique = table.unique.values().map(|key| key.columns.clone());
    let indexes = table.indexes.values().filter(|index| index.unique);
    let indexes = indexes.filter_map(Index::plain_columns);
    primary_key.chain(unique).chain(indexes).collect()
}

fn no_values(column: &Column) -> String {
    format!(
        "no value can be made for `{}`, of the type `{}`",
        column.name, column.column_type
    )
}
