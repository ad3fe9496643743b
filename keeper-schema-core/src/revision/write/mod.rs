//! Writes revision files: the same revision, the same bytes.
//!
//! Laid out for the person who reviews it: one column a line, defaults left out, and
//! nothing in a string that is there but not seen.

mod string;

use std::fmt::{Display, Write};

use self::string::{basic, key, multi_line, push_basic};
use super::Revision;
use super::form::{self, Entries, Node};
use super::read::FORMAT;
use crate::operation::Operation;

/// The text of a revision file.
pub fn revision(revision: &Revision) -> String {
    let mut out = String::with_capacity(2048);
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
    let replaced = revision.replaces.iter().map(|id| id.as_str());
    strings(&mut out, "replaces", replaced);
    if let Some(phase) = revision.phase {
        line(&mut out, "phase", basic(phase.as_str()));
    }
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
        Node::Lines(items) => lines(out, key, items, item),
        // Few and short, but columns keep their shape and foreign keys are long.
        Node::Named(items) if items.len() == 1 && matches!(key, "unique" | "checks") => {
            inline_line(out, key, node);
        }
        Node::Named(items) => lines(out, key, items, |out, item| inline_table(out, item)),
        Node::Table(entries) if is_long(entries) => {
            for (database, node) in entries {
                entry(out, &format!("{key}.{database}"), node);
            }
        }
        Node::Text(_)
        | Node::Integer(_)
        | Node::Boolean(_)
        | Node::Bare(_)
        | Node::List(_)
        | Node::Table(_) => inline_line(out, key, node),
    }
}

/// Whether a value for each database is better read as two keys, as `sql.sqlite`.
fn is_long(entries: &Entries<'_>) -> bool {
    let database = |key: &str| matches!(key, "sqlite" | "postgres");
    let long = |node: &Node<'_>| match node {
        Node::Text(text) => text.contains('\n'),
        Node::Lines(_) => true,
        Node::Integer(_)
        | Node::Boolean(_)
        | Node::Bare(_)
        | Node::List(_)
        | Node::Named(_)
        | Node::Table(_) => false,
    };
    entries.iter().all(|(key, _)| database(key)) && entries.iter().any(|(_, node)| long(node))
}

fn inline_line(out: &mut String, key: &str, node: &Node<'_>) {
    let _ = write!(out, "{key} = ");
    inline(out, node);
    out.push('\n');
}

fn lines<T>(out: &mut String, key: &str, items: &[T], write: impl Fn(&mut String, &T)) {
    let _ = writeln!(out, "{key} = [");
    for item in items {
        out.push_str("    ");
        write(out, item);
        out.push_str(",\n");
    }
    out.push_str("]\n");
}

fn item(out: &mut String, node: &Node<'_>) {
    match node {
        Node::Text(text) if text.contains('\n') => out.push_str(&multi_line(text)),
        _ => inline(out, node),
    }
}

fn inline(out: &mut String, node: &Node<'_>) {
    match node {
        Node::Text(text) => push_basic(out, text),
        Node::Integer(integer) => {
            let _ = write!(out, "{integer}");
        }
        Node::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
        Node::Bare(value) => out.push_str(value),
        Node::List(items) | Node::Lines(items) => list(out, items, inline),
        Node::Named(items) => list(out, items, |out, item| inline_table(out, item)),
        Node::Table(entries) => inline_table(out, entries),
    }
}

fn list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        write(out, item);
    }
    out.push(']');
}

fn inline_table(out: &mut String, entries: &Entries<'_>) {
    if entries.is_empty() {
        out.push_str("{}");
        return;
    }
    for (position, (name, node)) in entries.iter().enumerate() {
        out.push_str(if position == 0 { "{ " } else { ", " });
        out.push_str(&key(name));
        out.push_str(" = ");
        inline(out, node);
    }
    out.push_str(" }");
}

#[cfg(test)]
mod tests;
