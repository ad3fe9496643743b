mod comments;
mod declared;
mod foreign_keys;
mod names;
mod objects;

use std::fmt::Write as _;

use super::{Models, schema};
use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::schema::{
    Check, Column, ColumnType, ElementPath, ForeignKey, Identity, IdentityKind, Index, IndexTarget,
    PerDialect, PrimaryKey, References, SortOrder, SqlText, Table, TableName, Unique,
};
use crate::source::fixture::{package, told};
use crate::source::{ScanError, scan_files};

fn lowered(text: &str) -> Result<Models, Vec<Diagnostic>> {
    let (config, files) = package(text);
    let scan = scan_files(&config, &files);
    let scan = scan.map_err(|ScanError { diagnostics, .. }| diagnostics)?;
    schema(&scan, &config)
}

/// The schema that the models make, or their mistakes.
fn check(package: &str, expected: &str) {
    let found = match lowered(package) {
        Ok(models) => shown(&models),
        Err(diagnostics) => told(&diagnostics),
    };
    let expected = expected.trim().lines();
    let expected = expected.map(|line| line.strip_prefix("        ").unwrap_or(line));
    let expected: Vec<&str> = expected.collect();
    assert_eq!(found, expected.join("\n"), "\n{package}");
}

fn shown(models: &Models) -> String {
    let mut lines = Vec::new();
    for table in models.schema.tables.values() {
        lines.push(format!("{}{}", table.name, comment(table.comment.as_ref())));
        lines.extend(table.columns.values().map(column));
        if let Some(key) = &table.primary_key {
            lines.push(format!(
                "  {}: primary key {}",
                key.name,
                key.columns.join(", ")
            ));
        }
        for unique in table.unique.values() {
            lines.push(format!(
                "  {}: unique {}",
                unique.name,
                unique.columns.join(", ")
            ));
        }
        lines.extend(table.foreign_keys.values().map(foreign_key));
        for check in table.checks.values() {
            lines.push(format!(
                "  {}: check {}",
                check.name,
                text(&check.expression)
            ));
        }
        lines.extend(table.indexes.values().map(index));
    }
    lines.join("\n")
}

fn column(column: &Column) -> String {
    let mut line = format!("  {} {}", column.name, column.column_type);
    let _ = write!(line, "{}", if column.null { " null" } else { "" });
    if let Some(identity) = &column.identity {
        let _ = write!(line, " {:?}", identity.kind);
    }
    if let Some(default) = &column.default {
        let _ = write!(line, " default {default:?}");
    }
    line + &comment(column.comment.as_ref())
}

fn foreign_key(key: &ForeignKey) -> String {
    let (columns, others) = (key.columns.join(", "), key.references.columns.join(", "));
    format!(
        "  {}: {columns} -> {}({others})",
        key.name, key.references.table
    )
}

fn index(index: &Index) -> String {
    let keys: Vec<String> = (index.keys.iter())
        .map(|key| {
            let target = match &key.target {
                IndexTarget::Column(column) => column.clone(),
                IndexTarget::Expression(expression) => format!("({})", text(expression)),
            };
            match key.order {
                SortOrder::Ascending => target,
                SortOrder::Descending => target + " desc",
            }
        })
        .collect();
    let unique = if index.unique { "unique " } else { "" };
    format!("  {}: {unique}index {}", index.name, keys.join(", "))
}

fn text(text: &SqlText) -> String {
    text.all().cloned().collect::<Vec<_>>().join(" | ")
}

fn comment(comment: Option<&String>) -> String {
    comment
        .map(|text| format!(" -- {text}"))
        .unwrap_or_default()
}

/// Keeper's tags and what they refer to.
const TAGS: &str = r#"
use keeper_schema::Model;
#[derive(Model)]
#[keeper(table = "tags", unique(slug, organization_id), unique(title, organization_id))]
pub struct Tag {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Organization, index)]
    pub organization_id: Option<i32>,
    #[keeper(length = 255)]
    pub slug: String,
    #[keeper(length = 255)]
    pub title: String,
    pub comment: Option<String>,
}
#[derive(Model)]
#[keeper(table = "organizations")]
pub struct Organization { #[keeper(primary_key)] pub id: i32 }
//- Cargo.toml
[package]
name = "keeper"
[package.metadata.keeper-schema.naming]
index = "ix_{table}_{columns}"
"#;

#[test]
fn keepers_tags_are_what_history_says() {
    let models = lowered(TAGS).unwrap();
    let mut expected = Table::new(TableName::new("tags"));
    let nullable = |name: &str, column_type| Column {
        null: true,
        ..Column::new(name, column_type)
    };
    for column in [
        Column {
            identity: Some(Box::new(Identity::new(IdentityKind::Serial))),
            ..Column::new("id", ColumnType::Integer)
        },
        nullable("organization_id", ColumnType::Integer),
        Column::new("slug", ColumnType::Varchar(255)),
        Column::new("title", ColumnType::Varchar(255)),
        nullable("comment", ColumnType::Text),
    ] {
        expected.columns.insert(column.name.clone(), column);
    }
    expected.primary_key = Some(PrimaryKey {
        name: "tags_pkey".to_owned(),
        columns: vec!["id".to_owned()],
        include: Vec::new(),
        deferrable: None,
        comment: None,
    });
    for column in ["slug", "title"] {
        let name = format!("tags_{column}_organization_id_key");
        let unique = Unique {
            name: name.clone(),
            columns: vec![column.to_owned(), "organization_id".to_owned()],
            nulls_not_distinct: false,
            include: Vec::new(),
            deferrable: None,
            comment: None,
        };
        expected.unique.insert(name, unique);
    }
    let name = "tags_organization_id_fkey";
    let references = References {
        table: TableName::new("organizations"),
        columns: vec!["id".to_owned()],
    };
    let key = ForeignKey::new(name, vec!["organization_id".to_owned()], references);
    expected.foreign_keys.insert(name.to_owned(), key);
    let name = "ix_tags_organization_id";
    let index = Index::new(name, ["organization_id".to_owned()]);
    expected.indexes.insert(name.to_owned(), index);

    assert_eq!(
        models.schema.table(&TableName::new("tags")),
        Some(&expected)
    );
}

#[test]
fn every_part_has_its_place() {
    let models = lowered(TAGS).unwrap();
    let tags = TableName::new("tags");
    let cases = [
        (ElementPath::Table(tags.clone()), "Tag"),
        (ElementPath::Column(tags.clone(), "slug".into()), "slug"),
        (
            ElementPath::Constraint(tags.clone(), "tags_pkey".into()),
            "primary_key",
        ),
        (
            ElementPath::Constraint(tags.clone(), "tags_title_organization_id_key".into()),
            "unique",
        ),
        (
            ElementPath::Constraint(tags.clone(), "tags_organization_id_fkey".into()),
            "references",
        ),
        (
            ElementPath::Index(tags.clone(), "ix_tags_organization_id".into()),
            "index",
        ),
        // What has no place has its table's.
        (ElementPath::Column(tags, "gone".into()), "Tag"),
    ];
    for (element, expected) in cases {
        let told = told(&[models.diagnostic(Code::Differs, &element, "here")]);
        assert!(
            told.ends_with(&format!("`{expected}`: here")),
            "{element}: {told}"
        );
    }
    assert_eq!(models.implied_names.len(), 6, "{:?}", models.implied_names);
}

#[test]
fn the_order_of_declarations_changes_nothing() {
    let one = "
         #[derive(keeper_schema::Model)] #[keeper(check = \"a > 0\", check(\"b > 0\"), index(a, b), index(b, desc(a)), unique(a, b))]
         struct One { #[keeper(primary_key)] id: i32, #[keeper(unique)] a: i64, #[keeper(check = \"x\")] #[keeper(check = \"y\")] b: i32, #[keeper(references = Two, index, index(where = \"a > 0\"))] two: i32 }
         #[derive(keeper_schema::Model)] struct Two { #[keeper(primary_key)] id: i32 }";
    let other = "
         mod first { #[derive(keeper_schema::Model)] pub struct Two { #[keeper(primary_key)] pub id: i32 } }
         mod second; use first::Two;
         //- src/second.rs
         #[derive(keeper_schema::Model)] #[keeper(unique(a, b), index(b, desc(a)), check(\"b > 0\"))] #[keeper(index(a, b), check = \"a > 0\")]
         struct One { #[keeper(index(where = \"a > 0\"), index, references = crate::first::Two)] two: i32, #[keeper(check = \"y\", check = \"x\")] b: i32, #[keeper(unique)] a: i64, #[keeper(primary_key)] id: i32 }";
    let (one, other) = (lowered(one), lowered(other));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.schema, other.schema);
    assert_eq!(one.implied_names, other.implied_names);
}

#[test]
fn tables_declared_twice() {
    check(
        "mod a { #[derive(keeper_schema::Model)] struct Tag { id: i32 } }
         mod b { #[derive(keeper_schema::Model)] struct Tag { id: i32 } }
         #[derive(keeper_schema::Model)] #[keeper(table = \"Tag\")] struct C { id: i32, #[keeper(column = \"ID\")] d: i32 }",
        "src/lib.rs:2:57 `Tag`: table `tag` is declared at `src/lib.rs:1:48` already
          give one of them another name with `#[keeper(table = \"...\")]`
        src/lib.rs:3:59 `\"Tag\"`: SQLite takes the tables `tag` and `Tag` for the same
        src/lib.rs:3:105 `\"ID\"`: SQLite takes the columns `id` and `ID` for the same",
    );
}

#[test]
fn alternatives_of_a_table() {
    check(
        "#[cfg(unix)] #[derive(keeper_schema::Model)] struct Tag { #[keeper(primary_key)] id: i32, #[keeper(unique)] a: i32 }
         #[cfg(windows)] #[derive(keeper_schema::Model)] struct Tag { #[keeper(unique)] a: i32, #[keeper(primary_key)] id: i32 }
         #[derive(keeper_schema::Model)] struct Other { #[keeper(references = Tag)] tag: i32 }",
        "other
          tag integer
          other_tag_fkey: tag -> tag(id)
        tag
          id integer Serial
          a integer
          tag_pkey: primary key id
          tag_a_key: unique a",
    );
    check(
        "#[cfg(unix)] #[derive(keeper_schema::Model)] struct Tag { id: i32 }
         #[cfg(windows)] #[derive(keeper_schema::Model)] struct Tag { id: i64 }",
        "src/lib.rs:2:65 `Tag`: table `tag` differs from the one at `src/lib.rs:1:53` under another `cfg`
          pin the `cfg`s that hold with `cfg = [...]` in `[package.metadata.keeper-schema]`",
    );
}

#[test]
fn defaults_are_checked_against_the_type_inside() {
    check(
        "#[derive(keeper_schema::ColumnEnum)] #[repr(i16)] enum Kind { A } #[derive(keeper_schema::ColumnType)] #[keeper(length = 3)] struct Slug(String);
         #[derive(keeper_schema::Model)] struct A { #[keeper(default = 70000)] a: Kind, #[keeper(default = \"long\")] b: Slug, #[keeper(default = 1)] c: Kind }",
        "src/lib.rs:2:72 `70000`: `70000` does not fit into `smallint`
        src/lib.rs:2:108 `\"long\"`: this default is longer than `varchar(3)`",
    );
}

#[test]
fn sql_for_one_database_in_a_package_for_two() {
    let package = "#[derive(keeper_schema::Model)] #[keeper(check(sqlite = \"a > 0\"), index(a, where = \"a > 0\"))]
         struct A { #[keeper(default(postgres = \"now()\"))] a: jiff::Timestamp, #[keeper(generated(sqlite = \"a\"))] b: i32 }";
    let missing = |place: &str, database: &str| {
        format!(
            "src/lib.rs:{place}: this SQL is missing for `{database}`
          add `{database} = \"...\"`, or leave `{database}` out of `dialects` in `[package.metadata.keeper-schema]`"
        )
    };
    let default = missing("2:49 `\"now()\"`", "sqlite");
    let all = [
        missing("1:42 `check`", "postgres"),
        default.clone(),
        missing("2:108 `\"a\"`", "postgres"),
    ];
    check(package, &all.join("\n"));
    let settings = "[package.metadata.keeper-schema]\ndialects = [\"sqlite\"]";
    let for_one = format!("{package}\n//- Cargo.toml\n[package]\nname = \"app\"\n{settings}");
    check(&for_one, &default);
}

#[test]
fn renames_are_collected() {
    let models = lowered(
        "#[derive(keeper_schema::Model)] #[keeper(renamed_from = \"labels\")]
         struct Tag { #[keeper(renamed_from = \"name\")] title: String }",
    );
    let renames: Vec<String> = (models.unwrap().renames.iter())
        .map(|hint| format!("{} -> {} at {}", hint.from, hint.element, hint.place))
        .collect();
    assert_eq!(
        renames,
        [
            "labels -> tag at src/lib.rs:1:57",
            "name -> tag.title at src/lib.rs:2:47"
        ]
    );
}

#[test]
fn renames_that_cannot_be() {
    check(
        "#[derive(keeper_schema::Model)] #[keeper(renamed_from = \"b\")] struct A { #[keeper(renamed_from = \"y\")] x: i32, y: i32 }
         #[derive(keeper_schema::Model)] #[keeper(renamed_from = \"old\")] struct B { #[keeper(renamed_from = \"o\")] x: i32, #[keeper(renamed_from = \"o\")] y: i32 }
         #[derive(keeper_schema::Model)] #[keeper(renamed_from = \"old\")] struct C { x: i32 }",
        "src/lib.rs:1:57 `\"b\"`: `b` is a table still
          once the revision is written, `renamed_from` can go
        src/lib.rs:1:98 `\"y\"`: `y` is a column still
          once the revision is written, `renamed_from` can go
          if the two were swapped, tell `cargo db migrate` with `--rename` instead, once for `y` and once for `x`
        src/lib.rs:2:147 `\"o\"`: `x` was renamed from `o` already
        src/lib.rs:3:66 `\"old\"`: `b` was renamed from `old` already",
    );
}

#[test]
fn options_and_comments_are_kept() {
    let models = lowered(
        "#[derive(keeper_schema::Model)] #[keeper(comment = \"all of them\", strict, without_rowid, primary_key(a))]
         struct T { #[keeper(comment = \"first\", collation(sqlite = \"NOCASE\", postgres = \"C\"), check = \"a <> ''\")] a: String }",
    );
    let models = models.unwrap();
    let table = &models.schema.tables[&TableName::new("t")];
    assert!(table.sqlite.strict && table.sqlite.without_rowid);
    assert_eq!(table.comment.as_deref(), Some("all of them"));
    let collation = PerDialect::Each {
        sqlite: Some("NOCASE".to_owned()),
        postgres: Some("C".to_owned()),
    };
    assert_eq!(table.columns["a"].collation.as_deref(), Some(&collation));
    assert_eq!(table.columns["a"].comment.as_deref(), Some("first"));
    let check = Check {
        name: "t_a_check".to_owned(),
        expression: SqlText::from("a <> ''"),
        not_valid: false,
        no_inherit: false,
        unnamed: false,
        comment: None,
    };
    assert_eq!(table.checks["t_a_check"], check);
}
