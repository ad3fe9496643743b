//! Columns as the format spells them.

use std::borrow::Cow;

use super::{Entries, Node, Say};
use crate::operation::{ColumnAlteration, ColumnKeys};
use crate::schema::{
    Column, ColumnType, Default, Generated, Identity, IdentityKind, Literal, SqlText,
};

pub(super) fn column(column: &Column) -> Entries<'_> {
    let mut entries = Entries::with_capacity(4);
    entries.say("name", &column.name);
    entries.say("type", column_type(&column.column_type));
    entries.say_true("null", column.null);
    entries.say_some("default", column.default.as_ref().map(default));
    entries.say_some("identity", column.identity.as_deref().map(identity));
    entries.say_some("generated", column.generated.as_deref().map(generated));
    entries.say_some("collation", column.collation.as_deref());
    entries.say_some("comment", column.comment.as_ref());
    let mut sqlite = Entries::new();
    sqlite.say_true("autoincrement", column.sqlite.autoincrement);
    sqlite.say_true("enforce_length", column.sqlite.enforce_length);
    entries.say_table("sqlite", sqlite);
    entries
}

/// Adds the keys of an `alter_column` but for its table and column.
pub(super) fn alteration<'a>(entries: &mut Entries<'a>, alteration: &'a ColumnAlteration) {
    entries.say_table("set", keys(&alteration.set));
    if !alteration.drop.is_empty() {
        let dropped = alteration.drop.iter().map(|key| Node::from(key.as_str()));
        entries.say("drop", Node::List(dropped.collect()));
    }
    entries.say_table("was", keys(&alteration.was));
    entries.say_some("using", alteration.using.as_ref());
    entries.say_some("using_down", alteration.using_down.as_ref());
    entries.say_some("loses", alteration.loses.as_ref());
}

fn keys(keys: &ColumnKeys) -> Entries<'_> {
    let mut entries = Entries::new();
    entries.say_some("type", keys.column_type.as_ref().map(column_type));
    entries.say_some("null", keys.null);
    entries.say_some("default", keys.default.as_ref().map(default));
    entries.say_some("identity", keys.identity.as_deref().map(identity));
    entries.say_some("generated", keys.generated.as_deref().map(generated));
    entries.say_some("collation", keys.collation.as_deref());
    entries.say_some("comment", keys.comment.as_ref());
    let mut sqlite = Entries::new();
    sqlite.say_some("autoincrement", keys.autoincrement);
    sqlite.say_some("enforce_length", keys.enforce_length);
    entries.say_table("sqlite", sqlite);
    entries
}

fn column_type(column_type: &ColumnType) -> Node<'_> {
    let mut element = column_type;
    let mut dimensions = 0;
    while let ColumnType::Array(inner) = element {
        element = inner;
        dimensions += 1;
    }
    match element {
        // Its spelling holds one name; it is a table where the databases have others.
        ColumnType::Raw(SqlText::Each { sqlite, postgres }) => {
            let array =
                |name: &String| Node::Text(Cow::Owned(name.clone() + &"[]".repeat(dimensions)));
            let mut entries = Entries::new();
            entries.say_some("sqlite", sqlite.as_ref().map(array));
            entries.say_some("postgres", postgres.as_ref().map(array));
            Node::Table(entries)
        }
        _ => Node::Text(Cow::Owned(column_type.to_string())),
    }
}

fn default(default: &Default) -> Node<'_> {
    match default {
        Default::Literal(Literal::String(text)) => Node::from(text),
        Default::Literal(Literal::Integer(integer)) => Node::Integer(*integer),
        Default::Literal(Literal::Boolean(boolean)) => Node::Boolean(*boolean),
        Default::Bytes(bytes) => {
            let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Node::Table(vec![("bytes", Node::Text(Cow::Owned(hex)))])
        }
        Default::Expression(sql) => Node::Table(vec![("sql", Node::from(sql))]),
    }
}

fn identity(identity: &Identity) -> Node<'_> {
    let kind = match identity.kind {
        IdentityKind::Serial => "serial",
        IdentityKind::ByDefault => "by_default",
        IdentityKind::Always => "always",
    };
    let mut entries = Entries::new();
    entries.say_some("start", identity.start);
    entries.say_some("increment", identity.increment);
    entries.say_some("min", identity.min);
    entries.say_some("max", identity.max);
    entries.say_some("cache", identity.cache);
    entries.say_true("cycle", identity.cycle);
    entries.say_some("sequence", identity.sequence.as_ref());
    if entries.is_empty() {
        return Node::from(kind);
    }
    entries.insert(0, ("kind", Node::from(kind)));
    Node::Table(entries)
}

fn generated(generated: &Generated) -> Node<'_> {
    let mut entries = Entries::with_capacity(2);
    entries.say("expression", &generated.expression);
    entries.say("stored", generated.stored);
    Node::Table(entries)
}
