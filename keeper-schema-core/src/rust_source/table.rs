//! The file of a table.

use super::attribute::{Item, attributes};
use super::clauses::said;
use super::constraints::{self, Placed};
use super::{Source, column, doc, indexes};
use crate::model::snake_case;
use crate::schema::Table;

/// The text of the file.
pub(super) fn file(source: &Source<'_>, table: &Table) -> String {
    let mut placed = Placed::default();
    constraints::place(source, table, &mut placed);
    indexes::place(source, table, &mut placed);

    let type_name = source.names.type_name(&table.name);
    let mut text = "use keeper_schema::Model;\n\n".to_owned();
    text += &source.remarks(&table.name);
    let (doc, comment) = comment(source, table.comment.as_deref(), 0);
    text += &doc;
    text += "#[derive(Clone, Debug, Model)]\n";
    let mut items = table_items(table, type_name);
    items.extend(comment);
    text += &attributes(items, 0);
    text += &attributes(placed.on_table, 0);
    text += &format!("pub struct {type_name} {{\n");
    for column in table.columns.values() {
        let items = placed.on_fields.remove(&column.name).unwrap_or_default();
        text += &column::field(source, table, column, items);
    }
    text + "}\n"
}

/// A comment as doc comment, and as an item where that does not say it.
pub(super) fn comment(
    source: &Source<'_>,
    comment: Option<&str>,
    indent: usize,
) -> (String, Option<Item>) {
    let Some(comment) = comment else {
        return (String::new(), None);
    };
    let lines = doc::lines(comment, indent);
    let is_said = source.options.doc_comments && lines.is_some();
    let item = (!is_said).then(|| said("comment", comment));
    (lines.unwrap_or_default(), item)
}

fn table_items(table: &Table, type_name: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let name = &table.name.name;
    // Rust compares names in another form than they were written in.
    if snake_case(type_name) != *name || !name.is_ascii() {
        items.push(said("table", name));
    }
    items.extend((table.name.schema.as_ref()).map(|schema| said("schema", schema)));
    let flags = [
        ("strict", table.sqlite.strict),
        ("without_rowid", table.sqlite.without_rowid),
        ("unlogged", table.postgres.unlogged),
    ];
    let said = flags.into_iter().filter(|(_, is_said)| *is_said);
    items.extend(said.map(|(flag, _)| Item::plain(flag)));
    items
}
