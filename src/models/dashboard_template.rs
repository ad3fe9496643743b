use jiff::civil::DateTime;
use keeper_schema::Model;

use super::{Organization, User};

/// How the pages look that list a product's editions and builds: a set of files in
/// the bucket, under a prefix of its own.
#[derive(Clone, Debug, Model)]
#[keeper(table = "dashboardtemplates")]
pub struct DashboardTemplate {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Organization)]
    pub organization_id: Option<i32>,
    pub comment: Option<String>,
    #[keeper(length = 255, unique)]
    pub bucket_prefix: String,
    #[keeper(references = User)]
    pub created_by_id: Option<i32>,
    pub date_created: DateTime,
    #[keeper(references = User)]
    pub deleted_by_id: Option<i32>,
    pub date_deleted: Option<DateTime>,
}
