//! What can be typed after `rehearse`.

use std::path::PathBuf;

use clap::Args;
use keeper_schema::sampled_rows::SampleSize;

use super::Database;

#[derive(Args, Debug)]
pub(crate) struct Rehearse {
    /// How far up: `heads`, `head`, an id or its beginning, `+2`, `label@head`.
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    pub(crate) target: String,
    /// The database to copy; nothing is done to it but reading.
    #[command(flatten)]
    pub(crate) database: Database,
    /// Copy no database: make one up, with so many rows in each table. What database it is, the
    /// environment's URL or `--into` says.
    #[arg(long, value_name = "N", conflicts_with = "url", value_parser = rows)]
    pub(crate) rows: Option<u64>,
    /// The revision to make rows up at; what is right before the target otherwise.
    #[arg(long, value_name = "REVISION", requires = "rows")]
    pub(crate) from: Option<String>,
    /// Keep so many rows of each larger table of the copy, or such a part of them, and all that
    /// they refer to.
    #[arg(long, value_name = "N|P%", conflicts_with = "rows", value_parser = sample)]
    pub(crate) sample: Option<SampleSize>,
    /// Where the copy is made: a file or a database that is not there yet, or `private` for a
    /// PostgreSQL server that is started for it. PostgreSQL: by `pg_dump` and `psql`, which
    /// others may use the original beside.
    #[arg(long, value_name = "URL")]
    pub(crate) into: Option<String>,
    /// Keep the copy, and print where it is.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Write the report as a page with a timeline of locks, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

impl Rehearse {
    /// Whether a server is started for the copy.
    pub(crate) fn is_private(&self) -> bool {
        self.into.as_deref() == Some("private")
    }
}

fn rows(typed: &str) -> Result<u64, String> {
    let number = typed.parse();
    number.map_err(|_| "a number of rows is expected: `1000000`".to_owned())
}

/// `1000`, `5%`.
fn sample(written: &str) -> Result<SampleSize, String> {
    SampleSize::parse(written)
        .ok_or_else(|| "a number of rows or a part of them is expected: `1000`, `5%`".to_owned())
}
