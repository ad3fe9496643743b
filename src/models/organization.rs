use keeper_schema::{ColumnEnum, Model};

/// Whoever publishes: an owner of products, with the storage, the domain and the
/// content delivery network that they are published through.
#[derive(Clone, Debug, Model)]
#[keeper(table = "organizations")]
pub struct Organization {
    #[keeper(primary_key)]
    pub id: i32,
    /// A dashboard template, by its id. Not a foreign
    /// key: templates refer to their organization, and it has to be there first.
    pub default_dashboard_template_id: Option<i32>,
    #[keeper(length = 255, unique)]
    pub slug: String,
    #[keeper(length = 255)]
    pub title: String,
    pub layout: OrganizationLayout,
    pub fastly_support: bool,
    #[keeper(length = 255)]
    pub root_domain: String,
    #[keeper(length = 255)]
    pub root_path_prefix: String,
    #[keeper(length = 255)]
    pub fastly_domain: Option<String>,
    pub fastly_encrypted_api_key: Option<Vec<u8>>,
    #[keeper(length = 255)]
    pub fastly_service_id: Option<String>,
    #[keeper(length = 255)]
    pub bucket_name: Option<String>,
    #[keeper(length = 255)]
    pub aws_id: Option<String>,
    pub aws_encrypted_secret_key: Option<Vec<u8>>,
    #[keeper(length = 255)]
    pub aws_region: Option<String>,
    pub bucket_public_read: Option<bool>,
}

impl Organization {
    /// A new organization is served through Fastly,
    pub const FASTLY_SUPPORT: bool = true;
    /// has its products at the root of its domain,
    pub const ROOT_PATH_PREFIX: &str = "/";
    /// keeps them in this region,
    pub const AWS_REGION: &str = "us-east-1";
    /// and in a bucket that only Keeper reads.
    pub const BUCKET_PUBLIC_READ: bool = false;
}

/// Where an organization's products stand in its URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ColumnEnum)]
#[repr(i32)]
pub enum OrganizationLayout {
    /// Each at a domain of its own: `product.example.com`.
    #[default]
    Subdomain = 1,
    /// Each at a path below the one domain: `example.com/product`.
    Path = 2,
}
