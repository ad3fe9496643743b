//! What only a person can decide about enums: whether what is gone has another name now.

use crate::schema::{ElementPath, EnumType};

use super::enums::EnumChange;
use super::{Hints, Question};

/// Enums that are gone beside new ones with most of their values.
pub(super) fn renames(
    changes: &[EnumChange<'_>],
    dropped: &[&EnumType],
    hints: &Hints,
) -> Vec<Question> {
    let created = changes.iter().filter(|change| change.before.is_none());
    let created: Vec<&EnumType> = created.map(|change| change.after).collect();
    let undecided = dropped.iter().filter(|gone| {
        let element = ElementPath::Enum(gone.name.clone());
        !hints.drops.contains(&element)
    });
    let questions = undecided.filter_map(|before| {
        let alike = created.iter().filter(|after| are_alike(before, after));
        let candidates: Vec<_> = alike.map(|after| after.name.clone()).collect();
        (!candidates.is_empty()).then(|| Question::PossibleEnumRename {
            from: before.name.clone(),
            candidates,
        })
    });
    questions.collect()
}

fn are_alike(before: &EnumType, after: &EnumType) -> bool {
    let in_both = before.values.iter();
    let in_both = in_both.filter(|value| after.values.contains(value));
    let most = before.values.len().max(after.values.len());
    before.name.schema == after.name.schema && in_both.count() * 2 > most
}

/// Values that are gone beside new ones. What becomes of rows that hold one depends on
/// whether it has another name now.
pub(super) fn value_renames(change: &EnumChange<'_>, hints: &Hints) -> Vec<Question> {
    let Some(before) = change.before else {
        return Vec::new();
    };
    let values = &change.after.values;
    let new = values.iter().filter(|value| !before.values.contains(value));
    let candidates: Vec<String> = new.cloned().collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let name = ElementPath::Enum(change.after.name.clone());
    let gone = before.values.iter().filter(|value| {
        let path = (name.clone(), (*value).clone());
        !values.contains(value) && !hints.dropped_values.contains(&path)
    });
    let questions = gone.map(|value| Question::PossibleValueRename {
        of: name.clone(),
        from: value.clone(),
        candidates: candidates.clone(),
    });
    questions.collect()
}

#[cfg(test)]
mod tests {
    use crate::diff::answers::Answer::{self, Drop, Rename};
    use crate::diff::answers::read;
    use crate::diff::{Comparison, Hints, compare};
    use crate::operation::fixture::{enum_type, numbered};
    use crate::schema::{Column, ColumnType, Schema};

    /// A table whose column is of an enum.
    fn schema(name: &str, values: &[&str]) -> Schema {
        let mut schema = Schema::default();
        let kind = enum_type(name, values);
        let column = Column::new("kind", ColumnType::Enum(kind.name.clone()));
        let table = numbered("t", vec![column]);
        schema.enums.insert(kind.name.clone(), kind);
        schema.tables.insert(table.name.clone(), table);
        schema
    }

    fn asked(comparison: &Comparison) -> Vec<String> {
        let questions = comparison.questions.iter();
        questions
            .flat_map(|question| [vec![question.to_string()], question.answers()].concat())
            .collect()
    }

    fn answered(from: &Schema, to: &Schema, answers: &[Answer<'_>]) -> Result<String, String> {
        let mut hints = Hints::default();
        read(from, to, &mut hints, answers).map_err(|error| error.to_string())?;
        let comparison = compare(from, to, &hints);
        assert_eq!(comparison.questions, []);
        let operations: Vec<String> = (comparison.operations.iter())
            .map(ToString::to_string)
            .collect();
        Ok(operations.join("; "))
    }

    #[test]
    fn a_value_that_is_gone_beside_a_new_one_is_asked_about() {
        let (from, to) = (schema("kind", &["a", "b"]), schema("kind", &["a", "c d"]));
        let expected = [
            "value `b` of enum `kind` is gone and `c d` is new: renamed?",
            "if it was renamed: `--rename 'kind.b:c d'`",
            "or in the model, on the variant of `c d`: `#[keeper(renamed_from = \"b\")]`",
            "if no row is to hold it any more: `--drop kind.b`",
        ];
        assert_eq!(asked(&compare(&from, &to, &Hints::default())), expected);
        let renamed = r#"rename_enum_value kind "b" to "c d""#;
        for (answer, expected) in [
            (Rename("kind.b:c d"), Ok(renamed)),
            (Rename("kind.b:kind.c d"), Ok(renamed)),
            (
                Drop("kind.b"),
                Ok(
                    r#"add_enum_value kind "c d"; replace_enum kind ("a", "c d") (was "a", "b", "c d")"#,
                ),
            ),
            (
                Drop("kind.a"),
                Err("`--drop kind.a`: the models have it still"),
            ),
            (
                Rename("kind.b:c  d"),
                Err("`--rename kind.b:c  d`: the models have no `c  d`, did you mean `c d`?"),
            ),
            (
                Rename("kind.bb:c d"),
                Err("`--rename kind.bb:c d`: the history has no `kind.bb`, did you mean `kind.b`?"),
            ),
            (
                Rename("kind.b:a"),
                Err("`--rename kind.b:a`: the history has a `kind.a` already"),
            ),
        ] {
            let given = answered(&from, &to, &[answer]);
            let given = given.as_deref().map_err(String::as_str);
            assert_eq!(given, expected);
        }
        let twice = [Rename("kind.b:c d"), Rename("kind.b:kind.c d")];
        assert_eq!(
            answered(&from, &to, &twice).unwrap_err(),
            "`--rename kind.b:kind.c d`: `kind.b` is answered twice"
        );
    }

    #[test]
    fn an_enum_that_is_gone_beside_a_like_one_is_asked_about() {
        let (from, to) = (schema("kind", &["a", "b"]), schema("sort", &["a", "b"]));
        let expected = [
            "enum `kind` is gone and `sort` is new, with most of its values: renamed?",
            "if it was renamed: `--rename kind:sort`",
            "or in the model, on `sort`: `#[keeper(renamed_from = \"kind\")]`",
            "if it is another one: `--drop kind`",
        ];
        assert_eq!(asked(&compare(&from, &to, &Hints::default())), expected);
        let renamed = answered(&from, &to, &[Rename("kind:sort")]);
        assert_eq!(renamed.unwrap(), "rename_enum kind to sort");
        let dropped = [Drop("kind"), Answer::Using("t.kind=kind")];
        assert_eq!(
            answered(&from, &to, &dropped).unwrap(),
            "create_enum sort (\"a\", \"b\"); alter_column t.kind type = enum:sort (was enum:kind); drop_enum kind"
        );
        assert_eq!(
            answered(&from, &to, &[Rename("kind:t")]).unwrap_err(),
            "`--rename kind:t`: a rename stays in its table and its schema, and keeps its kind"
        );
        let unlike = schema("sort", &["a", "c", "d"]);
        let asked = asked(&compare(&from, &unlike, &Hints::default()));
        assert!(asked[0].contains("no value casts by itself"), "{asked:?}");
    }

    #[test]
    fn values_are_called_by_either_name_of_a_renamed_enum() {
        let (from, to) = (
            schema("kind", &["a", "b", "c"]),
            schema("sort", &["a", "b", "x"]),
        );
        let expected = "rename_enum kind to sort; rename_enum_value sort \"c\" to \"x\"";
        for value in ["kind.c:sort.x", "sort.c:x", "kind.c:x"] {
            let given = answered(&from, &to, &[Rename(value), Rename("kind:sort")]);
            assert_eq!(given.unwrap(), expected);
        }
    }
}
