//! Objects and sequences made, changed and dropped, and what keeps tables from changing
//! under them.

use std::collections::BTreeMap;

use super::check::nul_or_long;
use super::{ApplyError, At, Changes, ObjectError, Use, UseKind, schemas, uses};
use crate::closest::closest;
use crate::operation::catalog::relations;
use crate::operation::replay::Rules;
use crate::operation::{ObjectOperation, SequenceOperation, value};
use crate::schema::sql_tokens::{TokenKind, tokens};
use crate::schema::{ElementPath, ObjectName, Sequence, SqlObject, SqlText, Table, TableName};

impl At<'_> {
    pub(super) fn change_object(&self, operation: &ObjectOperation) -> Result<Changes, ApplyError> {
        let name = operation.name();
        match operation {
            ObjectOperation::Create { object } => {
                if self.schema.objects.contains_key(name) {
                    return Err(exists(ElementPath::Object(name.clone())));
                }
                self.names_are_there(object)?;
                if name.kind.is_relation() {
                    self.is_free_relation(&name.name, name.kind.words())?;
                }
                schemas::check(self, &Changes::default(), &name.name, |_| {
                    ElementPath::Object(name.clone())
                })?;
                Ok(of_object(name, Some(object.clone())))
            }
            ObjectOperation::Replace { object, was } => {
                self.was(name, was)?;
                self.names_are_there(object)?;
                Ok(of_object(name, Some(object.clone())))
            }
            ObjectOperation::Drop { name, was } => {
                self.was(name, was)?;
                let required = format!("{}:{}", name.kind.as_str(), name.name);
                let users = self.schema.objects.values();
                let users = users.filter(|object| object.requires.contains(&required));
                let used_by: Vec<Use> = users.map(used_in).collect();
                if !used_by.is_empty() {
                    return Err(ApplyError::Object(ObjectError::InUse {
                        element: ElementPath::Object(name.clone()),
                        used_by,
                    }));
                }
                let mut changes = of_object(name, None);
                if name.kind.is_relation() {
                    self.drop_parts(&mut changes, &name.name);
                }
                Ok(changes)
            }
        }
    }

    pub(super) fn change_sequence(
        &self,
        operation: &SequenceOperation,
    ) -> Result<Changes, ApplyError> {
        let name = operation.name();
        let is_there = self.schema.sequences.contains_key(name);
        let after = match operation {
            SequenceOperation::Create { sequence } => {
                if is_there {
                    return Err(exists(ElementPath::Sequence(name.clone())));
                }
                self.is_free_relation(name, "sequence")?;
                schemas::check(self, &Changes::default(), name, ElementPath::Sequence)?;
                self.owner_is_there(sequence)?;
                Some(sequence.clone())
            }
            SequenceOperation::Alter { sequence } => {
                self.sequence_is_there(name)?;
                self.owner_is_there(sequence)?;
                if self.schema.sequences.get(name) == Some(sequence) {
                    return Err(ApplyError::AltersNothing {
                        element: ElementPath::Sequence(name.clone()),
                    });
                }
                Some(sequence.clone())
            }
            SequenceOperation::Drop { name } => {
                self.sequence_is_there(name)?;
                let used_by = self.numbered_by(name);
                if !used_by.is_empty() {
                    return Err(ApplyError::Object(ObjectError::InUse {
                        element: ElementPath::Sequence(name.clone()),
                        used_by,
                    }));
                }
                None
            }
        };
        Ok(Changes {
            sequences: BTreeMap::from([(name.clone(), after)]),
            ..Changes::default()
        })
    }

    /// Takes along what goes with a table or a view.
    pub(super) fn drop_parts(&self, changes: &mut Changes, table: &TableName) {
        let objects = self.schema.objects.keys();
        let parts = objects.filter(|name| name.table().as_ref() == Some(table));
        changes
            .objects
            .extend(parts.map(|name| (name.clone(), None)));
        self.drop_owned(changes, table, |_| true);
    }

    /// Takes along the sequences that columns own.
    pub(super) fn drop_owned(
        &self,
        changes: &mut Changes,
        table: &TableName,
        is_dropped: impl Fn(&str) -> bool,
    ) {
        for sequence in self.schema.sequences.values() {
            if let Some((owner, column)) = &sequence.owned_by
                && owner == table
                && is_dropped(column)
            {
                changes.sequences.insert(sequence.name.clone(), None);
            }
        }
    }

    /// The objects that are in the way of a table's going.
    pub(super) fn objects_over_table(&self, table: &TableName) -> Vec<Use> {
        let objects = self.schema.objects.values();
        let over =
            objects.filter(|it| it.name.table().as_ref() != Some(table) && it.names_table(table));
        over.map(used_in).collect()
    }

    /// The objects that are in the way of a column's going.
    pub(super) fn objects_over_column(&self, table: &TableName, column: &str) -> Vec<Use> {
        // One that takes whatever columns there are does without it.
        let objects = self.schema.objects.values();
        let over =
            objects.filter(|it| it.names_column(table, column) && !it.names_all_columns(table));
        over.map(used_in).collect()
    }

    /// Refuses a rename that a statement would have to follow.
    pub(super) fn names_in_objects(
        &self,
        renamed: ElementPath,
        is_named: impl Fn(&SqlObject) -> bool,
    ) -> Result<(), ApplyError> {
        let objects = self.schema.objects.values();
        let left: Vec<Use> = objects.filter(|it| is_named(it)).map(used_in).collect();
        if left.is_empty() {
            return Ok(());
        }
        Err(ApplyError::Object(ObjectError::NamesIt { renamed, left }))
    }

    /// Gives owners of sequences their new names.
    pub(super) fn rename_owners(
        &self,
        changes: &mut Changes,
        rename: impl Fn(&mut (TableName, String)),
    ) {
        for sequence in self.schema.sequences.values() {
            let mut renamed = sequence.clone();
            if let Some(owner) = &mut renamed.owned_by {
                rename(owner);
            }
            if renamed != *sequence {
                let name = sequence.name.clone();
                changes.sequences.insert(name, Some(renamed));
            }
        }
    }

    fn was(&self, name: &ObjectName, was: &SqlText) -> Result<(), ApplyError> {
        let Some(object) = self.schema.objects.get(name) else {
            let alike = self.schema.objects.keys();
            let alike = alike.filter(|other| other.kind == name.kind);
            let names = alike.map(|other| other.name.name.as_str());
            return Err(ApplyError::Object(ObjectError::Missing {
                element: ElementPath::Object(name.clone()),
                closest: closest(&name.name.name, names).map(str::to_owned),
            }));
        };
        if object.definition == *was {
            return Ok(());
        }
        Err(ApplyError::WasDiffers {
            element: ElementPath::Object(name.clone()),
            key: "definition",
            is: Some(value::sql(&object.definition)),
            was: Some(value::sql(was)),
        })
    }

    /// Whether the table of a trigger is there, and all that an object requires.
    fn names_are_there(&self, object: &SqlObject) -> Result<(), ApplyError> {
        let name = &object.name;
        nul_or_long(name.bare())?;
        if let Some(table) = name.table() {
            let mut objects = self.schema.objects.keys();
            if !objects.any(|it| it.kind.is_relation() && it.name == table) {
                self.table(&table)?;
            }
        }
        for required in &object.requires {
            let all = self.requirable();
            if !all.contains(required) {
                let all = all.iter().map(String::as_str);
                return Err(ApplyError::Object(ObjectError::RequiredMissing {
                    object: name.clone(),
                    required: required.clone(),
                    closest: closest(required, all).map(str::to_owned),
                }));
            }
        }
        Ok(())
    }

    /// All that an object may require.
    fn requirable(&self) -> Vec<String> {
        let schema = self.schema;
        let tables = schema.tables.keys().map(|name| format!("table:{name}"));
        let enums = schema.enums.keys().map(|name| format!("enum:{name}"));
        let sequences = schema.sequences.keys();
        let sequences = sequences.map(|name| format!("sequence:{name}"));
        let objects = schema.objects.keys();
        let objects = objects.map(|it| format!("{}:{}", it.kind.as_str(), it.name));
        tables
            .chain(enums)
            .chain(sequences)
            .chain(objects)
            .collect()
    }

    fn sequence_is_there(&self, name: &TableName) -> Result<(), ApplyError> {
        if self.schema.sequences.contains_key(name) {
            return Ok(());
        }
        let names = self.schema.sequences.keys().map(|it| it.name.as_str());
        Err(ApplyError::Object(ObjectError::Missing {
            element: ElementPath::Sequence(name.clone()),
            closest: closest(&name.name, names).map(str::to_owned),
        }))
    }

    fn owner_is_there(&self, sequence: &Sequence) -> Result<(), ApplyError> {
        match &sequence.owned_by {
            None => Ok(()),
            Some((table, column)) => super::has_column(self.table(table)?, column),
        }
    }

    /// The defaults that take numbers from a sequence, but for those of its owner.
    fn numbered_by(&self, name: &TableName) -> Vec<Use> {
        let mut used_by = Vec::new();
        for table in self.schema.tables.values() {
            for (mut found, text) in uses::default_texts(table) {
                if text.all().any(|text| holds_name(text, &name.name)) {
                    found.table = Some(table.name.clone());
                    used_by.push(found);
                }
            }
        }
        used_by
    }

    /// Refuses a name that a table, an index or another relation has.
    fn is_free_relation(&self, name: &TableName, kind: &'static str) -> Result<(), ApplyError> {
        if name.name.is_empty() {
            return Err(ApplyError::Object(ObjectError::EmptyName { kind }));
        }
        nul_or_long(&name.name)?;
        let mut folded = self.catalog.folded(name);
        let folded = (self.rules == Rules::Portable)
            .then(|| folded.next())
            .flatten();
        let other = (self.catalog.relation(name))
            .or_else(|| folded.and_then(|name| self.catalog.relation(name)))
            .map(|relation| relation.kind.words())
            .or_else(|| self.schema.enum_type(name).map(|_| "enum"))
            .or_else(|| self.relation_beside_tables(name));
        match other {
            None => Ok(()),
            Some(existing) => Err(ApplyError::Object(ObjectError::NameTaken {
                name: name.clone(),
                kind,
                existing,
            })),
        }
    }

    /// What has that name and is neither table nor part of one.
    fn relation_beside_tables(&self, name: &TableName) -> Option<&'static str> {
        if self.schema.sequences.contains_key(name) {
            return Some("sequence");
        }
        let mut objects = self.schema.objects.keys();
        let is_portable = self.rules == Rules::Portable;
        let is_it = |other: &TableName| {
            other == name
                || is_portable
                    && other.schema == name.schema
                    && other.name.eq_ignore_ascii_case(&name.name)
        };
        let found = objects.find(|object| object.kind.is_relation() && is_it(&object.name));
        found.map(|object| object.kind.words())
    }
}

/// A new or changed table takes no name of a view or a sequence.
pub(super) fn check_table(at: &At<'_>, table: &Table) -> Result<(), ApplyError> {
    if at.schema.objects.is_empty() && at.schema.sequences.is_empty() {
        return Ok(());
    }
    for (name, relation) in relations(table) {
        if let Some(existing) = at.relation_beside_tables(&name) {
            return Err(ApplyError::Object(ObjectError::NameTaken {
                name,
                kind: relation.kind.words(),
                existing,
            }));
        }
    }
    Ok(())
}

/// Whether one of its strings names a relation, as `nextval('numbers')` does.
fn holds_name(text: &str, name: &str) -> bool {
    let strings = tokens(text).filter(|token| token.kind == TokenKind::String);
    let mut contents = strings.map(|token| token.text.trim_matches('\''));
    contents.any(|content| tokens(content).any(|token| token.is_identifier(name)))
}

fn used_in(object: &SqlObject) -> Use {
    Use {
        kind: UseKind::Object(object.name.kind),
        name: object.name.name.to_string(),
        table: object.name.table(),
    }
}

fn exists(element: ElementPath) -> ApplyError {
    ApplyError::Object(ObjectError::Exists { element })
}

fn of_object(name: &ObjectName, object: Option<SqlObject>) -> Changes {
    Changes {
        objects: BTreeMap::from([(name.clone(), object)]),
        ..Changes::default()
    }
}

#[cfg(test)]
mod tests;
