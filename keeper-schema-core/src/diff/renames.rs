//! Which of the renames that models claim and people answer still have to be made.

use std::collections::{BTreeMap, BTreeSet};

use crate::closest::closest;
use crate::schema::{ElementPath, EnumType, Schema, Table, TableName};

use super::{Hints, Question};

/// The renames between two schemas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Renames {
    /// Tables, by their old names.
    pub tables: BTreeMap<TableName, TableName>,
    /// Columns by their old names, for each table by its name in the models.
    pub columns: BTreeMap<TableName, BTreeMap<String, String>>,
    /// Enums, by their old names.
    pub enums: BTreeMap<TableName, TableName>,
    /// Values by their old names, for each enum by its name in the models.
    pub values: BTreeMap<TableName, BTreeMap<String, String>>,
}

impl Renames {
    /// Whether every name is as it was.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The name in the models of a table of history.
    pub(super) fn table<'a>(&'a self, old: &'a TableName) -> &'a TableName {
        self.tables.get(old).unwrap_or(old)
    }

    /// The name in history of a table of the models.
    pub(super) fn old_table<'a>(&'a self, new: &'a TableName) -> &'a TableName {
        let renamed = self.tables.iter().find(|(_, to)| *to == new);
        renamed.map_or(new, |(old, _)| old)
    }

    /// The name in the models of an enum of history.
    pub(super) fn enum_name<'a>(&'a self, old: &'a TableName) -> &'a TableName {
        self.enums.get(old).unwrap_or(old)
    }

    /// The name in history of an enum of the models.
    pub(super) fn old_enum<'a>(&'a self, new: &'a TableName) -> &'a TableName {
        let renamed = self.enums.iter().find(|(_, to)| *to == new);
        renamed.map_or(new, |(old, _)| old)
    }

    /// The name in the models of a value of history; the enum is as in the models.
    pub(super) fn value<'a>(&'a self, enum_name: &TableName, old: &'a str) -> &'a str {
        let values = self.values.get(enum_name);
        values
            .and_then(|values| values.get(old))
            .map_or(old, String::as_str)
    }

    /// The name in the models of a column of history; `table` is as in the models.
    pub(super) fn column<'a>(&'a self, table: &TableName, old: &'a str) -> &'a str {
        let columns = self.columns.get(table);
        columns
            .and_then(|columns| columns.get(old))
            .map_or(old, String::as_str)
    }

    /// The name in history of a column of the models.
    pub(super) fn old_column<'a>(&'a self, table: &TableName, new: &'a str) -> &'a str {
        let mut columns = self.columns.get(table).into_iter().flatten();
        columns
            .find(|(_, to)| *to == new)
            .map_or(new, |(old, _)| old)
    }
}

/// Finds the renames to make, and the claims that neither hold nor have been met.
pub(super) fn resolve(from: &Schema, to: &Schema, hints: &Hints) -> (Renames, Vec<Question>) {
    let mut renames = Renames::default();
    let mut stale = Vec::new();

    let names = Names {
        before: from.tables.keys().cloned().collect(),
        answered: tables(&hints.renames, to),
        claimed: tables(&hints.renamed_from, to),
    };
    renames.tables = names.active();
    for (new, old) in names.stale(&renames.tables) {
        let candidates = from
            .tables
            .keys()
            .filter(|table| table.schema == new.schema);
        stale.push(Question::StaleRename {
            element: ElementPath::Table(new.clone()),
            renamed_from: old.name.clone(),
            closest: closest(&old.name, candidates.map(|table| table.name.as_str()))
                .map(str::to_owned),
        });
    }

    for (old_name, before) in &from.tables {
        let name = renames.table(old_name).clone();
        let Some(after) = to.table(&name) else {
            continue;
        };
        let answered = columns(&hints.renames, after);
        let claimed = columns(&hints.renamed_from, after);
        if answered.is_empty() && claimed.is_empty() {
            continue;
        }
        let names = Names {
            before: before.columns.keys().cloned().collect(),
            answered,
            claimed,
        };
        let active = names.active();
        for (new, old) in names.stale(&active) {
            let candidates = before.columns.keys().map(String::as_str);
            stale.push(Question::StaleRename {
                element: ElementPath::Column(name.clone(), new.clone()),
                renamed_from: old.clone(),
                closest: closest(old, candidates).map(str::to_owned),
            });
        }
        if !active.is_empty() {
            renames.columns.insert(name, active);
        }
    }
    resolve_enums(from, to, hints, &mut renames, &mut stale);
    (renames, stale)
}

fn resolve_enums(
    from: &Schema,
    to: &Schema,
    hints: &Hints,
    renames: &mut Renames,
    stale: &mut Vec<Question>,
) {
    let names = Names {
        before: from.enums.keys().cloned().collect(),
        answered: enums(&hints.renames, to),
        claimed: enums(&hints.renamed_from, to),
    };
    renames.enums = names.active();
    for (new, old) in names.stale(&renames.enums) {
        let candidates = from.enums.keys().filter(|name| name.schema == new.schema);
        let candidates = candidates.map(|name| name.name.as_str());
        stale.push(Question::StaleRename {
            element: ElementPath::Enum(new.clone()),
            renamed_from: old.name.clone(),
            closest: closest(&old.name, candidates).map(str::to_owned),
        });
    }
    for (name, after) in &to.enums {
        let Some(before) = from.enum_type(renames.old_enum(name)) else {
            continue;
        };
        let names = Names {
            before: before.values.iter().cloned().collect(),
            answered: values(after, |new| {
                let of = ElementPath::Enum(after.name.clone());
                hints.value_renames.get(&(of, new.clone()))
            }),
            claimed: values(after, |new| {
                hints.renamed_values.get(&(after.name.clone(), new.clone()))
            }),
        };
        let active = names.active();
        for (_, old) in names.stale(&active) {
            let candidates = before.values.iter().map(String::as_str);
            stale.push(Question::StaleRename {
                element: ElementPath::Enum(name.clone()),
                renamed_from: old.clone(),
                closest: closest(old, candidates).map(str::to_owned),
            });
        }
        if !active.is_empty() {
            renames.values.insert(name.clone(), active);
        }
    }
}

/// The tables of the models among the hints, with their old names.
fn tables(hints: &BTreeMap<ElementPath, String>, to: &Schema) -> Vec<(TableName, TableName)> {
    let renames = hints.iter().filter_map(|(element, old)| match element {
        ElementPath::Table(new) => Some((new.clone(), new.sibling(old))),
        ElementPath::Column(..)
        | ElementPath::Constraint(..)
        | ElementPath::Index(..)
        | ElementPath::Enum(_)
        | ElementPath::Schema(_)
        | ElementPath::Object(_)
        | ElementPath::Sequence(_) => None,
    });
    renames
        .filter(|(new, _)| to.tables.contains_key(new))
        .collect()
}

/// The enums of the models among the hints, with their old names.
fn enums(hints: &BTreeMap<ElementPath, String>, to: &Schema) -> Vec<(TableName, TableName)> {
    let renames = to.enums.keys().filter_map(|new| {
        let old = hints.get(&ElementPath::Enum(new.clone()))?;
        Some((new.clone(), new.sibling(old)))
    });
    renames.collect()
}

/// The values of one enum of the models that have an old name, with it.
fn values<'h>(
    after: &EnumType,
    old_name: impl Fn(&String) -> Option<&'h String>,
) -> Vec<(String, String)> {
    let renames = after.values.iter().filter_map(|new| {
        let old = old_name(new)?;
        Some((new.clone(), old.clone()))
    });
    renames.collect()
}

/// The columns of one table of the models among the hints, with their old names.
fn columns(hints: &BTreeMap<ElementPath, String>, after: &Table) -> Vec<(String, String)> {
    if hints.is_empty() {
        return Vec::new();
    }
    let renames = after.columns.keys().filter_map(|new| {
        let old = hints.get(&ElementPath::Column(after.name.clone(), new.clone()))?;
        Some((new.clone(), old.clone()))
    });
    renames.collect()
}

/// Names of one kind in one place, and what is said about them: new name, old name.
struct Names<N> {
    before: BTreeSet<N>,
    answered: Vec<(N, N)>,
    claimed: Vec<(N, N)>,
}

impl<N: Ord + Clone> Names<N> {
    /// The renames to make, by old name.
    ///
    /// A claim whose new name is already in history has been met, unless what has the
    /// name goes to another one now. So a claim never swaps two names, which could not
    /// be told from a swap that was made: that takes answers.
    fn active(&self) -> BTreeMap<N, N> {
        let mut active = self.possible_answers();
        loop {
            let targets: BTreeSet<N> = active.values().cloned().collect();
            let holds = |new: &N, old: &N| {
                self.before.contains(old)
                    && !active.contains_key(old)
                    && !targets.contains(new)
                    && (!self.before.contains(new) || active.contains_key(new))
            };
            let Some((new, old)) = self.claimed.iter().find(|(new, old)| holds(new, old)) else {
                return active;
            };
            active.insert(old.clone(), new.clone());
        }
    }

    /// The answers of which each new name is free, or made free by another answer.
    fn possible_answers(&self) -> BTreeMap<N, N> {
        let mut answers = BTreeMap::new();
        for (new, old) in &self.answered {
            if self.before.contains(old) && new != old {
                answers.entry(old.clone()).or_insert_with(|| new.clone());
            }
        }
        loop {
            let is_blocked = |new: &N| self.before.contains(new) && !answers.contains_key(new);
            let blocked = answers.iter().find(|(_, new)| is_blocked(new));
            let Some(old) = blocked.map(|(old, _)| old.clone()) else {
                return answers;
            };
            answers.remove(&old);
        }
    }

    /// The claims that are not made now and were not before.
    fn stale<'a>(&'a self, active: &'a BTreeMap<N, N>) -> impl Iterator<Item = (&'a N, &'a N)> {
        let is_made = |new: &N| active.values().any(|made| made == new);
        self.claimed
            .iter()
            .filter(move |(new, _)| !is_made(new) && !self.before.contains(new))
            .map(|(new, old)| (new, old))
    }
}
