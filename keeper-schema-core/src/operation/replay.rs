//! A schema that operations are applied to, one after the other.

use std::collections::BTreeMap;

use super::apply::{self, ApplyError, Changes};
use super::catalog::Catalog;
use super::{Down, Operation};
use crate::schema::{ElementPath, Fingerprint, RunningFingerprint, Schema};

/// A schema on its way through history.
///
/// An operation costs as much as what it changes, whatever else is in the schema.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    schema: Schema,
    catalog: Catalog,
    fingerprint: RunningFingerprint,
    rules: Rules,
}

/// What a schema may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rules {
    /// What all databases take.
    #[default]
    Portable,
    /// What one of them takes, too: a table without columns and names that differ by case
    /// are PostgreSQL's; SQLite allows NULL in a primary key, foreign keys to what is not
    /// there, and names of any length.
    OfDatabase,
    /// Whatever operations make that are known to apply, in this order.
    Known,
}

/// What operations changed, as it was before: what takes a [`Replay`] back.
#[derive(Clone, Debug, Default)]
pub struct Images(Changes);

impl Images {
    /// A part that is not in `schema` as it was before these changes, and `later` ones
    /// that were made after them.
    pub fn difference(&self, later: &Self, schema: &Schema) -> Option<ElementPath> {
        let (first, later) = (&self.0, &later.0);
        let table = differing(|name| schema.tables.get(name), &first.tables, &later.tables);
        let enum_type = differing(|name| schema.enums.get(name), &first.enums, &later.enums);
        let is_there = |name: &String| schema.schemas.get(name).map(|_| &());
        let of_schemas = differing(is_there, &first.schemas, &later.schemas);
        let table = table.map(ElementPath::Table);
        let objects = &schema.objects;
        let object = differing(|name| objects.get(name), &first.objects, &later.objects);
        let sequences = &schema.sequences;
        let sequence = differing(
            |name| sequences.get(name),
            &first.sequences,
            &later.sequences,
        );
        table
            .or(enum_type.map(ElementPath::Enum))
            .or(of_schemas.map(ElementPath::Schema))
            .or(object.map(ElementPath::Object))
            .or(sequence.map(ElementPath::Sequence))
    }

    pub(super) fn changes(&self) -> &Changes {
        &self.0
    }

    fn keep_all(&mut self, later: Self) {
        for (name, table) in later.0.tables {
            self.0.tables.entry(name).or_insert(table);
        }
        for (name, enum_type) in later.0.enums {
            self.0.enums.entry(name).or_insert(enum_type);
        }
        for (name, there) in later.0.schemas {
            self.0.schemas.entry(name).or_insert(there);
        }
        for (name, object) in later.0.objects {
            self.0.objects.entry(name).or_insert(object);
        }
        for (name, sequence) in later.0.sequences {
            self.0.sequences.entry(name).or_insert(sequence);
        }
    }
}

fn differing<'a, N: Ord + Clone, T: PartialEq + 'a>(
    part: impl Fn(&N) -> Option<&'a T>,
    first: &BTreeMap<N, Option<T>>,
    later: &BTreeMap<N, Option<T>>,
) -> Option<N> {
    // What was left alone at first was before it as it was before the later changes.
    let later = later.iter().filter(|(name, _)| !first.contains_key(name));
    let mut before = first.iter().chain(later);
    before
        .find(|(name, before)| part(name) != before.as_ref())
        .map(|(name, _)| name.clone())
}

impl Replay {
    /// A replay that starts at `schema`.
    pub fn new(schema: Schema) -> Self {
        Self {
            catalog: Catalog::of(&schema),
            fingerprint: RunningFingerprint::of(&schema),
            schema,
            rules: Rules::Portable,
        }
    }

    /// A replay that starts at what a live database has: what only one kind of database
    /// takes is no mistake there, and left to it.
    pub fn of_database(schema: Schema) -> Self {
        Self {
            rules: Rules::OfDatabase,
            ..Self::new(schema)
        }
    }

    /// A replay from nothing of operations that have applied in this order before: what each
    /// makes of a table is not looked at again.
    pub fn of_known() -> Self {
        Self {
            rules: Rules::Known,
            ..Self::default()
        }
    }

    /// The schema at this point.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The schema, when there is nothing left to apply.
    pub fn into_schema(self) -> Schema {
        self.schema
    }

    /// The fingerprint of the schema at this point.
    pub fn fingerprint(&mut self) -> Fingerprint {
        self.fingerprint.get(&self.schema)
    }

    /// [`Replay::fingerprint`], of a replay that others hold.
    pub fn fingerprint_here(&self) -> Fingerprint {
        self.fingerprint.clone().get(&self.schema)
    }

    /// Checks one operation against the schema and changes it.
    ///
    /// # Errors
    /// Why the operation cannot apply here. The schema is then as it was.
    pub fn apply(&mut self, operation: &Operation) -> Result<(), ApplyError> {
        self.apply_keeping(operation, &mut Images::default())
    }

    /// Applies operations, or none of them, and tells what they changed.
    ///
    /// # Errors
    /// The position of the first operation that cannot apply, and why.
    pub fn apply_all<'a>(
        &mut self,
        operations: impl IntoIterator<Item = &'a Operation>,
    ) -> Result<Images, (usize, ApplyError)> {
        let mut images = Images::default();
        for (index, operation) in operations.into_iter().enumerate() {
            if let Err(error) = self.apply_keeping(operation, &mut images) {
                self.restore(images);
                return Err((index, error));
            }
        }
        Ok(images)
    }

    /// Like [`Replay::apply`]; `images` gets what it changes as it was.
    pub(crate) fn apply_keeping(
        &mut self,
        operation: &Operation,
        images: &mut Images,
    ) -> Result<(), ApplyError> {
        let Operation::Execute(execute) = operation else {
            let changes = apply::changes(&self.schema, &self.catalog, self.rules, operation)?;
            self.put(changes, images);
            return Ok(());
        };
        if execute.down == Down::Nothing && !execute.state.is_empty() {
            return Err(ApplyError::StateWithoutDown);
        }
        let of_state = self.apply_all(&execute.state).map_err(|(_, error)| error)?;
        images.keep_all(of_state);
        Ok(())
    }

    /// Puts everything back as it was.
    pub fn restore(&mut self, images: Images) {
        self.put(images.0, &mut Images::default());
    }

    /// Puts everything back as it was, and tells how it was until then.
    pub(crate) fn swap(&mut self, images: Images) -> Images {
        let mut swapped = Images::default();
        self.put(images.0, &mut swapped);
        swapped
    }

    fn put(&mut self, changes: Changes, images: &mut Images) {
        // All go before any comes: a renamed table takes its names with it.
        for name in changes.tables.keys() {
            let before = self.schema.tables.remove(name);
            if let Some(table) = &before {
                self.catalog.remove(table);
            }
            images.0.tables.entry(name.clone()).or_insert(before);
            self.fingerprint.changed(ElementPath::Table(name.clone()));
        }
        for (name, after) in changes.tables {
            if let Some(table) = after {
                self.catalog.add(&table);
                self.schema.tables.insert(name, table);
            }
        }
        for (name, after) in changes.enums {
            let before = match after {
                Some(enum_type) => self.schema.enums.insert(name.clone(), enum_type),
                None => self.schema.enums.remove(&name),
            };
            self.fingerprint.changed(ElementPath::Enum(name.clone()));
            images.0.enums.entry(name).or_insert(before);
        }
        for (name, after) in changes.schemas {
            let was_there = match after {
                Some(()) => !self.schema.schemas.insert(name.clone()),
                None => self.schema.schemas.remove(&name),
            };
            self.fingerprint.changed(ElementPath::Schema(name.clone()));
            let before = was_there.then_some(());
            images.0.schemas.entry(name).or_insert(before);
        }
        for (name, after) in changes.objects {
            let before = match after {
                Some(object) => self.schema.objects.insert(name.clone(), object),
                None => self.schema.objects.remove(&name),
            };
            self.fingerprint.changed(ElementPath::Object(name.clone()));
            images.0.objects.entry(name).or_insert(before);
        }
        for (name, after) in changes.sequences {
            let before = match after {
                Some(sequence) => self.schema.sequences.insert(name.clone(), sequence),
                None => self.schema.sequences.remove(&name),
            };
            self.fingerprint
                .changed(ElementPath::Sequence(name.clone()));
            images.0.sequences.entry(name).or_insert(before);
        }
    }
}
