use keeper_schema::Model;

use super::Organization;

/// A piece of documentation that is published: a book, a manual, a paper, written in
/// one repository.
#[derive(Clone, Debug, Model)]
#[keeper(table = "products")]
pub struct Product {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Organization)]
    pub organization_id: i32,
    #[keeper(length = 255, unique)]
    pub slug: String,
    /// The URL of the Git repository that it is written in.
    #[keeper(length = 255)]
    pub doc_repo: String,
    #[keeper(length = 255)]
    pub title: String,
    #[keeper(length = 255)]
    pub root_domain: String,
    #[keeper(length = 255)]
    pub root_fastly_domain: Option<String>,
    #[keeper(length = 255)]
    pub bucket_name: Option<String>,
    /// What Fastly forgets the product's dashboards by.
    #[keeper(length = 32)]
    pub surrogate_key: Option<String>,
}
