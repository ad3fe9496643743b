//! From the database's names to Rust's: types, fields, modules.
//!
//! A table is called in Rust as in the database, in camel case: no plural is made singular.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::snake_case;
use crate::schema::{Schema, Table, TableName};

/// What the tables and enums of a schema, and their columns, are called in Rust.
pub(super) struct Names {
    types: BTreeMap<TableName, TypeName>,
    fields: BTreeMap<TableName, BTreeMap<String, String>>,
    /// The module of what is beside the tables.
    objects: String,
}

struct TypeName {
    name: String,
    module: String,
}

/// Types that the files name, and so cannot be called as a table.
const TAKEN_TYPES: [&str; 7] = [
    "Box",
    "ColumnEnum",
    "Model",
    "Option",
    "Self",
    "String",
    "Vec",
];
/// Words that cannot be fields even in their raw form.
const NEVER_FIELDS: [&str; 5] = ["_", "crate", "self", "super", "Self"];
/// Words that an attribute takes for an option where a field could stand.
const OPTIONS: [&str; 5] = [
    "concurrently",
    "not_valid",
    "nulls_not_distinct",
    "unique",
    "where",
];

impl Names {
    pub(super) fn new(schema: &Schema) -> Self {
        let mut types = BTreeMap::new();
        let mut taken: BTreeSet<String> = TAKEN_TYPES.map(str::to_owned).into();
        let mut taken_modules = BTreeSet::new();
        for name in schema.tables.keys().chain(schema.enums.keys()) {
            let type_name = free_type(name, &mut taken);
            let module = free_module(&type_name, &mut taken_modules);
            let type_name = TypeName {
                name: type_name,
                module,
            };
            types.insert(name.clone(), type_name);
        }
        let tables = schema.tables.values();
        let fields = tables.map(|table| (table.name.clone(), fields(table)));
        Self {
            types,
            fields: fields.collect(),
            objects: free_module("Objects", &mut taken_modules),
        }
    }

    /// The module of what is beside the tables.
    pub(super) fn objects(&self) -> &str {
        &self.objects
    }

    /// The struct or enum.
    pub(super) fn type_name(&self, of: &TableName) -> &str {
        self.types.get(of).map_or("", |known| &known.name)
    }

    /// The module that it is in.
    pub(super) fn module(&self, of: &TableName) -> &str {
        self.types.get(of).map_or("", |known| &known.module)
    }

    /// The module's file.
    pub(super) fn file(&self, of: &TableName) -> String {
        format!("{}.rs", self.module(of))
    }

    /// The field of a column.
    pub(super) fn field(&self, table: &TableName, column: &str) -> &str {
        let fields = self.fields.get(table);
        fields
            .and_then(|fields| fields.get(column))
            .map_or("", String::as_str)
    }

    /// The fields of columns.
    pub(super) fn fields(&self, table: &TableName, columns: &[String]) -> Vec<String> {
        let fields = columns.iter().map(|column| self.field(table, column));
        fields.map(str::to_owned).collect()
    }
}

fn free_type(name: &TableName, taken: &mut BTreeSet<String>) -> String {
    let base = camel_case(&name.name, "Table");
    let in_schema = name
        .schema
        .as_ref()
        .map(|schema| camel_case(schema, "Schema") + &base);
    let others = (2_u64..).map(|number| format!("{base}{number}"));
    let candidates = [base.clone()]
        .into_iter()
        .chain(in_schema)
        .chain([base.clone() + "Row"]);
    free(candidates.chain(others), taken)
}

/// Rust finds a module of another name than these in no file.
fn free_module(type_name: &str, taken: &mut BTreeSet<String>) -> String {
    let snake = snake_case(type_name).replace(|character: char| !character.is_ascii(), "");
    let base = match snake.trim_matches('_') {
        "" => "table".to_owned(),
        "mod" => "mod_".to_owned(),
        digits if digits.starts_with(|first: char| first.is_ascii_digit()) => format!("t{digits}"),
        word if is_identifier(word) => word.to_owned(),
        keyword => format!("{keyword}_"),
    };
    let others = (2_u64..).map(|number| format!("{}{number}", base.trim_end_matches('_')));
    free([base.clone()].into_iter().chain(others), taken)
}

fn fields(table: &Table) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    // A column that can be called as it is has the right to it.
    let (as_they_are, others): (Vec<&String>, Vec<&String>) =
        (table.columns.keys()).partition(|column| field(column) == **column);
    let columns = as_they_are.into_iter().chain(others);
    let named = columns.map(|column| {
        let base = field(column);
        let others = (2_u64..).map(|number| format!("{base}_{number}"));
        let name = free([base.clone()].into_iter().chain(others), &mut taken);
        let is_raw = !is_identifier(&name);
        let name = if is_raw { format!("r#{name}") } else { name };
        (column.clone(), name)
    });
    named.collect()
}

/// The field of a column, without `r#`.
fn field(column: &str) -> String {
    let name = words(&snake_case(column)).join("_");
    match name.as_str() {
        "" => "column".to_owned(),
        word if NEVER_FIELDS.contains(&word) || OPTIONS.contains(&word) => format!("{word}_"),
        digits if digits.starts_with(|first: char| first.is_numeric()) => format!("_{digits}"),
        word if is_identifier(word) || is_identifier(&format!("r#{word}")) => name,
        _ => ascii(&name, "column"),
    }
}

/// In camel case: `film_actor` is `FilmActor`, `AlbumId` and `HTTPLog` stay, `ALBUM` is `Album`.
pub(super) fn camel_case(name: &str, otherwise: &str) -> String {
    let words = words(name);
    let camel: String = words.iter().map(|word| capitalized(word)).collect();
    match camel.as_str() {
        "" => otherwise.to_owned(),
        word if is_identifier(word) => camel,
        digits if digits.starts_with(|first: char| first.is_numeric()) => {
            let prefixed = format!("{otherwise}{digits}");
            match is_identifier(&prefixed) {
                true => prefixed,
                false => ascii(&prefixed, otherwise),
            }
        }
        _ => {
            // `Self` is a name for nothing.
            let longer = format!("{camel}{otherwise}");
            match is_identifier(&longer) {
                true => longer,
                false => ascii(&camel, otherwise),
            }
        }
    }
}

fn capitalized(word: &str) -> String {
    let is_shouted = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    let mut characters = word.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    match is_shouted {
        true => first
            .chain(characters.flat_map(char::to_lowercase))
            .collect(),
        false => first.chain(characters).collect(),
    }
}

fn words(name: &str) -> Vec<&str> {
    let words = name.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect()
}

/// What is left of a name that Rust does not take.
fn ascii(name: &str, otherwise: &str) -> String {
    let ascii: String = (name.chars())
        .filter(|character| character.is_ascii_alphanumeric() || *character == '_')
        .collect();
    match is_identifier(&ascii) {
        true => ascii,
        false => otherwise.to_owned(),
    }
}

/// Whether it is one that is no keyword.
fn is_identifier(word: &str) -> bool {
    // Reserved from edition 2024 on, which the parser does not look at.
    word != "gen" && syn::parse_str::<syn::Ident>(word).is_ok()
}

fn free(candidates: impl Iterator<Item = String>, taken: &mut BTreeSet<String>) -> String {
    // File systems that do not tell capitals apart have one file for both.
    let mut free = candidates.filter(|name| {
        let folded = name.to_lowercase();
        let is_taken = taken.iter().any(|other| other.to_lowercase() == folded);
        !is_taken
    });
    let name = free.next().unwrap_or_default();
    taken.insert(name.clone());
    name
}

/// The order in which rustfmt has modules: numbers by their value.
pub(super) fn module_order(one: &str, other: &str) -> Ordering {
    let (mut one_rest, mut other_rest) = (one, other);
    loop {
        let ((one_part, one_left), (other_part, other_left)) = (part(one_rest), part(other_rest));
        if one_part.is_empty() || other_part.is_empty() {
            return one_rest.cmp(other_rest).then_with(|| one.cmp(other));
        }
        let order = match (one_part.parse::<u128>(), other_part.parse::<u128>()) {
            (Ok(one), Ok(other)) => one.cmp(&other),
            _ => one_part.cmp(other_part),
        };
        if order != Ordering::Equal {
            return order;
        }
        (one_rest, other_rest) = (one_left, other_left);
    }
}

/// The digits or the other characters that a name begins with.
fn part(name: &str) -> (&str, &str) {
    let is_digit = |character: char| character.is_ascii_digit();
    let begins_with_digit = name.starts_with(is_digit);
    let end = name.find(|character| is_digit(character) != begins_with_digit);
    name.split_at(end.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::{camel_case, field};

    #[test]
    fn tables_are_called_as_in_the_database() {
        for (table, expected) in [
            ("film_actor", "FilmActor"),
            ("Album", "Album"),
            ("PlaylistTrack", "PlaylistTrack"),
            ("ORDER_LINES", "OrderLines"),
            ("2fa codes", "Table2faCodes"),
            ("größe", "Größe"),
            ("self", "SelfTable"),
            ("---", "Table"),
            ("a²", "A"),
        ] {
            assert_eq!(camel_case(table, "Table"), expected, "{table}");
        }
    }

    #[test]
    fn columns_are_called_in_snake_case() {
        for (column, expected) in [
            ("AlbumId", "album_id"),
            ("type", "type"),
            ("self", "self_"),
            ("unique", "unique_"),
            ("first name", "first_name"),
            ("1st", "_1st"),
            ("GUID", "guid"),
            ("größe", "größe"),
            ("!", "column"),
        ] {
            assert_eq!(field(column), expected, "{column}");
        }
    }
}
