//! What a database was told of an object beside the statement that makes it: comments, the owner,
//! privileges, options, triggers on a view that no revision made, and the like.
//!
//! Only the database knows it. So it looks before the object goes, and says all of that again
//! that is not so when the object is back. A setting of the session holds it in between: that
//! takes no privilege, has no name that could clash with a table's, and goes with a rollback.

use std::collections::{BTreeMap, BTreeSet};

use super::block;
use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, string_literal};
use crate::operation::Operation;
use crate::schema::sql_tokens::{Token, same_tokens, tokens};
use crate::schema::{ObjectKind, ObjectName, Schema, SqlObject, SqlText};

/// One query for all that can be said again.
const FACTS: &str = include_str!("told/facts.sql");

/// Says what is not so any more, in PL/pgSQL.
const SAY: &str = include_str!("told/say.sql");

/// What the database knows of objects that go and come back.
#[derive(Default)]
pub(super) struct Told {
    /// With the statement that each had then. What was said again is not in it.
    remembered: BTreeMap<ObjectName, SqlText>,
    /// Whether something was remembered in the revision.
    is_begun: bool,
    /// Whether the session has the query.
    has_facts: bool,
}

impl Told {
    /// Has the database look at objects of `schema`, but for those that it knows of already: these
    /// may not be as they were any more. The operations that come `later` can rename a table.
    pub(super) fn remember(
        &mut self,
        schema: &Schema,
        names: &BTreeSet<ObjectName>,
        later: &[Operation],
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        let is_part = |name: &ObjectName| {
            let table = name.table();
            let mut views = names.iter().filter(|name| name.kind.is_relation());
            views.any(|view| table.as_ref() == Some(&view.name))
        };
        let objects = schema.objects.values().filter(|object| {
            let name = &object.name;
            (names.contains(name) || is_part(name))
                && name.kind != ObjectKind::Extension
                && object.definition.postgres().is_some()
                && !self.remembered.contains_key(&name_later(name, later))
        });
        let objects: Vec<&SqlObject> = objects.collect();
        if objects.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::with_capacity(objects.len());
        for object in objects {
            let renamed = name_later(&object.name, later);
            let table = renamed.table.clone();
            let table = table.filter(|_| renamed != object.name);
            rows.push(row(&object.name, None, table.as_deref())?);
            (self.remembered).insert(renamed, object.definition.clone());
        }
        statements.push(sql_only(self.look(&array(&rows))));
        (self.is_begun, self.has_facts) = (true, true);
        Ok(())
    }

    /// Has the database say again what it knows of those that are back in `schema`.
    pub(super) fn say(
        &mut self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        let mut rows = Vec::new();
        self.remembered.retain(|name, was| {
            let object = schema.objects.get(name);
            let is = object.and_then(|object| object.definition.postgres());
            let (Some(is), Some(was)) = (is, was.postgres()) else {
                return true;
            };
            let governed = (!same_tokens(was, is)).then(|| governed(was, is));
            rows.push(row(name, governed.as_deref(), None));
            false
        });
        if !rows.is_empty() {
            let rows: Result<Vec<String>, DialectError> = rows.into_iter().collect();
            let objects = array(&rows?);
            let body = format!(
                "\n-- Says again what the objects were told beside their statements.\nDECLARE\n    objects CONSTANT text[] := {objects};\n{SAY}"
            );
            statements.push(sql_only(block::anonymous(&body)));
            self.has_facts = false;
        }
        Ok(())
    }

    /// What comes next may be run by another session, which goes on where this one was cut off.
    pub(super) fn end_part(&mut self) {
        self.has_facts = false;
    }

    fn look(&self, objects: &str) -> String {
        let facts = match self.has_facts {
            true => "current_setting('keeper_schema.facts')".to_owned(),
            false => block::dollar_quoted(&format!("\n{FACTS}")),
        };
        let before = match self.is_begun {
            true => {
                "coalesce(nullif(current_setting('keeper_schema.told', true), ''), '[]')::jsonb || told"
            }
            false => "told",
        };
        block::anonymous(&format!(
            "\n-- Remembers what the objects are told beside their statements.\nDECLARE\n    objects CONSTANT text[] := {objects};\n    facts CONSTANT text := {facts};\n    told jsonb;\nBEGIN\n    EXECUTE facts INTO told USING objects;\n    PERFORM set_config('keeper_schema.facts', facts, false),\n        set_config('keeper_schema.told', ({before})::text, false);\nEND\n"
        ))
    }
}

/// Asks for what could not be said again by these statements, a row each, if any of them may be of
/// that kind. It is told once.
pub fn unsaid(statements: &[Statement]) -> Option<&'static str> {
    let mut says = statements.iter().map(Statement::sql);
    says.any(|sql| sql.contains("keeper_schema.unsaid")).then_some(
        "SELECT unnest(nullif(current_setting('keeper_schema.unsaid', true), '')::text[]); SET keeper_schema.unsaid = ''",
    )
}

/// What an object is called after operations that rename its table.
pub(super) fn name_later(name: &ObjectName, later: &[Operation]) -> ObjectName {
    let mut name = name.clone();
    for operation in later {
        if let Operation::RenameTable { table, to, .. } = operation
            && name.table().as_ref() == Some(table)
        {
            name.table = Some(to.clone());
        }
    }
    name
}

/// Kind, schema, table, name, the words of its statements if these differ, and what its table is
/// called later if that differs.
fn row(
    name: &ObjectName,
    governed: Option<&str>,
    later: Option<&str>,
) -> Result<String, DialectError> {
    let schema = name.name.schema.as_deref();
    let fields = [
        Some(name.kind.as_str()),
        schema,
        name.table.as_deref(),
        Some(name.bare()),
        governed,
        later,
    ];
    let fields: Result<Vec<String>, DialectError> = fields
        .into_iter()
        .map(|field| field.map_or_else(|| Ok("NULL".to_owned()), string_literal))
        .collect();
    Ok(format!("[{}]", fields?.join(", ")))
}

fn array(rows: &[String]) -> String {
    format!("ARRAY[\n        {}]", rows.join(",\n        "))
}

/// The words by which the one or the other statement itself may say something, as an array: those
/// before what is selected, and of the statements after the first. `;` if the new one has any.
fn governed(was: &str, is: &str) -> String {
    let mut words: BTreeSet<String> = ["create".to_owned()].into();
    for text in [was, is] {
        let all: Vec<Token<'_>> = tokens(text).collect();
        let is_option = |pair: &[Token<'_>]| pair[0].is_word("check") && pair[1].is_word("option");
        if all.windows(2).any(is_option) {
            words.insert("check_option".to_owned());
        }
        let first = all.iter().take_while(|token| !token.is_word("as"));
        let further = all.iter().skip_while(|token| !token.is_punctuation(";"));
        words.extend(first.chain(further).filter_map(word));
    }
    let mut further = tokens(is).skip_while(|token| !token.is_punctuation(";"));
    if further.any(|token| !token.is_punctuation(";")) {
        words.insert(";".to_owned());
    }
    let words = words.iter();
    let words =
        words.map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", words.collect::<Vec<String>>().join(","))
}

/// A name as the catalog has it.
fn word(token: &Token<'_>) -> Option<String> {
    let name = token.identifier()?;
    Some(match token.text == name {
        true => name.to_lowercase(),
        false => name,
    })
}

#[cfg(test)]
mod tests {
    use super::governed;

    #[test]
    fn what_a_statement_may_say_itself() {
        for (was, is, expected) in [
            (
                "CREATE VIEW v WITH (Security_Barrier) AS SELECT a FROM t",
                "CREATE VIEW v AS SELECT b FROM t WITH CASCADED CHECK OPTION;",
                r#"{"check_option","create","security_barrier","v","view","with"}"#,
            ),
            (
                "CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE INDEX \"My \"\"i\" ON m (a)",
                "CREATE MATERIALIZED VIEW m AS SELECT 2; COMMENT ON m IS 'x'",
                r#"{";","My \"i","a","comment","create","index","is","m","materialized","on","view"}"#,
            ),
        ] {
            assert_eq!(governed(was, is), expected);
        }
    }
}
