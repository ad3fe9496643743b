//! Enums that are new or gone, or that have other values or another comment.
//!
//! One that the models use but do not declare stays: a field can name a type that a person
//! made in a revision.

use std::collections::{BTreeMap, BTreeSet};

use crate::operation::{EnumOperation, Operation, ValuePlace};
use crate::schema::{EnumType, Schema, Table, TableName};

use super::analysis::Analysis;
use super::rename_steps::{Step, Temporary, ordered};
use super::renames::Renames;
use super::{Hints, comments, objects};

/// How an enum changes.
#[derive(Debug)]
pub(super) struct EnumChange<'a> {
    /// In history, if it is there.
    pub before: Option<&'a EnumType>,
    pub after: &'a EnumType,
}

/// Compares the enums of two schemas.
pub(super) fn changes<'a>(from: &'a Schema, to: &'a Schema) -> Vec<EnumChange<'a>> {
    let enums = to.enums.values().map(|after| EnumChange {
        before: from.enum_type(&after.name),
        after,
    });
    enums
        .filter(|change| change.before != Some(change.after))
        .collect()
}

/// The enums that only history has, and that go.
pub(super) fn dropped<'a>(from: &'a Schema, to: &Schema, hints: &Hints) -> Vec<&'a EnumType> {
    let used = used(&to.tables);
    let gone = from.enums.values().filter(|before| {
        let name = &before.name;
        to.enum_type(name).is_none() && !used.contains(name) && !hints.kept_enums.contains(name)
    });
    gone.collect()
}

/// The enums that columns of the tables are of.
pub(super) fn used(tables: &BTreeMap<TableName, Table>) -> BTreeSet<&TableName> {
    let columns = tables.values().flat_map(|table| table.columns.values());
    columns
        .filter_map(|column| column.column_type.enum_name())
        .collect()
}

/// The renames with those of enums that go, but have a name until then that a table or the
/// like takes: a table is a type, too (PostgreSQL). None where nothing is in the way.
pub(super) fn making_way(
    from: &Schema,
    to: &Schema,
    renames: &Renames,
    analysis: &Analysis<'_>,
) -> Option<Renames> {
    let is_taken = |dropped: &&&EnumType| objects::is_relation(to, &dropped.name);
    let in_the_way: Vec<&TableName> = (analysis.dropped_enums.iter().filter(is_taken))
        .map(|dropped| &dropped.name)
        .collect();
    if in_the_way.is_empty() {
        return None;
    }
    let taken = names(from, to);
    let mut temporary = Temporary::beside(&taken);
    let mut renames = renames.clone();
    for name in in_the_way {
        let out_of_the_way = name.sibling(temporary.next());
        renames.enums.insert(name.clone(), out_of_the_way);
    }
    Some(renames)
}

/// The names of all types: every enum and every table is one.
fn names<'a>(from: &'a Schema, to: &'a Schema) -> BTreeSet<&'a str> {
    let enums = from.enums.keys().chain(to.enums.keys());
    let tables = from.tables.keys().chain(to.tables.keys());
    enums.chain(tables).map(|name| name.name.as_str()).collect()
}

/// The operations that give enums and their values the names they have in the models.
pub(super) fn renames(from: &Schema, to: &Schema, renames: &Renames) -> Vec<Operation> {
    let steps = renames.enums.iter().map(|(old, new)| Step {
        what: old,
        from: old.name.clone(),
        to: new.name.clone(),
    });
    let taken = names(from, to);
    let mut operations: Vec<Operation> = ordered(steps.collect(), &taken)
        .into_iter()
        .map(|step| {
            Operation::Enum(EnumOperation::Rename {
                name: step.what.sibling(step.from),
                to: step.to,
            })
        })
        .collect();
    for (name, values) in &renames.values {
        let steps = values.iter().map(|(old, new)| Step {
            what: (),
            from: old.clone(),
            to: new.clone(),
        });
        let sides = [from.enum_type(renames.old_enum(name)), to.enum_type(name)];
        let taken = sides.iter().flatten().flat_map(|side| &side.values);
        let taken: BTreeSet<&str> = taken.map(String::as_str).collect();
        let steps = ordered(steps.collect(), &taken).into_iter();
        operations.extend(steps.map(|step| {
            Operation::Enum(EnumOperation::RenameValue {
                name: name.clone(),
                value: step.from,
                to: step.to,
            })
        }));
    }
    operations
}

impl EnumChange<'_> {
    /// Whether values go that rows may hold.
    pub(super) fn loses_values(&self) -> bool {
        let mut before = self.before.iter().flat_map(|before| &before.values);
        before.any(|value| !self.after.values.contains(value))
    }

    /// Makes the enum, or gives it the values that it lacks, and its comment.
    pub(super) fn before_tables(&self) -> Vec<Operation> {
        let Some(before) = self.before else {
            return vec![Operation::Enum(EnumOperation::Create {
                enum_type: self.after.clone(),
            })];
        };
        let comment = comments::of_enum(before, self.after);
        let values = &self.after.values;
        let in_order = self.only_grows();
        let new = values.iter().enumerate();
        let new = new.filter(|(_, value)| !before.values.contains(value));
        let added = new.map(|(at, value)| {
            let place = match at.checked_sub(1) {
                _ if !in_order => None,
                Some(last) => Some(ValuePlace::After(values[last].clone())),
                None => before.values.first().cloned().map(ValuePlace::Before),
            };
            Operation::Enum(EnumOperation::AddValue {
                name: self.after.name.clone(),
                value: value.clone(),
                place,
            })
        });
        added.chain(comment).collect()
    }

    /// Takes away the values that are too many, and puts the others into order.
    pub(super) fn after_tables(&self) -> Option<Operation> {
        let before = self.before.filter(|_| !self.only_grows())?;
        let values = &self.after.values;
        let new = values.iter().filter(|value| !before.values.contains(value));
        Some(Operation::Enum(EnumOperation::Replace {
            name: self.after.name.clone(),
            values: values.clone(),
            was: before.values.iter().chain(new).cloned().collect(),
            map: BTreeMap::new(),
        }))
    }

    /// Whether all values of history are in the models, in the same order.
    fn only_grows(&self) -> bool {
        let mut after = self.after.values.iter();
        let before = self.before.map_or(&[][..], |before| &before.values);
        before.iter().all(|value| after.any(|after| after == value))
    }
}

#[cfg(test)]
mod tests {
    use crate::diff::{Hints, compare, differences};
    use crate::operation::Replay;
    use crate::operation::fixture::{enum_type, numbered};
    use crate::schema::{Column, ColumnType, Default, ElementPath, Literal, Schema, TableName};

    fn schema(values: &[&str]) -> Schema {
        let mut schema = Schema::default();
        if !values.is_empty() {
            let kind = enum_type("kind", values);
            schema.enums.insert(kind.name.clone(), kind);
        }
        schema
    }

    #[test]
    fn enums_get_the_values_of_the_models() {
        let cases: [(&[&str], &[&str], &str); 5] = [
            (&[], &["a", "b"], r#"create_enum kind ("a", "b")"#),
            (
                &["b"],
                &["a", "b", "c"],
                r#"add_enum_value kind "a" before "b"; add_enum_value kind "c" after "b""#,
            ),
            (
                &["a", "b"],
                &["b", "a"],
                r#"replace_enum kind ("b", "a") (was "a", "b")"#,
            ),
            (
                &["a", "b"],
                &["c", "b"],
                r#"add_enum_value kind "c"; replace_enum kind ("c", "b") (was "a", "b", "c")"#,
            ),
            (&["a"], &[], "drop_enum kind"),
        ];
        for (from, to, expected) in cases {
            let (from, to) = (schema(from), schema(to));
            let operations = compare(&from, &to, &Hints::default()).operations;
            let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
            assert_eq!(operations.join("; "), expected);
        }
    }

    /// Hints that values of `kind` had other names.
    fn renamed(values: &[(&str, &str)]) -> Hints {
        let name = TableName::new("kind");
        let renamed = values.iter().map(|(old, new)| {
            let value = (name.clone(), (*new).to_owned());
            (value, (*old).to_owned())
        });
        Hints {
            renamed_values: renamed.collect(),
            ..Hints::default()
        }
    }

    #[test]
    fn values_get_the_names_that_models_say() {
        type Case<'a> = (
            &'a [&'a str],
            &'a [&'a str],
            &'a [(&'a str, &'a str)],
            &'a str,
        );
        let cases: [Case<'_>; 4] = [
            (
                &["a", "b"],
                &["a", "c"],
                &[("b", "c")],
                r#"rename_enum_value kind "b" to "c""#,
            ),
            // A claim that history has met says nothing.
            (&["a", "c"], &["a", "c"], &[("b", "c")], ""),
            (
                &["a", "b"],
                &["b", "c"],
                &[("a", "b"), ("b", "c")],
                r#"rename_enum_value kind "b" to "c"; rename_enum_value kind "a" to "b""#,
            ),
            (
                &["a", "b"],
                &["c", "d", "a"],
                &[("b", "c")],
                r#"rename_enum_value kind "b" to "c"; add_enum_value kind "d"; replace_enum kind ("c", "d", "a") (was "a", "c", "d")"#,
            ),
        ];
        for (from, to, renames, expected) in cases {
            let (from, to, hints) = (schema(from), schema(to), renamed(renames));
            let comparison = compare(&from, &to, &hints);
            let operations: Vec<String> = (comparison.operations.iter())
                .map(ToString::to_string)
                .collect();
            assert_eq!(operations.join("; "), expected);
            assert_eq!(comparison.questions, []);
            let differences = differences(&from, &to, &hints);
            assert_eq!(differences.is_empty(), expected.is_empty());
        }
    }

    #[test]
    fn a_claim_that_does_not_hold_is_asked_about() {
        let comparison = compare(
            &schema(&["a", "b"]),
            &schema(&["a", "c"]),
            &renamed(&[("x", "c")]),
        );
        let asked: Vec<String> = (comparison.questions.iter())
            .map(ToString::to_string)
            .collect();
        let expected = "`kind` says `renamed_from = \"x\"`, but the history has nothing of that name to rename";
        assert_eq!(asked[0], expected);
    }

    #[test]
    fn an_enum_gets_its_name_with_its_columns() {
        let of = |name: &str, default: &str| {
            let mut schema = Schema::default();
            let kind = enum_type(name, &["a", "b"]);
            let column = Column {
                default: Some(Default::Literal(Literal::String(default.to_owned()))),
                ..Column::new("kind", ColumnType::Enum(kind.name.clone()))
            };
            schema.enums.insert(kind.name.clone(), kind);
            let table = numbered("t", vec![column]);
            schema.tables.insert(table.name.clone(), table);
            schema
        };
        let hints = Hints {
            renamed_from: [(ElementPath::Enum(TableName::new("new")), "old".to_owned())].into(),
            ..Hints::default()
        };
        let (from, to) = (of("old", "a"), of("new", "a"));
        let operations = compare(&from, &to, &hints).operations;
        let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
        assert_eq!(operations, ["rename_enum old to new"]);
        let differences = differences(&from, &to, &hints);
        assert_eq!(
            differences[0].sentence,
            "enum `new` is called `old` in the history"
        );
    }

    #[test]
    fn an_enum_makes_way_for_a_table_of_its_name() {
        let mut from = schema(&["a"]);
        let of_enum = ColumnType::Enum(TableName::new("kind"));
        let table = numbered("t", vec![Column::new("kind", of_enum)]);
        from.tables.insert(table.name.clone(), table);
        let mut to = Schema::default();
        for table in [
            numbered("t", vec![Column::new("kind", ColumnType::Text)]),
            numbered("kind", vec![]),
        ] {
            to.tables.insert(table.name.clone(), table);
        }
        let operations = compare(&from, &to, &Hints::default()).operations;
        let shown: Vec<String> = operations.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "rename_enum kind to renaming_1",
                "create_table kind (id)",
                "alter_column t.kind type = text (was enum:renaming_1)",
                "drop_enum renaming_1",
            ]
        );
        let mut replay = Replay::new(from.clone());
        replay.apply_all(&operations).unwrap();
        assert_eq!(replay.schema(), &to);
        let differences = differences(&from, &to, &Hints::default());
        assert!(
            differences
                .iter()
                .all(|it| !it.sentence.contains("renaming"))
        );
    }

    #[test]
    fn an_enum_that_a_field_spells_stays() {
        let from = schema(&["a"]);
        let mut to = Schema::default();
        let kind = ColumnType::Enum(TableName::new("kind"));
        let table = numbered("t", vec![Column::new("kind", kind)]);
        to.tables.insert(table.name.clone(), table);
        let operations = compare(&from, &to, &Hints::default()).operations;
        let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
        assert_eq!(operations, ["create_table t (id, kind)"]);
    }

    #[test]
    fn enums_that_differ_are_told() {
        let cases: [(&[&str], &[&str], &str, bool); 3] = [
            (
                &["a"],
                &[],
                "enum `kind` is in the history but no longer in the models",
                false,
            ),
            (
                &[],
                &["a"],
                "enum `kind` is in the models but in no revision",
                false,
            ),
            (
                &["a", "b"],
                &["b"],
                r#"enum `kind` is ("b") in the models and ("a", "b") in the history"#,
                true,
            ),
        ];
        for (from, to, sentence, destructive) in cases {
            let said = differences(&schema(from), &schema(to), &Hints::default());
            assert_eq!(said.len(), 1);
            assert_eq!(said[0].sentence, sentence);
            assert_eq!(said[0].destructive, destructive);
        }
    }
}
