//! Enum types made, changed and dropped, with the columns that are of them.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{LONGEST_NAME, nul_or_long};
use super::{ApplyError, At, Changes, EnumError, uses};
use crate::closest::closest;
use crate::operation::value::{default, texts};
use crate::operation::{EnumOperation, ValuePlace};
use crate::schema::{
    Column, ColumnType, Default, ElementPath, EnumType, Literal, Table, TableName,
};

impl<'a> At<'a> {
    pub(super) fn change_enum(&self, operation: &EnumOperation) -> Result<Changes, ApplyError> {
        match operation {
            EnumOperation::Create { enum_type } => {
                self.no_enum(&enum_type.name)?;
                Ok(of_enum(enum_type.clone()))
            }
            EnumOperation::Drop { name } => self.drop_enum(name),
            EnumOperation::Rename { name, to } => self.rename_enum(name, to),
            EnumOperation::AddValue { name, value, place } => {
                let mut enum_type = self.enum_type(name)?.clone();
                let at = match place {
                    None => enum_type.values.len(),
                    Some(ValuePlace::Before(next)) => position(&enum_type, next)?,
                    Some(ValuePlace::After(last)) => position(&enum_type, last)? + 1,
                };
                enum_type.values.insert(at, value.clone());
                Ok(of_enum(enum_type))
            }
            EnumOperation::RenameValue { name, value, to } => {
                let mut enum_type = self.enum_type(name)?.clone();
                let at = position(&enum_type, value)?;
                // PostgreSQL refuses the value's own name as well.
                if enum_type.values.contains(to) {
                    return Err(ApplyError::Enum(EnumError::ValueExists {
                        enum_name: name.clone(),
                        value: to.clone(),
                    }));
                }
                to.clone_into(&mut enum_type.values[at]);
                let map = BTreeMap::from([(value.clone(), to.clone())]);
                self.with_values(enum_type, &BTreeSet::from([value.as_str()]), &map)
            }
            EnumOperation::Replace {
                name,
                values,
                was,
                map,
            } => {
                let before = self.enum_type(name)?;
                if before.values != *was {
                    return Err(ApplyError::WasDiffers {
                        element: ElementPath::Enum(name.clone()),
                        key: "values",
                        is: Some(texts(&before.values)),
                        was: Some(texts(was)),
                    });
                }
                let removed = operation.removed();
                maps_what_goes(name, values, map, &removed)?;
                let replaced = EnumType {
                    values: values.clone(),
                    ..before.clone()
                };
                self.with_values(replaced, &removed, map)
            }
        }
    }

    pub(super) fn enum_type(&self, name: &TableName) -> Result<&'a EnumType, ApplyError> {
        self.schema.enum_type(name).ok_or_else(|| {
            ApplyError::Enum(EnumError::Missing {
                enum_name: name.clone(),
                closest: self.closest_enum(name),
            })
        })
    }

    fn closest_enum(&self, name: &TableName) -> Option<TableName> {
        let enums = self.schema.enums.keys();
        // The right name in another database schema is nearer than any other.
        if let Some(found) = enums.clone().find(|found| found.name == name.name) {
            return Some(found.clone());
        }
        let names = enums
            .filter(|found| found.schema == name.schema)
            .map(|found| found.name.as_str());
        closest(&name.name, names).map(|found| name.sibling(found))
    }

    fn no_enum(&self, name: &TableName) -> Result<(), ApplyError> {
        match self.schema.enum_type(name) {
            None => Ok(()),
            Some(_) => Err(ApplyError::Enum(EnumError::Exists {
                enum_name: name.clone(),
            })),
        }
    }

    /// The tables with a column of the enum.
    fn users(&self, name: &TableName) -> impl Iterator<Item = &'a Table> {
        let schema = self.schema;
        let users = self.catalog.enum_users(name);
        users.filter_map(move |table| schema.table(table))
    }

    fn drop_enum(&self, name: &TableName) -> Result<Changes, ApplyError> {
        self.enum_type(name)?;
        let columns: Vec<ElementPath> = self
            .users(name)
            .flat_map(|table| {
                let columns = table.columns.values();
                columns
                    .filter(|column| column.column_type.enum_name() == Some(name))
                    .map(|column| path(table, column))
            })
            .collect();
        if !columns.is_empty() {
            return Err(ApplyError::Enum(EnumError::InUse {
                enum_name: name.clone(),
                columns,
            }));
        }
        Ok(Changes {
            enums: BTreeMap::from([(name.clone(), None)]),
            ..Changes::default()
        })
    }

    fn rename_enum(&self, name: &TableName, to: &str) -> Result<Changes, ApplyError> {
        let new_name = name.sibling(to);
        let mut enum_type = self.enum_type(name)?.clone();
        self.no_enum(&new_name)?;
        enum_type.name.clone_from(&new_name);
        let mut changes = of_enum(enum_type);
        changes.enums.insert(name.clone(), None);
        for table in self.users(name) {
            let mut table = table.clone();
            for column in table.columns.values_mut() {
                if column.column_type.enum_name() == Some(name) {
                    column.column_type.set_enum_name(&new_name);
                }
            }
            changes.tables.insert(table.name.clone(), Some(table));
        }
        Ok(changes)
    }

    /// The enum with other values: those in `gone` are no more, and defaults follow `map`.
    fn with_values(
        &self,
        enum_type: EnumType,
        gone: &BTreeSet<&str>,
        map: &BTreeMap<String, String>,
    ) -> Result<Changes, ApplyError> {
        let name = enum_type.name.clone();
        let mut changes = of_enum(enum_type);
        for value in gone {
            // PostgreSQL keeps such a text in step with a rename, and refuses it otherwise;
            // on SQLite it would go on to compare with what no row holds any more.
            let left: Vec<_> = self
                .users(&name)
                .flat_map(|table| uses::of_value(table, &name, value))
                .collect();
            if !left.is_empty() {
                return Err(ApplyError::Enum(EnumError::ValueInText {
                    enum_name: name,
                    value: (*value).to_owned(),
                    left,
                }));
            }
        }
        let of_enum = ColumnType::Enum(name.clone());
        for before in self.users(&name) {
            let mut table = before.clone();
            for column in table.columns.values_mut() {
                let Some(Default::Literal(Literal::String(value))) = &mut column.default else {
                    continue;
                };
                if column.column_type != of_enum || !gone.contains(value.as_str()) {
                    continue;
                }
                let Some(to) = map.get(value) else {
                    return Err(ApplyError::Enum(EnumError::DefaultNotMapped {
                        value: value.clone(),
                        column: path(before, column),
                    }));
                };
                value.clone_from(to);
            }
            if table != *before {
                changes.tables.insert(table.name.clone(), Some(table));
            }
        }
        Ok(changes)
    }
}

/// Checks what `changes` makes of an enum.
pub(super) fn check(
    at: &At<'_>,
    changes: &Changes,
    enum_type: &EnumType,
) -> Result<(), ApplyError> {
    let EnumType { name, values, .. } = enum_type;
    if name.name.is_empty() {
        return Err(ApplyError::Enum(EnumError::EmptyName));
    }
    nul_or_long(&name.name)?;
    if changes.table(at.schema, name).is_some() {
        return Err(name_taken(name, "enum", "table"));
    }
    let enum_name = name.clone();
    if values.is_empty() {
        return Err(ApplyError::Enum(EnumError::NoValues { enum_name }));
    }
    let mut seen = BTreeSet::new();
    for value in values {
        let error = if value.is_empty() {
            EnumError::EmptyValue { enum_name }
        } else if value.contains('\0') {
            let value = value.clone();
            EnumError::NulInValue { enum_name, value }
        } else if value.len() > LONGEST_NAME {
            let value = value.clone();
            EnumError::LongValue { enum_name, value }
        } else if !seen.insert(value) {
            let value = value.clone();
            EnumError::ValueExists { enum_name, value }
        } else {
            continue;
        };
        return Err(ApplyError::Enum(error));
    }
    Ok(())
}

/// A table has no name of an enum, and its columns are of enums that are there.
pub(super) fn check_table(at: &At<'_>, changes: &Changes, table: &Table) -> Result<(), ApplyError> {
    if changes.enum_type(at.schema, &table.name).is_some() {
        return Err(name_taken(&table.name, "table", "enum"));
    }
    for column in table.columns.values() {
        let Some(name) = column.column_type.enum_name() else {
            continue;
        };
        let Some(enum_type) = changes.enum_type(at.schema, name) else {
            return Err(ApplyError::Enum(EnumError::MissingForColumn {
                column: path(table, column),
                enum_name: name.clone(),
                closest: at.closest_enum(name),
            }));
        };
        let is_array = matches!(column.column_type, ColumnType::Array(_));
        let value = match &column.default {
            None | Some(Default::Expression(_)) => continue,
            Some(_) if is_array => continue,
            Some(Default::Literal(Literal::String(value))) => value.as_str(),
            Some(
                Default::Literal(Literal::Integer(_) | Literal::Boolean(_)) | Default::Bytes(_),
            ) => "",
        };
        if !enum_type.values.iter().any(|known| known == value) {
            return Err(ApplyError::Enum(EnumError::DefaultIsNoValue {
                column: path(table, column),
                enum_name: name.clone(),
                default: column.default.as_ref().map_or(String::new(), default),
                closest: closest_value(enum_type, value),
            }));
        }
    }
    Ok(())
}

fn maps_what_goes(
    name: &TableName,
    values: &[String],
    map: &BTreeMap<String, String>,
    removed: &BTreeSet<&str>,
) -> Result<(), ApplyError> {
    for (value, to) in map {
        if !removed.contains(value.as_str()) {
            return Err(ApplyError::Enum(EnumError::MapsWhatStays {
                enum_name: name.clone(),
                value: value.clone(),
            }));
        }
        if !values.contains(to) {
            return Err(ApplyError::Enum(EnumError::MapsToNothing {
                enum_name: name.clone(),
                value: value.clone(),
                to: to.clone(),
                closest: closest(to, values.iter().map(String::as_str)).map(str::to_owned),
            }));
        }
    }
    Ok(())
}

fn position(enum_type: &EnumType, value: &str) -> Result<usize, ApplyError> {
    let mut values = enum_type.values.iter();
    values.position(|known| known == value).ok_or_else(|| {
        ApplyError::Enum(EnumError::ValueMissing {
            enum_name: enum_type.name.clone(),
            value: value.to_owned(),
            closest: closest_value(enum_type, value),
        })
    })
}

fn closest_value(enum_type: &EnumType, value: &str) -> Option<String> {
    closest(value, enum_type.values.iter().map(String::as_str)).map(str::to_owned)
}

pub(super) fn of_enum(enum_type: EnumType) -> Changes {
    Changes {
        enums: BTreeMap::from([(enum_type.name.clone(), Some(enum_type))]),
        ..Changes::default()
    }
}

fn name_taken(name: &TableName, kind: &'static str, existing: &'static str) -> ApplyError {
    ApplyError::Enum(EnumError::NameTaken {
        name: name.clone(),
        kind,
        existing,
    })
}

fn path(table: &Table, column: &Column) -> ElementPath {
    ElementPath::Column(table.name.clone(), column.name.clone())
}

#[cfg(test)]
mod tests;
