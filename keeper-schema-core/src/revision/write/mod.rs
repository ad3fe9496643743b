//! Writes revision files: the same revision, the same bytes.
//!
//! Laid out for the person who reviews it: one column a line, defaults left out, and
//! nothing in a string that is there but not seen.

mod string;

use std::fmt::{Display, Write};

use self::string::{basic, key, multi_line};
use super::Revision;
use super::form::{self, Entries, Node};
use super::read::FORMAT;
use crate::operation::Operation;

/// The text of a revision file.
pub fn revision(revision: &Revision) -> String {
    let mut out = String::new();
    line(&mut out, "format", FORMAT);
    line(&mut out, "revision", basic(revision.id.as_str()));
    match revision.down_revision.as_slice() {
        [] => {}
        [parent] => line(&mut out, "down_revision", basic(parent.as_str())),
        parents => strings(
            &mut out,
            "down_revision",
            parents.iter().map(|id| id.as_str()),
        ),
    }
    let labels = revision.branch_labels.iter().map(String::as_str);
    strings(&mut out, "branch_labels", labels);
    let dependencies = revision.depends_on.iter().map(|id| id.as_str());
    strings(&mut out, "depends_on", dependencies);
    if let Some(base_schema) = &revision.base_schema {
        line(&mut out, "base_schema", basic(base_schema));
    }
    if !revision.message.is_empty() {
        line(&mut out, "message", basic(&revision.message));
    }
    if let Some(create_date) = revision.create_date {
        line(&mut out, "create_date", create_date);
    }
    if revision.irreversible {
        line(&mut out, "irreversible", true);
    }
    if revision.foreign_keys_on {
        line(&mut out, "foreign_keys", basic("on"));
    }
    if let Some([]) = revision.downgrade.as_deref() {
        line(&mut out, "downgrade", "[]");
    }
    for operation in &revision.upgrade {
        out.push('\n');
        table(&mut out, "upgrade", operation);
    }
    for operation in revision.downgrade.iter().flatten() {
        out.push('\n');
        table(&mut out, "downgrade", operation);
    }
    out
}

/// One operation as its `[[upgrade]]` table.
pub fn operation(operation: &Operation) -> String {
    let mut out = String::new();
    table(&mut out, "upgrade", operation);
    out
}

fn line(out: &mut String, key: &str, value: impl Display) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{key} = {value}");
}

fn strings<'a>(out: &mut String, key: &str, values: impl Iterator<Item = &'a str>) {
    let values: Vec<_> = values.map(basic).collect();
    if !values.is_empty() {
        line(out, key, format_args!("[{}]", values.join(", ")));
    }
}

fn table(out: &mut String, header: &str, operation: &Operation) {
    let _ = writeln!(out, "[[{header}]]");
    for (key, node) in form::operation(operation) {
        entry(out, key, &node);
    }
}

/// A key of an operation. Only here is there room for several lines.
fn entry(out: &mut String, key: &str, node: &Node<'_>) {
    match node {
        Node::Text(text) if text.contains('\n') => line(out, key, multi_line(text)),
        Node::Lines(items) => lines(out, key, items.iter().map(item)),
        // Few and short, but columns keep their shape and foreign keys are long.
        Node::Named(items) if items.len() == 1 && matches!(key, "unique" | "checks") => {
            line(out, key, inline(node));
        }
        Node::Named(items) => lines(out, key, items.iter().map(|item| inline_table(item))),
        Node::Table(entries) if is_long(entries) => {
            for (database, node) in entries {
                entry(out, &format!("{key}.{database}"), node);
            }
        }
        Node::Text(_) | Node::Integer(_) | Node::Boolean(_) | Node::List(_) | Node::Table(_) => {
            line(out, key, inline(node))
        }
    }
}

/// Whether a value for each database is better read as two keys, as `sql.sqlite`.
fn is_long(entries: &Entries<'_>) -> bool {
    let database = |key: &str| matches!(key, "sqlite" | "postgres");
    let long = |node: &Node<'_>| match node {
        Node::Text(text) => text.contains('\n'),
        Node::Lines(_) => true,
        Node::Integer(_) | Node::Boolean(_) | Node::List(_) | Node::Named(_) | Node::Table(_) => {
            false
        }
    };
    entries.iter().all(|(key, _)| database(key)) && entries.iter().any(|(_, node)| long(node))
}

fn lines(out: &mut String, key: &str, items: impl Iterator<Item = String>) {
    let _ = writeln!(out, "{key} = [");
    for item in items {
        let _ = writeln!(out, "    {item},");
    }
    out.push_str("]\n");
}

fn item(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) if text.contains('\n') => multi_line(text),
        _ => inline(node),
    }
}

fn inline(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) => basic(text),
        Node::Integer(integer) => integer.to_string(),
        Node::Boolean(boolean) => boolean.to_string(),
        Node::List(items) | Node::Lines(items) => {
            let items: Vec<_> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Node::Named(items) => {
            let items: Vec<_> = items.iter().map(inline_table).collect();
            format!("[{}]", items.join(", "))
        }
        Node::Table(entries) => inline_table(entries),
    }
}

fn inline_table(entries: &Entries<'_>) -> String {
    let entries = entries.iter();
    let entries: Vec<_> = entries
        .map(|(name, node)| format!("{} = {}", key(name), inline(node)))
        .collect();
    if entries.is_empty() {
        return "{}".to_owned();
    }
    format!("{{ {} }}", entries.join(", "))
}

#[cfg(test)]
mod tests;
