//! Every kind of change of a column.

use crate::source::{Column, Model, Mutation, Source, name_of};

/// The types that a column can change to, as Rust spells them.
const TYPES: [&str; 9] = [
    "bool",
    "i16",
    "i32",
    "i64",
    "f32",
    "f64",
    "String",
    "Vec<u8>",
    "jiff::civil::DateTime",
];

/// Every change of every column of a file. `others` are the models that keys can refer to.
pub(crate) fn mutations(source: &Source, others: &[String]) -> Vec<Mutation> {
    let mut found = Vec::new();
    for model in &source.models {
        for column in &model.columns {
            let mut one = Mutations {
                source,
                model,
                column,
                found: &mut found,
            };
            one.names();
            one.types();
            one.items_gone();
            one.items_added(others);
        }
    }
    found
}

struct Mutations<'a> {
    source: &'a Source,
    model: &'a Model,
    column: &'a Column,
    found: &'a mut Vec<Mutation>,
}

impl Mutations<'_> {
    fn add(&mut self, kind: &str, text: String) {
        let mut names = vec![self.column.name.clone()];
        // Without its key a table is what cannot be referred to.
        if self.column.keeper.has("primary_key") {
            names.push(self.model.quoted.clone());
        }
        self.found.push(Mutation {
            file: self.source.file.clone(),
            text,
            kind: format!("column {kind}"),
            table: self.model.table.clone(),
            names,
            lines: self.source.lines(&self.column.whole),
        });
    }

    /// With other items in the attribute.
    fn with_items(&mut self, kind: &str, items: &[String]) {
        let keeper = &self.column.keeper;
        let text = self.source.with(&keeper.place, &keeper.written(items));
        self.add(kind, text);
    }

    /// With one item more.
    fn with_item(&mut self, kind: &str, item: &str) {
        let text = (self.source).with(&self.column.keeper.place, &self.column.keeper.and(item));
        self.add(kind, text);
    }

    fn names(&mut self) {
        let column = self.column;
        let gone = self.source.with(&column.whole, "");
        self.add("gone", gone);
        let renamed = format!("{}_x", column.name);
        let renamed = self.source.with(&column.ident, &renamed);
        self.add("renamed", renamed);
        self.with_item("called otherwise", "column = \"x\"");
        let said = column
            .keeper
            .and(&format!("renamed_from = {:?}, column = \"x\"", column.name));
        let said = self.source.with(&column.keeper.place, &said);
        self.add("renamed, which is said", said);
        self.with_items("skipped", &["skip".to_owned()]);
        let start = column.start..column.start;
        let tests = self.source.with(&start, "#[cfg(test)]\n    ");
        self.add("for tests", tests);
    }

    fn types(&mut self) {
        let written = self.column.rust_type.clone();
        let inner = written
            .strip_prefix("Option<")
            .and_then(|it| it.strip_suffix('>'));
        let is_option = inner.is_some();
        let inner = inner.unwrap_or(&written).to_owned();
        for ty in TYPES {
            let is_same = inner == ty || ty.ends_with(&format!("::{inner}"));
            // An enum that is kept as an integer is no change of the schema.
            let is_enum = ty == "i32" && (inner.ends_with("Kind") || inner.ends_with("Layout"));
            if is_same || is_enum {
                continue;
            }
            let ty_written = match is_option {
                true => format!("Option<{ty}>"),
                false => ty.to_owned(),
            };
            let text = self.source.with(&self.column.ty, &ty_written);
            self.add(&format!("of type {ty}"), text);
        }
        let (kind, ty) = match is_option {
            true => ("NOT NULL", inner),
            false => ("NULL", format!("Option<{inner}>")),
        };
        let text = self.source.with(&self.column.ty, &ty);
        self.add(kind, text);
        let rest = self.column.keeper.items.iter();
        let mut items: Vec<String> = rest
            .filter(|item| name_of(item) != "length")
            .cloned()
            .collect();
        items.push("type = \"jsonb\"".to_owned());
        self.with_items("of a spelled type", &items);
    }

    /// Without each item, and with each number and word in it another.
    fn items_gone(&mut self) {
        let items = self.column.keeper.items.clone();
        for (index, item) in items.iter().enumerate() {
            let name = name_of(item);
            let mut without = items.clone();
            without.remove(index);
            self.with_items(&format!("without {name}"), &without);
            for (kind, changed) in changed(item) {
                let mut with = items.clone();
                with[index] = changed;
                self.with_items(&format!("{name} {kind}"), &with);
            }
        }
    }

    fn items_added(&mut self, others: &[String]) {
        let keeper = &self.column.keeper;
        let has = |name: &str| keeper.has(name);
        let (is_text, is_integer) = (
            self.column.rust_type.contains("String"),
            self.column.rust_type.contains("i32"),
        );
        let is_key = has("primary_key");
        let mut added: Vec<(&str, String)> = vec![
            (
                "with a check",
                format!("check(\"{} IS NOT NULL\")", self.column.name),
            ),
            ("with a comment", "comment = \"new\"".to_owned()),
        ];
        if !has("default") && !is_key {
            added.push(("with a default", "default(sql = \"NULL\")".to_owned()));
        }
        if !has("unique") {
            added.push(("unique", "unique".to_owned()));
        }
        if !has("index") {
            added.push(("with an index", "index".to_owned()));
            added.push(("with a unique index", "index(unique)".to_owned()));
        }
        if !has("default") && !is_key {
            added.push(("generated", "generated(\"NULL\", stored)".to_owned()));
        }
        if is_text {
            added.push(("with a collation", "collation = \"C\"".to_owned()));
            if has("length") {
                added.push(("with an enforced length", "enforce_length".to_owned()));
            } else {
                added.push(("with a length", "length = 99".to_owned()));
            }
        }
        if is_key {
            added.push(("not numbered", "identity = \"none\"".to_owned()));
            added.push(("numbered otherwise", "identity = \"always\"".to_owned()));
            added.push(("never reused", "autoincrement".to_owned()));
        } else {
            added.push(("in the primary key", "primary_key".to_owned()));
        }
        if has("references") {
            for action in ["cascade", "restrict", "set null", "set default"] {
                added.push((action, format!("on_delete = \"{action}\"")));
            }
            added.push(("with a key updated", "on_update = \"cascade\"".to_owned()));
            added.push((
                "with a deferred key",
                "deferrable = \"deferrable\"".to_owned(),
            ));
        } else if is_integer {
            for other in others {
                added.push(("with a foreign key", format!("references = {other}")));
            }
        }
        for (kind, item) in added {
            self.with_item(kind, &item);
        }
        let referred =
            (self.column.keeper.items.iter()).position(|item| item.starts_with("references = "));
        if let Some(index) = referred {
            for other in others {
                let short = other.rsplit("::").next().unwrap_or(other);
                let mut items = self.column.keeper.items.clone();
                if items[index].ends_with(short) {
                    continue;
                }
                items[index] = format!("references = {other}");
                self.with_items("referring elsewhere", &items);
            }
        }
    }
}

/// An item with other numbers and the other boolean.
pub(crate) fn changed(item: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let digits = item.find(|it: char| it.is_ascii_digit());
    if let Some(start) = digits {
        let end = item[start..].find(|it: char| !it.is_ascii_digit());
        let end = end.map_or(item.len(), |end| start + end);
        if let Ok(number) = item[start..end].parse::<u32>() {
            let with = |number: u32| format!("{}{number}{}", &item[..start], &item[end..]);
            found.push(("more", with(number + 1)));
            found.push(("less", with(number - 1)));
        }
    }
    if let Some(rest) = item.strip_suffix("false") {
        found.push(("otherwise", format!("{rest}true")));
    } else if let Some(rest) = item.strip_suffix("true") {
        found.push(("otherwise", format!("{rest}false")));
    }
    if item == "index(unique)" {
        found.push(("of any rows", "index".to_owned()));
    }
    found
}
