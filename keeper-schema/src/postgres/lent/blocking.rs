//! A `postgres::Client`.

use std::future::ready;
use std::thread;

use tokio::sync::mpsc::UnboundedReceiver;

use super::requests::{self, Message, Request, Wanted};
use super::{CancelToken, Lent};
use crate::migrate::MigrateError;
use crate::postgres::client::Client;
use crate::postgres::{OpenOptions, PostgresExecutor};

/// Does something with an executor on the client. That one waits on a thread of its own, so that
/// the work can look around while the server is busy.
pub(crate) fn blocking<T>(
    lender: &mut postgres::Client,
    options: &OpenOptions,
    work: impl FnOnce(&mut PostgresExecutor) -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    let token = CancelToken::Blocking(lender.cancel_token());
    let (requests, received) = requests::channel();
    thread::scope(|scope| {
        scope.spawn(move || answer(lender, received));
        let client = Client::lent(requests)?;
        let mut lent = Lent::begin(client, token, options, None)?;
        let result = work(&mut lent.executor);
        lent.end(result)
    })
}

fn answer(lender: &mut postgres::Client, mut received: UnboundedReceiver<Message>) {
    while let Some(message) = received.blocking_recv() {
        let Message::Request(request) = message else {
            // The work ends before we do, and observers are where it is.
            continue;
        };
        let Request {
            wanted,
            sql,
            answer,
        } = request;
        let answered = match wanted {
            Wanted::Done => lender.batch_execute(&sql).map(|()| Vec::new()),
            Wanted::Rows => lender.simple_query(&sql),
            Wanted::Prepared => lender.prepare(&sql).map(|_| Vec::new()),
        };
        // Nobody waits any longer after a panic.
        let _ = answer.send(Box::pin(ready(answered)));
    }
}
