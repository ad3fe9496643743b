use std::collections::BTreeSet;
use std::path::PathBuf;

use super::History;
use crate::diagnostic::{Diagnostic, Place};
use crate::graph::fixture::{id, revision};
use crate::operation::fixture::{
    add_column, column, create_table, drop_column, drop_table, enum_type, index, nullable,
    numbered, rename_column, table,
};
use crate::operation::{Down, EnumOperation, Execute, Operation, SchemaOperation};
use crate::revision::{Revision, RevisionFile};
use crate::schema::{ColumnType, ElementPath, EnumType, PerDialect, Schema, TableName};

pub(super) const INTEGER: ColumnType = ColumnType::Integer;

/// The file of a revision, each operation on a line of its own.
pub(super) fn file(revision: Revision) -> RevisionFile {
    let path = PathBuf::from(format!("migrations/{}.toml", revision.id));
    let mut source = format!(
        "revision = \"{}\"\ndown_revision = {:?}\nbase_schema = {:?}\n",
        revision.id,
        revision
            .down_revision
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        revision.base_schema.as_deref().unwrap_or_default(),
    );
    let mut place = |operation: &Operation| {
        source += &format!("[[{operation}]]\n");
        Place {
            file: path.clone(),
            line: source.lines().count(),
            column: 1,
            length: 1,
        }
    };
    let upgrade_places = revision.upgrade.iter().map(&mut place).collect();
    let downgrade_places = revision
        .downgrade
        .iter()
        .flatten()
        .map(&mut place)
        .collect();
    RevisionFile {
        revision,
        path: path.clone(),
        source,
        upgrade_places,
        downgrade_places,
    }
}

fn upgrade(name: &str, parents: &[&str], upgrade: Vec<Operation>) -> Revision {
    Revision {
        upgrade,
        ..revision(name, parents, &[])
    }
}

pub(super) fn history(revisions: Vec<Revision>) -> Result<History, Vec<Diagnostic>> {
    History::new(revisions.into_iter().map(file).collect())
}

/// What is wrong, one diagnostic a line.
fn wrong(revisions: Vec<Revision>) -> String {
    let diagnostics = history(revisions).expect_err("something is wrong");
    let show = |diagnostic: &Diagnostic| {
        let place = diagnostic.place.as_ref().map(ToString::to_string);
        let place = place.unwrap_or_default();
        format!("{place}: {}", diagnostic.message)
    };
    diagnostics.iter().map(show).collect::<Vec<_>>().join("\n")
}

fn users() -> Operation {
    create_table(numbered("users", vec![nullable("name", ColumnType::Text)]))
}

#[test]
fn a_history_is_replayed_to_its_head_and_to_each_revision() {
    let history = history(vec![
        upgrade(
            "b",
            &["a"],
            vec![add_column("users", nullable("age", INTEGER))],
        ),
        upgrade("a", &[], vec![users()]),
    ])
    .expect("a good history");
    let columns = |schema: &Schema| schema.tables[&table("users")].columns.len();
    assert_eq!(columns(history.head_schema()), 3);
    assert_eq!(columns(&history.schema_at(&id("a"))), 2);
    assert_eq!(&history.schema_at(&id("b")), history.head_schema());
    assert_eq!(history.replay(&BTreeSet::new()), Schema::default());
}

#[test]
fn an_operation_that_cannot_apply_has_its_place_and_hides_no_other() {
    insta::assert_snapshot!(wrong(vec![
        upgrade("a", &[], vec![users()]),
        upgrade("b", &["a"], vec![
            drop_column("users", "name"),
            drop_column("users", "aws_encrypted_secret_key"),
        ]),
        upgrade("c", &["b"], vec![drop_table("nowhere")]),
        upgrade("d", &["a"], vec![drop_table("user")]),
    ]), @r"
    migrations/b.toml:5:1: revision `b` cannot apply: table `users` has no column `aws_encrypted_secret_key` at this point
    migrations/d.toml:4:1: revision `d` cannot apply: table `user` does not exist at this point, did you mean `users`?
    ");
}

#[test]
fn edited_history_is_seen_by_the_first_revision_on_top() {
    let based = |revision: Revision, base: &Schema| Revision {
        base_schema: Some(base.fingerprint().0),
        ..revision
    };
    let written = |edited: bool| {
        let name = if edited { "name" } else { "full_name" };
        let first = create_table(numbered("users", vec![nullable(name, ColumnType::Text)]));
        let second = add_column("users", nullable("age", INTEGER));
        vec![
            upgrade("a", &[], vec![first]),
            upgrade("b", &["a"], vec![second]),
            upgrade("c", &["b"], vec![]),
        ]
    };
    let before = history(written(false)).expect("a good history");
    let edited = |edited| {
        let mut revisions = written(edited).into_iter();
        let first = revisions.next().expect("three revisions");
        let bases = [before.schema_at(&id("a")), before.schema_at(&id("b"))];
        let others = revisions
            .zip(&bases)
            .map(|(revision, base)| based(revision, base));
        [first].into_iter().chain(others).collect::<Vec<_>>()
    };
    assert!(history(edited(false)).is_ok());
    insta::assert_snapshot!(
        wrong(edited(true)),
        @"migrations/b.toml:3:15: revision `b` was written on another history: `a` or history before it has changed since"
    );
}

#[test]
fn branches_are_replayed_apart_and_merged_in_order() {
    let revisions = |right: Operation| {
        vec![
            upgrade("a", &[], vec![users()]),
            upgrade(
                "b1",
                &["a"],
                vec![add_column("users", nullable("age", INTEGER))],
            ),
            upgrade("b2", &["b1"], vec![rename_column("users", "age", "years")]),
            upgrade("c1", &["a"], vec![right]),
            upgrade("d", &["b2", "c1"], vec![drop_column("users", "years")]),
        ]
    };
    let merged = history(revisions(add_column("users", nullable("city", INTEGER))));
    let merged = merged.expect("the branches do not touch");
    let schema = merged.head_schema();
    let columns: Vec<&String> = schema.tables[&table("users")].columns.keys().collect();
    assert_eq!(columns, ["id", "name", "city"]);

    insta::assert_snapshot!(
        wrong(revisions(add_column("users", nullable("years", INTEGER)))),
        @"migrations/b2.toml:4:1: `b2` and `c1`, which `d` merges, clash: `b2` renames column `users.age` to `users.years` and `c1` adds column `users.years`: two things of one name"
    );
}

#[test]
fn a_downgrade_leads_back() {
    let with_downgrade = |downgrade| {
        let added = vec![add_column("users", nullable("age", INTEGER))];
        let second = Revision {
            downgrade,
            ..upgrade("b", &["a"], added)
        };
        vec![upgrade("a", &[], vec![users()]), second]
    };
    assert!(history(with_downgrade(Some(vec![drop_column("users", "age")]))).is_ok());
    let wrong = |downgrade| wrong(with_downgrade(Some(downgrade)));
    insta::assert_snapshot!(wrong(vec![drop_column("users", "ages")]), @"migrations/b.toml:5:1: the downgrade of revision `b` cannot apply after its upgrade: table `users` has no column `ages` at this point, did you mean `age`?");
    insta::assert_snapshot!(wrong(vec![drop_column("users", "name")]), @"migrations/b.toml:5:1: the downgrade of revision `b` does not bring back table `users` as it was before the upgrade");
    insta::assert_snapshot!(wrong(vec![]), @"migrations/b.toml:1:1: the downgrade of revision `b` does not bring back table `users` as it was before the upgrade");
    insta::assert_snapshot!(
        wrong(vec![drop_column("users", "age"), create_table(numbered("t", vec![]))]),
        @"migrations/b.toml:5:1: the downgrade of revision `b` does not bring back table `t` as it was before the upgrade"
    );
}

#[test]
fn what_cannot_be_undone_is_no_mistake() {
    let execute = Operation::Execute(Execute {
        sql: PerDialect::Common(vec!["DELETE FROM users".to_owned()]),
        down: Down::Irreversible,
        state: Vec::new(),
    });
    assert!(history(vec![upgrade("a", &[], vec![users(), execute])]).is_ok());
}

#[test]
fn a_broken_graph_is_told_at_the_key_that_breaks_it() {
    insta::assert_snapshot!(wrong(vec![
        upgrade("a", &[], vec![]),
        upgrade("b", &["nowhere"], vec![]),
        upgrade("c", &["d"], vec![]),
        upgrade("d", &["c"], vec![]),
    ]), @r#"
        migrations/b.toml:2:17: revision `b` revises `nowhere`, which does not exist
        migrations/c.toml:2:17: revisions `c` and `d` form a cycle
        "#);
}

#[test]
fn elements_are_traced_through_renames() {
    let rename = Operation::RenameTable {
        table: table("users"),
        to: "people".to_owned(),
        restate: Vec::new(),
    };
    let index = Operation::CreateIndex {
        table: table("users"),
        index: index("ix", &["name"]),
        concurrently: false,
    };
    let history = history(vec![
        upgrade("a", &[], vec![users(), index]),
        upgrade(
            "b",
            &["a"],
            vec![add_column("users", column("age", INTEGER))],
        ),
        upgrade(
            "c",
            &["b"],
            vec![rename, rename_column("people", "age", "years")],
        ),
        upgrade("d", &["c"], vec![drop_column("people", "years")]),
    ])
    .expect("a good history");
    let column = |name: &str, column: &str| ElementPath::Column(table(name), column.to_owned());
    let cases = [
        (column("people", "years"), Some("d.toml:4")),
        (column("people", "age"), Some("c.toml:5")),
        (column("people", "name"), Some("a.toml:4")),
        (
            ElementPath::Index(table("people"), "ix".to_owned()),
            Some("a.toml:5"),
        ),
        (ElementPath::Table(table("people")), Some("c.toml:4")),
        (ElementPath::Table(table("users")), Some("c.toml:4")),
        (column("people", "nothing"), None),
    ];
    for (element, expected) in cases {
        let found = history.last_changed(&element);
        let found = found.map(|(_, place)| format!("{}:{}", place.file.display(), place.line));
        let found = found.map(|found| found.replace("migrations/", ""));
        assert_eq!(found.as_deref(), expected, "{element}");
    }
}

fn within(schema: &str, name: &str) -> TableName {
    TableName {
        schema: Some(schema.to_owned()),
        name: name.to_owned(),
    }
}

fn create_enum(name: &TableName) -> Operation {
    let enum_type = EnumType {
        name: name.clone(),
        ..enum_type("kind", &["a"])
    };
    Operation::Enum(EnumOperation::Create { enum_type })
}

fn create_schema(name: &str) -> Operation {
    Operation::Schema(SchemaOperation::Create {
        name: name.to_owned(),
    })
}

#[test]
fn enums_and_schemas_are_traced_through_renames() {
    let rename_enum = Operation::Enum(EnumOperation::Rename {
        name: within("old", "kind"),
        to: "sort".to_owned(),
    });
    let rename_schema = Operation::Schema(SchemaOperation::Rename {
        name: "old".to_owned(),
        to: "new".to_owned(),
    });
    let mut table = numbered("t", vec![]);
    table.name = within("old", "t");
    let history = history(vec![
        upgrade(
            "a",
            &[],
            vec![create_schema("old"), create_enum(&within("old", "kind"))],
        ),
        upgrade("b", &["a"], vec![rename_enum, create_table(table)]),
        upgrade("c", &["b"], vec![rename_schema]),
    ])
    .expect("a good history");
    let cases = [
        (
            ElementPath::Schema("new".to_owned()),
            Some("migrations/c.toml:4"),
        ),
        (ElementPath::Schema("other".to_owned()), None),
        (
            ElementPath::Enum(within("new", "sort")),
            Some("migrations/b.toml:4"),
        ),
        (
            ElementPath::Column(within("new", "t"), "id".to_owned()),
            Some("migrations/b.toml:5"),
        ),
    ];
    for (element, expected) in cases {
        let found = history.last_changed(&element);
        let found = found.map(|(_, place)| format!("{}:{}", place.file.display(), place.line));
        assert_eq!(found.as_deref(), expected, "{element}");
    }
}

#[test]
fn a_downgrade_brings_back_enums_and_schemas() {
    let with_downgrade = |operation: Operation, downgrade| {
        let mut second = upgrade("b", &["a"], vec![operation]);
        second.downgrade = downgrade;
        vec![upgrade("a", &[], vec![create_enum(&table("kind"))]), second]
    };
    let add = || {
        Operation::Enum(EnumOperation::AddValue {
            name: table("kind"),
            value: "b".to_owned(),
            place: None,
        })
    };
    // It has no way back, which is no mistake.
    assert!(history(with_downgrade(add(), None)).is_ok());
    let wrong = |operation| wrong(with_downgrade(operation, Some(Vec::new())));
    insta::assert_snapshot!(wrong(add()), @"migrations/b.toml:1:1: the downgrade of revision `b` does not bring back enum `kind` as it was before the upgrade");
    insta::assert_snapshot!(wrong(create_schema("s")), @"migrations/b.toml:1:1: the downgrade of revision `b` does not bring back schema `s` as it was before the upgrade");
}
