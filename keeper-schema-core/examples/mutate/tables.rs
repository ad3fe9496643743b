//! Every kind of change of a table.

use crate::source::{Model, Mutation, Source, name_of};

/// Every change of every table of a file. `others` are the tables that there are.
pub(crate) fn mutations(source: &Source, others: &[String]) -> Vec<Mutation> {
    let mut found = Vec::new();
    for model in &source.models {
        let mut one = Mutations {
            source,
            model,
            found: &mut found,
        };
        one.of_struct();
        one.items_gone();
        one.items_added(others);
        one.pairs();
    }
    found
}

struct Mutations<'a> {
    source: &'a Source,
    model: &'a Model,
    found: &'a mut Vec<Mutation>,
}

impl Mutations<'_> {
    fn add(&mut self, kind: &str, text: String, names: Vec<String>) {
        self.found.push(Mutation {
            file: self.source.file.clone(),
            text,
            kind: format!("table {kind}"),
            table: self.model.table.clone(),
            names,
            lines: self.source.lines(&(self.model.start..self.model.body)),
        });
    }

    fn own(&self) -> Vec<String> {
        vec![self.model.table.clone(), self.model.quoted.clone()]
    }

    fn with_items(&mut self, kind: &str, items: &[String]) {
        let keeper = &self.model.keeper;
        let text = self.source.with(&keeper.place, &keeper.written(items));
        self.add(kind, text, self.own());
    }

    fn with_item(&mut self, kind: &str, item: &str) {
        let keeper = &self.model.keeper;
        let text = self.source.with(&keeper.place, &keeper.and(item));
        self.add(kind, text, self.own());
    }

    fn of_struct(&mut self) {
        let model = self.model;
        let derive = &self.source.text[model.derive.clone()];
        let gone = format!("{}\n", derive.replace("Model", "PartialEq"));
        // Without the derive nobody knows the attributes, so they go, too.
        let without = self.source.with(&model.derive, &gone);
        self.add("without the derive", without, self.own());
        let start = model.start..model.start;
        for (kind, attribute) in [
            ("for tests", "#[cfg(test)]\n"),
            ("never", "#[cfg(any())]\n"),
        ] {
            let text = self.source.with(&start, attribute);
            self.add(kind, text, self.own());
        }
        let body = model.body..model.body;
        for (kind, field) in [
            ("with a column", "\n    pub added: String,"),
            (
                "with a column that can be NULL",
                "\n    pub added: Option<i64>,",
            ),
            (
                "with a column that has a default",
                "\n    #[keeper(default = 1)]\n    pub added: i64,",
            ),
            ("with a column of no type", "\n    pub added: Unknown,"),
            (
                "with a column twice",
                "\n    #[keeper(column = \"id\")]\n    pub added: i32,\n    \
              #[keeper(column = \"id\")]\n    pub again: i32,",
            ),
        ] {
            let text = self.source.with(&body, field);
            let names = vec!["added".to_owned(), "again".to_owned()];
            self.add(kind, text, names);
        }
    }

    fn items_gone(&mut self) {
        let items = self.model.keeper.items.clone();
        for (index, item) in items.iter().enumerate() {
            let mut without = items.clone();
            without.remove(index);
            self.with_items(&format!("without {}", name_of(item)), &without);
        }
    }

    fn items_added(&mut self, others: &[String]) {
        let items = self.model.keeper.items.clone();
        let table = self.model.table.clone();
        let renamed = |name: &str, more: &str| -> Vec<String> {
            let said = items.iter().map(|item| match name_of(item) {
                "table" => format!("table = {name:?}{more}"),
                _ => item.clone(),
            });
            said.collect()
        };
        self.with_items("renamed", &renamed(&format!("{table}_x"), ""));
        let said = format!(", renamed_from = {table:?}");
        self.with_items(
            "renamed, which is said",
            &renamed(&format!("{table}_x"), &said),
        );
        self.with_items("of a name too long", &renamed(&"x".repeat(64), ""));
        for other in others.iter().filter(|other| **other != table) {
            let keeper = &self.model.keeper;
            let written = keeper.written(&renamed(other, ""));
            let text = self.source.with(&keeper.place, &written);
            self.add(
                "of another's name",
                text,
                vec![table.clone(), other.clone()],
            );
        }
        for (kind, item) in [
            ("with a comment", "comment = \"new\""),
            ("in a schema", "schema = \"other\""),
            ("strict", "strict"),
            ("without rowid", "without_rowid"),
            ("unlogged", "unlogged"),
            ("with a check", "check(\"1 = 1\")"),
            ("with an exclusion", "exclude(\"lower('a')\" = \"=\")"),
            ("with a slip", "uniqe"),
        ] {
            self.with_item(kind, item);
        }
    }

    /// Constraints and indexes over two columns.
    fn pairs(&mut self) {
        for pair in self.model.columns.windows(2) {
            let [one, other] = pair else { continue };
            let (one, other) = (&one.name, &other.name);
            self.with_item("unique over two", &format!("unique({one}, {other})"));
            self.with_item("with an index over two", &format!("index({one}, {other})"));
            self.with_item(
                "with an index backwards",
                &format!("index({other}, {one}, unique)"),
            );
        }
    }
}
