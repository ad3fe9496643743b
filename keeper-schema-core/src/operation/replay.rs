//! A schema that operations are applied to, one after the other.

use std::collections::BTreeMap;

use super::apply::{self, ApplyError, Changes};
use super::catalog::Catalog;
use super::{Down, Operation};
use crate::schema::{Fingerprint, RunningFingerprint, Schema, Table, TableName};

/// A schema on its way through history.
///
/// An operation costs as much as the tables it changes, whatever else is in the schema.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    schema: Schema,
    catalog: Catalog,
    fingerprint: RunningFingerprint,
}

/// The tables that operations changed, as they were before: what takes a [`Replay`] back.
#[derive(Clone, Debug, Default)]
pub struct Images(BTreeMap<TableName, Option<Table>>);

impl Images {
    /// The tables that were created, changed or dropped, as they were; `None` for those
    /// that were not there.
    pub fn tables(&self) -> impl Iterator<Item = (&TableName, Option<&Table>)> {
        self.0.iter().map(|(name, table)| (name, table.as_ref()))
    }

    /// Whether the table was created, changed or dropped.
    pub fn contains(&self, name: &TableName) -> bool {
        self.0.contains_key(name)
    }

    fn keep(&mut self, name: TableName, table: Option<Table>) {
        self.0.entry(name).or_insert(table);
    }

    fn keep_all(&mut self, later: Self) {
        for (name, table) in later.0 {
            self.keep(name, table);
        }
    }
}

impl Replay {
    /// A replay that starts at `schema`.
    pub fn new(schema: Schema) -> Self {
        Self {
            catalog: Catalog::of(&schema),
            fingerprint: RunningFingerprint::of(&schema),
            schema,
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

    /// Like [`Replay::apply`]; `images` gets the tables as they were.
    pub(crate) fn apply_keeping(
        &mut self,
        operation: &Operation,
        images: &mut Images,
    ) -> Result<(), ApplyError> {
        let Operation::Execute(execute) = operation else {
            let changes = apply::changes(&self.schema, &self.catalog, operation)?;
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

    /// Puts the tables back as they were.
    pub fn restore(&mut self, images: Images) {
        self.put(images.0, &mut Images::default());
    }

    fn put(&mut self, changes: Changes, images: &mut Images) {
        // All go before any comes: a renamed table takes its names with it.
        for name in changes.keys() {
            let before = self.schema.tables.remove(name);
            if let Some(table) = &before {
                self.catalog.remove(table);
            }
            images.keep(name.clone(), before);
            self.fingerprint.changed(name);
        }
        for (name, after) in changes {
            if let Some(table) = after {
                self.catalog.add(&table);
                self.schema.tables.insert(name, table);
            }
        }
    }
}
