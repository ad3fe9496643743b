//! Keys of tables and columns set and taken away, each checked against `was`.

use super::{ApplyError, has_column};
use crate::operation::value;
use crate::operation::{ColumnAlteration, ColumnKeys, DroppableKey, TableAlteration, TableKeys};
use crate::schema::{ElementPath, Table};

pub(super) fn table(table: &mut Table, alteration: &TableAlteration) -> Result<(), ApplyError> {
    let TableAlteration {
        set,
        drop_comment,
        was,
    } = alteration;
    let element = ElementPath::Table(table.name.clone());
    if *set == TableKeys::default() && !drop_comment {
        return Err(ApplyError::AltersNothing { element });
    }
    let key = |name| Key {
        element: &element,
        name,
    };
    let Table {
        comment,
        sqlite,
        postgres,
        ..
    } = table;
    key("comment").optional(comment, &set.comment, *drop_comment, &was.comment, |text| {
        value::text(text)
    })?;
    key("sqlite.strict").flag(&mut sqlite.strict, set.strict, was.strict)?;
    key("sqlite.without_rowid").flag(
        &mut sqlite.without_rowid,
        set.without_rowid,
        was.without_rowid,
    )?;
    key("postgres.unlogged").flag(&mut postgres.unlogged, set.unlogged, was.unlogged)
}

pub(super) fn column(
    table: &mut Table,
    name: &str,
    alteration: &ColumnAlteration,
) -> Result<(), ApplyError> {
    let element = ElementPath::Column(table.name.clone(), name.to_owned());
    let Some(column) = table.columns.get_mut(name) else {
        return has_column(table, name);
    };
    let ColumnAlteration { set, drop, was, .. } = alteration;
    if *set == ColumnKeys::default() && drop.is_empty() {
        return Err(ApplyError::AltersNothing { element });
    }
    let drops = |key| drop.contains(&key);
    let key = |name| Key {
        element: &element,
        name,
    };
    key("type").required(
        &mut column.column_type,
        &set.column_type,
        &was.column_type,
        ToString::to_string,
    )?;
    key("null").required(&mut column.null, &set.null, &was.null, ToString::to_string)?;
    key("default").optional(
        &mut column.default,
        &set.default,
        drops(DroppableKey::Default),
        &was.default,
        value::default,
    )?;
    key("identity").optional(
        &mut column.identity,
        &set.identity,
        drops(DroppableKey::Identity),
        &was.identity,
        |identity| value::identity(identity),
    )?;
    key("generated").optional(
        &mut column.generated,
        &set.generated,
        drops(DroppableKey::Generated),
        &was.generated,
        |generated| value::generated(generated),
    )?;
    key("collation").optional(
        &mut column.collation,
        &set.collation,
        drops(DroppableKey::Collation),
        &was.collation,
        |collation| value::sql(collation),
    )?;
    key("comment").optional(
        &mut column.comment,
        &set.comment,
        drops(DroppableKey::Comment),
        &was.comment,
        |text| value::text(text),
    )?;
    key("sqlite.autoincrement").flag(
        &mut column.sqlite.autoincrement,
        set.autoincrement,
        was.autoincrement,
    )?;
    key("sqlite.enforce_length").flag(
        &mut column.sqlite.enforce_length,
        set.enforce_length,
        was.enforce_length,
    )
}

/// One key of what is altered.
pub(super) struct Key<'a> {
    pub(super) element: &'a ElementPath,
    pub(super) name: &'static str,
}

impl Key<'_> {
    /// A key that always has a value, which `was` must say.
    fn required<T: Clone + PartialEq>(
        &self,
        current: &mut T,
        set: &Option<T>,
        was: &Option<T>,
        show: impl Fn(&T) -> String,
    ) -> Result<(), ApplyError> {
        let Some(set) = set else { return Ok(()) };
        if was.as_ref() != Some(current) {
            return Err(self.was_differs(Some(show(current)), was.as_ref().map(show)));
        }
        *current = set.clone();
        Ok(())
    }

    /// A key that may have no value; `was` is then silent.
    pub(super) fn optional<T: Clone + PartialEq>(
        &self,
        current: &mut Option<T>,
        set: &Option<T>,
        drop: bool,
        was: &Option<T>,
        show: impl Fn(&T) -> String,
    ) -> Result<(), ApplyError> {
        if set.is_none() && !drop {
            return Ok(());
        }
        if set.is_some() && drop {
            return Err(ApplyError::SetAndDropped {
                element: self.element.clone(),
                key: self.name,
            });
        }
        if was != current {
            return Err(self.was_differs(current.as_ref().map(&show), was.as_ref().map(show)));
        }
        if drop && current.is_none() {
            return Err(ApplyError::DropsNothing {
                element: self.element.clone(),
                key: self.name,
            });
        }
        current.clone_from(set);
        Ok(())
    }

    /// A key that is false where nothing is said.
    fn flag(
        &self,
        current: &mut bool,
        set: Option<bool>,
        was: Option<bool>,
    ) -> Result<(), ApplyError> {
        let was = Some(was.unwrap_or(false));
        self.required(current, &set, &was, ToString::to_string)
    }

    fn was_differs(&self, is: Option<String>, was: Option<String>) -> ApplyError {
        ApplyError::WasDiffers {
            element: self.element.clone(),
            key: self.name,
            is,
            was,
        }
    }
}
