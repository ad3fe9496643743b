//! Reads comments of indexes, constraints and enums.

use super::constraint::table_name;
use super::enums::enum_name;
use super::fields::Fields;
use super::value::{comment, name, text};
use crate::diagnostic::Code;
use crate::operation::{CommentChange, Commented, Operation};

pub(super) fn set_comment(fields: &mut Fields<'_>) -> Option<Operation> {
    let is_of_enum = fields.value("enum").is_some() && fields.value("table").is_none();
    let on = match is_of_enum {
        true => enum_name(fields).map(Commented::Enum),
        false => in_table(fields),
    };
    let comment = fields.optional("comment", comment);
    let was = fields.optional("was", text);
    Some(Operation::SetComment(CommentChange {
        on: on?,
        comment,
        was,
    }))
}

fn in_table(fields: &mut Fields<'_>) -> Option<Commented> {
    let table = table_name(fields);
    let index = fields.optional("index", name);
    let constraint = fields.optional("constraint", name);
    if fields.span_of("index").is_some() == fields.span_of("constraint").is_some() {
        let message = "`set_comment` is on an `index` or a `constraint` of a table, or an `enum`";
        fields
            .report
            .error(Code::MissingKey, fields.span(), message);
    }
    match (index, constraint) {
        (Some(index), _) => Some(Commented::Index(table?, index)),
        (None, Some(constraint)) => Some(Commented::Constraint(table?, constraint)),
        (None, None) => None,
    }
}
