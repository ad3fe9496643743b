//! No private server: what is known of starting and stopping one is a Unix's.

use std::path::PathBuf;

use keeper_schema::database_url::PostgresUrl;

use crate::failure::Failure;

/// Never made.
pub(super) struct Planned {
    pub(super) programs: PathBuf,
}

/// Never made.
pub(super) struct Server;

impl Planned {
    /// Refuses.
    pub(super) fn new() -> Result<Self, Failure> {
        Err(
            Failure::call("a private server is started on Unix systems only")
                .help("`--into URL` names a database on another one"),
        )
    }

    pub(super) fn url(&self) -> Result<PostgresUrl, Failure> {
        Ok(PostgresUrl::default())
    }

    pub(super) fn start(self) -> Result<Server, Failure> {
        Ok(Server)
    }
}
