//! Values that a check lists and that may have another name now: what is asked, and what gives rows
//! that name.

use crate::operation::{Down, Execute, Operation};
use crate::schema::{Column, ColumnType, ElementPath, PerDialect, TableName};

use super::table::TableChanges;
use super::value_lists::ValueList;
use super::{Hints, Question, text};

/// A list in the place of another one.
struct Replaced<'a> {
    column: ElementPath,
    before: &'a Column,
    after: &'a Column,
    /// Values that only history admits.
    gone: Vec<String>,
    /// Values that only the models admit.
    new: Vec<String>,
}

/// Values that are gone beside new ones: rows that hold one would not fit the new check.
pub(super) fn questions(changes: &TableChanges<'_>, hints: &Hints) -> Vec<Question> {
    let mut questions = Vec::new();
    for list in replaced(changes) {
        let renamed = list.renamed(hints);
        let is_free = |new: &&String| !renamed.iter().any(|(_, taken)| taken == new);
        let candidates: Vec<String> = list.new.iter().filter(is_free).cloned().collect();
        if candidates.is_empty() {
            continue;
        }
        let undecided = list.gone.iter().filter(|value| {
            let path = (list.column.clone(), (*value).clone());
            let is_renamed = renamed.iter().any(|(old, _)| old == value);
            !is_renamed && !hints.dropped_values.contains(&path)
        });
        questions.extend(undecided.map(|value| Question::PossibleValueRename {
            of: list.column.clone(),
            from: value.clone(),
            candidates: candidates.clone(),
        }));
    }
    questions
}

/// What gives rows the new names, while no check is in the way: what runs before the columns
/// get their new types, and what runs after.
pub(super) fn operations(
    changes: &TableChanges<'_>,
    hints: &Hints,
) -> (Vec<Operation>, Vec<Operation>) {
    let (mut early, mut late) = (Vec::new(), Vec::new());
    for list in replaced(changes) {
        let renamed = list.renamed(hints);
        if renamed.is_empty() {
            continue;
        }
        let has_room = |(_, new): &(&String, &String)| fits(new, &list.before.column_type);
        let side = match renamed.iter().all(has_room) {
            true => &mut early,
            false => &mut late,
        };
        side.push(operation(&changes.after.name, &list.after.name, &renamed));
    }
    (early, late)
}

/// In one transaction with the checks, so that rows which fit neither leave all as it was.
fn operation(table: &TableName, column: &str, renamed: &[(&String, &String)]) -> Operation {
    let (table, column) = (text::quoted_table(table), text::quoted(column));
    let update = |from: &str, to: &str| {
        let (from, to) = (text::literal(from), text::literal(to));
        format!("UPDATE {table} SET {column} = {to} WHERE {column} = {from}")
    };
    let there = renamed.iter().map(|(old, new)| update(old, new));
    // No row had a new value before: the check of history did not admit it.
    let back = renamed.iter().map(|(old, new)| update(new, old));
    Operation::Execute(Execute {
        sql: PerDialect::Common(there.collect()),
        down: Down::Sql(PerDialect::Common(back.collect())),
        state: Vec::new(),
    })
}

/// Whether values of one of these columns get other names.
pub(super) fn renames_in(changes: &TableChanges<'_>, columns: &[String], hints: &Hints) -> bool {
    let mut lists = replaced(changes).into_iter();
    lists.any(|list| columns.contains(&list.after.name) && !list.renamed(hints).is_empty())
}

fn fits(value: &str, column_type: &ColumnType) -> bool {
    match column_type {
        ColumnType::Varchar(length) | ColumnType::Char(length) => {
            value.chars().count() <= *length as usize
        }
        _ => true,
    }
}

impl Replaced<'_> {
    /// The old and the new names of values.
    fn renamed<'s>(&'s self, hints: &'s Hints) -> Vec<(&'s String, &'s String)> {
        let old_name = |new: &String| {
            let path = (self.column.clone(), new.clone());
            hints.value_renames.get(&path)
        };
        let renamed = self
            .new
            .iter()
            .filter_map(|new| Some((old_name(new)?, new)));
        renamed.filter(|(old, _)| self.gone.contains(old)).collect()
    }
}

/// The lists of columns that stay.
fn replaced<'a>(changes: &TableChanges<'a>) -> Vec<Replaced<'a>> {
    if changes.checks.dropped.is_empty() || changes.checks.created.is_empty() {
        return Vec::new();
    }
    let lists = ValueList::in_table(changes.before)
        .into_iter()
        .filter_map(|old| {
            let before = changes.before.columns.get(&old.column)?;
            let after = changes.after.columns.get(&old.column)?;
            let new = ValueList::of_column(changes.after, &old.column);
            let only = |these: &[String], others: &[String]| -> Vec<String> {
                let only = these.iter().filter(|value| !others.contains(value));
                only.cloned().collect()
            };
            let (gone, new) = (only(&old.values, &new), only(&new, &old.values));
            (!gone.is_empty() && !new.is_empty()).then(|| Replaced {
                column: ElementPath::Column(changes.after.name.clone(), old.column),
                before,
                after,
                gone,
                new,
            })
        });
    lists.collect()
}

#[cfg(test)]
mod tests {
    use crate::diff::answers::Answer::{self, Drop, Rename};
    use crate::diff::answers::read;
    use crate::diff::value_lists::tests::{schema, table};
    use crate::diff::{Comparison, Hints, compare, phased};
    use crate::operation::Replay;
    use crate::schema::Schema;

    fn tables(before: &str, after: &str) -> (Schema, Schema) {
        (
            schema(&table("kind", before)),
            schema(&table("kind", after)),
        )
    }

    fn asked(comparison: &Comparison) -> Vec<String> {
        let questions = comparison.questions.iter();
        questions
            .flat_map(|question| [vec![question.to_string()], question.answers()].concat())
            .collect()
    }

    /// The operations when every question is answered, which lead to the models.
    fn answered(from: &Schema, to: &Schema, answers: &[Answer<'_>]) -> Result<Vec<String>, String> {
        let mut hints = Hints::default();
        read(from, to, &mut hints, answers).map_err(|error| error.to_string())?;
        let comparison = compare(from, to, &hints);
        assert_eq!(asked(&comparison), [""; 0]);
        let mut replay = Replay::new(from.clone());
        replay.apply_all(&comparison.operations).unwrap();
        assert_eq!(replay.schema(), to);
        if answers.iter().any(|it| matches!(it, Rename(_))) {
            assert!(
                phased(from, &comparison.operations).is_err(),
                "old code writes old values"
            );
        }
        let operations = comparison.operations.iter();
        Ok(operations.map(ToString::to_string).collect())
    }

    #[test]
    fn a_value_that_is_gone_beside_a_new_one_is_asked_about() {
        let (from, to) = tables("'a', 'b'", "'a', 'c d'");
        let expected = [
            "value `b` of `t.kind` is gone and `c d` is new: renamed?",
            "if it was renamed: `--rename 't.kind.b:c d'`",
            "if no row is to hold it any more: `--drop t.kind.b`",
        ];
        assert_eq!(asked(&compare(&from, &to, &Hints::default())), expected);
        let checks = [
            "drop_constraint c on t",
            r#"create_check_constraint c on t ("kind IN ('a', 'c d')")"#,
        ];
        let update = r#"execute UPDATE "t" SET "kind" = 'c d' WHERE "kind" = 'b'"#;
        for answer in [Rename("t.kind.b:c d"), Rename("t.kind.b:t.kind.c d")] {
            let operations = answered(&from, &to, &[answer]).unwrap();
            assert_eq!(operations, [checks[0], update, checks[1]]);
        }
        assert_eq!(answered(&from, &to, &[Drop("t.kind.b")]).unwrap(), checks);
    }

    #[test]
    fn values_that_only_come_or_only_go_are_not_asked_about() {
        for (before, after) in [("'a', 'b'", "'a'"), ("'a'", "'a', 'b'")] {
            let (from, to) = tables(before, after);
            assert_eq!(asked(&compare(&from, &to, &Hints::default())), [""; 0]);
        }
    }

    #[test]
    fn one_of_two_that_are_gone_takes_the_new_name() {
        let (from, to) = tables("'a', 'b'", "'c'");
        let answers = [Rename("t.kind.a:c"), Drop("t.kind.b")];
        let update = r#"execute UPDATE "t" SET "kind" = 'c' WHERE "kind" = 'a'"#;
        // With the only new name taken, nothing is left to ask of the other.
        for answers in [&answers[..], &answers[..1]] {
            assert_eq!(answered(&from, &to, answers).unwrap()[1], update);
        }
    }

    #[test]
    fn values_of_a_column_that_is_renamed_have_both_of_its_names() {
        let (from, to) = (schema(&table("kind", "'a'")), schema(&table("sort", "'b'")));
        let column = Rename("t.kind:sort");
        for value in [Rename("t.kind.a:b"), Rename("t.sort.a:b")] {
            let operations = answered(&from, &to, &[value, column]).unwrap();
            let update = r#"execute UPDATE "t" SET "sort" = 'b' WHERE "sort" = 'a'"#;
            assert_eq!(operations[2], update);
        }
    }

    #[test]
    fn a_value_is_renamed_where_it_fits_and_no_foreign_key_looks() {
        let of = |value: &str, length: u32| {
            let referred = table("kind", &format!("'{value}'"))
                .replace("varchar(3)", &format!("varchar({length})"))
                .replace(
                    "checks =",
                    "unique = [{ name = \"u\", columns = [\"kind\"] }]\nchecks =",
                );
            schema(&format!(
                "{referred}\nop = \"create_table\"\ntable = \"r\"\ncolumns = [{{ name = \"k\", type = \
                 \"varchar(9)\" }}]\nforeign_keys = [{{ name = \"f\", columns = [\"k\"], references = \
                 {{ table = \"t\", columns = [\"kind\"] }} }}]\n"
            ))
        };
        let verbs = |from: &Schema, to: &Schema, answer| {
            let operations = answered(from, to, &[answer]).unwrap();
            let verb = |it: &String| it.split(' ').next().unwrap_or_default().to_owned();
            operations.iter().map(verb).collect::<Vec<_>>().join(" ")
        };
        let (short, long) = (of("a", 2), of("abcd", 4));
        assert_eq!(
            verbs(&short, &long, Rename("t.kind.a:abcd")),
            "drop_constraint drop_constraint alter_column execute create_check_constraint \
             create_foreign_key"
        );
        assert_eq!(
            verbs(&long, &short, Rename("t.kind.abcd:a")),
            "drop_constraint drop_constraint execute alter_column create_check_constraint \
             create_foreign_key"
        );
    }

    #[test]
    fn answers_that_do_not_fit_are_refused() {
        let (from, to) = tables("'a', 'b'", "'b', 'c'");
        let cases: [(&[Answer<'_>], &str); 7] = [
            (&[Rename("t.kind.z:c")], "`t.kind.z`"),
            (&[Rename("t.kind.a:d")], "`d`"),
            (&[Rename("t.kind.a:b")], "`t.kind.b`"),
            (&[Rename("t.kind.b:c")], "`t.kind.c`"),
            (&[Drop("t.kind.b")], "the models have it still"),
            (
                &[Rename("t.kind.a:c"), Drop("t.kind.a")],
                "the models have it still",
            ),
            (&[Rename("t.kind.a:c"), Rename("t.kind.a:c")], "`t.kind.a`"),
        ];
        for (answers, expected) in cases {
            let refused = answered(&from, &to, answers).unwrap_err();
            assert!(refused.contains(expected), "{refused}");
        }
    }
}
