//! Indexes as the format spells them.

use super::{Entries, Node, Say};
use crate::schema::{Index, IndexKey, IndexTarget, NullsOrder, SortOrder};

/// Adds the keys of a `create_index` but for its table and `concurrently`.
pub(super) fn index<'a>(entries: &mut Entries<'a>, index: &'a Index) {
    entries.say("name", &index.name);
    entries.say("keys", keys(&index.keys));
    entries.say_true("unique", index.unique);
    entries.say_some("where", index.predicate.as_ref());
    entries.say_some("method", index.method.as_ref());
    entries.say_names("include", &index.include);
    entries.say_true("nulls_not_distinct", index.nulls_not_distinct);
    let with = index.with.iter();
    let with = with.map(|(key, value)| (key.as_str(), Node::from(value)));
    entries.say_table("with", with.collect());
    entries.say_some("comment", index.comment.as_ref());
}

pub(super) fn keys(keys: &[IndexKey]) -> Node<'_> {
    Node::List(keys.iter().map(key).collect())
}

fn key(key: &IndexKey) -> Node<'_> {
    let entries = key_entries(key);
    match &key.target {
        IndexTarget::Column(column) if entries.len() == 1 => Node::from(column),
        IndexTarget::Column(_) | IndexTarget::Expression(_) => Node::Table(entries),
    }
}

/// The keys and values of a key that is written as a table.
pub(super) fn key_entries(key: &IndexKey) -> Entries<'_> {
    let mut options = Entries::new();
    match key.order {
        SortOrder::Ascending => {}
        SortOrder::Descending => options.say("order", "desc"),
    }
    let nulls = key.nulls.map(|nulls| match nulls {
        NullsOrder::First => "first",
        NullsOrder::Last => "last",
    });
    options.say_some("nulls", nulls);
    options.say_some("opclass", key.opclass.as_ref());
    options.say_some("collation", key.collation.as_ref());
    let target = match &key.target {
        IndexTarget::Column(column) => ("column", Node::from(column)),
        IndexTarget::Expression(sql) => ("expression", Node::from(sql)),
    };
    options.insert(0, target);
    options
}
