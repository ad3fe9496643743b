//! Indexes and exclusion constraints.

use super::Source;
use super::attribute::Item;
use super::clauses::{arguments, comment, deferrable, include, said, sql};
use super::constraints::Placed;
use crate::schema::{
    Exclusion, ExclusionElement, Index, IndexKey, IndexTarget, NullsOrder, PerDialect, SortOrder,
    Table,
};

/// Places every index: one of a column alone at its field, others at the struct.
pub(super) fn place(source: &Source<'_>, table: &Table, placed: &mut Placed) {
    for index in table.indexes.values() {
        let options = options(source, table, index);
        if let [key] = index.keys.as_slice()
            && let IndexTarget::Column(column) = &key.target
        {
            let order = (key.order == SortOrder::Descending).then(|| Item::plain("desc"));
            let items: Vec<Item> = order
                .into_iter()
                .chain(key_options(key))
                .chain(options)
                .collect();
            placed.on_field(column, on_field(items));
            continue;
        }
        let keys = index.keys.iter().map(|key| of_struct(source, table, key));
        let items = keys.chain(options).collect();
        placed.on_table.push(Item::Call("index", items));
    }
}

fn on_field(items: Vec<Item>) -> Item {
    match items.as_slice() {
        [] => Item::plain("index"),
        [Item::Plain(name)] if name.starts_with("name = ") => {
            Item::Plain(name.replacen("name", "index", 1))
        }
        _ => Item::Call("index", items),
    }
}

fn options(source: &Source<'_>, table: &Table, index: &Index) -> Vec<Item> {
    let mut items = Vec::new();
    items.extend(index.unique.then(|| Item::plain("unique")));
    items.extend(index.method.iter().map(|method| said("method", method)));
    items.extend(include(source.names.fields(&table.name, &index.include)));
    if index.nulls_not_distinct {
        items.push(Item::plain("nulls_not_distinct"));
    }
    if !index.with.is_empty() {
        let parameters = index
            .with
            .iter()
            .map(|(name, value)| parameter(name, value));
        items.push(Item::Call("with", parameters.collect()));
    }
    items.extend(index.predicate.as_ref().map(|text| sql("where", text)));
    let name = source.implied.index_name(table, &index.name);
    items.extend(name.map(|name| said("name", name)));
    items.extend(comment(index.comment.as_ref()));
    items
}

fn parameter(name: &str, value: &str) -> Item {
    let is_number = value
        .parse::<u32>()
        .is_ok_and(|number| number.to_string() == value);
    match is_number || ["true", "false"].contains(&value) {
        true => Item::Plain(format!("{name} = {value}")),
        false => said(name, value),
    }
}

fn key_options(key: &IndexKey) -> impl Iterator<Item = Item> {
    let nulls = key.nulls.map(|nulls| match nulls {
        NullsOrder::First => said("nulls", "first"),
        NullsOrder::Last => said("nulls", "last"),
    });
    let opclass = key.opclass.as_ref().map(|text| sql("opclass", text));
    let collation = key.collation.as_ref().map(|text| sql("collation", text));
    nulls.into_iter().chain(opclass).chain(collation)
}

/// A key among others.
fn of_struct(source: &Source<'_>, table: &Table, key: &IndexKey) -> Item {
    let options: Vec<Item> = key_options(key).collect();
    let word = match key.order {
        SortOrder::Ascending => "key",
        SortOrder::Descending => "desc",
    };
    let mut target = target(source, table, key);
    let is_each = matches!(
        &key.target,
        IndexTarget::Expression(PerDialect::Each { .. })
    );
    if options.is_empty() && key.order == SortOrder::Ascending && !is_each {
        return target.swap_remove(0);
    }
    target.extend(options);
    Item::Call(word, target)
}

fn target(source: &Source<'_>, table: &Table, key: &IndexKey) -> Vec<Item> {
    match &key.target {
        IndexTarget::Column(column) => {
            vec![Item::plain(source.names.field(&table.name, column))]
        }
        IndexTarget::Expression(text) => arguments(text),
    }
}

/// `exclude(key(a, with = "="), method = "gist")`
pub(super) fn exclusion(source: &Source<'_>, table: &Table, exclusion: &Exclusion) -> Item {
    let elements = exclusion.elements.iter();
    let mut items: Vec<Item> = (elements.map(|it| element(source, table, it))).collect();
    items.extend(exclusion.method.iter().map(|method| said("method", method)));
    items.extend(exclusion.predicate.as_ref().map(|text| sql("where", text)));
    items.extend(exclusion.deferrable.map(deferrable));
    let name = source.implied.constraint_name(table, &exclusion.name);
    items.extend(name.map(|name| said("name", name)));
    items.extend(comment(exclusion.comment.as_ref()));
    Item::Call("exclude", items)
}

fn element(source: &Source<'_>, table: &Table, element: &ExclusionElement) -> Item {
    let word = match element.key.order {
        SortOrder::Ascending => "key",
        SortOrder::Descending => "desc",
    };
    let mut items = target(source, table, &element.key);
    items.extend(key_options(&element.key));
    items.push(said("with", &element.operator));
    Item::Call(word, items)
}
