//! The file of an enum type.

use std::collections::BTreeSet;

use super::Source;
use super::attribute::{Item, attributes};
use super::clauses::said;
use super::names::camel_case;
use super::table::comment;
use crate::model::snake_case;
use crate::schema::EnumType;

/// The text of the file.
pub(super) fn file(source: &Source<'_>, enum_type: &EnumType) -> String {
    let type_name = source.names.type_name(&enum_type.name);
    let name = &enum_type.name.name;
    let native = match snake_case(type_name) == *name && name.is_ascii() {
        true => Item::plain("native"),
        false => said("native", name),
    };
    let schema = enum_type
        .name
        .schema
        .iter()
        .map(|schema| said("schema", schema));
    let mut text = "use keeper_schema::ColumnEnum;\n\n".to_owned();
    text += &source.remarks(&enum_type.name);
    let (doc, comment) = comment(source, enum_type.comment.as_deref(), 0);
    text += &doc;
    text += "#[derive(Clone, Copy, ColumnEnum, Debug, PartialEq, Eq)]\n";
    let items = [native].into_iter().chain(schema).chain(comment);
    text += &attributes(items.collect(), 0);
    text += &format!("pub enum {type_name} {{\n");
    let mut taken = BTreeSet::new();
    for value in &enum_type.values {
        let variant = free(&camel_case(value, "Value"), &mut taken);
        if snake_case(&variant) != *value || !value.is_ascii() {
            text += &attributes(vec![said("value", value)], 4);
        }
        text += &format!("    {variant},\n");
    }
    text + "}\n"
}

fn free(base: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = base.to_owned();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{base}{number}");
    }
    name
}
