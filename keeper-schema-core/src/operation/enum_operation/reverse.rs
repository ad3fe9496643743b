//! The operations that undo an operation on an enum.

use std::collections::BTreeMap;

use super::EnumOperation;
use crate::operation::{ColumnAlteration, ColumnKeys, Irreversible, Operation};
use crate::schema::{ColumnType, Default, ElementPath, EnumType, Literal, Schema, TableName};

impl EnumOperation {
    /// The operations that undo this one, which changes the schema `before`.
    ///
    /// # Errors
    /// That there are none: a value that is new cannot go by itself, as nothing says what
    /// becomes of the rows that hold it.
    pub(in crate::operation) fn reverse(
        &self,
        before: &Schema,
    ) -> Result<Vec<Operation>, Irreversible> {
        let reversed = match self {
            Self::Create { enum_type } => Self::Drop {
                name: enum_type.name.clone(),
            },
            Self::Drop { name } => Self::Create {
                enum_type: find(before, name)?.clone(),
            },
            Self::Rename { name, to } => Self::Rename {
                name: name.sibling(to),
                to: name.name.clone(),
            },
            Self::AddValue { name, value, .. } => return Err(added(name, value)),
            Self::RenameValue { name, value, to } => Self::RenameValue {
                name: name.clone(),
                value: to.clone(),
                to: value.clone(),
            },
            Self::Replace {
                name,
                values,
                was,
                map,
            } => {
                if let Some(value) = values.iter().find(|value| !was.contains(value)) {
                    return Err(added(name, value));
                }
                let back = Self::Replace {
                    name: name.clone(),
                    values: was.clone(),
                    was: values.clone(),
                    map: BTreeMap::new(),
                };
                let defaults = mapped_defaults(before, name, map);
                return Ok([Operation::Enum(back)]
                    .into_iter()
                    .chain(defaults)
                    .collect());
            }
        };
        Ok(vec![Operation::Enum(reversed)])
    }
}

/// What gives columns the defaults back that another value took the place of.
fn mapped_defaults(
    before: &Schema,
    name: &TableName,
    map: &BTreeMap<String, String>,
) -> Vec<Operation> {
    let of_enum = ColumnType::Enum(name.clone());
    let mut operations = Vec::new();
    for table in before.tables.values() {
        let columns = table.columns.values();
        for column in columns.filter(|column| column.column_type == of_enum) {
            let Some(Default::Literal(Literal::String(value))) = &column.default else {
                continue;
            };
            let Some(now) = map.get(value) else { continue };
            let default = |value: &String| ColumnKeys {
                default: Some(Default::Literal(Literal::String(value.clone()))),
                ..ColumnKeys::default()
            };
            operations.push(Operation::AlterColumn {
                table: table.name.clone(),
                column: column.name.clone(),
                alteration: Box::new(ColumnAlteration {
                    set: default(value),
                    was: default(now),
                    ..ColumnAlteration::default()
                }),
            });
        }
    }
    operations
}

fn find<'a>(schema: &'a Schema, name: &TableName) -> Result<&'a EnumType, Irreversible> {
    schema
        .enum_type(name)
        .ok_or_else(|| Irreversible::NotThere {
            element: ElementPath::Enum(name.clone()),
        })
}

fn added(name: &TableName, value: &str) -> Irreversible {
    Irreversible::ValueAdded {
        name: name.clone(),
        value: value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::operation::fixture::{column, create_table, enum_type, numbered, strings, table};
    use crate::operation::{EnumOperation, Operation, Replay, reverse};
    use crate::schema::{Column, ColumnType, Default, Literal, Schema};

    /// An enum, and a table with a column that is `b` by default.
    fn before() -> Schema {
        let kind = Column {
            default: Some(Default::Literal(Literal::String("b".to_owned()))),
            ..column("kind", ColumnType::Enum(table("kind")))
        };
        let enum_type = enum_type("kind", &["a", "b", "c"]);
        let operations = [
            Operation::Enum(EnumOperation::Create { enum_type }),
            create_table(numbered("t", vec![kind])),
        ];
        let mut replay = Replay::default();
        replay.apply_all(&operations).unwrap();
        replay.into_schema()
    }

    fn replace(values: &[&str], map: &[(&str, &str)]) -> Operation {
        let map = map.iter();
        let map = map.map(|(from, to)| ((*from).to_owned(), (*to).to_owned()));
        Operation::Enum(EnumOperation::Replace {
            name: table("kind"),
            values: strings(values),
            was: strings(&["a", "b", "c"]),
            map: map.collect::<BTreeMap<_, _>>(),
        })
    }

    #[test]
    fn what_only_takes_values_away_is_undone() {
        let back = |was: &str| format!(r#"replace_enum kind ("a", "b", "c") (was {was})"#);
        let default = r#"alter_column t.kind default = "b" (was "a")"#.to_owned();
        let cases = [
            (
                replace(&["c", "b", "a"], &[]),
                vec![back(r#""c", "b", "a""#)],
            ),
            (replace(&["b"], &[("a", "b")]), vec![back(r#""b""#)]),
            (
                replace(&["a"], &[("b", "a")]),
                vec![back(r#""a""#), default],
            ),
        ];
        for (operation, expected) in cases {
            let reversed = reverse(&operation, &before()).unwrap();
            let shown: Vec<String> = reversed.iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected);
            let mut replay = Replay::new(before());
            replay.apply(&operation).unwrap();
            replay.apply_all(&reversed).unwrap();
            assert_eq!(replay.into_schema(), before(), "{operation}");
        }
    }

    #[test]
    fn what_adds_a_value_is_not() {
        let add = Operation::Enum(EnumOperation::AddValue {
            name: table("kind"),
            value: "d".to_owned(),
            place: None,
        });
        for operation in [add, replace(&["a", "b", "d"], &[])] {
            let error = reverse(&operation, &before()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "nothing says what becomes of rows with the value `d` when enum `kind` loses it"
            );
        }
    }
}
