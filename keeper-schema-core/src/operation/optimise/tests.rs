use super::optimise;
use crate::operation::fixture::{
    add_column, alter_column, check as check_of, column, create_index, create_table, drop_column,
    drop_constraint, drop_table, foreign_key, index, null, nullable, numbered, rename_column,
    schema, table, unique, written,
};
use crate::operation::{ColumnKeys, Down, Execute, Operation};
use crate::schema::{ColumnType, Default, Literal, PerDialect};

const INTEGER: ColumnType = ColumnType::Integer;

/// On products and editions: what the operations are, and what becomes of them.
#[track_caller]
fn check(operations: Vec<Operation>, expected: &[&str]) {
    let shorter = optimise(&schema(), &operations).expect("the operations apply");
    let shown: Vec<String> = shorter.iter().map(ToString::to_string).collect();
    assert_eq!(shown, expected);
}

/// Nothing becomes of the operations but themselves.
#[track_caller]
fn unchanged(operations: Vec<Operation>) {
    let shorter = optimise(&schema(), &operations).expect("the operations apply");
    assert_eq!(shorter, operations);
}

fn tags() -> Operation {
    create_table(numbered("tags", vec![nullable("slug", INTEGER)]))
}

fn backfilled(name: &str, column: crate::schema::Column) -> Operation {
    Operation::AddColumn {
        table: table(name),
        column,
        backfill: Some("7".into()),
    }
}

fn rename_table(name: &str, to: &str) -> Operation {
    Operation::RenameTable {
        table: table(name),
        to: to.to_owned(),
        restate: Vec::new(),
    }
}

fn execute(sql: &str) -> Operation {
    Operation::Execute(Execute {
        sql: PerDialect::Common(vec![sql.to_owned()]),
        down: Down::Nothing,
        state: Vec::new(),
    })
}

fn retyped(from: ColumnType, to: ColumnType) -> (ColumnKeys, ColumnKeys) {
    let keys = |column_type| ColumnKeys {
        column_type: Some(column_type),
        ..ColumnKeys::default()
    };
    (keys(to), keys(from))
}

fn one() -> Default {
    Default::Literal(Literal::Integer(1))
}

fn defaulted(to: Option<Default>) -> ColumnKeys {
    ColumnKeys {
        default: to,
        ..ColumnKeys::default()
    }
}

#[test]
fn what_changes_a_new_table_is_in_its_creation() {
    let (set, was) = retyped(INTEGER, ColumnType::Text);
    check(
        vec![
            tags(),
            add_column("products", nullable("b", INTEGER)),
            add_column("tags", nullable("a", INTEGER)),
            backfilled("tags", column("c", INTEGER)),
            rename_column("tags", "a", "b"),
            alter_column("tags", "slug", set, was),
            drop_column("tags", "c"),
            Operation::CreateUniqueConstraint {
                table: table("tags"),
                unique: unique("tags_u", &["b"]),
            },
            Operation::CreateForeignKey {
                table: table("tags"),
                foreign_key: foreign_key("tags_f", &["b"], "products", &["id"]),
            },
            rename_table("tags", "labels"),
        ],
        &[
            "create_table labels (id, slug, b)",
            "add_column products.b integer null",
        ],
    );
}

#[test]
fn a_table_that_comes_and_goes_leaves_nothing() {
    check(
        vec![
            tags(),
            create_index("tags", index("tags_i", &["slug"])),
            add_column("products", nullable("a", INTEGER)),
            add_column("tags", nullable("a", INTEGER)),
            drop_table("tags"),
        ],
        &["add_column products.a integer null"],
    );
}

#[test]
fn a_table_that_goes_is_not_changed_before() {
    check(
        vec![
            add_column("editions", nullable("a", INTEGER)),
            drop_column("editions", "kind"),
            create_index("editions", index("editions_i", &["a"])),
            rename_table("editions", "versions"),
            drop_table("versions"),
        ],
        &["drop_table editions"],
    );
}

#[test]
fn a_table_that_goes_and_comes_again_has_lost_its_rows() {
    let editions = numbered("editions", vec![nullable("a", INTEGER)]);
    check(
        vec![
            drop_table("editions"),
            create_table(editions),
            add_column("editions", nullable("b", INTEGER)),
        ],
        &["drop_table editions", "create_table editions (id, a, b)"],
    );
}

#[test]
fn a_column_that_comes_is_as_it_is_at_the_end() {
    check(
        vec![
            add_column("products", nullable("a", INTEGER)),
            add_column("products", nullable("z", INTEGER)),
            rename_column("products", "a", "b"),
            rename_column("products", "b", "c"),
        ],
        &[
            "add_column products.c integer null",
            "add_column products.z integer null",
        ],
    );
    check(
        vec![
            backfilled("products", column("a", INTEGER)),
            drop_column("products", "a"),
        ],
        &[],
    );
}

#[test]
fn what_rows_got_from_a_column_they_keep() {
    // The default comes after the rows that are there: they hold NULL.
    unchanged(vec![
        add_column("products", nullable("a", INTEGER)),
        alter_column("products", "a", defaulted(Some(one())), defaulted(None)),
    ]);
    // The rows hold 7, as a number.
    let (set, was) = retyped(INTEGER, ColumnType::Text);
    unchanged(vec![
        backfilled("products", nullable("a", INTEGER)),
        alter_column("products", "a", set, was),
    ]);
    // It is for the rows to show whether NULL is among them.
    unchanged(vec![
        add_column("products", nullable("a", INTEGER)),
        alter_column("products", "a", null(false), null(true)),
    ]);
}

#[test]
fn a_column_that_goes_and_comes_again_has_lost_its_values() {
    unchanged(vec![
        drop_column("editions", "kind"),
        add_column("editions", nullable("kind", INTEGER)),
    ]);
    let (set, was) = retyped(INTEGER, ColumnType::Text);
    check(
        vec![
            alter_column("editions", "kind", set, was),
            rename_column("editions", "kind", "sort"),
            drop_column("editions", "sort"),
            add_column("editions", nullable("kind", INTEGER)),
        ],
        &[
            "drop_column editions.kind",
            "add_column editions.kind integer null",
        ],
    );
}

#[test]
fn renames_are_one_and_one_that_leads_back_is_none() {
    check(
        vec![
            rename_column("products", "slug", "a"),
            rename_column("products", "a", "b"),
            rename_table("products", "goods"),
            rename_table("goods", "wares"),
        ],
        &[
            "rename_column products.slug to b",
            "rename_table products to wares",
        ],
    );
    check(
        vec![
            rename_column("products", "slug", "a"),
            rename_column("products", "a", "slug"),
            rename_table("products", "goods"),
            rename_table("goods", "products"),
        ],
        &[],
    );
}

#[test]
fn constraints_and_indexes_are_made_as_they_end() {
    let of_editions = |rest: &str| written(&rest.replace("ON", "table = \"editions\""));
    let rename = |op: &str, from: &str, to: &str| {
        of_editions(&format!(
            "op = \"{op}\"\nON\nname = \"{from}\"\nto = \"{to}\""
        ))
        .remove(0)
    };
    let drop_index = of_editions("op = \"drop_index\"\nON\nname = \"i\"").remove(0);
    let created = || Operation::CreateCheckConstraint {
        table: table("editions"),
        check: check_of("c", "kind > 0"),
    };
    check(
        vec![
            created(),
            create_index("editions", index("i", &["kind"])),
            rename("rename_constraint", "c", "d"),
            rename("rename_index", "i", "j"),
        ],
        &[
            "create_check_constraint d on editions (\"kind > 0\")",
            "create_index j on editions (kind)",
        ],
    );
    check(
        vec![
            created(),
            create_index("editions", index("i", &["kind"])),
            drop_constraint("editions", "c"),
            drop_index.clone(),
        ],
        &[],
    );
    check(
        vec![
            rename("rename_constraint", "editions_mode_check", "m"),
            rename("rename_constraint", "m", "n"),
            rename("rename_index", "ix_editions_live", "k"),
            rename("rename_index", "k", "i"),
            drop_index,
            drop_constraint("editions", "n"),
        ],
        &[
            "drop_constraint editions_mode_check on editions",
            "drop_index ix_editions_live on editions",
        ],
    );
}

#[test]
fn nothing_passes_a_view() {
    let view = "op = \"create_object\"\nkind = \"view\"\nname = \"v\"\n\
                definition = \"CREATE VIEW v AS SELECT * FROM tags\"";
    // `SELECT *` has the columns of its day.
    unchanged(vec![
        tags(),
        written(view).remove(0),
        add_column("tags", nullable("a", INTEGER)),
    ]);
}

#[test]
fn what_a_new_table_refers_to_comes_before_it() {
    check(
        vec![
            tags(),
            create_table(numbered("kinds", vec![])),
            Operation::CreateForeignKey {
                table: table("tags"),
                foreign_key: foreign_key("tags_f", &["slug"], "kinds", &["id"]),
            },
        ],
        &["create_table kinds (id)", "create_table tags (id, slug)"],
    );
}

#[test]
fn nothing_passes_a_statement_of_a_person() {
    unchanged(vec![
        tags(),
        execute("INSERT INTO tags (slug) VALUES (1)"),
        add_column("tags", nullable("a", INTEGER)),
        add_column("products", nullable("b", INTEGER)),
        execute("UPDATE products SET b = 2"),
        drop_column("products", "b"),
    ]);
}

#[test]
fn nothing_passes_what_fills_rows() {
    unchanged(vec![
        add_column("products", nullable("a", INTEGER)),
        backfilled("editions", nullable("b", INTEGER)),
        rename_column("products", "a", "c"),
    ]);
}

#[test]
fn nothing_passes_rows_that_come_or_are_filled() {
    for rows in [
        "op = \"bulk_insert\"\ntable = \"tags\"\nrows = [{ id = 1 }]",
        "op = \"backfill\"\ntable = \"tags\"\nset = { slug = \"1\" }\nwhere = \"slug IS NULL\"\ndown = \"nothing\"",
        "op = \"rename_values\"\ntable = \"tags\"\ncolumn = \"slug\"\nvalues = { 1 = 2 }\ndown = \"nothing\"",
    ] {
        unchanged(vec![
            tags(),
            written(rows).remove(0),
            add_column("tags", nullable("b", INTEGER)),
        ]);
    }
}

#[test]
fn what_does_not_apply_is_told_by_its_place() {
    let operations = [drop_column("editions", "kind"), drop_table("nowhere")];
    let (place, error) = optimise(&schema(), &operations).unwrap_err();
    assert_eq!(place, 1);
    assert_eq!(
        error.to_string(),
        "table `nowhere` does not exist at this point"
    );
}
