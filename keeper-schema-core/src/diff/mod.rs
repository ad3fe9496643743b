//! Compares what history leads to with what the models say, and lists the operations
//! that turn one into the other.
//!
//! Knows nothing about SQL dialects: an operation that a database cannot run as one
//! statement is still a correct answer here. Nothing is guessed: what only a person can
//! decide comes out as a [`Question`], and its answer comes back in [`Hints`].

mod alter_column;
mod analysis;
pub mod answers;
mod column;
mod column_order;
mod comments;
mod describe;
mod element;
mod enum_questions;
mod enums;
mod foreign_key_order;
mod key;
mod objects;
mod order;
mod phased;
mod question;
mod rename_steps;
mod renamed;
mod renames;
mod renaming;
mod respelled;
mod table;
mod text;
mod type_change;
mod value_lists;
mod value_renames;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::operation::Operation;
use crate::schema::{ElementPath, Part, Schema, SqlText, TableName, TablePatterns};

pub use self::describe::{Difference, DifferenceKind, Wording};
pub use self::phased::{PhaseRefusal, PhaseRefusalReason, Phased, phased};
pub use self::question::Question;
use self::renames::Renames;
pub use self::respelled::respelled;
use self::value_lists::ValueList;

/// What a comparison has to know beside the two schemas.
///
/// Tables are named as in the models, also where a column of history is meant; only a
/// refused table has no name but its old one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Constraints and indexes of the models whose names nobody spelled: such a name
    /// is for what is created and no part of a comparison.
    pub implied_names: BTreeSet<ElementPath>,
    /// Indexes of the models that are made concurrently in tables that are there.
    pub concurrent: BTreeSet<ElementPath>,
    /// Tables that are left as they are, whoever has them.
    pub ignored: TablePatterns,
    /// What alone is compared, if not all is.
    pub part: Option<Part>,
    /// Values of enums that had other names: the enum and the value of the models, and the
    /// name before. One that history has satisfied says nothing any more.
    pub renamed_values: BTreeMap<(TableName, String), String>,
    /// Values that go, whatever comes: the enum of the models, or the column that a check lists
    /// them for, and the value of history.
    pub dropped_values: BTreeSet<(ElementPath, String)>,
    /// Enums of history that stay although the models lack them.
    pub kept_enums: BTreeSet<TableName>,
    /// Which objects and sequences of history are compared.
    pub objects: Objects,
    /// `renamed_from` of tables, columns and enums: what is new, and the name it had. One that
    /// history has satisfied says nothing any more.
    pub renamed_from: BTreeMap<ElementPath, String>,
    /// Renames that a person answered: what is new, and the name it has in history.
    pub renames: BTreeMap<ElementPath, String>,
    /// The same of values: the enum or the column, the value of the models, and the name in
    /// history.
    pub value_renames: BTreeMap<(ElementPath, String), String>,
    /// Tables, columns and enums of history that go, whatever they look like.
    pub drops: BTreeSet<ElementPath>,
    /// What fills a column that becomes NOT NULL, or is new, in the rows that are there.
    pub backfills: BTreeMap<(TableName, String), SqlText>,
    /// Columns that become NOT NULL, and have no NULL in any row.
    pub without_nulls: BTreeSet<(TableName, String)>,
    /// What makes the values of a new type from those of the old.
    pub using: BTreeMap<(TableName, String), SqlText>,
}

/// Which objects and sequences of history are compared: those that the other side lacks go,
/// or stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objects {
    /// All of them.
    #[default]
    All,
    /// Those that the other side declares as well.
    Declared,
}

/// What leads from one schema to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The operations, in an order that applies. With questions left they are what
    /// happens if each is answered no, and not for use.
    pub operations: Vec<Operation>,
    /// What a person has to decide first.
    pub questions: Vec<Question>,
}

impl Comparison {
    /// Whether there is nothing to do and nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.questions.is_empty()
    }
}

/// Compares the replay of history with the models.
pub fn compare(from: &Schema, to: &Schema, hints: &Hints) -> Comparison {
    let (from, to) = (&compared(from, to, hints), &compared(to, from, hints));
    let (renames, stale) = renames::resolve(from, to, hints);
    let renamed = renamed(from, &renames);
    let to = &objects::with_kept(to, &renamed, hints);
    let analysis = analysis::analyse(&renamed, to, &renames, hints);
    let operations = match enums::making_way(from, to, &renames, &analysis) {
        None => order::operations(from, to, &renames, &analysis, hints),
        Some(renames) => {
            let renamed = renamed::rename(from, &renames);
            let analysis = analysis::analyse(&renamed, to, &renames, hints);
            order::operations(from, to, &renames, &analysis, hints)
        }
    };
    Comparison {
        operations,
        questions: stale.into_iter().chain(analysis.questions).collect(),
    }
}

/// Says each difference in a sentence: empty if and only if [`compare`] is.
pub fn differences(from: &Schema, to: &Schema, hints: &Hints) -> Vec<Difference> {
    differences_in(from, to, hints, &Wording::MODELS)
}

/// [`differences`] of two other sides than history and models.
pub fn differences_in(
    from: &Schema,
    to: &Schema,
    hints: &Hints,
    wording: &Wording,
) -> Vec<Difference> {
    let (from, to) = (&compared(from, to, hints), &compared(to, from, hints));
    let (renames, _) = renames::resolve(from, to, hints);
    let renamed = renamed(from, &renames);
    let to = &objects::with_kept(to, &renamed, hints);
    let analysis = analysis::analyse(&renamed, to, &renames, hints);
    describe::differences(&analysis, &renames, wording)
}

/// The values that rows may hold by name: those of every enum, and those that a check lists for a
/// column, as it does for an enum that is kept as text.
pub fn values(schema: &Schema) -> impl Iterator<Item = (ElementPath, String)> {
    let enums = schema.enums.values().map(|of| {
        let element = ElementPath::Enum(of.name.clone());
        (element, of.values.clone())
    });
    let listed = schema.tables.values().flat_map(|table| {
        let lists = ValueList::in_table(table).into_iter();
        lists.map(|list| {
            let element = ElementPath::Column(table.name.clone(), list.column);
            (element, list.values)
        })
    });
    let of_all = enums.chain(listed);
    of_all.flat_map(|(of, values)| values.into_iter().map(move |value| (of.clone(), value)))
}

/// History under the names of the models: itself, where nothing has another name.
fn renamed<'a>(from: &'a Schema, renames: &Renames) -> Cow<'a, Schema> {
    if renames.is_empty() {
        return Cow::Borrowed(from);
    }
    Cow::Owned(renamed::rename(from, renames))
}

/// A schema as it is compared with another: the part that is, without the tables that are left
/// alone and the enums that only these have.
fn compared<'a>(schema: &'a Schema, other: &Schema, hints: &Hints) -> Cow<'a, Schema> {
    match &hints.part {
        None => not_ignored(schema, other, hints),
        Some(part) => {
            let own = part.of(schema);
            Cow::Owned(not_ignored(&own, other, hints).into_owned())
        }
    }
}

fn not_ignored<'a>(schema: &'a Schema, other: &Schema, hints: &Hints) -> Cow<'a, Schema> {
    let is_ignored = |name: &TableName| hints.ignored.matches(name);
    if hints.ignored.is_empty() || !schema.tables.keys().any(is_ignored) {
        return Cow::Borrowed(schema);
    }
    let mut left = schema.clone();
    let (ignored, tables) = (left.tables.into_iter()).partition(|(name, _)| is_ignored(name));
    let of_ignored = enums::used(&ignored);
    (left.enums).retain(|name, _| !of_ignored.contains(name) || other.enums.contains_key(name));
    left.tables = tables;
    Cow::Owned(left)
}
