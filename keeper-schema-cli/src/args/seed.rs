//! Rows for development.

use clap::Args;

use super::Database;

#[derive(Args, Debug)]
pub(crate) struct Seed {
    /// The files to run, by their names without `.toml`; all of the folder otherwise.
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Print the SQL for the database that is meant, and run nothing.
    #[arg(long)]
    pub(crate) sql: bool,
    #[command(flatten)]
    pub(crate) database: Database,
}
