//! Everything that a model may say, in one place.

use keeper_schema::{ColumnEnum, ColumnType, Model};

#[derive(ColumnType)]
struct ProductId(i64);

#[derive(ColumnType)]
#[keeper(precision = 12, scale = 2)]
struct Price {
    #[allow(dead_code)]
    text: std::string::String,
}

#[derive(ColumnEnum)]
#[repr(i16)]
enum Kind {
    Main = -1,
    Draft,
}

#[derive(Model)]
#[keeper(schema = "shop", strict, comment = "what is sold")]
#[keeper(unique(r#type, slug, name = "one_of_each"), check("price > 0", name = "positive"))]
#[keeper(index(desc(slug), "lower(slug)", unique, where(sqlite = "1", postgres = "true")))]
struct Product {
    #[keeper(primary_key)]
    id: ProductId,
    r#type: Kind,
    #[keeper(length = 32, collation = "C", renamed_from = "handle")]
    slug: Box<String>,
    price: Option<Price>,
    #[keeper(type = "json")]
    extra: std::collections::HashMap<String, String>,
    tags: Vec<::std::string::String>,
    kinds: Vec<Kind>,
    hash: [u8; 32],
    #[keeper(references = Self, on_delete = "set null")]
    parent: Option<ProductId>,
    #[keeper(skip)]
    cache: Option<std::time::Instant>,
}

#[derive(Model)]
#[keeper(primary_key(product, part), without_rowid)]
#[keeper(foreign_key(product, references = Product(id), on_delete = "cascade", deferrable = "deferrable"))]
struct Part {
    product: ProductId,
    part: i16,
}

fn main() {
    assert_eq!(Product::TABLE.columns[0].column_type, "bigint");
    assert_eq!(Product::TABLE.columns[6].column_type, "smallint[]");
    assert_eq!(Product::TABLE.columns.len(), 9);
    assert_eq!(Product::TABLE.foreign_keys[0].references.columns, ["id"]);
    assert_eq!(Part::TABLE.columns[1].identity, None);
    assert_eq!(Kind::from_value(0).map(|kind| kind.to_value()), Some(0));
}
