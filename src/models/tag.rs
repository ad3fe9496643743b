use keeper_schema::Model;

use super::Organization;

/// A word by which an organization groups its products.
#[derive(Clone, Debug, Model)]
#[keeper(
    table = "tags",
    unique(slug, organization_id),
    unique(title, organization_id)
)]
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
