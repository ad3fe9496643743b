//! Enums that are new, or that have other values.
//!
//! No enum is dropped: models do not declare them, so that one they lack may be wanted.

use std::collections::BTreeMap;

use crate::operation::{EnumOperation, Operation, ValuePlace};
use crate::schema::{EnumType, Schema};

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

impl EnumChange<'_> {
    /// Whether values go that rows may hold.
    pub(super) fn loses_values(&self) -> bool {
        let mut before = self.before.iter().flat_map(|before| &before.values);
        before.any(|value| !self.after.values.contains(value))
    }

    /// Makes the enum, or gives it the values that it lacks.
    pub(super) fn before_tables(&self) -> Vec<Operation> {
        let Some(before) = self.before else {
            return vec![Operation::Enum(EnumOperation::Create {
                enum_type: self.after.clone(),
            })];
        };
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
        added.collect()
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
    use crate::operation::fixture::enum_type;
    use crate::schema::Schema;

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
            (&["a"], &[], ""),
        ];
        for (from, to, expected) in cases {
            let (from, to) = (schema(from), schema(to));
            let operations = compare(&from, &to, &Hints::default()).operations;
            let operations: Vec<String> = operations.iter().map(ToString::to_string).collect();
            assert_eq!(operations.join("; "), expected);
        }
    }

    #[test]
    fn enums_that_differ_are_told() {
        let cases: [(&[&str], &[&str], &str, bool); 2] = [
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
