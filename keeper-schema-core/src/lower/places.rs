//! Where the models declare what is in the schema.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diagnostic::Place;
use crate::schema::{ElementPath, TableName};
use crate::source::Stretch;

/// Where each part of a schema is declared: a table at its struct, a column at its field, a
/// constraint or an index at its attribute.
///
/// Nearly all of it is never asked for: it is made to be filled fast, and looked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    tables: BTreeMap<TableName, TablePlaces>,
    /// Those of what is part of no table.
    others: BTreeMap<ElementPath, Place>,
}

/// Where a table and its parts are declared, all in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TablePlaces {
    pub(super) file: PathBuf,
    pub(super) own: Stretch,
    pub(super) parts: Vec<(PartKind, String, Stretch)>,
}

/// The kinds of parts that have names of their own in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    Column,
    Constraint,
    Index,
}

impl Places {
    /// Where a part of the schema is declared, if it is.
    pub fn get(&self, element: &ElementPath) -> Option<Place> {
        match element {
            ElementPath::Table(table) => {
                let places = self.tables.get(table)?;
                Some(places.place(places.own))
            }
            ElementPath::Column(table, name) => self.part(table, PartKind::Column, name),
            ElementPath::Constraint(table, name) => self.part(table, PartKind::Constraint, name),
            ElementPath::Index(table, name) => self.part(table, PartKind::Index, name),
            ElementPath::Enum(_)
            | ElementPath::Schema(_)
            | ElementPath::Object(_)
            | ElementPath::Sequence(_) => self.others.get(element).cloned(),
        }
    }

    fn part(&self, table: &TableName, kind: PartKind, name: &str) -> Option<Place> {
        let places = self.tables.get(table)?;
        let mut parts = places.parts.iter();
        let (.., stretch) = parts.find(|part| part.0 == kind && part.1 == name)?;
        Some(places.place(*stretch))
    }

    pub(super) fn add_table(&mut self, name: TableName, places: TablePlaces) {
        self.tables.insert(name, places);
    }

    /// Adds what is part of no table: the first place of it counts.
    pub(super) fn add(&mut self, element: ElementPath, place: Place) {
        self.others.entry(element).or_insert(place);
    }
}

impl TablePlaces {
    pub(super) fn place(&self, stretch: Stretch) -> Place {
        stretch.of(self.file.clone())
    }
}
