//! Objects in the words of the expected schema, where both mean the same.
//!
//! An expected statement is run under a name among the temporary objects of the connection,
//! in a transaction that is rolled back, and read back as the live one was.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::dialect::quoted;
use keeper_schema_core::schema::sql_tokens::{Token, TokenKind, tokens};
use keeper_schema_core::schema::{
    ObjectKind, ObjectName, PerDialect, Schema, SqlObject, TableName,
};

use super::super::connection::Connection;
use super::super::queries::{Queries, SETTINGS};
use super::super::scope::{Further, Namespaces, Own, Scope};
use super::super::{Found, beside, objects};
use crate::migrate::{DatabaseError, DatabaseErrorKind, Unmanaged, UnmanagedKind};

/// Which objects are part of the schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Those that are expected: others may be somebody else's.
    Expected,
    /// All of them.
    All,
}

/// Spells the objects of a live schema as `expected`, and leaves out those that are not
/// part of it.
pub(super) fn take(
    connection: &dyn Connection,
    found: &mut Found,
    expected: &Schema,
    taken: Taken,
) -> Result<(), DatabaseError> {
    let live = std::mem::take(&mut found.schema.objects);
    let mut differing = Vec::new();
    for object in expected.objects.values() {
        let Some(text) = object.definition.postgres() else {
            // PostgreSQL has none of it, and none is missing.
            let name = object.name.clone();
            found.schema.objects.insert(name, object.clone());
            continue;
        };
        if let Some(live) = counterpart(&object.name, &live) {
            differing.push((object, text, live));
        }
    }
    let probed = probe(connection, &differing)?;
    let mut known = BTreeSet::new();
    for (object, text, live) in differing {
        known.insert(live.name.clone());
        let text_of = |object: &SqlObject| object.definition.postgres().cloned();
        let is = text_of(live).unwrap_or_default();
        let probed = counterpart(&temporary(&object.name), &probed).and_then(text_of);
        let means_the_same = object.name.kind == ObjectKind::Extension
            || normal(text) == normal(&is)
            || probed.is_some_and(|probed| {
                normal(&probed) == normal(statement(&is))
                    && normal(further(text)) == normal(further(&is))
            });
        let mut spelled = object.clone();
        if !means_the_same {
            spelled.definition = PerDialect::Each {
                sqlite: object.definition.sqlite().cloned(),
                postgres: Some(is),
            };
        }
        found.schema.objects.insert(object.name.clone(), spelled);
    }
    let (sequences, objects) = (&mut found.schema.sequences, &mut found.schema.objects);
    for (name, object) in live {
        if known.contains(&name) {
            continue;
        }
        match taken {
            Taken::All => {
                objects.insert(name, object);
            }
            Taken::Expected => found.unmanaged.extend(as_unmanaged(&name)),
        }
    }
    if taken == Taken::Expected {
        sequences.retain(|name, _| expected.sequences.contains_key(name));
    }
    let Found {
        schema, unmanaged, ..
    } = found;
    unmanaged.retain(|it| !beside::is_in(schema, it));
    found.unmanaged.sort();
    found.unmanaged.dedup();
    Ok(())
}

/// What stands for it among what a schema cannot hold, if anything does.
fn as_unmanaged(name: &ObjectName) -> Option<Unmanaged> {
    let kind = match name.kind {
        ObjectKind::View => UnmanagedKind::View,
        ObjectKind::MaterializedView => UnmanagedKind::MaterializedView,
        ObjectKind::Trigger => UnmanagedKind::Trigger,
        ObjectKind::Extension
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Policy => return None,
    };
    let is_trigger = kind == UnmanagedKind::Trigger;
    Some(Unmanaged {
        kind,
        name: match is_trigger {
            true => name.name.name.clone(),
            false => name.name.to_string(),
        },
        table: name.table(),
        sql: None,
    })
}

/// The object of that name. A function can be called without the types of its arguments.
fn counterpart<'o>(
    name: &ObjectName,
    live: &'o BTreeMap<ObjectName, SqlObject>,
) -> Option<&'o SqlObject> {
    if let Some(live) = live.get(name) {
        return Some(live);
    }
    let is_short = name.bare() == name.name.name;
    let mut alike = live.values().filter(|it| {
        it.name.kind == name.kind
            && it.name.name.schema == name.name.schema
            && it.name.table == name.table
            && it.name.bare() == name.bare()
    });
    let first = alike.next().filter(|_| is_short)?;
    alike.next().is_none().then_some(first)
}

/// The name of what stands for an object: one that is not stored has no schema, and a view
/// that is read alone is never kept.
fn temporary(name: &ObjectName) -> ObjectName {
    ObjectName {
        kind: match name.kind {
            ObjectKind::MaterializedView => ObjectKind::View,
            kind => kind,
        },
        name: TableName::new(name.name.name.as_str()),
        table: name.table.clone(),
    }
}

/// Runs the statements among temporary objects, and reads what became of them.
fn probe(
    connection: &dyn Connection,
    differing: &[(&SqlObject, &String, &SqlObject)],
) -> Result<BTreeMap<ObjectName, SqlObject>, DatabaseError> {
    let differing = differing.iter().filter(|(_, text, live)| {
        let live = live.definition.postgres();
        live.is_none_or(|live| normal(live) != normal(text))
    });
    let probes: Vec<(Option<TableName>, String)> = differing
        .filter_map(|(object, text, _)| Some((object.name.table(), rewritten(object, text)?)))
        .collect();
    if probes.is_empty() {
        return Ok(BTreeMap::new());
    }
    connection.run("BEGIN")?;
    let read = run(connection, &probes);
    let ended = connection.run("ROLLBACK");
    let read = read?;
    ended?;
    Ok(read)
}

fn run(
    connection: &dyn Connection,
    probes: &[(Option<TableName>, String)],
) -> Result<BTreeMap<ObjectName, SqlObject>, DatabaseError> {
    // Last, so that a statement still finds what is stored.
    connection.run(
        "SELECT set_config('search_path', current_setting('search_path') || ', pg_temp', true)",
    )?;
    for (table, sql) in probes {
        if let Some(table) = table
            && let Ok(name) = quoted(&table.name)
        {
            let schema = match table.schema.as_deref().map(quoted) {
                Some(Ok(schema)) => format!("{schema}."),
                Some(Err(_)) | None => String::new(),
            };
            attempt(
                connection,
                &format!("CREATE TABLE IF NOT EXISTS pg_temp.{name} (LIKE {schema}{name})"),
            )?;
        }
        attempt(connection, sql)?;
    }
    connection.run(SETTINGS)?;
    let scope = Scope {
        own: Own::Temporary,
        further: Further::default(),
        ..Scope::default()
    };
    // Without any, there are no temporary objects to be read.
    let Ok(namespaces) = Namespaces::read(connection, &scope) else {
        return Ok(BTreeMap::new());
    };
    let mut schema = Schema::default();
    let queries = Queries::new(&namespaces);
    objects::read(connection, &queries, &namespaces, &scope, &mut schema)?;
    Ok(schema.objects)
}

/// Runs a statement that may fail.
fn attempt(connection: &dyn Connection, sql: &str) -> Result<(), DatabaseError> {
    // A message of its own: one that cannot be parsed would make no savepoint either.
    connection.run("SAVEPOINT keeper_probe")?;
    match connection.run(sql) {
        Ok(()) => connection.run("RELEASE SAVEPOINT keeper_probe"),
        Err(error) if error.kind == DatabaseErrorKind::ConnectionLost => Err(error),
        Err(_) => {
            connection.run("ROLLBACK TO SAVEPOINT keeper_probe; RELEASE SAVEPOINT keeper_probe")
        }
    }
}

/// The first statement of the text for a temporary object, or on a temporary table.
fn rewritten(object: &SqlObject, text: &str) -> Option<String> {
    let text = statement(text);
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let after = |words: &[&str]| {
        let found = tokens
            .iter()
            .position(|token| words.iter().any(|it| token.is_word(it)));
        found.map(|at| at + 1)
    };
    let (head, mut at, name) = match object.name.kind {
        ObjectKind::Extension => return None,
        ObjectKind::View | ObjectKind::MaterializedView => (
            "CREATE VIEW pg_temp.".to_owned(),
            after(&["view"])?,
            object.name.bare(),
        ),
        ObjectKind::Function | ObjectKind::Procedure => {
            let kind = object.name.kind.words().to_uppercase();
            let at = after(&["function", "procedure"])?;
            (format!("CREATE {kind} pg_temp."), at, object.name.bare())
        }
        ObjectKind::Trigger | ObjectKind::Policy => {
            let at = after(&["on"])?;
            let head = format!("{}pg_temp.", &text[..tokens.get(at)?.offset]);
            (head, at, object.name.table.as_deref()?)
        }
    };
    if tokens.get(at)?.is_word("if") {
        at += 3;
    }
    if tokens.get(at + 1)?.is_punctuation(".") {
        at += 2;
    }
    let named = tokens.get(at)?;
    let rest = &text[named.offset + named.text.len()..];
    Some(format!("{head}{}{rest}", quoted(name).ok()?))
}

/// The first of the statements of a text.
fn statement(text: &str) -> &str {
    match end(text) {
        Some(end) => &text[..end],
        None => text,
    }
}

/// What follows after the first statement.
fn further(text: &str) -> &str {
    match end(text) {
        Some(end) => &text[end..],
        None => "",
    }
}

fn end(text: &str) -> Option<usize> {
    // `BEGIN ATOMIC ...; END` is one statement.
    if tokens(text).any(|token| token.is_word("atomic")) {
        return None;
    }
    let mut tokens = tokens(text);
    tokens
        .find(|token| token.is_punctuation(";"))
        .map(|token| token.offset)
}

/// The tokens of a statement without what says only where a name is found.
fn normal(text: &str) -> Vec<String> {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let plain = |token: &Token<'_>| match token.kind {
        TokenKind::Word => token.text.to_lowercase(),
        TokenKind::QuotedIdentifier => {
            let name = token.identifier().unwrap_or_default();
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            match name.chars().all(is_plain) {
                true => name,
                false => token.text.to_owned(),
            }
        }
        TokenKind::String | TokenKind::Number | TokenKind::Parameter | TokenKind::Punctuation => {
            token.text.to_owned()
        }
    };
    let mut normal = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let word = plain(token);
        let is_before_dot = tokens.get(at + 1).is_some_and(|it| it.is_punctuation("."));
        if is_before_dot && (word == "public" || word.starts_with("pg_temp")) {
            at += 2;
            continue;
        }
        // What an index is where nothing is said.
        if word == "using" && tokens.get(at + 1).is_some_and(|it| it.is_word("btree")) {
            at += 2;
            continue;
        }
        at += 1;
        let is_said_elsewhere = ["or", "replace", "materialized", "if", "not", "exists"];
        // Only in the head of the statement.
        if normal.len() < 3 && is_said_elsewhere.contains(&word.as_str()) || word == ";" {
            continue;
        }
        normal.push(word);
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::{ObjectKind, ObjectName, PerDialect, SqlObject, TableName, normal, rewritten};

    #[test]
    fn statements_are_run_among_temporary_objects() {
        let cases = [
            (
                ObjectKind::View,
                "CREATE OR REPLACE VIEW public.x (a) AS SELECT 1;",
                "CREATE VIEW pg_temp.\"x\" (a) AS SELECT 1",
            ),
            (
                ObjectKind::MaterializedView,
                "CREATE MATERIALIZED VIEW IF NOT EXISTS x AS SELECT 1; CREATE INDEX i ON x (a)",
                "CREATE VIEW pg_temp.\"x\" AS SELECT 1",
            ),
            (
                ObjectKind::Function,
                "CREATE FUNCTION x(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1; $$",
                "CREATE FUNCTION pg_temp.\"x\"(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1; $$",
            ),
            (
                ObjectKind::Trigger,
                "CREATE TRIGGER x BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION f()",
                "CREATE TRIGGER x BEFORE UPDATE ON pg_temp.\"t\" FOR EACH ROW EXECUTE FUNCTION f()",
            ),
        ];
        for (kind, text, expected) in cases {
            let object = SqlObject {
                name: ObjectName {
                    kind,
                    name: TableName::new("x"),
                    table: Some("t".to_owned()),
                },
                definition: PerDialect::Common(text.to_owned()),
                requires: Vec::new(),
            };
            assert_eq!(rewritten(&object, text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn where_a_name_is_found_does_not_count() {
        let same = [(
            "CREATE OR REPLACE VIEW \"x\" AS SELECT a.b FROM a",
            "create view public.x as select a.b from pg_temp_3.a;",
        )];
        for (left, right) in same {
            assert_eq!(normal(left), normal(right));
        }
        assert_ne!(
            normal("CREATE VIEW x AS SELECT 1"),
            normal("CREATE VIEW x AS SELECT '1'")
        );
    }
}
