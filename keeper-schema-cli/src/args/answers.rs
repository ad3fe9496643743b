//! What only a person can decide about a change, as it is typed.

use clap::Args;
use keeper_schema_core::diff::answers::Answer;

/// What only a person can decide about a change.
#[derive(Args, Debug)]
pub(crate) struct Answers {
    /// Say that a table, a column, an enum or a value of one was renamed: `books:volumes`,
    /// `books.title:name`, `kind.draft:planned`, `books.kind.draft:planned` of one kept as text.
    #[arg(long, value_name = "OLD:NEW")]
    pub(crate) rename: Vec<String>,
    /// Say that one of these is really gone, not renamed: `books`, `books.title`, `kind.draft`,
    /// `books.kind.draft`.
    #[arg(long, value_name = "NAME")]
    pub(crate) drop: Vec<String>,
    /// Fill a column that is new or becomes NOT NULL in the rows that are there: `books.pages=0`.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    pub(crate) backfill: Vec<String>,
    /// Say that no row has NULL in a column that becomes NOT NULL: `books.pages`. One that has
    /// stops the upgrade.
    #[arg(long, value_name = "TABLE.COLUMN")]
    pub(crate) no_nulls: Vec<String>,
    /// Convert a column whose type changes: `books.pages=length(text)`.
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    pub(crate) using: Vec<String>,
}

impl Answers {
    pub(crate) fn given(&self) -> Vec<Answer<'_>> {
        let renames = self.rename.iter().map(|written| Answer::Rename(written));
        let drops = self.drop.iter().map(|written| Answer::Drop(written));
        let backfills = (self.backfill.iter()).map(|written| Answer::Backfill(written));
        let no_nulls = self.no_nulls.iter().map(|written| Answer::NoNulls(written));
        let using = self.using.iter().map(|written| Answer::Using(written));
        let of_columns = backfills.chain(no_nulls).chain(using);
        renames.chain(drops).chain(of_columns).collect()
    }
}
