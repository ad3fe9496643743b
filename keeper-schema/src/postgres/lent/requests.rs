//! Requests to a connection that another holds, who sends them on.

use std::pin::Pin;

use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Error, SimpleQueryMessage};

use super::told::Tell;

/// Sends requests to whoever holds the connection.
#[derive(Clone)]
pub(in crate::postgres) struct Requests(mpsc::UnboundedSender<Message>);

/// What the holder of the connection is sent.
pub(super) enum Message {
    Request(Request),
    /// What is to be run on the connection if it is given up from here on, a message each.
    Leave(Vec<String>),
    Told(Tell),
}

/// A request, and where its answer goes.
pub(super) struct Request {
    pub(super) wanted: Wanted,
    pub(super) sql: String,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// What is wanted of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::postgres) enum Wanted {
    /// That it runs the statements.
    Done,
    /// That, and their rows.
    Rows,
    /// That it reads the one statement, which is not run.
    Prepared,
}

/// An answer that may still be on its way.
pub(super) type Answer =
    Pin<Box<dyn Future<Output = Result<Vec<SimpleQueryMessage>, Error>> + Send>>;

/// Why there is no answer.
pub(in crate::postgres) enum Failed {
    Driver(Error),
    /// Nobody holds the connection any longer.
    GivenUp,
}

pub(super) fn channel() -> (Requests, mpsc::UnboundedReceiver<Message>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Requests(sender), receiver)
}

impl Requests {
    /// Asks, and waits for the answer.
    pub(in crate::postgres) async fn ask(
        &self,
        wanted: Wanted,
        sql: &str,
    ) -> Result<Vec<SimpleQueryMessage>, Failed> {
        let (answer, coming) = oneshot::channel();
        self.send(Message::Request(Request {
            wanted,
            sql: sql.to_owned(),
            answer,
        }))?;
        let answer = coming.await.map_err(|_| Failed::GivenUp)?;
        answer.await.map_err(Failed::Driver)
    }

    /// Has an observer told.
    pub(super) fn tell(&self, tell: Tell) {
        // Who has given the connection up wants to hear nothing.
        let _ = self.send(Message::Told(tell));
    }

    /// Says what is to be run if the connection is given up.
    pub(in crate::postgres) fn leave(&self, messages: Vec<String>) {
        // Who has given it up already finds nothing changed.
        let _ = self.send(Message::Leave(messages));
    }

    fn send(&self, message: Message) -> Result<(), Failed> {
        self.0.send(message).map_err(|_| Failed::GivenUp)
    }
}
