//! What is in the tables at one moment, and what became of them from one to the next.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema::migrate::{Executor, MigrateError, TableColumns, TableContent};
use keeper_schema_core::schema::{Schema, TableName};

use super::report::{Fate, Phase, TableReport};
use super::untouched::{Effects, Untouched};

/// What is in the tables at one moment, and how large the database is.
pub(crate) struct Look {
    pub(crate) phase: Phase,
    pub(crate) size: u64,
    tables: BTreeMap<TableName, TableContent>,
}

impl Look {
    /// Reads every table. Of one that was there before, only what nothing touches.
    pub(crate) fn take(
        phase: Phase,
        executor: &mut dyn Executor,
        expected: &Schema,
        effects: &Effects,
    ) -> Result<Self, MigrateError> {
        let size = executor.size()?;
        let mut tables = BTreeMap::new();
        for found in executor.columns(expected)? {
            let untouched = effects.untouched.iter();
            let mut untouched = untouched.map(|it| it.columns(phase));
            let columns = untouched.find(|it| it.table == found.table);
            let of = columns.cloned().unwrap_or(TableColumns {
                columns: Vec::new(),
                ..found
            });
            let content = executor.content(&of)?;
            tables.insert(of.table, content);
        }
        Ok(Self {
            phase,
            size,
            tables,
        })
    }
}

/// What became of each table that was there or came to be, by name.
pub(crate) fn reports(looks: &[Look], effects: &Effects) -> Vec<TableReport> {
    let untouched = effects.untouched.iter();
    let mut reports: Vec<TableReport> = untouched.map(|it| kept(looks, it)).collect();
    let mut names: BTreeSet<(&TableName, bool)> = BTreeSet::new();
    for look in looks {
        let is_up = look.phase.is_up();
        let is_kept = |name: &&TableName| {
            let mut untouched = effects.untouched.iter();
            untouched.any(|it| it.columns(look.phase).table == **name)
        };
        let others = look.tables.keys().filter(|name| !is_kept(name));
        names.extend(others.map(|name| (name, is_up)));
    }
    let others = names.into_iter();
    reports.extend(others.map(|(name, is_made)| other(looks, name, is_made)));
    reports.sort_by(|one, other| one.table.cmp(&other.table));
    reports
}

/// A table that was there all the time.
fn kept(looks: &[Look], untouched: &Untouched) -> TableReport {
    let content = |look: &Look| {
        look.tables
            .get(&untouched.columns(look.phase).table)
            .cloned()
    };
    let contents: Vec<_> = looks.iter().map(|it| (it.phase, content(it))).collect();
    let before = contents.first().and_then(|(_, content)| content.clone());
    let differs = |content: &Option<TableContent>| *content != before;
    let changed = contents.iter().filter(|(_, content)| differs(content));
    TableReport {
        table: untouched.after.table.to_string(),
        fate: Fate::Kept {
            columns: untouched.before.columns.clone(),
            checksum: before
                .as_ref()
                .map(|it| it.checksum.clone())
                .unwrap_or_default(),
            changed: changed.map(|(phase, _)| *phase).collect(),
        },
        rows: contents
            .iter()
            .map(|(phase, content)| (*phase, content.as_ref().map(|it| it.rows)))
            .collect(),
    }
}

/// A table that a revision makes or drops.
fn other(looks: &[Look], name: &TableName, is_made: bool) -> TableReport {
    let rows = looks.iter().map(|look| {
        let content = look
            .tables
            .get(name)
            .filter(|_| look.phase.is_up() == is_made);
        (look.phase, content.map(|it| it.rows))
    });
    TableReport {
        table: name.to_string(),
        fate: match is_made {
            true => Fate::Made,
            false => Fate::Dropped,
        },
        rows: rows.collect(),
    }
}

impl Untouched {
    /// The table and its columns as they are called in a phase.
    fn columns(&self, phase: Phase) -> &TableColumns {
        match phase.is_up() {
            true => &self.after,
            false => &self.before,
        }
    }
}
