//! All that models can say, written anew; and what they cannot say, told.

use expect_test::expect;

use super::laws::{formatted, read};
use super::{LeftOut, Options, RustSource, write};
use crate::diff::compare;
use crate::revision::read as revision;
use crate::revision::write as operations;
use crate::schema::{EnumType, Schema, TableName};
use crate::source::fixture::{package, told};
use crate::source::scan_files;

/// The schema of a text of operations.
fn schema(text: &str) -> Schema {
    let read = revision::schema("schema.toml".as_ref(), text);
    read.unwrap_or_else(|diagnostics| panic!("{}", told(&diagnostics)))
}

/// Every file after its name.
fn shown(source: &RustSource) -> String {
    let files = source.files.iter();
    let files = files.map(|(file, text)| format!("//- {file}\n{text}"));
    files.collect::<Vec<_>>().join("")
}

/// The files for the schema, which say all of it and are laid out as rustfmt does.
fn check(schema: &Schema, settings: &str) -> String {
    let options = Options {
        doc_comments: settings.contains("doc_comments = true"),
        ..Options::default()
    };
    let source = write(schema, &options);
    assert_eq!(source.left_out, []);
    for text in source.files.values() {
        assert_eq!(formatted(text), *text);
    }
    let models = read(&source, "[\"postgres\"]", settings);
    let comparison = compare(schema, &models.schema, &models.hints());
    let left: Vec<String> = comparison
        .operations
        .iter()
        .map(operations::operation)
        .collect();
    assert_eq!(left.join("\n"), "", "{}", shown(&source));
    assert_eq!(models.schema, *schema);
    shown(&source)
}

fn left_out(text: &str) -> Vec<String> {
    let mut schema = schema(text);
    let name = TableName::new("odd");
    // SQLite has names that no revision could have.
    let values = vec!["0".repeat(64)];
    (schema.enums).insert(
        name.clone(),
        EnumType {
            name,
            values,
            comment: None,
        },
    );
    let source = write(&schema, &Options::default());
    let told: Vec<String> = source.left_out.iter().map(LeftOut::to_string).collect();
    let all = shown(&source);
    for told in &told {
        assert!(all.contains(told), "{told}: {all}");
    }
    // What is left is read without a mistake.
    read(&source, "[\"postgres\"]", "");
    told
}

#[test]
fn every_declaration_is_written_as_it_was_declared() {
    let (config, files) = package(DECLARED);
    let scan = scan_files(&config, &files).unwrap_or_else(|error| panic!("{error:?}"));
    let models = crate::lower::schema(&scan, &config).unwrap_or_else(|it| panic!("{}", told(&it)));
    let written = check(&models.schema, "doc_comments = true");
    expect![[r##"
        //- kind.rs
        use keeper_schema::ColumnEnum;

        #[derive(Clone, Copy, ColumnEnum, Debug, PartialEq, Eq)]
        #[keeper(native, schema = "docs")]
        pub enum Kind {
            #[keeper(value = "PG-13")]
            Pg13,
            #[keeper(value = "pg_13")]
            Pg132,
            #[keeper(value = "2 fast")]
            Value2Fast,
            #[keeper(value = "self")]
            SelfValue,
            #[keeper(value = "größe")]
            Größe,
        }
        //- mod.rs
        //! The tables of the database, a file each.

        mod kind;
        mod option_row;
        mod organization;
        mod products_in_all;

        pub use self::kind::Kind;
        pub use self::option_row::OptionRow;
        pub use self::organization::Organization;
        pub use self::products_in_all::ProductsInAll;
        //- option_row.rs
        use keeper_schema::Model;

        #[derive(Clone, Debug, Model)]
        #[keeper(table = "option_")]
        pub struct OptionRow {
            #[keeper(primary_key, identity = "none")]
            pub code: i32,
        }
        //- organization.rs
        use keeper_schema::Model;

        /// Who publishes.
        #[derive(Clone, Debug, Model)]
        #[keeper(schema = "docs", unlogged)]
        pub struct Organization {
            #[keeper(primary_key, autoincrement)]
            #[keeper(identity(
                always,
                start = 1000,
                increment = 10,
                min = 1,
                max = 9000,
                cache = 5,
                cycle,
                sequence = "numbers"
            ))]
            pub id: i64,
            #[keeper(length = 64, enforce_length, unique = "slugs")]
            #[keeper(collation(sqlite = "NOCASE", postgres = "C"))]
            pub slug: String,
            #[keeper(type = "timestamptz", default = now)]
            pub created: String,
            /// With
            ///
            /// two paragraphs.
            #[keeper(precision = 10, scale = 2, default = "0.50")]
            pub price: String,
            #[keeper(default = b"\x00\xff")]
            pub mask: Vec<u8>,
            #[keeper(default = -5)]
            pub rank: i16,
            #[keeper(type = "uuid")]
            #[keeper(default(
                sqlite = "(lower(hex(randomblob(16))))",
                postgres = "gen_random_uuid()"
            ))]
            pub token: String,
            #[keeper(type(sqlite = "TEXT", postgres = "tsvector"))]
            pub words: Option<String>,
            #[keeper(type = "raw:tsvector", generated = r#"to_tsvector('english', "slug")"#)]
            pub found_by: Option<String>,
            #[keeper(generated("length(slug)", virtual))]
            pub slug_length: Option<i32>,
        }
        //- products_in_all.rs
        use keeper_schema::Model;

        #[derive(Clone, Debug, Model)]
        #[keeper(table = "Products in all")]
        #[keeper(primary_key(organization_id, slug, name = "products_key", include(title)))]
        #[keeper(unique(organization_id, r#type, deferrable = "deferrable", nulls_not_distinct))]
        #[keeper(foreign_key(
            organization_id,
            parent,
            references = Self,
            on_delete("set null", parent),
            match = "full",
            deferrable = "initially deferred",
            name = "products_parent"
        ))]
        #[keeper(check("starts < ends", no_inherit, name = "in_order"))]
        #[keeper(check(sqlite = "title <> ''", postgres = "length(title) > 0", not_valid))]
        #[keeper(exclude(
            key(organization_id, with = "="),
            key("tstzrange(starts, ends)", with = "&&"),
            method = "gist",
            where = "NOT is_old",
            deferrable = "initially deferred",
            name = "one_at_a_time"
        ))]
        #[keeper(index(
            organization_id,
            desc(starts, nulls = "last"),
            "lower(title)",
            unique,
            include(slug),
            where = "NOT is_old AND starts > '2020-01-01 00:00:00+00'",
            name = "one_title"
        ))]
        #[keeper(index(
            key("lower(title)", opclass = "text_pattern_ops", collation = "C"),
            with(deduplicate_items = "off", fillfactor = 70)
        ))]
        pub struct ProductsInAll {
            #[keeper(
                references = super::Organization,
                on_delete = "cascade",
                on_update = "restrict",
                not_valid
            )]
            pub organization_id: i64,
            pub slug: String,
            pub parent: Option<String>,
            #[keeper(index(desc, nulls = "last", name = "by_title"))]
            pub title: String,
            #[keeper(column = "Type", check = r#""Type" <> 'x'"#)]
            pub r#type: super::Kind,
            #[keeper(index(method = "gin"))]
            pub former: Vec<super::Kind>,
            #[keeper(type = "timestamptz")]
            pub starts: String,
            #[keeper(type = "timestamptz")]
            pub ends: String,
            pub is_old: bool,
            #[keeper(
                column = "where",
                length = 64,
                references = super::Organization::slug,
                foreign_key_name = "where_fkey",
                index
            )]
            pub where_: Option<String>,
            #[keeper(type = "integer[][]", comment = " A comment that is no doc.")]
            pub matrix: Option<Vec<Vec<i32>>>,
        }
    "##]]
    .assert_eq(&written);
}

const DECLARED: &str = r#"
use keeper_schema::{ColumnEnum, Model};

/// Who publishes.
#[derive(Model)]
#[keeper(schema = "docs", unlogged)]
struct Organization {
    #[keeper(primary_key, autoincrement)]
    #[keeper(identity(always, start = 1000, increment = 10, min = 1, max = 9000, cache = 5, cycle, sequence = "numbers"))]
    id: i64,
    #[keeper(length = 64, enforce_length, unique = "slugs", collation(sqlite = "NOCASE", postgres = "C"))]
    slug: String,
    #[keeper(type = "timestamptz", default = now)]
    created: String,
    /// With
    ///
    /// two paragraphs.
    #[keeper(precision = 10, scale = 2, default = "0.50")]
    price: String,
    #[keeper(default = b"\x00\xff")]
    mask: Vec<u8>,
    #[keeper(default = -5)]
    rank: i16,
    #[keeper(type = "uuid", default(sqlite = "(lower(hex(randomblob(16))))", postgres = "gen_random_uuid()"))]
    token: String,
    #[keeper(type(sqlite = "TEXT", postgres = "tsvector"))]
    words: Option<String>,
    #[keeper(type = "raw:tsvector", generated = "to_tsvector('english', \"slug\")")]
    found_by: Option<String>,
    #[keeper(generated("length(slug)", virtual))]
    slug_length: Option<i32>,
}

#[derive(Model)]
#[keeper(primary_key(organization_id, slug, name = "products_key", include(title)))]
#[keeper(unique(organization_id, r#type, nulls_not_distinct, deferrable = "deferrable"))]
#[keeper(check("starts < ends", name = "in_order", no_inherit), check(sqlite = "title <> ''", postgres = "length(title) > 0", not_valid))]
#[keeper(exclude(key(organization_id, with = "="), key("tstzrange(starts, ends)", with = "&&"), method = "gist", where = "NOT is_old", deferrable = "initially deferred", name = "one_at_a_time"))]
#[keeper(foreign_key(organization_id, parent, references = Self(organization_id, slug), on_delete("set null", parent), match = "full", deferrable = "initially deferred", name = "products_parent"))]
#[keeper(index(organization_id, desc(starts, nulls = "last"), "lower(title)", include(slug), unique, where = "NOT is_old AND starts > '2020-01-01 00:00:00+00'", name = "one_title"))]
#[keeper(index(key("lower(title)", opclass = "text_pattern_ops", collation = "C"), with(fillfactor = 70, deduplicate_items = "off")))]
#[keeper(table = "Products in all")]
struct Product {
    #[keeper(references = Organization, on_delete = "cascade", on_update = "restrict", not_valid)]
    organization_id: i64,
    slug: String,
    parent: Option<String>,
    #[keeper(index(desc, nulls = "last", name = "by_title"))]
    title: String,
    #[keeper(column = "Type", check = "\"Type\" <> 'x'")]
    r#type: Kind,
    #[keeper(index(method = "gin"))]
    former: Vec<Kind>,
    #[keeper(type = "timestamptz")]
    starts: String,
    #[keeper(type = "timestamptz")]
    ends: String,
    is_old: bool,
    #[keeper(column = "where", references = Organization::slug, foreign_key_name = "where_fkey", index)]
    place: Option<Slug>,
    #[keeper(comment = " A comment that is no doc.")]
    matrix: Option<Row>,
}

#[derive(keeper_schema::ColumnType)]
#[keeper(length = 64)]
struct Slug(String);

#[derive(keeper_schema::ColumnType)]
#[keeper(type = "integer[][]")]
struct Row(String);

#[derive(Model)]
struct Option_ {
    #[keeper(primary_key, identity = "none")]
    code: i32,
}

#[derive(ColumnEnum)]
#[keeper(native = "kind", schema = "docs")]
enum Kind {
    #[keeper(value = "PG-13")]
    A,
    #[keeper(value = "pg_13")]
    B,
    #[keeper(value = "2 fast")]
    C,
    #[keeper(value = "self")]
    D,
    #[keeper(value = "größe")]
    E,
}

//- Cargo.toml
[package]
name = "app"
[package.metadata.keeper-schema]
dialects = ["postgres"]
doc_comments = true
"#;

#[test]
fn what_models_cannot_say_is_told() {
    let told = left_out(
        r#"
        [[upgrade]]
        op = "create_table"
        table = "parents"
        columns = [
            { name = "id", type = "bigint" },
            { name = "code", type = "text", null = true },
            { name = "again", type = "text", generated = { expression = "code", stored = true } },
        ]
        primary_key = { name = "parents_pkey", columns = ["id"] }

        [[upgrade]]
        op = "create_table"
        table = "children"
        columns = [
            { name = "parent_id", type = "integer" },
            { name = "other_id", type = "bigint" },
            { name = "number", type = "text", default = { sql = "lower('a')" } },
        ]
        foreign_keys = [
            { name = "of_type", columns = ["parent_id"], references = { table = "parents", columns = ["id"] } },
            { name = "kept", columns = ["other_id"], references = { table = "parents", columns = ["id"] }, on_delete = "set null" },
        ]

        [[upgrade]]
        op = "create_index"
        table = "children"
        name = "kept"
        keys = ["other_id"]

        [[upgrade]]
        op = "create_sequence"
        sequence = "numbers"

        [[upgrade]]
        op = "create_object"
        kind = "trigger"
        name = "touched"
        table = "children"
        definition = "CREATE TRIGGER touched AFTER UPDATE ON children BEGIN SELECT 1; END"
        "#,
    );
    expect![[r#"
        enum `odd`: a name has at most 63 bytes, and this one has 64
        constraint `children.of_type`: `parent_id` is `integer`, and refers to `id`, which is `bigint`
        what happens on delete of constraint `children.kept`: it needs a column of the key that may be NULL
        index `children.kept`: another part of the table has its name"#]].assert_eq(&told.join("\n"));
}
