//! Keeper's tables, one model a file.
//!
//! An organization has products. Builds of a product are uploaded, and its editions
//! point at builds: a build never changes, an edition moves on to the next one.
//!
//! What the application fills in when a row is made is a `Default` or a constant
//! here. Only what the *database* fills in is a `default` in `#[keeper(...)]`.

#![expect(
    missing_docs,
    reason = "a field is documented where its name does not say what it holds"
)]

mod organization;

mod dashboard_template;
mod product;
mod product_tag;
mod tag;

mod build;
mod edition;

mod user;

pub use build::Build;
pub use dashboard_template::DashboardTemplate;
pub use edition::{Edition, EditionKind};
pub use organization::{Organization, OrganizationLayout};
pub use product::Product;
pub use product_tag::ProductTag;
pub use tag::Tag;
pub use user::User;
