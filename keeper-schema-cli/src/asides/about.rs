//! Questions about one of what PostgreSQL is told beside the schema.

use std::collections::BTreeSet;

use keeper_schema::migrate::{Aside, LiveSchema, Said};
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::operation::{ObjectOperation, Operation};
use keeper_schema_core::schema::{ObjectKind, Schema, TableName};

/// What is said once all else is there.
pub(crate) fn statement(aside: &Aside) -> Option<&str> {
    match &aside.said {
        Said::Clause(_) | Said::Elsewhere(_) => None,
        Said::Type(said) | Said::Statement(said) | Said::Partition(said) => Some(said),
    }
}

/// Whether it is a type, or said of one: a column of it keeps it from changing.
pub(crate) fn is_of_type(aside: &Aside) -> bool {
    let of_type = |of: &String| of.starts_with("domain ") || of.starts_with("type ");
    matches!(aside.said, Said::Type(_)) || aside.within.as_ref().is_some_and(of_type)
}

/// Whether it is compared at all.
pub(crate) fn is_compared(aside: &Aside) -> bool {
    !matches!(aside.said, Said::Elsewhere(_))
}

/// Whether a partition stays one, and only its place in a table is another. Is it divided itself,
/// that stays.
pub(super) fn can_move(said: &str, new: &Aside) -> bool {
    let divided = |said: &str| {
        said.split_once(" PARTITION BY ")
            .map(|(_, by)| by.to_owned())
    };
    statement(new).is_some_and(|new| divided(said) == divided(new))
}

/// Whether what is a partition in one database is a table of its own in the other.
pub(super) fn is_another_table(aside: &Aside, schema: &Schema) -> bool {
    let partition = aside.other.as_ref();
    partition.is_some_and(|name| schema.tables.contains_key(name))
}

/// Whether the statement of a policy says it as well.
pub(crate) fn is_said_by_policy(aside: &Aside, schema: &Schema) -> bool {
    let mut objects = schema.objects.keys();
    aside.name.starts_with("row security of ")
        && objects.any(|it| it.kind == ObjectKind::Policy && it.table() == aside.table)
}

/// Whether it keeps what the operations drop: a constraint of a domain that calls a function, a
/// foreign key of a partition alone.
pub(super) fn is_in_the_way(aside: &Aside, operations: &[Operation]) -> bool {
    let Said::Statement(said) = &aside.said else {
        return false;
    };
    let calls_dropped = |operation: &Operation| match operation {
        Operation::Object(ObjectOperation::Drop { name, .. }) => {
            name.kind == ObjectKind::Function && said.contains(name.bare())
        }
        _ => false,
    };
    let is_of_domain = is_of_type(aside) && aside.name.starts_with("constraint ");
    is_of_domain && operations.iter().any(calls_dropped)
        || aside.table.is_some() && said.contains(" FOREIGN KEY ")
}

/// Whether a partition that is left is in the schema.
pub(super) fn keeps_partition(schema: &Aside, from: &LiveSchema, to: &LiveSchema) -> bool {
    let mut partitions = from
        .asides
        .iter()
        .filter(|aside| matches!(aside.said, Said::Partition(_)));
    partitions.any(|aside| {
        let name = aside.other.as_ref().and_then(|name| name.schema.as_deref());
        let is_there = name.is_some_and(|name| {
            let quoted = quoted(name).unwrap_or_default();
            [name, quoted.as_str()]
                .map(|it| format!("schema {it}"))
                .contains(&schema.name)
        });
        is_there && is_of_table_in(aside, to)
    })
}

/// Whether the statement that makes the table says whom it inherits from.
pub(super) fn is_made_with_table(aside: &Aside, made: &BTreeSet<&TableName>) -> bool {
    let is_made = aside
        .table
        .as_ref()
        .is_some_and(|table| made.contains(table));
    is_made && is_inheritance(aside)
}

/// Whether it says whom a table inherits from.
pub(crate) fn is_inheritance(aside: &Aside) -> bool {
    aside.name.starts_with("inheritance of ")
}

pub(super) fn is_attribute(aside: &Aside) -> bool {
    matches!(aside.said, Said::Type(_)) && aside.name.contains(", attribute ")
}

pub(super) fn is_of_table_in(aside: &Aside, live: &LiveSchema) -> bool {
    let mut table = aside.table.iter();
    table.all(|table| live.schema.tables.contains_key(table))
}
