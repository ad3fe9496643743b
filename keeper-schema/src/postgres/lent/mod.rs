//! A connection that belongs to the program: worked on, and given back as it was.
//!
//! Nothing is known that would open a second one. So nobody sees who stands in the way of a
//! statement, or how far the build of an index is; an interrupt cancels by the driver's token.

mod asynchronous;
mod blocking;
mod cancel_token;
mod requests;
mod settings;
mod told;

pub(crate) use self::asynchronous::asynchronous;
pub(crate) use self::blocking::blocking;
pub(super) use self::cancel_token::{CancelToken, SETTLING};
pub(super) use self::requests::{Failed, Requests, Wanted};
pub(crate) use self::told::Told;

use self::settings::Settings;
use super::client::Client;
use super::reach::Reach;
use super::session::Session;
use super::tables::Tables;
use super::{OpenOptions, PostgresExecutor, lock};
use crate::migrate::{DatabaseError, Interrupt, MigrateError};

/// An executor on such a connection. However its work ends, the open transaction is rolled back,
/// the lock given back, and the settings are as they were.
struct Lent {
    executor: PostgresExecutor,
    is_given_back: bool,
}

/// What an executor knows of a connection that it was lent.
#[derive(Debug)]
pub(super) struct Lease {
    before: Settings,
    /// What tells that nobody waits for the work any longer, if anything does.
    pub(super) given_up: Option<Interrupt>,
}

impl Lent {
    /// # Errors
    /// If a transaction is open, or the server is too old.
    fn begin(
        client: Client,
        token: CancelToken,
        options: &OpenOptions,
        given_up: Option<Interrupt>,
    ) -> Result<Self, DatabaseError> {
        let before = Settings::read(&client)?;
        client.leave(before.messages().map(str::to_owned).collect());
        let started = || {
            let session = Session::start(&client, options)?;
            Ok((Tables::new(&options.bookkeeping, &session)?, session))
        };
        let (tables, session) = match started() {
            Ok(started) => started,
            Err(error) => {
                // After an error there is nobody to tell of a second one.
                let _ = before.put_back(&client);
                return Err(error);
            }
        };
        let executor = PostgresExecutor {
            client,
            reach: Reach::Token(token),
            options: options.clone(),
            session: Session {
                search_path: before.search_path.clone(),
                ..session
            },
            tables,
            lease: Some(Lease { before, given_up }),
        };
        executor.client.leave(left_behind(&executor));
        Ok(Self {
            executor,
            is_given_back: false,
        })
    }

    /// Gives the connection back, and says so if that fails.
    fn end<T, E: From<MigrateError>>(mut self, result: Result<T, E>) -> Result<T, E> {
        self.is_given_back = true;
        let client = &self.executor.client;
        let lease = self.executor.lease.as_ref();
        let put_back = lease.map_or(Ok(()), |lease| lease.before.put_back(client));
        let value = result?;
        put_back.map_err(MigrateError::from)?;
        Ok(value)
    }
}

impl Drop for Lent {
    /// After a panic.
    fn drop(&mut self) {
        if !self.is_given_back {
            for message in left_behind(&self.executor) {
                let _ = self.executor.client.run(&message);
            }
        }
    }
}

/// More than reading begins on a connection, of whomever it is.
pub(super) fn begin_work(executor: &PostgresExecutor) -> Result<(), DatabaseError> {
    if let Some(lease) = &executor.lease {
        lease.before.read_others(&executor.client)?;
        executor.client.leave(left_behind(executor));
    }
    Ok(())
}

/// What brings a connection back from wherever the work on it was left, a message each: one that
/// fails takes none of the others along. A late request to cancel finds the first or the pause.
fn left_behind(executor: &PostgresExecutor) -> Vec<String> {
    let mut messages = vec![
        "ROLLBACK".to_owned(),
        format!("SELECT pg_sleep({})", SETTLING.as_secs_f64()),
        "ROLLBACK".to_owned(),
        lock::release_if_held(executor),
    ];
    let before = executor.lease.iter().flat_map(|it| it.before.messages());
    messages.extend(before.map(str::to_owned));
    messages
}
