//! The comment of an index, a constraint or an enum, which is no key of a table or column.

use std::fmt;

use super::value::{plain, text};
use crate::schema::{ElementPath, TableName};

/// A comment that is set, changed or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentChange {
    /// What it is on.
    pub on: Commented,
    /// The new comment; none takes the old one away.
    pub comment: Option<String>,
    /// The comment before.
    pub was: Option<String>,
}

/// What has a comment of its own, but for tables and columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Commented {
    /// The index of that name on the table.
    Index(TableName, String),
    /// The constraint of that name on the table.
    Constraint(TableName, String),
    /// The enum.
    Enum(TableName),
}

impl CommentChange {
    /// The change that undoes this one.
    pub(super) fn reverse(&self) -> Self {
        Self {
            on: self.on.clone(),
            comment: self.was.clone(),
            was: self.comment.clone(),
        }
    }
}

impl Commented {
    /// The element.
    pub fn path(&self) -> ElementPath {
        match self {
            Self::Index(table, name) => ElementPath::Index(table.clone(), name.clone()),
            Self::Constraint(table, name) => ElementPath::Constraint(table.clone(), name.clone()),
            Self::Enum(name) => ElementPath::Enum(name.clone()),
        }
    }
}

impl fmt::Display for CommentChange {
    /// What follows after the name of the operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let element = self.on.path();
        match &self.on {
            Commented::Index(table, name) | Commented::Constraint(table, name) => {
                let (kind, table) = (element.kind(), plain(&table.to_string()));
                write!(f, "{kind} {} on {table}", plain(name))?;
            }
            Commented::Enum(name) => write!(f, "enum {}", plain(&name.to_string()))?,
        }
        match &self.comment {
            Some(comment) => write!(f, " = {}", text(comment))?,
            None => f.write_str(" = none")?,
        }
        match &self.was {
            Some(was) => write!(f, " (was {})", text(was)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::operation::fixture::written;
    use crate::operation::{Replay, reverse_all};
    use crate::schema::Schema;

    fn schema() -> Schema {
        let operations = written(
            "op = \"create_enum\"
             enum = \"kind\"
             values = [\"a\"]
             op = \"create_table\"
             table = \"tags\"
             columns = [{ name = \"id\", type = \"integer\" }]
             primary_key = { name = \"tags_pkey\", columns = [\"id\"], comment = \"a key\" }
             unique = [{ name = \"tags_u\", columns = [\"id\"] }]
             checks = [{ name = \"tags_c\", expression = \"id > 0\" }]
             foreign_keys = [{ name = \"tags_f\", columns = [\"id\"], references = { table = \"tags\", columns = [\"id\"] } }]
             exclusions = [{ name = \"tags_x\", elements = [{ column = \"id\", with = \"=\" }] }]
             op = \"create_index\"
             table = \"tags\"
             name = \"tags_i\"
             keys = [\"id\"]",
        );
        let mut replay = Replay::default();
        replay.apply_all(&operations).unwrap();
        replay.into_schema()
    }

    #[test]
    fn a_comment_is_set_on_whatever_can_have_one_and_taken_away_again() {
        let constraint = |name: &str| format!("table = \"tags\"\nconstraint = \"{name}\"");
        let cases = [
            (constraint("tags_u"), "constraint tags_u on tags"),
            (constraint("tags_c"), "constraint tags_c on tags"),
            (constraint("tags_f"), "constraint tags_f on tags"),
            (constraint("tags_x"), "constraint tags_x on tags"),
            (
                "table = \"tags\"\nindex = \"tags_i\"".to_owned(),
                "index tags_i on tags",
            ),
            ("enum = \"kind\"".to_owned(), "enum kind"),
        ];
        for (on, shown) in cases {
            let set = written(&format!("op = \"set_comment\"\n{on}\ncomment = \"it\\ns\""));
            assert_eq!(
                set[0].to_string(),
                format!("set_comment {shown} = \"it\\ns\"")
            );
            let back = reverse_all(&set, &schema()).unwrap();
            assert_eq!(
                back[0].to_string(),
                format!("set_comment {shown} = none (was \"it\\ns\")")
            );
            let mut replay = Replay::new(schema());
            replay.apply_all(&set).unwrap();
            let changed = replay.schema().fingerprint();
            assert_ne!(changed, schema().fingerprint(), "{shown}");
            replay.apply_all(&back).unwrap();
            assert_eq!(*replay.schema(), schema(), "{shown}");
        }
    }

    #[test]
    fn what_is_not_there_or_was_another_is_refused() {
        let constraint = "op = \"set_comment\"\ntable = \"tags\"\nconstraint = \"tags_pkey\"\n";
        let cases = [
            (
                "op = \"set_comment\"\ntable = \"tags\"\nindex = \"tags_j\"\ncomment = \"c\"",
                "table `tags` has no index `tags_j` at this point, did you mean `tags_i`?",
            ),
            (
                "op = \"set_comment\"\ntable = \"tags\"\nconstraint = \"tags_y\"\ncomment = \"c\"",
                "table `tags` has no constraint `tags_y` at this point, did you mean `tags_u`?",
            ),
            (
                "op = \"set_comment\"\nenum = \"kinds\"\ncomment = \"c\"",
                "enum `kinds` does not exist at this point, did you mean `kind`?",
            ),
            (
                &format!("{constraint}comment = \"c\"\nwas = \"b\""),
                "`comment` of `tags.tags_pkey` is `\"a key\"` at this point, but `was` says `\"b\"`",
            ),
            (
                "op = \"set_comment\"\nenum = \"kind\"",
                "`kind` has no `comment` to drop at this point",
            ),
        ];
        for (operation, expected) in cases {
            let mut replay = Replay::new(schema());
            let (_, error) = replay.apply_all(&written(operation)).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
    }
}
