//! Moving a database along its history: what to run, how, and what can go wrong.

mod error;
mod executor;
mod migrator;
mod observer;
mod options;
mod recovered;
mod script;
mod state;
mod work;

pub use self::error::{
    DatabaseError, DatabaseErrorKind, FoundRows, MigrateError, StepError, Violation,
};
pub use self::executor::{Executor, Planner, Recorder};
pub use self::migrator::Migrator;
pub use self::observer::{Observer, Silent};
pub use self::options::{Options, TransactionMode};
pub use self::recovered::recovered;
pub use self::state::{AppliedRevision, Record, RecordKind, State};
pub use self::work::{Direction, Step, Work};
