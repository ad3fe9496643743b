use jiff::civil::DateTime;
use keeper_schema::Model;

use super::{Product, User};

/// One upload of a product's documentation, made from one state of its repository.
/// It never changes once it is uploaded; it only ends.
#[derive(Clone, Debug, Model)]
#[keeper(table = "builds")]
pub struct Build {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Product, index)]
    pub product_id: Option<i32>,
    #[keeper(length = 255)]
    pub slug: String,
    pub date_created: DateTime,
    /// When it was given up; its files may then be deleted.
    pub date_ended: Option<DateTime>,
    /// The Git refs that it was made from, as a JSON list.
    #[keeper(length = 2048)]
    pub git_refs: Option<String>,
    #[keeper(length = 255)]
    pub git_ref: Option<String>,
    /// The GitHub name of the person who asked for it.
    #[keeper(length = 255)]
    pub github_requester: Option<String>,
    #[keeper(references = User)]
    pub uploaded_by_id: Option<i32>,
    /// Whether all files have arrived; a new build says `false`.
    pub uploaded: Option<bool>,
    /// What Fastly forgets the build's pages by.
    #[keeper(length = 32)]
    pub surrogate_key: String,
}
