//! Comments of indexes, constraints and enums, each checked against `was`.

use super::alter::Key;
use super::{ApplyError, At, Changes, constraint, enums};
use crate::operation::value::text;
use crate::operation::{CommentChange, Commented};
use crate::schema::Table;

impl At<'_> {
    pub(super) fn set_comment(&self, change: &CommentChange) -> Result<Changes, ApplyError> {
        match &change.on {
            Commented::Index(table, name) => {
                self.index(table, name)?;
                self.edit(table, |table| match table.indexes.get_mut(name) {
                    Some(index) => set(change, &mut index.comment),
                    None => Ok(()),
                })
            }
            Commented::Constraint(table, name) => {
                self.edit(table, |table| match comment_of_constraint(table, name) {
                    Some(comment) => set(change, comment),
                    None => Err(constraint::missing(table, name)),
                })
            }
            Commented::Enum(name) => {
                let mut enum_type = self.enum_type(name)?.clone();
                set(change, &mut enum_type.comment)?;
                Ok(enums::of_enum(enum_type))
            }
        }
    }
}

fn set(change: &CommentChange, current: &mut Option<String>) -> Result<(), ApplyError> {
    let CommentChange { on, comment, was } = change;
    let key = Key {
        element: &on.path(),
        name: "comment",
    };
    key.optional(current, comment, comment.is_none(), was, |comment| {
        text(comment)
    })
}

fn comment_of_constraint<'a>(table: &'a mut Table, name: &str) -> Option<&'a mut Option<String>> {
    let primary_key = table.primary_key.as_mut().filter(|key| key.name == name);
    if let Some(key) = primary_key {
        return Some(&mut key.comment);
    }
    if let Some(unique) = table.unique.get_mut(name) {
        return Some(&mut unique.comment);
    }
    if let Some(key) = table.foreign_keys.get_mut(name) {
        return Some(&mut key.comment);
    }
    if let Some(check) = table.checks.get_mut(name) {
        return Some(&mut check.comment);
    }
    let exclusion = table.exclusions.get_mut(name);
    exclusion.map(|exclusion| &mut exclusion.comment)
}
