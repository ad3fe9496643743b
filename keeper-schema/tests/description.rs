//! What a program can read of a model: all of it, and nothing that the model does not say.

use keeper_schema::description::{
    Check, Column, Default, Deferrable, Exclusion, ExclusionElement, ForeignKey, Generated,
    Identity, IdentityKind, Index, IndexKey, IndexTarget, Match, NullsOrder, PrimaryKey,
    References, ReferentialAction, SortOrder, Sql, Table, Unique,
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
    unlogged,
    unique(
        product,
        slug,
        nulls_not_distinct,
        include(kind),
        deferrable = "deferrable",
        name = "one_slug_each",
        comment = "no two"
    ),
    index(
        desc(slug, nulls = "last", opclass = "text_ops", collation = "C"),
        "lower(slug)",
        unique,
        nulls_not_distinct,
        where = "kind = 1",
        method = "btree",
        include(product),
        with(fillfactor = 70),
        concurrently,
        name = "editions_main",
        comment = "the main ones"
    ),
    exclude(
        key(slug, with = "="),
        key("int4range(organization, product)", with = "&&"),
        method = "gist",
        where = "kind = 1",
        deferrable = "initially deferred",
        name = "apart",
        comment = "none at once"
    ),
    foreign_key(
        organization,
        product,
        references = Product(organization_id, id),
        on_delete = "cascade",
        on_update = "restrict",
        match = "full",
        deferrable = "initially deferred",
        name = "editions_product",
        comment = "whose it is"
    ),
    check(sqlite = "slug <> ''", postgres = "length(slug) > 0", not_valid, no_inherit, comment = "said")
)]
#[allow(dead_code, reason = "only the description is read")]
struct Edition {
    #[keeper(primary_key(include(slug), deferrable = "deferrable", comment = "a key"))]
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
    #[keeper(references = Edition::slug, on_delete = "set null", not_valid, enforce_length)]
    #[keeper(length = 255)]
    parent: Option<String>,
}

#[test]
fn a_model_is_described_in_full() {
    const EXPECTED: Table = Table {
        name: "editions",
        schema: None,
        columns: &[
            Column {
                identity: Some(Identity::new(IdentityKind::Serial)),
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
            Column {
                enforce_length: true,
                ..nullable("parent", "varchar(255)")
            },
        ],
        primary_key: Some(PrimaryKey {
            name: None,
            columns: &["id"],
            include: &["slug"],
            deferrable: Some(Deferrable::Deferrable),
            comment: Some("a key"),
        }),
        unique: &[
            Unique {
                name: None,
                columns: &["slug"],
                nulls_not_distinct: false,
                include: &[],
                deferrable: None,
                comment: None,
            },
            Unique {
                name: Some("one_slug_each"),
                columns: &["product", "slug"],
                nulls_not_distinct: true,
                include: &["kind"],
                deferrable: Some(Deferrable::Deferrable),
                comment: Some("no two"),
            },
        ],
        foreign_keys: &[
            ForeignKey {
                name: None,
                columns: &["parent"],
                references: References {
                    schema: None,
                    table: "editions",
                    columns: &["slug"],
                },
                on_delete: ReferentialAction::SetNull,
                on_delete_columns: &[],
                on_update: ReferentialAction::NoAction,
                match_type: Match::Simple,
                deferrable: None,
                not_valid: true,
                comment: None,
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
                on_delete_columns: &[],
                on_update: ReferentialAction::Restrict,
                match_type: Match::Full,
                deferrable: Some(Deferrable::InitiallyDeferred),
                not_valid: false,
                comment: Some("whose it is"),
            },
        ],
        checks: &[Check {
            name: None,
            expression: Sql::Each {
                sqlite: Some("slug <> ''"),
                postgres: Some("length(slug) > 0"),
            },
            not_valid: true,
            no_inherit: true,
            comment: Some("said"),
        }],
        exclusions: &[Exclusion {
            name: Some("apart"),
            elements: &[
                ExclusionElement {
                    key: key(IndexTarget::Column("slug")),
                    operator: "=",
                },
                ExclusionElement {
                    key: key(IndexTarget::Expression(Sql::Common(
                        "int4range(organization, product)",
                    ))),
                    operator: "&&",
                },
            ],
            method: Some("gist"),
            predicate: Some(Sql::Common("kind = 1")),
            deferrable: Some(Deferrable::InitiallyDeferred),
            comment: Some("none at once"),
        }],
        indexes: &[
            Index {
                name: None,
                keys: &[key(IndexTarget::Column("product"))],
                unique: false,
                predicate: None,
                method: None,
                include: &[],
                nulls_not_distinct: false,
                with: &[],
                comment: None,
            },
            Index {
                name: Some("editions_main"),
                keys: &[
                    IndexKey {
                        order: SortOrder::Descending,
                        nulls: Some(NullsOrder::Last),
                        opclass: Some(Sql::Common("text_ops")),
                        collation: Some(Sql::Common("C")),
                        ..key(IndexTarget::Column("slug"))
                    },
                    key(IndexTarget::Expression(Sql::Common("lower(slug)"))),
                ],
                unique: true,
                predicate: Some(Sql::Common("kind = 1")),
                method: Some("btree"),
                include: &["product"],
                nulls_not_distinct: true,
                with: &[("fillfactor", "70")],
                comment: Some("the main ones"),
            },
        ],
        comment: Some("what readers see"),
        strict: true,
        without_rowid: false,
        unlogged: true,
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
        enforce_length: false,
        generated: None,
        collation: None,
        comment: None,
    }
}

const fn key(target: IndexTarget) -> IndexKey {
    IndexKey {
        target,
        order: SortOrder::Ascending,
        nulls: None,
        opclass: None,
        collation: None,
    }
}

const fn nullable(name: &'static str, column_type: &'static str) -> Column {
    Column {
        null: true,
        ..column(name, column_type)
    }
}
