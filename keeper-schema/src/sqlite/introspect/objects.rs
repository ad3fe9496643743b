//! Views and triggers, as a schema has them.

use keeper_schema_core::schema::sql_tokens::{same_tokens, sqlite_tokens};
use keeper_schema_core::schema::{
    ObjectKind, ObjectName, PerDialect, Schema, SqlObject, TableName,
};

use super::found::Found;
use crate::migrate::{Unmanaged, UnmanagedKind};

/// Which objects are part of the schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Those that are expected: others may be somebody else's.
    Expected,
    /// All of them.
    All,
}

/// Takes objects out of what is beside the schema, spelled as `expected`.
pub(super) fn take(found: &mut Found, expected: &Schema, taken: Taken) {
    let mut objects = std::mem::take(&mut found.beside_tables.objects);
    found.unmanaged.retain(|unmanaged| {
        let Some(live) = object(unmanaged) else {
            return true;
        };
        let same = expected
            .objects
            .values()
            .find(|it| is_same(&it.name, &live.name));
        let object = match same {
            None if taken == Taken::Expected => return true,
            None => live,
            Some(expected) => spelled(live, expected),
        };
        objects.insert(object.name.clone(), object);
        false
    });
    // SQLite has no sequences and no functions, and none of either is missing in it.
    for object in expected.objects.values() {
        if object.definition.sqlite().is_none() {
            objects.insert(object.name.clone(), object.clone());
        }
    }
    found.beside_tables.objects = objects;
    found.beside_tables.sequences = expected.sequences.clone();
}

fn object(unmanaged: &Unmanaged) -> Option<SqlObject> {
    let kind = match unmanaged.kind {
        UnmanagedKind::View => ObjectKind::View,
        UnmanagedKind::Trigger => ObjectKind::Trigger,
        UnmanagedKind::MaterializedView
        | UnmanagedKind::ForeignTable
        | UnmanagedKind::Partition
        | UnmanagedKind::Policy
        | UnmanagedKind::Function
        | UnmanagedKind::Sequence
        | UnmanagedKind::VirtualTable
        | UnmanagedKind::UnreadTable
        | UnmanagedKind::UnreadIndex
        | UnmanagedKind::Clause
        | UnmanagedKind::Other => return None,
    };
    let sql = unmanaged.sql.clone()?;
    Some(SqlObject {
        name: ObjectName {
            kind,
            name: TableName::new(unmanaged.name.as_str()),
            table: unmanaged.table.as_ref().map(|table| table.name.clone()),
        },
        definition: PerDialect::Common(sql),
        requires: Vec::new(),
    })
}

/// Names of SQLite have no case, and a trigger's is not its table's.
fn is_same(expected: &ObjectName, live: &ObjectName) -> bool {
    let same = |left: &str, right: &str| left.eq_ignore_ascii_case(right);
    let tables = (expected.table.as_ref()).zip(live.table.as_ref());
    expected.kind == live.kind
        && same(&expected.name.name, &live.name.name)
        && tables.is_none_or(|(expected, live)| same(expected, live))
}

/// The live object in the words of the expected one, where they are the same.
fn spelled(live: SqlObject, expected: &SqlObject) -> SqlObject {
    let sql = live.definition.sqlite();
    let text = expected.definition.sqlite();
    let is_same = (sql.zip(text)).is_some_and(|(live, expected)| means_the_same(live, expected));
    SqlObject {
        name: expected.name.clone(),
        definition: match is_same {
            true => expected.definition.clone(),
            false => PerDialect::Each {
                sqlite: sql.cloned(),
                postgres: expected.definition.postgres().cloned(),
            },
        },
        requires: expected.requires.clone(),
    }
}

/// SQLite keeps a statement without `IF NOT EXISTS`, and without a semicolon.
fn means_the_same(live: &str, expected: &str) -> bool {
    let tokens: Vec<_> = sqlite_tokens(expected).collect();
    let words = ["if", "not", "exists"];
    let at = (2..4).find(|at| {
        words
            .iter()
            .enumerate()
            .all(|(next, word)| tokens.get(at + next).is_some_and(|it| it.is_word(word)))
    });
    let mut last = tokens.iter().rev().skip_while(|it| it.is_punctuation(";"));
    let end = last.next().map_or(0, |it| it.offset + it.text.len());
    let expected = &expected[..end];
    match at.and_then(|at| Some((tokens.get(at)?, tokens.get(at + 3)?))) {
        None => same_tokens(live, expected),
        Some((start, end)) => {
            let (head, rest) = (&expected[..start.offset], &expected[end.offset..]);
            same_tokens(live, &format!("{head}{rest}"))
        }
    }
}
