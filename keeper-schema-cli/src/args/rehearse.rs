//! What can be typed after `rehearse`.

use std::path::PathBuf;

use clap::Args;

use super::Database;

#[derive(Args, Debug)]
pub(crate) struct Rehearse {
    /// How far up: `heads`, `head`, an id or its beginning, `+2`, `label@head`.
    #[arg(default_value = "heads", allow_negative_numbers = true)]
    pub(crate) target: String,
    /// The database to copy; nothing is done to it but reading.
    #[command(flatten)]
    pub(crate) database: Database,
    /// Where the copy is made: a file or a database that is not there yet. PostgreSQL: by
    /// `pg_dump` and `psql`, which others may use the original beside.
    #[arg(long, value_name = "URL")]
    pub(crate) into: Option<String>,
    /// Keep the copy, and print where it is.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Write the report as a page with a timeline of locks, too.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}
