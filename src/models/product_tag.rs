use keeper_schema::Model;

use super::{Product, Tag};

/// A product has a tag.
#[derive(Clone, Debug, Model)]
#[keeper(table = "producttags", primary_key(tag_id, product_id))]
pub struct ProductTag {
    #[keeper(references = Tag)]
    pub tag_id: i32,
    #[keeper(references = Product)]
    pub product_id: i32,
}
