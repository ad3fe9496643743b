//! What the program is asked to do, as it reads it.

use std::time::Duration;

use keeper_schema::database_url::{DatabaseUrl, SqliteMode, SqliteUrl};
use keeper_schema::migrate::{Direction, Observer, TransactionMode};
use keeper_schema_core::revision::{Phase, RevisionId};
use toml_edit::{Array, DocumentMut, value};

use crate::args;

/// What to do, and how.
pub(crate) struct Request<'r> {
    pub(crate) url: &'r DatabaseUrl,
    pub(crate) database: &'r args::Database,
    pub(crate) direction: Direction,
    /// How far.
    pub(crate) target: String,
    /// Just these, in place of all on the way to the target.
    pub(crate) revisions: Option<&'r [RevisionId]>,
    pub(crate) phase: Phase,
    pub(crate) transactions: TransactionMode,
    pub(crate) applied_by: &'r str,
}

impl Request<'_> {
    /// The length of the rest, and the rest.
    pub(super) fn text(&self, observer: &dyn Observer) -> String {
        let (url, password) = written(self.url);
        let args = self.database;
        let mut request = DocumentMut::new();
        request["url"] = value(url);
        if let Some(password) = password {
            request["password"] = value(password);
        }
        request["direction"] = value(match self.direction {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
        });
        request["target"] = value(&self.target);
        if let Some(revisions) = self.revisions {
            let ids: Array = revisions.iter().map(RevisionId::as_str).collect();
            request["revisions"] = value(ids);
        }
        request["phase"] = value(self.phase.as_str());
        request["transaction_per_revision"] =
            value(self.transactions == TransactionMode::PerRevision);
        request["applied_by"] = value(self.applied_by);
        request["create"] = value(self.direction == Direction::Upgrade);
        request["lock_wait"] = value(i64::from(args.lock_wait) * 1000);
        request["lock_timeout"] = value(milliseconds(args.lock_timeout));
        if let Some(timeout) = args.statement_timeout {
            request["statement_timeout"] = value(milliseconds(timeout));
        }
        request["retries"] = value(i64::from(args.retries));
        if let Some(schema) = &args.schema {
            request["schema"] = value(schema);
        }
        request["watching"] = value(observer.is_watching());
        request["measuring"] = value(observer.is_measuring());
        let text = request.to_string();
        format!("{}\n{text}", text.len())
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The URL, and its password apart from it.
fn written(url: &DatabaseUrl) -> (String, Option<String>) {
    match url {
        DatabaseUrl::Sqlite(url) => (sqlite(url), None),
        DatabaseUrl::Postgres(url) => {
            let password = url.password.as_ref();
            let password = password.map(|password| password.reveal().to_owned());
            (url.without_password(), password)
        }
    }
}

fn sqlite(url: &SqliteUrl) -> String {
    let Some(path) = url.path() else {
        return "sqlite::memory:".to_owned();
    };
    let path = path.display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3F");
    let mode = match url.mode {
        None => "",
        Some(SqliteMode::ReadOnly) => "?mode=ro",
        Some(SqliteMode::ReadWrite) => "?mode=rw",
        Some(SqliteMode::ReadWriteCreate) => "?mode=rwc",
    };
    format!("sqlite:{path}{mode}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_leads_to_the_same_database() {
        for url in [
            "sqlite:///srv/keeper.db?mode=rw",
            "100%.db",
            "sqlite:a%3Fb%20c.db",
            ":memory:",
        ] {
            let parsed = DatabaseUrl::parse(url).expect("it is one");
            let (written, password) = written(&parsed);
            assert_eq!(DatabaseUrl::parse(&written), Ok(parsed), "{url}");
            assert_eq!(password, None);
        }
        let url = "postgresql://me:se%2Fcret@db:5433/keeper?connect_timeout=3";
        let parsed = DatabaseUrl::parse(url).expect("it is one");
        let (written, password) = written(&parsed);
        assert_eq!(
            written,
            "postgresql:///keeper?host=db&port=5433&user=me&connect_timeout=3"
        );
        assert_eq!(password.as_deref(), Some("se/cret"));
    }
}
