//! Constraints as the format spells them.

use super::index::key_entries;
use super::{Entries, Node, Say, names};
use crate::schema::{
    Check, Deferrable, Exclusion, ExclusionElement, ForeignKey, Match, PrimaryKey,
    ReferentialAction, Unique,
};

pub(super) fn primary_key(primary_key: &PrimaryKey) -> Entries<'_> {
    let mut entries = Entries::with_capacity(4);
    entries.say("name", &primary_key.name);
    entries.say("columns", names(&primary_key.columns));
    entries.say_names("include", &primary_key.include);
    entries.say_some("deferrable", primary_key.deferrable.map(deferrable));
    entries.say_some("comment", primary_key.comment.as_ref());
    entries
}

pub(super) fn unique(unique: &Unique) -> Entries<'_> {
    let mut entries = Entries::with_capacity(4);
    entries.say("name", &unique.name);
    entries.say("columns", names(&unique.columns));
    entries.say_true("nulls_not_distinct", unique.nulls_not_distinct);
    entries.say_names("include", &unique.include);
    entries.say_some("deferrable", unique.deferrable.map(deferrable));
    entries.say_some("comment", unique.comment.as_ref());
    entries
}

pub(super) fn foreign_key(foreign_key: &ForeignKey) -> Entries<'_> {
    let mut references = Entries::with_capacity(2);
    references.say_name_of(&foreign_key.references.table);
    references.say("columns", names(&foreign_key.references.columns));

    let mut entries = Entries::with_capacity(4);
    entries.say("name", &foreign_key.name);
    entries.say("columns", names(&foreign_key.columns));
    entries.say("references", Node::Table(references));
    match foreign_key.match_type {
        Match::Simple => {}
        Match::Full => entries.say("match", "full"),
    }
    entries.say_some("on_update", action(foreign_key.on_update));
    entries.say_some("on_delete", on_delete(foreign_key));
    entries.say_some("deferrable", foreign_key.deferrable.map(deferrable));
    entries.say_true("not_valid", foreign_key.not_valid);
    entries.say_some("comment", foreign_key.comment.as_ref());
    entries
}

pub(super) fn check(check: &Check) -> Entries<'_> {
    let mut entries = Entries::with_capacity(4);
    entries.say("name", &check.name);
    entries.say("expression", &check.expression);
    entries.say_true("not_valid", check.not_valid);
    entries.say_true("no_inherit", check.no_inherit);
    entries.say_some("comment", check.comment.as_ref());
    entries
}

pub(super) fn exclusion(exclusion: &Exclusion) -> Entries<'_> {
    let mut entries = Entries::with_capacity(4);
    entries.say("name", &exclusion.name);
    entries.say("elements", elements(&exclusion.elements));
    entries.say_some("method", exclusion.method.as_ref());
    entries.say_some("where", exclusion.predicate.as_ref());
    entries.say_some("deferrable", exclusion.deferrable.map(deferrable));
    entries.say_some("comment", exclusion.comment.as_ref());
    entries
}

pub(super) fn elements(elements: &[ExclusionElement]) -> Node<'_> {
    let elements = elements.iter().map(|element| {
        let mut entries = key_entries(&element.key);
        entries.say("with", &element.operator);
        Node::Table(entries)
    });
    Node::List(elements.collect())
}

fn on_delete(foreign_key: &ForeignKey) -> Option<Node<'_>> {
    let action = action(foreign_key.on_delete)?;
    if foreign_key.on_delete_columns.is_empty() {
        return Some(Node::from(action));
    }
    Some(Node::Table(vec![
        ("action", Node::from(action)),
        ("columns", names(&foreign_key.on_delete_columns)),
    ]))
}

fn action(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("restrict"),
        ReferentialAction::Cascade => Some("cascade"),
        ReferentialAction::SetNull => Some("set null"),
        ReferentialAction::SetDefault => Some("set default"),
    }
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::Deferrable => "deferrable",
        Deferrable::InitiallyDeferred => "initially deferred",
    }
}
