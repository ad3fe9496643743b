//! Functions of the application that revisions run.

mod needed;
mod registry;
mod row;
mod value;

use std::any::Any;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::schema::sql_tokens::{Token, tokens};

pub use self::registry::{HookError, Hooks};
pub use self::row::{FromValue, Row};
pub use self::value::Value;

use super::{DatabaseError, DatabaseErrorKind, Options, StepError};

/// The transaction of a revision, as a hook has it.
///
/// Statements are those of the database, one at a time, with `$1`, `$2` and so on for their
/// parameters. To begin or end a transaction is the migrator's to do. PostgreSQL is given the
/// values as literals in the statement.
pub struct Tx<'c> {
    connection: &'c dyn Connected,
    options: &'c Options,
}

/// What a hook's statements go to.
pub(crate) trait Connected {
    fn dialect(&self) -> Dialect;

    fn execute(&self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError>;

    fn query(&self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError>;

    #[cfg(feature = "sqlite")]
    fn sqlite(&self) -> Option<&rusqlite::Connection> {
        None
    }

    #[cfg(feature = "postgres")]
    fn postgres(&self) -> Option<crate::postgres::HookConnection<'_>> {
        None
    }
}

impl Tx<'_> {
    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.connection.dialect()
    }

    /// Runs a statement. Returns how many rows it changed.
    ///
    /// # Errors
    /// If the database refuses it, or the values are not those that it names.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        self.check(sql)?;
        self.connection.execute(sql, values)
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// As [`Tx::execute`].
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        self.check(sql)?;
        self.connection.query(sql, values)
    }

    /// The connection itself, if it is one to SQLite.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(&self) -> Option<&rusqlite::Connection> {
        self.connection.sqlite()
    }

    /// The connection itself, if it is one to PostgreSQL that was opened here: by `cargo db`, or by
    /// [`PostgresExecutor::connect`](crate::postgres::PostgresExecutor::connect). A client that the
    /// program lent is with whoever waits for it, and is not to be had in a hook.
    ///
    /// ```
    /// use keeper_schema::migrate::{HookError, Tx};
    ///
    /// fn copy_people(tx: &mut Tx<'_>) -> Result<(), HookError> {
    ///     let connection = tx.postgres().ok_or("a connection to PostgreSQL of its own")?;
    ///     let sql = "INSERT INTO tags (name) SELECT unnest($1::text[])";
    ///     let names = vec!["new", "old"];
    ///     connection.wait(connection.client().execute(sql, &[&names]))?;
    ///     Ok(())
    /// }
    /// ```
    #[cfg(feature = "postgres")]
    pub fn postgres(&self) -> Option<crate::postgres::HookConnection<'_>> {
        self.connection.postgres()
    }

    /// A statement may be too short to be cancelled, and a hook may have many.
    fn check(&self, sql: &str) -> Result<(), DatabaseError> {
        if self.options.is_interrupted() {
            return Err(DatabaseError {
                kind: DatabaseErrorKind::Interrupted,
                message: "interrupted".to_owned(),
            });
        }
        refuse_control(sql)
    }
}

/// Refuses what begins or ends a transaction.
fn refuse_control(sql: &str) -> Result<(), DatabaseError> {
    let mut tokens = tokens(sql);
    let (first, second) = (tokens.next(), tokens.next());
    let is = |token: Option<Token<'_>>, word| token.is_some_and(|token| token.is_word(word));
    let controls = ["begin", "commit", "end", "rollback", "abort", "start"]
        .iter()
        .any(|word| is(first, word));
    if controls || is(first, "prepare") && is(second, "transaction") {
        return Err(DatabaseError {
            kind: DatabaseErrorKind::Other,
            message: "a transaction is the migrator's to begin and end".to_owned(),
        });
    }
    Ok(())
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("dialect", &self.dialect())
            .finish_non_exhaustive()
    }
}

/// Runs a hook in the open transaction.
pub(crate) fn run(
    options: &Options,
    name: &str,
    connection: &dyn Connected,
) -> Result<(), StepError> {
    let Some(hook) = options.hooks.get(name) else {
        return Err(StepError::UnknownHook {
            hook: name.to_owned(),
        });
    };
    let mut tx = Tx {
        connection,
        options,
    };
    match catch_unwind(AssertUnwindSafe(|| hook(&mut tx))) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(failed(name, error)),
        Err(panic) => Err(StepError::Hook {
            hook: name.to_owned(),
            cause: format!("it panicked: {}", said(panic.as_ref())),
        }),
    }
}

/// What another session or an interrupt has to do with is told as for any statement.
fn failed(name: &str, error: HookError) -> StepError {
    let of_the_moment = error.downcast_ref::<DatabaseError>().filter(|error| {
        matches!(
            error.kind,
            DatabaseErrorKind::Busy
                | DatabaseErrorKind::Interrupted
                | DatabaseErrorKind::LockTimeout
                | DatabaseErrorKind::Deadlock
                | DatabaseErrorKind::Serialization
        )
    });
    match of_the_moment {
        Some(error) => StepError::Statement {
            sql: name.to_owned(),
            error: error.clone(),
        },
        None => StepError::Hook {
            hook: name.to_owned(),
            cause: with_sources(error.as_ref()),
        },
    }
}

/// What an error says, and what its sources say: a driver's own says "db error", and no more.
fn with_sources(error: &(dyn Error + Send + Sync + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        source = error.source();
    }
    text
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let owned = || panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(owned).unwrap_or("it does not say why")
}
