//! Comments.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::fitted::any_of;
use super::name::{constraint_name, enum_name, index_name, table_name};
use crate::operation::{CommentChange, Commented};
use crate::schema::Schema;

/// Some with a comment, most without.
pub(super) fn commented<T: std::fmt::Debug>(
    things: impl Strategy<Value = T>,
    comment_of: fn(&mut T) -> &mut Option<String>,
) -> impl Strategy<Value = T> {
    let comment = option::weighted(0.2, Just("a comment".to_owned()));
    (things, comment).prop_map(move |(mut thing, comment)| {
        *comment_of(&mut thing) = comment;
        thing
    })
}

pub(super) fn comment_change() -> impl Strategy<Value = CommentChange> {
    let on = prop_oneof![
        (table_name(), index_name()).prop_map(|(table, name)| Commented::Index(table, name)),
        (table_name(), constraint_name())
            .prop_map(|(table, name)| Commented::Constraint(table, name)),
        enum_name().prop_map(Commented::Enum),
    ];
    let comments = ["it's \"said\"", "a\nb \\"].as_slice();
    (on, option::weighted(0.7, select(comments))).prop_map(|(on, comment)| CommentChange {
        on,
        comment: comment.map(str::to_owned),
        was: None,
    })
}

/// Puts the change on something that is there, and says what its comment was.
pub(super) fn fit_comment(change: &mut CommentChange, schema: &Schema) {
    let CommentChange { on, was, .. } = change;
    match on {
        Commented::Index(table, name) => {
            let tables = schema.tables.values();
            let indexes = tables.flat_map(|table| {
                let indexes = table.indexes.values();
                indexes.map(|index| (&table.name, index))
            });
            if let Some((there, index)) = any_of(indexes, table.name.len() + name.len()) {
                *on = Commented::Index(there.clone(), index.name.clone());
                was.clone_from(&index.comment);
            }
        }
        Commented::Constraint(table, name) => {
            let tables = schema.tables.values();
            let constraints = tables.flat_map(|table| {
                let constraints = table.constraints();
                constraints.map(|constraint| (&table.name, constraint))
            });
            if let Some((there, constraint)) = any_of(constraints, table.name.len() + name.len()) {
                *on = Commented::Constraint(there.clone(), constraint.name().to_owned());
                *was = constraint.comment().cloned();
            }
        }
        Commented::Enum(name) => {
            if let Some(there) = any_of(schema.enums.values(), name.name.len()) {
                name.clone_from(&there.name);
                was.clone_from(&there.comment);
            }
        }
    }
}
