//! A small schema and short ways to write operations, for tests.

use std::path::Path;

use super::{ColumnAlteration, ColumnKeys, Operation, Replay};
use crate::schema::{
    Check, Column, ColumnType, EnumType, Exclusion, ExclusionElement, ForeignKey, Generated,
    Identity, IdentityKind, Index, IndexKey, IndexTarget, PrimaryKey, References, Schema, Table,
    TableName, Unique,
};

pub(crate) fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Operations as they are written in a revision, but without `[[upgrade]]` above each.
pub(crate) fn written(operations: &str) -> Vec<Operation> {
    let upgrade = operations
        .lines()
        .map(|line| match line.trim_start().starts_with("op = ") {
            true => format!("[[upgrade]]\n{line}\n"),
            false => format!("{line}\n"),
        })
        .collect::<String>();
    let source = format!("format = 1\nrevision = \"r\"\nmessage = \"m\"\n{upgrade}");
    match crate::revision::read::revision(Path::new("r.toml"), &source) {
        Ok(file) => file.revision.upgrade,
        Err(wrong) => panic!("{wrong:#?}\nin\n{source}"),
    }
}

pub(crate) fn table(name: &str) -> TableName {
    TableName::new(name)
}

pub(crate) fn column(name: &str, column_type: ColumnType) -> Column {
    Column::new(name, column_type)
}

pub(crate) fn nullable(name: &str, column_type: ColumnType) -> Column {
    Column {
        null: true,
        ..Column::new(name, column_type)
    }
}

pub(crate) fn primary_key(name: &str, columns: &[&str]) -> PrimaryKey {
    PrimaryKey {
        name: name.to_owned(),
        columns: strings(columns),
        include: Vec::new(),
        deferrable: None,
        comment: None,
    }
}

pub(crate) fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique {
        name: name.to_owned(),
        columns: strings(columns),
        nulls_not_distinct: false,
        include: Vec::new(),
        deferrable: None,
        comment: None,
    }
}

pub(crate) fn check(name: &str, expression: &str) -> Check {
    Check {
        name: name.to_owned(),
        expression: expression.into(),
        not_valid: false,
        no_inherit: false,
        unnamed: false,
        comment: None,
    }
}

pub(crate) fn foreign_key(name: &str, columns: &[&str], to: &str, targets: &[&str]) -> ForeignKey {
    let references = References {
        table: table(to),
        columns: strings(targets),
    };
    ForeignKey::new(name, strings(columns), references)
}

pub(crate) fn exclusion(name: &str, elements: &[(&str, &str)]) -> Exclusion {
    let elements = elements.iter().map(|(column, operator)| ExclusionElement {
        key: IndexKey::column((*column).to_owned()),
        operator: (*operator).to_owned(),
    });
    Exclusion {
        name: name.to_owned(),
        elements: elements.collect(),
        method: None,
        predicate: None,
        deferrable: None,
        comment: None,
    }
}

pub(crate) fn enum_type(name: &str, values: &[&str]) -> EnumType {
    EnumType {
        name: table(name),
        values: strings(values),
        comment: None,
    }
}

pub(crate) fn index(name: &str, columns: &[&str]) -> Index {
    Index::new(name, strings(columns))
}

/// A table with an `id` that is numbered and the primary key, and other columns.
pub(crate) fn numbered(name: &str, columns: Vec<Column>) -> Table {
    let mut numbered = Table::new(table(name));
    let id = Column {
        identity: Some(Box::new(Identity::new(IdentityKind::Serial))),
        ..Column::new("id", ColumnType::Integer)
    };
    for column in [id].into_iter().chain(columns) {
        numbered.columns.insert(column.name.clone(), column);
    }
    numbered.primary_key = Some(primary_key(&format!("{name}_pkey"), &["id"]));
    numbered
}

pub(crate) fn create_table(table: Table) -> Operation {
    Operation::CreateTable {
        table: Box::new(table),
    }
}

pub(crate) fn drop_table(name: &str) -> Operation {
    Operation::DropTable { table: table(name) }
}

pub(crate) fn add_column(name: &str, column: Column) -> Operation {
    Operation::AddColumn {
        table: table(name),
        column,
        backfill: None,
    }
}

pub(crate) fn drop_column(name: &str, column: &str) -> Operation {
    Operation::DropColumn {
        table: table(name),
        column: column.to_owned(),
    }
}

pub(crate) fn rename_column(name: &str, column: &str, to: &str) -> Operation {
    Operation::RenameColumn {
        table: table(name),
        column: column.to_owned(),
        to: to.to_owned(),
        restate: Vec::new(),
    }
}

pub(crate) fn alter_column(
    name: &str,
    column: &str,
    set: ColumnKeys,
    was: ColumnKeys,
) -> Operation {
    Operation::AlterColumn {
        table: table(name),
        column: column.to_owned(),
        alteration: Box::new(ColumnAlteration {
            set,
            was,
            ..ColumnAlteration::default()
        }),
    }
}

pub(crate) fn null(null: bool) -> ColumnKeys {
    ColumnKeys {
        null: Some(null),
        ..ColumnKeys::default()
    }
}

pub(crate) fn drop_constraint(name: &str, constraint: &str) -> Operation {
    Operation::DropConstraint {
        table: table(name),
        name: constraint.to_owned(),
    }
}

pub(crate) fn create_index(name: &str, index: Index) -> Operation {
    Operation::CreateIndex {
        table: table(name),
        index,
        concurrently: false,
    }
}

/// Products, and editions that refer to them and to each other.
pub(crate) fn schema() -> Schema {
    let mut products = numbered("products", vec![column("slug", ColumnType::Varchar(255))]);
    let slug = unique("products_slug_key", &["slug"]);
    products.unique.insert(slug.name.clone(), slug);

    let title_length = Column {
        generated: Some(Box::new(Generated {
            expression: "length(title)".into(),
            stored: true,
        })),
        ..nullable("title_length", ColumnType::Integer)
    };
    let mut editions = numbered(
        "editions",
        vec![
            nullable("product_id", ColumnType::Integer),
            nullable("parent_id", ColumnType::Integer),
            nullable("mode", ColumnType::Integer),
            column("title", ColumnType::Text),
            title_length,
            nullable("kind", ColumnType::Integer),
            nullable("date_ended", ColumnType::Timestamp),
        ],
    );
    for key in [
        foreign_key(
            "editions_product_id_fkey",
            &["product_id"],
            "products",
            &["id"],
        ),
        foreign_key(
            "editions_parent_id_fkey",
            &["parent_id"],
            "editions",
            &["id"],
        ),
    ] {
        editions.foreign_keys.insert(key.name.clone(), key);
    }
    let mode = check("editions_mode_check", "mode > 0");
    editions.checks.insert(mode.name.clone(), mode);

    let live = Index {
        keys: vec![
            IndexKey {
                target: IndexTarget::Expression("lower(title)".into()),
                ..IndexKey::column(String::new())
            },
            IndexKey::column("product_id".to_owned()),
        ],
        predicate: Some("date_ended IS NULL".into()),
        ..index("ix_editions_live", &[])
    };
    let operations = [
        create_table(products),
        create_table(editions),
        create_index("editions", live),
    ];
    let mut replay = Replay::default();
    replay
        .apply_all(&operations)
        .expect("the schema of the tests");
    replay.into_schema()
}
