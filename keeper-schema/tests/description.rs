//! What a program can read of a model: all of it, and nothing that the model does not say.

use keeper_schema::description::{
    Check, Column, Default, Deferrable, ForeignKey, Generated, Identity, Index, IndexKey,
    IndexTarget, Match, PrimaryKey, References, ReferentialAction, SortOrder, Sql, Table, Unique,
};
use keeper_schema::{ColumnEnum, Model};

#[derive(ColumnEnum)]
#[allow(dead_code, reason = "only the description is read")]
enum Kind {
    Main = 1,
    Draft = 3,
}

#[derive(Model)]
#[keeper(table = "products", schema = "docs", primary_key(organization_id, id))]
#[allow(dead_code, reason = "only the description is read")]
struct Product {
    organization_id: i32,
    #[keeper(column = "product_id")]
    id: i64,
}

#[derive(Model)]
#[keeper(
    table = "editions",
    comment = "what readers see",
    strict,
    unique(product, slug, name = "one_slug_each"),
    index(desc(slug), "lower(slug)", unique, where = "kind = 1", name = "editions_main"),
    foreign_key(
        organization,
        product,
        references = Product(organization_id, id),
        on_delete = "cascade",
        on_update = "restrict",
        match = "full",
        deferrable = "initially deferred",
        name = "editions_product"
    ),
    check(sqlite = "slug <> ''", postgres = "length(slug) > 0")
)]
#[allow(dead_code, reason = "only the description is read")]
struct Edition {
    #[keeper(primary_key)]
    id: i32,
    organization: Option<i32>,
    #[keeper(index)]
    product: Option<i64>,
    #[keeper(length = 255, collation = "C", comment = "in the address", unique)]
    slug: String,
    #[keeper(default = 3)]
    kind: Kind,
    #[keeper(default = false)]
    pending_rebuild: bool,
    #[keeper(generated("lower(slug)", virtual))]
    slug_lower: Option<String>,
    #[keeper(default(sql = "CURRENT_TIMESTAMP"), type = "timestamp")]
    created: String,
    secret: Vec<u8>,
    #[keeper(references = Self, on_delete = "set null")]
    parent: Option<i32>,
}

#[test]
fn a_model_is_described_in_full() {
    const EXPECTED: Table = Table {
        name: "editions",
        schema: None,
        columns: &[
            Column {
                identity: Some(Identity::Serial),
                ..column("id", "integer")
            },
            nullable("organization", "integer"),
            nullable("product", "bigint"),
            Column {
                collation: Some(Sql::Common("C")),
                comment: Some("in the address"),
                ..column("slug", "varchar(255)")
            },
            Column {
                default: Some(Default::Integer(3)),
                ..column("kind", "integer")
            },
            Column {
                default: Some(Default::Boolean(false)),
                ..column("pending_rebuild", "boolean")
            },
            Column {
                generated: Some(Generated {
                    expression: Sql::Common("lower(slug)"),
                    stored: false,
                }),
                ..nullable("slug_lower", "text")
            },
            Column {
                default: Some(Default::Expression(Sql::Common("CURRENT_TIMESTAMP"))),
                ..column("created", "timestamp")
            },
            column("secret", "bytes"),
            nullable("parent", "integer"),
        ],
        primary_key: Some(PrimaryKey {
            name: None,
            columns: &["id"],
        }),
        unique: &[
            Unique {
                name: None,
                columns: &["slug"],
            },
            Unique {
                name: Some("one_slug_each"),
                columns: &["product", "slug"],
            },
        ],
        foreign_keys: &[
            ForeignKey {
                name: None,
                columns: &["parent"],
                references: References {
                    schema: None,
                    table: "editions",
                    columns: &["id"],
                },
                on_delete: ReferentialAction::SetNull,
                on_update: ReferentialAction::NoAction,
                match_type: Match::Simple,
                deferrable: None,
            },
            ForeignKey {
                name: Some("editions_product"),
                columns: &["organization", "product"],
                references: References {
                    schema: Some("docs"),
                    table: "products",
                    columns: &["organization_id", "product_id"],
                },
                on_delete: ReferentialAction::Cascade,
                on_update: ReferentialAction::Restrict,
                match_type: Match::Full,
                deferrable: Some(Deferrable::InitiallyDeferred),
            },
        ],
        checks: &[Check {
            name: None,
            expression: Sql::Each {
                sqlite: Some("slug <> ''"),
                postgres: Some("length(slug) > 0"),
            },
        }],
        indexes: &[
            Index {
                name: None,
                keys: &[IndexKey {
                    target: IndexTarget::Column("product"),
                    order: SortOrder::Ascending,
                }],
                unique: false,
                predicate: None,
            },
            Index {
                name: Some("editions_main"),
                keys: &[
                    IndexKey {
                        target: IndexTarget::Column("slug"),
                        order: SortOrder::Descending,
                    },
                    IndexKey {
                        target: IndexTarget::Expression(Sql::Common("lower(slug)")),
                        order: SortOrder::Ascending,
                    },
                ],
                unique: true,
                predicate: Some(Sql::Common("kind = 1")),
            },
        ],
        comment: Some("what readers see"),
        strict: true,
        without_rowid: false,
    };
    assert_eq!(Edition::TABLE, EXPECTED);
}

#[test]
fn a_key_of_several_columns_is_not_numbered() {
    assert_eq!(Product::SCHEMA, Some("docs"));
    assert_eq!(
        Product::TABLE.columns,
        [
            column("organization_id", "integer"),
            column("product_id", "bigint"),
        ]
    );
    let key = Product::TABLE.primary_key.map(|key| key.columns);
    assert_eq!(key, Some(["organization_id", "product_id"].as_slice()));
}

const fn column(name: &'static str, column_type: &'static str) -> Column {
    Column {
        name,
        column_type,
        null: false,
        default: None,
        identity: None,
        autoincrement: false,
        generated: None,
        collation: None,
        comment: None,
    }
}

const fn nullable(name: &'static str, column_type: &'static str) -> Column {
    Column {
        null: true,
        ..column(name, column_type)
    }
}
