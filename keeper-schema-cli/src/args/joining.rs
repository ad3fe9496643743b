//! What the verbs take that join, move and fold revisions that are there.

use clap::Args;

use super::{Answers, Database};

#[derive(Args, Debug)]
pub(crate) struct Merge {
    /// The heads to join; all of them by default.
    pub(crate) revisions: Vec<String>,
    /// Where branches clash, let this one win: what the others have in its way is taken out of
    /// their files.
    #[arg(long, value_name = "REVISION")]
    pub(crate) keep: Option<String>,
    /// Compare the models with what the merged branches lead to, and write what is missing.
    #[arg(long)]
    pub(crate) autogenerate: bool,
    /// What the merge is, in a few words.
    #[arg(short, long)]
    pub(crate) message: Option<String>,
    /// The revision's id, in place of a random one.
    #[arg(long, value_name = "ID")]
    pub(crate) rev_id: Option<String>,
    /// A label for the branch that the revision begins.
    #[arg(long, value_name = "LABEL")]
    pub(crate) branch_label: Option<String>,
    #[command(flatten)]
    pub(crate) answers: Answers,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Rebase {
    /// The branch to move: the revisions up to this one that `--onto` does not have. Only for
    /// what no database has applied yet.
    #[arg(requires = "onto")]
    pub(crate) revision: Option<String>,
    /// The revision to move it on top of, in place of a merge.
    #[arg(long, value_name = "REVISION", requires = "revision")]
    pub(crate) onto: Option<String>,
    /// Make each `base_schema` that no longer fits say what the revision stands on now.
    /// Only for revisions that no database has applied yet.
    #[arg(long, conflicts_with_all = ["revision", "onto"])]
    pub(crate) fix: bool,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Squash {
    /// The run, with both its ends: `FROM:TO`, `FROM:`, `:TO`. No branch may leave or enter
    /// within it.
    #[arg(value_name = "FROM:TO")]
    pub(crate) range: String,
    /// What the revision is, in a few words.
    #[arg(short, long)]
    pub(crate) message: String,
    /// Print the revision and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Delete the files of the run. A database that has a part of it can then not go on.
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) delete: bool,
    /// Allow revisions that cannot be reverted: neither can the new one then.
    #[arg(long)]
    pub(crate) irreversible: bool,
    /// The revision's id, in place of a random one.
    #[arg(long, value_name = "ID")]
    pub(crate) rev_id: Option<String>,
}
