//! What the text of an object names, and the order in which objects can be made.
//!
//! A text is not parsed, only read by tokens. Where it may name something it counts as
//! naming it.

use std::collections::BTreeSet;

use super::sql_tokens::{Token, TokenKind, tokens};
use super::{
    Default, IndexTarget, ObjectKind, ObjectName, Schema, SqlObject, SqlText, Table, TableName,
};

impl SqlObject {
    /// Whether it cannot be while that table changes its name or goes.
    pub fn names_table(&self, table: &TableName) -> bool {
        self.name.table().as_ref() == Some(table)
            || names(&self.definition, &table.name)
            || self.requires.contains(&format!("table:{table}"))
    }

    /// Whether its statement may read that column of the table.
    pub fn names_column(&self, table: &TableName, column: &str) -> bool {
        names(&self.definition, &table.name) && names(&self.definition, column)
            || self.names_all_columns(table)
    }

    /// Whether its statement reads whatever columns the table has.
    pub fn names_all_columns(&self, table: &TableName) -> bool {
        names(&self.definition, &table.name)
            && self
                .definition
                .all()
                .any(|text| has_star(&tokens(text).collect::<Vec<_>>()))
    }

    /// Whether it is in the schema of the database, or its statement names that.
    pub fn names_schema(&self, schema: &str) -> bool {
        self.name.name.schema.as_deref() == Some(schema) || names(&self.definition, schema)
    }

    /// Whether its statement names that type, as a function does that takes one.
    pub fn names_type(&self, name: &TableName) -> bool {
        names(&self.definition, &name.name)
    }

    /// Whether its statement can be run only after that of the other one.
    pub fn needs(&self, other: &ObjectName) -> bool {
        let required = format!("{}:{}", other.kind.as_str(), other.name);
        if self.name == *other {
            return false;
        }
        self.requires.contains(&required)
            || match other.kind {
                ObjectKind::Extension => self.name.kind != ObjectKind::Extension,
                ObjectKind::Trigger | ObjectKind::Policy => false,
                ObjectKind::Function
                | ObjectKind::Procedure
                | ObjectKind::View
                | ObjectKind::MaterializedView => {
                    names_anywhere(&self.definition, other.bare())
                        || self.name.table.as_deref() == Some(other.bare())
                }
            }
    }

    /// Whether the database refuses to drop the other one while this one is there.
    pub fn holds(&self, other: &ObjectName) -> bool {
        match other.kind {
            // What is of an extension is in no schema of ours.
            ObjectKind::Extension => false,
            ObjectKind::Trigger | ObjectKind::Policy => false,
            ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::View
            | ObjectKind::MaterializedView => {
                self.name != *other
                    && (names(&self.definition, other.bare())
                        || self.name.table.as_deref() == Some(other.bare()))
            }
        }
    }
}

impl Schema {
    /// The objects, each after those that it needs.
    pub fn objects_in_order(&self) -> Vec<&SqlObject> {
        let mut ordered = Vec::with_capacity(self.objects.len());
        let mut seen = BTreeSet::new();
        for object in self.objects.values() {
            self.visit(object, &mut seen, &mut ordered);
        }
        ordered
    }

    // As deep as objects are built on one another.
    fn visit<'s>(
        &'s self,
        object: &'s SqlObject,
        seen: &mut BTreeSet<&'s ObjectName>,
        ordered: &mut Vec<&'s SqlObject>,
    ) {
        if !seen.insert(&object.name) {
            return;
        }
        for other in self.objects.values() {
            if object.needs(&other.name) {
                self.visit(other, seen, ordered);
            }
        }
        ordered.push(object);
    }

    /// The functions that take or give values of that type, or name it otherwise: each after those
    /// that it needs.
    pub fn functions_of_type(&self, name: &TableName) -> Vec<&SqlObject> {
        let mut objects = self.objects_in_order();
        objects.retain(|object| match object.name.kind {
            ObjectKind::Function | ObjectKind::Procedure => object.names_type(name),
            ObjectKind::Extension
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Trigger
            | ObjectKind::Policy => false,
        });
        objects
    }

    /// Whether tables may need the object, and it needs none: it is made before them. What a
    /// table calls is, whatever it names.
    pub fn is_before_tables(&self, object: &SqlObject) -> bool {
        match object.name.kind {
            ObjectKind::Extension => true,
            ObjectKind::Function | ObjectKind::Procedure => {
                let mut callers = self.tables.values();
                if callers.any(|table| calls(table, object.name.bare())) {
                    return true;
                }
                let tables = self.tables.keys();
                let mut names = tables.map(|name| &name.name).chain(
                    (self.objects.keys())
                        .filter(|name| name.kind.is_relation())
                        .map(|name| &name.name.name),
                );
                !names.any(|name| names_anywhere(&object.definition, name))
            }
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Trigger
            | ObjectKind::Policy => false,
        }
    }

    /// Those of the objects that go when `disturbed` do, these included: a database keeps
    /// what another object is built on.
    pub fn with_dependents(&self, disturbed: BTreeSet<ObjectName>) -> BTreeSet<ObjectName> {
        let mut all = disturbed;
        loop {
            let further: Vec<ObjectName> = self
                .objects
                .values()
                .filter(|object| !all.contains(&object.name))
                .filter(|object| all.iter().any(|other| object.holds(other)))
                .map(|object| object.name.clone())
                .collect();
            if further.is_empty() {
                return all;
            }
            all.extend(further);
        }
    }
}

/// Whether a default, a check, a generated column or an index of the table names it.
fn calls(table: &Table, function: &str) -> bool {
    let columns = table.columns.values();
    let defaults = columns.clone().filter_map(|column| match &column.default {
        Some(Default::Expression(text)) => Some(text),
        Some(Default::Literal(_) | Default::Bytes(_)) | None => None,
    });
    let generated = columns.filter_map(|column| column.generated.as_ref());
    let checks = table.checks.values().map(|check| &check.expression);
    let indexes = table.indexes.values();
    let exclusions = table.exclusions.values();
    let keys = (indexes.clone().flat_map(|index| &index.keys)).chain(
        (exclusions.clone())
            .flat_map(|exclusion| &exclusion.elements)
            .map(|element| &element.key),
    );
    let keys = keys.filter_map(|key| match &key.target {
        IndexTarget::Expression(text) => Some(text),
        IndexTarget::Column(_) => None,
    });
    let predicates = (indexes.filter_map(|index| index.predicate.as_ref()))
        .chain(exclusions.filter_map(|exclusion| exclusion.predicate.as_ref()));
    let mut texts = defaults
        .chain(generated.map(|generated| &generated.expression))
        .chain(checks)
        .chain(keys)
        .chain(predicates);
    texts.any(|text| names(text, function))
}

/// Whether the text names it outside of strings.
fn names(text: &SqlText, name: &str) -> bool {
    text.all()
        .any(|text| tokens(text).any(|token| token.is_identifier(name)))
}

/// Whether the text names it, also in the body of a function.
fn names_anywhere(text: &SqlText, name: &str) -> bool {
    text.all().any(|text| {
        tokens(text).any(|token| {
            token.is_identifier(name)
                || body(&token)
                    .is_some_and(|body| tokens(body).any(|token| token.is_identifier(name)))
        })
    })
}

/// What a string in dollars holds.
fn body<'a>(token: &Token<'a>) -> Option<&'a str> {
    if token.kind != TokenKind::String || !token.text.starts_with('$') {
        return None;
    }
    let tag = token.text[1..].find('$')? + 2;
    token.text.get(tag..token.text.len().checked_sub(tag)?)
}

/// Whether a `*` stands for columns: `count(*)` and a product do not.
fn has_star(tokens: &[Token<'_>]) -> bool {
    let mut stars = (1..tokens.len()).filter(|at| tokens[*at].is_punctuation("*"));
    stars.any(|at| {
        let before = &tokens[at - 1];
        let words = ["select", "distinct", "all", "returning"];
        before.is_punctuation(",")
            || before.is_punctuation(".")
            || words.iter().any(|word| before.is_word(word))
    })
}

#[cfg(test)]
mod tests {
    use super::{ObjectKind, ObjectName, Schema, SqlObject, TableName};

    fn object(kind: ObjectKind, name: &str, definition: &str) -> SqlObject {
        SqlObject {
            name: ObjectName {
                kind,
                name: TableName::new(name),
                table: None,
            },
            definition: definition.into(),
            requires: Vec::new(),
        }
    }

    #[test]
    fn a_view_names_what_it_may_read() {
        let cases = [
            ("SELECT slug FROM editions", true),
            ("SELECT Slug FROM \"editions\"", true),
            ("SELECT * FROM editions", true),
            ("SELECT e.*, 1 FROM editions AS e", true),
            ("SELECT count(*) FROM editions", false),
            ("SELECT id * 2 FROM editions", false),
            ("SELECT 'slug' FROM editions", false),
            ("SELECT slug FROM products", false),
        ];
        for (text, expected) in cases {
            let view = object(ObjectKind::View, "v", text);
            let table = TableName::new("editions");
            assert_eq!(view.names_column(&table, "slug"), expected, "{text}");
        }
    }

    #[test]
    fn objects_come_after_those_they_need() {
        let mut schema = Schema::default();
        for object in [
            object(
                ObjectKind::View,
                "a",
                "CREATE VIEW a AS SELECT f(id) FROM b",
            ),
            object(ObjectKind::View, "b", "CREATE VIEW b AS SELECT id FROM t"),
            object(
                ObjectKind::Function,
                "f(integer)",
                "CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS $$ SELECT g($1) $$",
            ),
            object(
                ObjectKind::Function,
                "g(integer)",
                "CREATE FUNCTION g(integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$",
            ),
        ] {
            schema.objects.insert(object.name.clone(), object);
        }
        let order: Vec<&str> = (schema.objects_in_order().iter())
            .map(|object| object.name.bare())
            .collect();
        assert_eq!(order, ["g", "f", "b", "a"]);
        // What is in a string is no dependency to the database.
        let g = schema.objects_in_order()[0].name.clone();
        assert_eq!(schema.with_dependents([g.clone()].into()), [g].into());
        let b = schema.objects_in_order()[2].name.clone();
        assert_eq!(schema.with_dependents([b].into()).len(), 2);
    }
}
