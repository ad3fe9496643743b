//! Spans of work that waits on a thread of its own.

use std::sync::{Arc, Mutex};

use keeper_schema::embedded::Migrator;
use keeper_schema_testing::Cluster;
use tokio::runtime::Builder;
use tokio_postgres::NoTls;
use tracing::span::{Attributes, Id};
use tracing::{Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use super::MIGRATIONS;

/// Remembers each span of the program and of revisions by the path to it.
#[derive(Clone, Default)]
struct Paths(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Paths {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if *attributes.metadata().level() > Level::INFO {
            return;
        }
        let scope = context.span(id).unwrap().scope();
        let names: Vec<&str> = scope.from_root().map(|span| span.name()).collect();
        self.0.lock().unwrap().push(names.join("/"));
    }
}

#[test]
fn spans_are_within_that_of_the_program() {
    let database = Cluster::shared().database();
    let paths = Paths::default();
    let subscriber = tracing_subscriber::registry().with(paths.clone());
    tracing::subscriber::with_default(subscriber, || {
        let _start = tracing::info_span!("start").entered();
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let connected = tokio_postgres::connect(database.url(), NoTls).await;
            let (mut client, connection) = connected.unwrap();
            tokio::spawn(connection);
            let applied = Migrator::new(&MIGRATIONS).upgrade_async(&mut client).await;
            applied.unwrap();
        });
    });
    let revision = "start/upgrade/revision";
    let expected = ["start", "start/upgrade", revision, revision];
    assert_eq!(*paths.0.lock().unwrap(), expected);
}
