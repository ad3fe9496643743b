//! A `tokio_postgres::Client`.
//!
//! The work is no different from that on any connection, and so it waits. It does that on a
//! thread of its own and asks; who has the client sends what it asks, and waits for nothing.

use std::pin::{Pin, pin};
use std::task::{Context, Waker};
use std::thread;

use futures_core::Stream;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_postgres::{SimpleQueryMessage, SimpleQueryStream};

use super::requests::{self, Answer, Message, Request, Requests, Wanted};
use super::told::Told;
use super::{CancelToken, Lent};
use crate::migrate::{DatabaseError, DatabaseErrorKind, Interrupt, MigrateError, Observer, trace};
use crate::postgres::client::Client;
use crate::postgres::{OpenOptions, PostgresExecutor, key_data};

/// Does something with an executor on the client. If the future is dropped before its end, the
/// statement that runs is cancelled, and the client is left without a transaction, without the
/// lock and with the settings that it had.
pub(crate) async fn asynchronous<T, E>(
    lender: &mut tokio_postgres::Client,
    observer: &mut (dyn Observer + Send),
    options: OpenOptions,
    work: impl FnOnce(&mut PostgresExecutor, &mut Told) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<MigrateError> + Send + 'static,
{
    let token = lender.cancel_token();
    let given_up = Interrupt::default();
    let (requests, mut received) = requests::channel();
    let told = Told::new(observer, requests.clone());
    let worker = Worker {
        token,
        options,
        given_up: given_up.clone(),
        requests,
    };
    let worker = trace::carried(move || worker.work(told, work));
    let worker = thread::Builder::new().spawn(worker);
    let worker = worker.map_err(|error| {
        MigrateError::Database(DatabaseError {
            kind: DatabaseErrorKind::Other,
            message: format!("no thread can be started: {error}"),
        })
    })?;
    let mut loan = Loan {
        lender,
        left: Vec::new(),
        given_up,
    };
    loan.answer(&mut received, observer).await;
    loan.left.clear();
    // The thread sends nothing more when it is at its end.
    match worker.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// What the thread begins with.
struct Worker {
    token: tokio_postgres::CancelToken,
    options: OpenOptions,
    given_up: Interrupt,
    requests: Requests,
}

impl Worker {
    fn work<T, E: From<MigrateError>>(
        self,
        mut told: Told,
        work: impl FnOnce(&mut PostgresExecutor, &mut Told) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.begin().map_err(MigrateError::from)?;
        let result = work(&mut lent.executor, &mut told);
        lent.end(result)
    }

    fn begin(self) -> Result<Lent, DatabaseError> {
        let client = Client::lent(self.requests)?;
        let client = client.of_process(key_data::process(&self.token));
        let token = CancelToken::Asynchronous(self.token);
        Lent::begin(client, token, &self.options, Some(self.given_up))
    }
}

/// A client while a thread asks for it.
struct Loan<'c> {
    lender: &'c tokio_postgres::Client,
    /// What brings it back from where the work is, a message each.
    left: Vec<String>,
    given_up: Interrupt,
}

impl Loan<'_> {
    /// Does what it is asked, until the thread is at its end.
    async fn answer(
        &mut self,
        received: &mut UnboundedReceiver<Message>,
        observer: &mut (dyn Observer + Send),
    ) {
        while let Some(message) = received.recv().await {
            match message {
                Message::Request(request) => send(self.lender, request).await,
                Message::Told(tell) => tell(observer),
                Message::Leave(left) => self.left = left,
            }
        }
    }
}

impl Drop for Loan<'_> {
    /// Before the end, nobody is there to wait: what is sent is on its way after one poll, and
    /// comes after the statement that the thread cancels.
    fn drop(&mut self) {
        self.given_up.request();
        for sql in self.left.drain(..) {
            let sending = pin!(self.lender.simple_query_raw(&sql));
            let _ = sending.poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

/// Sends a request on. The thread waits for its answer.
async fn send(lender: &tokio_postgres::Client, request: Request) {
    let Request {
        wanted,
        sql,
        answer,
    } = request;
    let sent: Answer = match wanted {
        Wanted::Done | Wanted::Rows => match lender.simple_query_raw(&sql).await {
            Ok(stream) => Box::pin(collected(stream, wanted)),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        },
        Wanted::Prepared => {
            let prepared = lender.prepare(&sql).await.map(|_| Vec::new());
            Box::pin(std::future::ready(prepared))
        }
    };
    // Nobody waits any longer after a panic.
    let _ = answer.send(sent);
}

async fn collected(
    stream: SimpleQueryStream,
    wanted: Wanted,
) -> Result<Vec<SimpleQueryMessage>, tokio_postgres::Error> {
    let mut stream = Box::pin(stream);
    let mut collected = Vec::new();
    while let Some(message) = next(stream.as_mut()).await {
        let message = message?;
        if wanted == Wanted::Rows {
            collected.push(message);
        }
    }
    Ok(collected)
}

async fn next<S: Stream>(mut stream: Pin<&mut S>) -> Option<S::Item> {
    std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await
}
