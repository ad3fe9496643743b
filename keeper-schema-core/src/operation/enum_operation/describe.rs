//! An operation on an enum as one line.

use std::fmt;

use super::{EnumOperation, ValuePlace};
use crate::operation::value::{self, plain};

impl fmt::Display for EnumOperation {
    /// What follows after the name of the operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.name().to_string()))?;
        match self {
            Self::Create { enum_type } => write!(f, " ({})", value::texts(&enum_type.values)),
            Self::Drop { .. } => Ok(()),
            Self::Rename { to, .. } => write!(f, " to {}", plain(to)),
            Self::AddValue {
                value: added,
                place,
                ..
            } => {
                write!(f, " {}", value::text(added))?;
                match place {
                    None => Ok(()),
                    Some(ValuePlace::Before(next)) => write!(f, " before {}", value::text(next)),
                    Some(ValuePlace::After(last)) => write!(f, " after {}", value::text(last)),
                }
            }
            Self::RenameValue {
                value: renamed, to, ..
            } => write!(f, " {} to {}", value::text(renamed), value::text(to)),
            Self::Replace {
                values, was, map, ..
            } => {
                write!(f, " ({}) (was {})", value::texts(values), value::texts(was))?;
                for (from, to) in map {
                    write!(f, ", {} becomes {}", value::text(from), value::text(to))?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::operation::fixture::{enum_type, strings, table};
    use crate::operation::{EnumOperation, Operation, ValuePlace};

    #[test]
    fn operations_are_one_line() {
        let name = || table("kind");
        let cases = [
            (
                EnumOperation::Create {
                    enum_type: enum_type("kind", &["main", "a\nb"]),
                },
                r#"create_enum kind ("main", "a\nb")"#,
            ),
            (EnumOperation::Drop { name: name() }, "drop_enum kind"),
            (
                EnumOperation::Rename {
                    name: name(),
                    to: "sort".to_owned(),
                },
                "rename_enum kind to sort",
            ),
            (
                EnumOperation::AddValue {
                    name: name(),
                    value: "draft".to_owned(),
                    place: Some(ValuePlace::After("main".to_owned())),
                },
                r#"add_enum_value kind "draft" after "main""#,
            ),
            (
                EnumOperation::RenameValue {
                    name: name(),
                    value: "draft".to_owned(),
                    to: "new".to_owned(),
                },
                r#"rename_enum_value kind "draft" to "new""#,
            ),
            (
                EnumOperation::Replace {
                    name: name(),
                    values: strings(&["main"]),
                    was: strings(&["main", "draft"]),
                    map: BTreeMap::from([("draft".to_owned(), "main".to_owned())]),
                },
                r#"replace_enum kind ("main") (was "main", "draft"), "draft" becomes "main""#,
            ),
        ];
        for (operation, expected) in cases {
            assert_eq!(Operation::Enum(operation).to_string(), expected);
        }
    }
}
