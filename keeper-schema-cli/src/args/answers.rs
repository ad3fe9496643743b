//! What only a person can decide about a change, as it is typed.

use clap::Args;
use keeper_schema_core::diff::answers::Answer;

/// What only a person can decide about a change.
#[derive(Args, Debug)]
pub(crate) struct Answers {
    /// Say that a table or column was renamed: `books:volumes`, `books.title:name`.
    #[arg(long, value_name = "OLD:NEW")]
    pub(crate) rename: Vec<String>,
    /// Say that a table or column is really gone, not renamed: `books`, `books.title`.
    #[arg(long, value_name = "NAME")]
    pub(crate) drop: Vec<String>,
    /// Fill a new NOT NULL column in the rows that are there: `books.pages=0`.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    pub(crate) backfill: Vec<String>,
    /// Convert a column whose type changes: `books.pages=length(text)`.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    pub(crate) using: Vec<String>,
}

impl Answers {
    pub(crate) fn given(&self) -> Vec<Answer<'_>> {
        let renames = self.rename.iter().map(|written| Answer::Rename(written));
        let drops = self.drop.iter().map(|written| Answer::Drop(written));
        let backfills = (self.backfill.iter()).map(|written| Answer::Backfill(written));
        let using = self.using.iter().map(|written| Answer::Using(written));
        renames.chain(drops).chain(backfills).chain(using).collect()
    }
}
