//! Where constraints are said: a key of one column at its field, others at the struct.

use std::collections::BTreeMap;

use super::Source;
use super::attribute::Item;
use super::clauses::{arguments, comment, deferrable, include, said, sql};
use super::indexes;
use crate::schema::{
    Check, Deferrable, ForeignKey, Match, PrimaryKey, ReferentialAction, Table, Unique,
};

/// Items by where they stand.
#[derive(Default)]
pub(super) struct Placed {
    pub(super) on_table: Vec<Item>,
    pub(super) on_fields: BTreeMap<String, Vec<Item>>,
}

impl Placed {
    pub(super) fn on_field(&mut self, column: &str, item: Item) {
        self.on_fields
            .entry(column.to_owned())
            .or_default()
            .push(item);
    }

    fn is_said(&self, column: &str, word: &str) -> bool {
        let items = self.on_fields.get(column).into_iter().flatten();
        let mut items = items.map(|item| match item {
            Item::Plain(text) => text.as_str(),
            Item::Call(name, _) => name,
        });
        items.any(|said| said.split([' ', '=']).next() == Some(word))
    }
}

/// Places every constraint of the table.
pub(super) fn place(source: &Source<'_>, table: &Table, placed: &mut Placed) {
    if let Some(key) = &table.primary_key {
        primary_key(source, table, key, placed);
    }
    for unique in table.unique.values() {
        unique_key(source, table, unique, placed);
    }
    for key in table.foreign_keys.values() {
        foreign_key(source, table, key, placed);
    }
    for check in table.checks.values() {
        place_check(source, table, check, placed);
    }
    for exclusion in table.exclusions.values() {
        let item = indexes::exclusion(source, table, exclusion);
        placed.on_table.push(item);
    }
}

fn primary_key(source: &Source<'_>, table: &Table, key: &PrimaryKey, placed: &mut Placed) {
    let mut options = key_options(source, table, &key.name, &key.include, key.deferrable);
    options.extend(comment(key.comment.as_ref()));
    key_of("primary_key", source, table, &key.columns, options, placed);
}

fn unique_key(source: &Source<'_>, table: &Table, unique: &Unique, placed: &mut Placed) {
    let mut options = key_options(
        source,
        table,
        &unique.name,
        &unique.include,
        unique.deferrable,
    );
    if unique.nulls_not_distinct {
        options.push(Item::plain("nulls_not_distinct"));
    }
    options.extend(comment(unique.comment.as_ref()));
    key_of("unique", source, table, &unique.columns, options, placed);
}

fn key_of(
    word: &'static str,
    source: &Source<'_>,
    table: &Table,
    columns: &[String],
    options: Vec<Item>,
    placed: &mut Placed,
) {
    if let [column] = columns
        && !placed.is_said(column, word)
    {
        let item = match options.as_slice() {
            [] => Item::plain(word),
            [Item::Plain(name)] if name.starts_with("name = ") => {
                Item::Plain(name.replacen("name", word, 1))
            }
            _ => Item::Call(word, options),
        };
        return placed.on_field(column, item);
    }
    let fields = source.names.fields(&table.name, columns).into_iter();
    let items = fields.map(Item::Plain).chain(options).collect();
    placed.on_table.push(Item::Call(word, items));
}

fn key_options(
    source: &Source<'_>,
    table: &Table,
    name: &str,
    included: &[String],
    when: Option<Deferrable>,
) -> Vec<Item> {
    let name = source.implied.constraint_name(table, name);
    let included = include(source.names.fields(&table.name, included));
    let name = name.map(|name| said("name", name));
    name.into_iter()
        .chain(included)
        .chain(when.map(deferrable))
        .collect()
}

fn foreign_key(source: &Source<'_>, table: &Table, key: &ForeignKey, placed: &mut Placed) {
    let name = source.implied.constraint_name(table, &key.name);
    // A comment at the field is the column's.
    if let ([column], [], None, false) = (
        key.columns.as_slice(),
        key.on_delete_columns.as_slice(),
        &key.comment,
        key.columns
            .iter()
            .any(|column| placed.is_said(column, "references")),
    ) {
        let options = foreign_key_options(source, table, key);
        for item in options
            .into_iter()
            .chain(name.map(|name| said("foreign_key_name", name)))
        {
            placed.on_field(column, item);
        }
        return;
    }
    let fields = source.names.fields(&table.name, &key.columns).into_iter();
    let mut items: Vec<Item> = fields.map(Item::Plain).collect();
    items.extend(foreign_key_options(source, table, key));
    items.extend(name.map(|name| said("name", name)));
    items.extend(comment(key.comment.as_ref()));
    placed.on_table.push(Item::Call("foreign_key", items));
}

fn foreign_key_options(source: &Source<'_>, table: &Table, key: &ForeignKey) -> Vec<Item> {
    let mut items = vec![Item::Plain(format!(
        "references = {}",
        target(source, table, key)
    ))];
    items.extend(
        match (action(key.on_delete), key.on_delete_columns.as_slice()) {
            (None, _) => None,
            (Some(action), []) => Some(said("on_delete", action)),
            (Some(action), columns) => {
                let fields = source.names.fields(&table.name, columns).into_iter();
                let action = Item::Plain(super::literal::string(action));
                let items = [action].into_iter().chain(fields.map(Item::Plain));
                Some(Item::Call("on_delete", items.collect()))
            }
        },
    );
    items.extend(action(key.on_update).map(|action| said("on_update", action)));
    items.extend(match key.match_type {
        Match::Simple => None,
        Match::Full => Some(said("match", "full")),
    });
    items.extend(key.deferrable.map(deferrable));
    items.extend(key.not_valid.then(|| Item::plain("not_valid")));
    items
}

/// `super::Album`, `super::Album::slug` or `super::Album(a, b)`.
fn target(source: &Source<'_>, table: &Table, key: &ForeignKey) -> String {
    let referred = &key.references.table;
    let model = match *referred == table.name {
        true => "Self".to_owned(),
        false => format!("super::{}", source.names.type_name(referred)),
    };
    let other = source.schema.table(referred);
    let primary_key = other.and_then(|other| other.primary_key.as_ref());
    if primary_key.is_some_and(|primary_key| primary_key.columns == key.references.columns) {
        return model;
    }
    let fields = source.names.fields(referred, &key.references.columns);
    let begins_small = |field: &str| {
        let plain = field.trim_start_matches("r#");
        plain.starts_with(|first: char| first.is_lowercase() || first == '_')
    };
    match fields.as_slice() {
        [field] if begins_small(field) => format!("{model}::{field}"),
        fields => format!("{model}({})", fields.join(", ")),
    }
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

fn place_check(source: &Source<'_>, table: &Table, check: &Check, placed: &mut Placed) {
    let mut options = Vec::new();
    options.extend(check.not_valid.then(|| Item::plain("not_valid")));
    options.extend(check.no_inherit.then(|| Item::plain("no_inherit")));
    options.extend(comment(check.comment.as_ref()));
    if let Some(column) = source.implied.column_of_check(table, &check.name) {
        let item = match options.is_empty() {
            true => sql("check", &check.expression),
            false => {
                let items = arguments(&check.expression).into_iter().chain(options);
                Item::Call("check", items.collect())
            }
        };
        return placed.on_field(column, item);
    }
    let mut items = arguments(&check.expression);
    items.extend(options);
    let name = source.implied.constraint_name(table, &check.name);
    items.extend(name.map(|name| said("name", name)));
    placed.on_table.push(Item::Call("check", items));
}
