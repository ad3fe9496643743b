//! The file of what is beside the tables: views, functions and the like, and sequences.

use std::collections::BTreeSet;

use super::attribute::{Item, attributes};
use super::clauses::{said, sql};
use super::literal;
use super::names::camel_case;
use crate::schema::{PerDialect, Schema, Sequence, SqlObject, SqlText, TableName};

/// The text of the file, if there is anything beside the tables.
pub(super) fn file(schema: &Schema) -> Option<String> {
    if schema.objects.is_empty() && schema.sequences.is_empty() {
        return None;
    }
    let mut text = "//! What is beside the tables.\n\nuse keeper_schema::SqlObject;\n".to_owned();
    let mut taken: BTreeSet<String> = ["Self".to_owned(), "SqlObject".to_owned()].into();
    for sequence in schema.sequences.values() {
        text += &declared(&of_sequence(sequence), &sequence.name.name, &mut taken);
    }
    for object in schema.objects_in_order() {
        text += &declared(&of_object(object), object.name.bare(), &mut taken);
    }
    Some(text)
}

fn declared(attributes: &str, name: &str, taken: &mut BTreeSet<String>) -> String {
    let base = camel_case(name, "Object");
    let others = (2_u64..).map(|number| format!("{base}{number}"));
    let mut names = [base.clone()].into_iter().chain(others);
    let name = names.find(|name| taken.insert(name.clone()));
    let name = name.unwrap_or(base);
    format!("\n#[derive(SqlObject)]\n{attributes}pub struct {name};\n")
}

fn of_object(object: &SqlObject) -> String {
    let name = &object.name;
    let mut items = vec![said(name.kind.as_str(), &name.name.name)];
    items.extend(schema(&name.name));
    items.extend(name.table.iter().map(|table| said("table", table)));
    let requires = (object.requires.iter()).map(|name| Item::plain(literal::string(name)));
    if !object.requires.is_empty() {
        items.push(Item::Call("requires", requires.collect()));
    }
    attributes(items, 0) + &statement(&object.definition)
}

/// The most characters of the first line of an attribute that rustfmt leaves as it is when
/// a text of several lines begins in it.
const FIRST_LINE: usize = 79;

/// A lone statement of several lines keeps them.
fn statement(definition: &SqlText) -> String {
    let mut texts = definition.all();
    let lone = (texts.next(), texts.next());
    if let (Some(text), None) = lone
        && let Some(lines) = literal::lines(text)
    {
        let whole = match definition {
            PerDialect::Common(_) => format!("#[keeper(sql = {lines})]\n"),
            PerDialect::Each { sqlite: None, .. } => {
                format!("#[keeper(sql(postgres = {lines}))]\n")
            }
            PerDialect::Each { .. } => format!("#[keeper(sql(sqlite = {lines}))]\n"),
        };
        let first = whole.lines().next().unwrap_or_default();
        match definition {
            _ if first.chars().count() <= FIRST_LINE => return whole,
            PerDialect::Common(_) => return format!("#[keeper(\n    sql = {lines}\n)]\n"),
            PerDialect::Each { .. } => {}
        }
    }
    attributes(vec![sql("sql", definition)], 0)
}

fn of_sequence(sequence: &Sequence) -> String {
    let mut items = vec![said("sequence", &sequence.name.name)];
    items.extend(schema(&sequence.name));
    let numbers = [
        ("start", sequence.start),
        ("increment", sequence.increment),
        ("min", sequence.min),
        ("max", sequence.max),
        ("cache", sequence.cache),
    ];
    let numbers = (numbers.into_iter())
        .filter_map(|(name, number)| Some(Item::plain(format!("{name} = {}", number?))));
    items.extend(numbers);
    items.extend(sequence.cycle.then(|| Item::plain("cycle")));
    let owner = sequence.owned_by.iter();
    items
        .extend(owner.map(|(table, column)| said("owned_by", &format!("{}.{column}", table.name))));
    attributes(items, 0)
}

fn schema(name: &TableName) -> Option<Item> {
    name.schema.as_ref().map(|schema| said("schema", schema))
}
