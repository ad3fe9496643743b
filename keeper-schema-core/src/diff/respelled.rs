//! Names that are one name on SQLite.

use std::collections::BTreeMap;

use super::renamed;
use super::renames::Renames;
use crate::schema::{Schema, TableName};

/// The schema with its tables and columns spelled as those of `like` whose names differ
/// only by the case of ASCII letters. What has a name of its own in `like` keeps it.
/// <https://www.sqlite.org/lang_keywords.html>
///
/// Returns the tables that have another name now as well, by their names before.
pub fn respelled(schema: &Schema, like: &Schema) -> (Schema, BTreeMap<TableName, TableName>) {
    let mut renames = Renames::default();
    for (name, table) in &schema.tables {
        let other = spelling(&name.name, like.tables.keys().map(|it| it.name.as_str()));
        let to = name.sibling(other);
        if let Some(like) = like.tables.get(&to) {
            let columns = table.columns.keys().filter_map(|column| {
                let to = spelling(column, like.columns.keys().map(String::as_str));
                (to != column).then(|| (column.clone(), to.to_owned()))
            });
            renames.columns.insert(to.clone(), columns.collect());
        }
        if to != *name {
            renames.tables.insert(name.clone(), to);
        }
    }
    (renamed::rename(schema, &renames), renames.tables)
}

fn spelling<'a>(name: &'a str, mut others: impl Iterator<Item = &'a str> + Clone) -> &'a str {
    match others.clone().any(|other| other == name) {
        true => name,
        false => others
            .find(|other| other.eq_ignore_ascii_case(name))
            .unwrap_or(name),
    }
}
