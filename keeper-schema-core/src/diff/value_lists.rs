//! Values of columns that a check lists, as it does for an enum that is kept as text: which may
//! have another name now, and what gives rows that name.

use crate::operation::{Backfill, Down, Execute, Filling, Operation, RowOperation, Value};
use crate::schema::sql_tokens::{Token, TokenKind, tokens};
use crate::schema::{Check, ColumnType, ElementPath, PerDialect, Table};

use super::table::TableChanges;
use super::{Hints, Question, text};

/// What a check admits into a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ValueList {
    pub column: String,
    pub values: Vec<String>,
}

/// A list in the place of another one.
struct Replaced {
    column: ElementPath,
    name: String,
    /// Values that only history admits.
    gone: Vec<String>,
    /// Values that only the models admit.
    new: Vec<String>,
}

impl ValueList {
    /// Of a check that says no more than `"column" IN ('a', 'b')`, in the same way for both
    /// databases.
    pub(super) fn of(check: &Check) -> Option<Self> {
        let PerDialect::Common(expression) = &check.expression else {
            return None;
        };
        let mut tokens = tokens(expression);
        let column = tokens.next()?.identifier()?;
        let opened = tokens.next()?.is_word("in") && tokens.next()?.is_punctuation("(");
        if !opened {
            return None;
        }
        let mut values = Vec::new();
        loop {
            values.push(string(&tokens.next()?)?);
            let next = tokens.next()?;
            if next.is_punctuation(")") && tokens.next().is_none() {
                return Some(Self { column, values });
            }
            if !next.is_punctuation(",") {
                return None;
            }
        }
    }

    /// The values of a column of the table: none if no check lists them.
    pub(super) fn of_column(table: &Table, column: &str) -> Vec<String> {
        let mut lists = Self::in_table(table);
        let list = lists.find(|list| list.column == column);
        list.map_or_else(Vec::new, |list| list.values)
    }

    /// The lists of all columns of a table that are text.
    pub(super) fn in_table(table: &Table) -> impl Iterator<Item = Self> {
        let lists = table.checks.values().filter_map(Self::of);
        lists.filter(|list| {
            let column = table.columns.get(&list.column);
            column.is_some_and(|column| is_text(&column.column_type))
        })
    }
}

/// A string without a prefix, and without its quotes.
fn string(token: &Token<'_>) -> Option<String> {
    let inside = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
    (token.kind == TokenKind::String).then(|| inside.replace("''", "'"))
}

/// Values that are gone beside new ones: rows that hold one would not fit the new check.
pub(super) fn questions(changes: &TableChanges<'_>, hints: &Hints) -> Vec<Question> {
    let asked = replaced(changes).into_iter().flat_map(|list| {
        let of = |value: &String| (list.column.clone(), value.clone());
        let is_decided = |value: &String| {
            let mut renamed = list
                .new
                .iter()
                .filter_map(|new| hints.value_renames.get(&of(new)));
            hints.dropped_values.contains(&of(value)) || renamed.any(|old| old == value)
        };
        let is_target = |value: &String| hints.value_renames.contains_key(&of(value));
        let candidates: Vec<String> = (list.new.iter())
            .filter(|value| !is_target(value))
            .cloned()
            .collect();
        let undecided = list
            .gone
            .iter()
            .filter(|value| !is_decided(value) && !candidates.is_empty());
        let questions = undecided.map(|value| Question::PossibleValueRename {
            of: list.column.clone(),
            from: value.clone(),
            candidates: candidates.clone(),
        });
        questions.collect::<Vec<_>>()
    });
    asked.collect()
}

/// What gives rows the new names, while no check is in the way.
pub(super) fn operations(changes: &TableChanges<'_>, hints: &Hints) -> Vec<Operation> {
    let renames = replaced(changes).into_iter().filter_map(|list| {
        let old_name = |new: &String| {
            let path = (list.column.clone(), new.clone());
            hints.value_renames.get(&path)
        };
        let renamed: Vec<(&String, &String)> = (list.new.iter())
            .filter_map(|new| Some((old_name(new)?, new)))
            .filter(|(old, _)| list.gone.contains(old))
            .collect();
        (!renamed.is_empty()).then(|| operation(changes, &list.name, &renamed))
    });
    renames.collect()
}

/// In batches, if the rows can be gone through by a key that stays as it is. What refers to other
/// rows changes in one transaction with them.
fn operation(
    changes: &TableChanges<'_>,
    column: &str,
    renamed: &[(&String, &String)],
) -> Operation {
    let table = &changes.after.name;
    let updates = |renamed: &mut dyn Iterator<Item = (&String, &String)>| {
        let (table, column) = (text::quoted_table(table), text::quoted(column));
        let updates = renamed.map(|(from, to)| {
            let (from, to) = (text::literal(from), text::literal(to));
            format!("UPDATE {table} SET {column} = {to} WHERE {column} = {from}")
        });
        PerDialect::Common(updates.collect::<Vec<_>>())
    };
    // No row had a new value before: the check of history did not admit it.
    let down = Down::Sql(updates(&mut renamed.iter().map(|(old, new)| (*new, *old))));
    let after = changes.after;
    let mut keys = changes.primary_key.kept.iter();
    let has_key = keys.any(|key| {
        let mut columns = key.after.columns.iter();
        columns.all(|name| name != column && !after.columns[name].null)
    });
    let mut foreign_keys = after.foreign_keys.values();
    let refers = foreign_keys.any(|key| key.columns.iter().any(|name| name == column));
    if refers || !has_key {
        return Operation::Execute(Execute {
            sql: updates(&mut renamed.iter().copied()),
            down,
            state: Vec::new(),
        });
    }
    let values = renamed.iter();
    let values = values.map(|(old, new)| ((*old).clone(), Value::String((*new).clone())));
    Operation::Rows(RowOperation::Fill(Backfill {
        table: table.clone(),
        filling: Filling::Rename {
            column: column.to_owned(),
            values: values.collect(),
        },
        predicate: None,
        key: None,
        batch_size: None,
        pause: None,
        down: Some(down),
    }))
}

/// The lists of columns that stay.
fn replaced(changes: &TableChanges<'_>) -> Vec<Replaced> {
    if changes.checks.dropped.is_empty() || changes.checks.created.is_empty() {
        return Vec::new();
    }
    let (before, after) = (changes.before, changes.after);
    let lists = ValueList::in_table(before).filter_map(|old| {
        let new = ValueList::of_column(after, &old.column);
        let only = |these: &[String], others: &[String]| -> Vec<String> {
            let only = these.iter().filter(|value| !others.contains(value));
            only.cloned().collect()
        };
        let replaced = Replaced {
            column: ElementPath::Column(after.name.clone(), old.column.clone()),
            gone: only(&old.values, &new),
            new: only(&new, &old.values),
            name: old.column,
        };
        (!replaced.gone.is_empty() && !replaced.new.is_empty()).then_some(replaced)
    });
    lists.collect()
}

fn is_text(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Text
    )
}

#[cfg(test)]
mod tests {
    use super::ValueList;
    use crate::diff::answers::Answer::{self, Drop, Rename};
    use crate::diff::answers::read;
    use crate::diff::{Comparison, Hints, compare};
    use crate::operation::Replay;
    use crate::operation::fixture::numbered;
    use crate::schema::{Check, Column, ColumnType, ElementPath, PerDialect, Schema, SqlText};

    fn check(expression: SqlText) -> Check {
        Check {
            name: "t_kind_check".to_owned(),
            expression,
            not_valid: false,
            no_inherit: false,
            unnamed: false,
            comment: None,
        }
    }

    /// A table whose check lists the values of a column.
    fn schema(column: &str, values: &[&str]) -> Schema {
        let mut table = numbered("t", vec![Column::new(column, ColumnType::Text)]);
        let values: Vec<String> = values
            .iter()
            .map(|value| super::text::literal(value))
            .collect();
        let expression = format!("\"{column}\" IN ({})", values.join(", "));
        let check = check(expression.as_str().into());
        table.checks.insert(check.name.clone(), check);
        let mut schema = Schema::default();
        schema.tables.insert(table.name.clone(), table);
        schema
    }

    fn asked(comparison: &Comparison) -> Vec<String> {
        let questions = comparison.questions.iter();
        questions
            .flat_map(|question| [vec![question.to_string()], question.answers()].concat())
            .collect()
    }

    /// The operations when every question is answered, which lead to the models and back.
    fn answered(
        (from, to): (&Schema, &Schema),
        hints: Hints,
        answers: &[Answer<'_>],
    ) -> Result<Vec<String>, String> {
        let mut hints = hints;
        read(from, to, &mut hints, answers).map_err(|error| error.to_string())?;
        let comparison = compare(from, to, &hints);
        assert_eq!(comparison.questions, []);
        let mut replay = Replay::new(from.clone());
        replay.apply_all(&comparison.operations).unwrap();
        assert_eq!(replay.schema(), to);
        Ok(comparison
            .operations
            .iter()
            .map(ToString::to_string)
            .collect())
    }

    #[test]
    fn a_check_that_lists_values_is_read() {
        type Expected = Option<(&'static str, &'static [&'static str])>;
        let each = PerDialect::Each {
            sqlite: Some("a IN ('b')".to_owned()),
            postgres: None,
        };
        let cases: [(SqlText, Expected); 9] = [
            (
                r#""kind" IN ('a', 'it''s')"#.into(),
                Some(("kind", &["a", "it's"])),
            ),
            ("kind in ('a')".into(), Some(("kind", &["a"]))),
            ("kind IN ('a') OR kind IS NULL".into(), None),
            ("kind IN ()".into(), None),
            ("kind IN ('a',)".into(), None),
            ("kind IN ('a', 1)".into(), None),
            ("kind NOT IN ('a')".into(), None),
            ("kind IN (E'a')".into(), None),
            (each, None),
        ];
        for (expression, expected) in cases {
            let expected = expected.map(|(column, values)| ValueList {
                column: column.to_owned(),
                values: values.iter().map(ToString::to_string).collect(),
            });
            assert_eq!(
                ValueList::of(&check(expression.clone())),
                expected,
                "{expression:?}"
            );
        }
    }

    #[test]
    fn a_value_that_is_gone_beside_a_new_one_is_asked_about() {
        let (from, to) = (schema("kind", &["a", "b"]), schema("kind", &["a", "c d"]));
        let expected = [
            "value `b` of `t.kind` is gone and `c d` is new: renamed?",
            "if it was renamed: `--rename 't.kind.b:c d'`",
            "if no row is to hold it any more: `--drop t.kind.b`",
        ];
        assert_eq!(asked(&compare(&from, &to, &Hints::default())), expected);
        let checks = [
            "drop_constraint t_kind_check on t",
            r#"create_check_constraint t_kind_check on t ("\"kind\" IN ('a', 'c d')")"#,
        ];
        let renamed = [checks[0], r#"rename_values t kind "b" to "c d""#, checks[1]];
        for answer in [Rename("t.kind.b:c d"), Rename("t.kind.b:t.kind.c d")] {
            let operations = answered((&from, &to), Hints::default(), &[answer]).unwrap();
            assert_eq!(operations, renamed);
        }
        let dropped = answered((&from, &to), Hints::default(), &[Drop("t.kind.b")]).unwrap();
        assert_eq!(dropped, checks);
    }

    #[test]
    fn values_that_only_come_or_only_go_are_not_asked_about() {
        for (before, after) in [(&["a", "b"][..], &["a"][..]), (&["a"], &["a", "b"])] {
            let (from, to) = (schema("kind", before), schema("kind", after));
            assert_eq!(asked(&compare(&from, &to, &Hints::default())), [""; 0]);
        }
    }

    #[test]
    fn one_of_two_that_are_gone_takes_the_new_name() {
        let (from, to) = (schema("kind", &["a", "b"]), schema("kind", &["c"]));
        let answers = [Rename("t.kind.a:c"), Drop("t.kind.b")];
        let operations = answered((&from, &to), Hints::default(), &answers).unwrap();
        assert_eq!(operations[1], r#"rename_values t kind "a" to "c""#);
        // With the only new name taken, nothing is left to ask of the other.
        answered((&from, &to), Hints::default(), &answers[..1]).unwrap();
    }

    #[test]
    fn values_of_a_column_that_is_renamed_have_both_of_its_names() {
        let (from, to) = (schema("kind", &["a"]), schema("sort", &["b"]));
        let sort = ElementPath::Column(crate::schema::TableName::new("t"), "sort".to_owned());
        let hints = || Hints {
            renames: [(sort.clone(), "kind".to_owned())].into_iter().collect(),
            ..Hints::default()
        };
        for answer in [Rename("t.kind.a:b"), Rename("t.sort.a:b")] {
            let operations = answered((&from, &to), hints(), &[answer]).unwrap();
            assert_eq!(operations[2], r#"rename_values t sort "a" to "b""#);
        }
    }

    #[test]
    fn where_no_key_leads_through_the_rows_all_are_renamed_at_once() {
        let (mut from, mut to) = (schema("kind", &["a"]), schema("kind", &["b"]));
        for schema in [&mut from, &mut to] {
            for table in schema.tables.values_mut() {
                if let Some(key) = &mut table.primary_key {
                    key.columns = vec!["kind".to_owned()];
                }
            }
        }
        let answer = [Rename("t.kind.a:b")];
        let renamed = answered((&from, &to), Hints::default(), &answer).unwrap();
        let expected = "execute UPDATE \"t\" SET \"kind\" = 'b' WHERE \"kind\" = 'a'";
        assert_eq!(renamed[1], expected);
    }

    #[test]
    fn answers_that_do_not_fit_are_refused() {
        let (from, to) = (schema("kind", &["a", "b"]), schema("kind", &["b", "c"]));
        let cases: [(&[Answer<'_>], &str); 5] = [
            (&[Rename("t.kind.z:c")], "`t.kind.z`"),
            (&[Rename("t.kind.a:d")], "`d`"),
            (&[Rename("t.kind.a:b")], "`t.kind.b`"),
            (&[Rename("t.kind.b:c")], "`t.kind.c`"),
            (&[Drop("t.kind.b")], "the models have it still"),
        ];
        for (answers, expected) in cases {
            let refused = answered((&from, &to), Hints::default(), answers).unwrap_err();
            assert!(refused.contains(expected), "{refused}");
        }
    }
}
