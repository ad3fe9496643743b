//! A name for what a revision does, for noticing that an applied one was edited.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::form::{self, Entries, Node};
use super::{Revision, RevisionId};
use crate::operation::Operation;

/// The checksum of a revision: `c1:` and the SHA-256 of its effect, in hexadecimal.
///
/// What counts is what changes the effect: the id, `down_revision`, `depends_on`,
/// `irreversible`, `foreign_keys`, the operations and a written downgrade. The message,
/// the date, branch labels, `replaces`, `phase` and `base_schema` do not, nor does the layout of the file:
/// comments, white space, line ends, the order of keys, of columns and of the
/// constraints of a table, and defaults that are spelled out.
///
/// Databases keep this value for ever. `c1` is frozen: another form gets another
/// number, and a new key of the format counts only where it is said.
pub fn checksum(revision: &Revision) -> String {
    let mut text = String::with_capacity(2048);
    write_table(&mut text, &form(revision));
    let digest = Sha256::digest(text.as_bytes());
    let mut checksum = String::with_capacity("c1:".len() + 2 * digest.len());
    checksum.push_str("c1:");
    for byte in digest {
        for nibble in [byte >> 4, byte & 15] {
            checksum.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    checksum
}

fn form(revision: &Revision) -> Entries<'_> {
    let mut entries = Entries::with_capacity(7);
    entries.push(("revision", Node::from(revision.id.as_str())));
    ids(&mut entries, "down_revision", &revision.down_revision);
    ids(&mut entries, "depends_on", &revision.depends_on);
    if revision.irreversible {
        entries.push(("irreversible", Node::Boolean(true)));
    }
    if revision.foreign_keys_on {
        entries.push(("foreign_keys", Node::from("on")));
    }
    entries.push(("upgrade", operations(&revision.upgrade)));
    if let Some(downgrade) = &revision.downgrade {
        entries.push(("downgrade", operations(downgrade)));
    }
    entries
}

fn operations(operations: &[Operation]) -> Node<'_> {
    let tables = operations
        .iter()
        .map(|operation| Node::Table(form::operation(operation)));
    Node::List(tables.collect())
}

fn ids<'a>(entries: &mut Entries<'a>, key: &'a str, ids: &'a [RevisionId]) {
    if !ids.is_empty() {
        let mut ids: Vec<_> = ids.iter().map(RevisionId::as_str).collect();
        ids.sort_unstable();
        entries.push((key, Node::List(ids.into_iter().map(Node::from).collect())));
    }
}

/// Every value begins with its kind and ends where its length or a bracket says, so
/// that no two revisions share a text.
fn write_node(text: &mut String, node: &Node<'_>) {
    match node {
        Node::Text(value) => write_text(text, value),
        Node::Integer(value) => {
            // Writing to a string does not fail.
            let _ = write!(text, "i{value};");
        }
        Node::Bare(value) => {
            let _ = write!(text, "b{}:{value}", value.len());
        }
        Node::Boolean(value) => text.push(if *value { 't' } else { 'f' }),
        Node::List(items) | Node::Lines(items) => {
            text.push('[');
            for item in items {
                write_node(text, item);
            }
            text.push(']');
        }
        Node::Named(items) => {
            let mut items: Vec<_> = items.iter().collect();
            items.sort_unstable_by_key(|item| name(item));
            text.push('[');
            for item in items {
                write_table(text, item);
            }
            text.push(']');
        }
        Node::Table(entries) => write_table(text, entries),
    }
}

fn write_table(text: &mut String, entries: &Entries<'_>) {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    text.push('{');
    for (key, node) in entries {
        write_text(text, key);
        write_node(text, node);
    }
    text.push('}');
}

fn write_text(text: &mut String, value: &str) {
    let _ = write!(text, "s{}:{value}", value.len());
}

fn name<'a>(entries: &'a Entries<'_>) -> Option<&'a str> {
    match entries.first() {
        Some((_, Node::Text(name))) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
