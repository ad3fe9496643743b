use jiff::civil::DateTime;
use keeper_schema::{ColumnEnum, Model};

use super::{Build, Product};

/// A product as its readers see it at a lasting URL: the newest build of what the
/// edition tracks, a branch or the releases.
#[derive(Clone, Debug, Model)]
#[keeper(table = "editions")]
pub struct Edition {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Product, index)]
    pub product_id: Option<i32>,
    /// The build that it shows now.
    #[keeper(references = Build, index)]
    pub build_id: Option<i32>,
    /// The rule by which it moves on to another build.
    pub mode: Option<i32>,
    #[keeper(length = 255)]
    pub tracked_ref: Option<String>,
    /// The Git refs that it follows, as a JSON list.
    #[keeper(length = 2048)]
    pub tracked_refs: Option<String>,
    #[keeper(length = 255)]
    pub slug: String,
    #[keeper(length = 256)]
    pub title: String,
    pub date_created: DateTime,
    /// When it last moved on to another build.
    pub date_rebuilt: DateTime,
    pub date_ended: Option<DateTime>,
    /// What Fastly forgets the edition's pages by.
    #[keeper(length = 32)]
    pub surrogate_key: Option<String>,
    /// Whether the files of another build are being copied in.
    #[keeper(default = false)]
    pub pending_rebuild: bool,
    pub kind: EditionKind,
}

/// What an edition is to its readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ColumnEnum)]
#[repr(i32)]
pub enum EditionKind {
    /// What is shown where no edition is asked for.
    Main = 1,
    /// One release.
    Release = 2,
    /// A branch that is being worked on.
    #[default]
    Draft = 3,
    /// The newest release of a major version.
    Major = 4,
    /// The newest release of a minor version.
    Minor = 5,
}
