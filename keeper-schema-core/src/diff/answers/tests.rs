//! What is written after a flag, against two small schemas: hints or a refusal.

use super::{Answer, read};
use crate::diff::Hints;
use crate::operation::Replay;
use crate::operation::fixture::written;
use crate::schema::{ElementPath, Schema, TableName};

use Answer::{Backfill, Drop, Rename, Using};

/// In the history; `a.b` and `x:y` are hard to tell from a path and a rename.
const FROM: &str = r#"
op = "create_table"
table = "tags"
columns = [
    { name = "id", type = "integer" },
    { name = "slug", type = "text" },
    { name = "kind", type = "text", null = true },
    { name = "count", type = "integer" },
]

op = "create_table"
table = "old"
columns = [{ name = "id", type = "integer" }, { name = "x:y", type = "text" }]

op = "create_table"
table = "a.b"
columns = [{ name = "c.d", type = "text" }]
"#;

/// In the models.
const TO: &str = r#"
op = "create_table"
table = "tags"
columns = [
    { name = "id", type = "integer" },
    { name = "name", type = "text" },
    { name = "kind", type = "text" },
    { name = "count", type = "boolean" },
    { name = "size", type = "integer" },
    { name = "double", type = "integer", generated = { expression = "size * 2", stored = true } },
]

op = "create_table"
table = "new"
columns = [{ name = "id", type = "integer" }, { name = "z", type = "text" }]

op = "create_table"
table = "a.b"
columns = [{ name = "c=d", type = "text" }]
"#;

fn schema(operations: &str) -> Schema {
    let mut replay = Replay::default();
    for operation in written(operations) {
        replay.apply(&operation).unwrap();
    }
    replay.into_schema()
}

fn answered(answers: &[Answer<'_>]) -> Result<Hints, String> {
    let mut hints = Hints::default();
    read(&schema(FROM), &schema(TO), &mut hints, answers)
        .map(|()| hints)
        .map_err(|error| error.to_string())
}

fn refused(answers: &[Answer<'_>], expected: &str) {
    assert_eq!(answered(answers), Err(expected.to_owned()));
}

fn renames(answers: &[Answer<'_>], expected: &[(ElementPath, &str)]) {
    let renames = answered(answers).unwrap().renames;
    let expected = expected
        .iter()
        .map(|(new, old)| (new.clone(), (*old).to_owned()));
    assert_eq!(renames, expected.collect());
}

fn table(name: &str) -> ElementPath {
    ElementPath::Table(TableName::new(name))
}

fn column(table: &str, name: &str) -> ElementPath {
    ElementPath::Column(TableName::new(table), name.to_owned())
}

#[test]
fn renames_of_tables_and_columns() {
    renames(&[Rename("old:new")], &[(table("new"), "old")]);
    renames(
        &[Rename("tags.slug:tags.name")],
        &[(column("tags", "name"), "slug")],
    );
    renames(
        &[Rename("tags.slug:name")],
        &[(column("tags", "name"), "slug")],
    );
    renames(&[Rename("a.b.c.d:c=d")], &[(column("a.b", "c=d"), "c.d")]);
}

/// A column of a renamed table is called by either name of it, in any order of answers.
#[test]
fn columns_of_renamed_tables() {
    let expected = [(table("new"), "old"), (column("new", "z"), "x:y")];
    renames(&[Rename("old:new"), Rename("old.x:y:z")], &expected);
    renames(&[Rename("new.x:y:new.z"), Rename("old:new")], &expected);
}

#[test]
fn renames_that_do_not_fit() {
    refused(
        &[Rename("tags.slug")],
        "`--rename tags.slug`: expected `--rename OLD:NEW`",
    );
    refused(
        &[Rename(":name")],
        "`--rename :name`: expected `--rename OLD:NEW`",
    );
    refused(
        &[Rename("tags.slog:name")],
        "`--rename tags.slog:name`: the history has no `tags.slog`, did you mean `tags.slug`?",
    );
    refused(
        &[Rename("tags.slug:nam")],
        "`--rename tags.slug:nam`: the models have no `nam`, did you mean `name`?",
    );
    refused(
        &[Rename("tags.slug:new")],
        "`--rename tags.slug:new`: a rename stays in its table and its schema, and keeps its kind",
    );
    refused(
        &[Rename("tags.slug:new.z")],
        "`--rename tags.slug:new.z`: a rename stays in its table and its schema, and keeps its kind",
    );
    refused(
        &[Rename("tags.slug:kind")],
        "`--rename tags.slug:kind`: the history has a `tags.kind` already",
    );
    refused(
        &[Rename("old:tags")],
        "`--rename old:tags`: the history has a `tags` already",
    );
    refused(
        &[Rename("tags.slug:name"), Rename("tags.slug:size")],
        "`--rename tags.slug:size`: `tags.slug` is answered twice",
    );
    refused(
        &[Rename("tags.slug:name"), Rename("tags.kind:name")],
        "`--rename tags.kind:name`: `tags.name` is answered twice",
    );
}

#[test]
fn drops() {
    let hints = answered(&[Drop("tags.slug"), Drop("old"), Drop("a.b.c.d")]).unwrap();
    let expected = [column("tags", "slug"), table("old"), column("a.b", "c.d")];
    assert_eq!(hints.drops, expected.into());
    refused(&[Drop("tags")], "`--drop tags`: the models have it still");
    refused(
        &[Drop("tags.kind")],
        "`--drop tags.kind`: the models have it still",
    );
    refused(
        &[Drop("olt")],
        "`--drop olt`: the history has no `olt`, did you mean `old`?",
    );
    refused(
        &[Drop("old"), Rename("old:new")],
        "`--drop old`: the models have it still",
    );
}

#[test]
fn backfills() {
    let hints = answered(&[
        Backfill("tags.size=length(slug) = 1"),
        Backfill("tags.kind='none'"),
        Backfill("a.b.c=d=''"),
    ]);
    let path = |table: &str, column: &str| (TableName::new(table), column.to_owned());
    let expected = [
        (path("tags", "size"), "length(slug) = 1".into()),
        (path("tags", "kind"), "'none'".into()),
        (path("a.b", "c=d"), "''".into()),
    ];
    assert_eq!(hints.unwrap().backfills, expected.into());
    let needless = "the column is neither new in an old table nor becomes NOT NULL";
    refused(
        &[Backfill("tags.id=1")],
        &format!("`--backfill tags.id=1`: {needless}"),
    );
    refused(
        &[Backfill("new.z=1")],
        &format!("`--backfill new.z=1`: {needless}"),
    );
    refused(
        &[Backfill("tags.name=1"), Rename("tags.slug:name")],
        &format!("`--backfill tags.name=1`: {needless}"),
    );
    refused(
        &[Backfill("tags.double=1")],
        "`--backfill tags.double=1`: the column is generated",
    );
    refused(
        &[Backfill("tags.size=1"), Backfill("tags.size=2")],
        "`--backfill tags.size=2`: `tags.size` is answered twice",
    );
    refused(
        &[Backfill("tags.size= ")],
        "`--backfill tags.size= `: expected `--backfill TABLE.COLUMN=SQL`",
    );
    refused(
        &[Backfill("tags.sise=1")],
        "`--backfill tags.sise=1`: the models have no `tags.sise`, did you mean `tags.size`?",
    );
}

#[test]
fn using() {
    let hints = answered(&[Using("tags.count=count > 0")]).unwrap();
    let path = (TableName::new("tags"), "count".to_owned());
    assert_eq!(hints.using, [(path, "count > 0".into())].into());
    refused(
        &[Using("tags.kind=1")],
        "`--using tags.kind=1`: the type of the column does not change",
    );
    refused(
        &[Using("tags.size=1")],
        "`--using tags.size=1`: the type of the column does not change",
    );
    refused(
        &[Using("tags.count=1"), Using("tags.count=2")],
        "`--using tags.count=2`: `tags.count` is answered twice",
    );
}

/// One bad answer, and none is taken.
#[test]
fn hints_are_as_they_were_after_a_refusal() {
    let mut hints = Hints::default();
    let answers = [Rename("old:new"), Drop("tags.slug"), Drop("tags")];
    read(&schema(FROM), &schema(TO), &mut hints, &answers).unwrap_err();
    assert_eq!(hints, Hints::default());
}

#[test]
fn hostile_answers_are_harmless_in_a_message() {
    refused(
        &[Drop("\u{1b}[31m\nold")],
        "`--drop \\u{1b}[31m\\nold`: the history has no `\\u{1b}[31m\\nold`",
    );
}
