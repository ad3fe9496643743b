//! Moving a database along its history: what to run, how, and what can go wrong.

mod alembic;
mod check;
mod environment;
mod error;
mod executor;
pub(crate) mod filling;
pub(crate) mod hook;
mod interrupt;
mod live;
pub(crate) mod logged;
mod measured;
mod migrator;
mod observer;
mod options;
pub(crate) mod prepared;
mod progress;
mod recovered;
mod replaced;
mod script;
mod seeding;
mod sql_check;
mod state;
mod stopped;
pub(crate) mod trace;
mod work;

pub use self::alembic::{AlembicError, WayOut};
pub use self::check::DatabaseCheck;
pub(crate) use self::environment::ENVIRONMENT;
pub use self::environment::Environment;
pub use self::error::{
    DatabaseError, DatabaseErrorKind, FoundRows, MigrateError, OtherSession, StepError, Violation,
};
pub use self::executor::{Admission, Executor, Planner, Recorder};
pub use self::hook::{FromValue, HookError, Hooks, Row, Tx, Value};
pub use self::interrupt::Interrupt;
pub use self::live::{Aside, Inherited, LiveSchema, Said, Unmanaged, UnmanagedKind};
pub use self::measured::{HeldLock, MeasuredStatement, TableColumns, TableContent};
pub use self::migrator::Migrator;
pub use self::observer::{Observer, Silent};
pub use self::options::{Options, TransactionMode};
pub use self::progress::{Activity, Progress, ProgressUnit};
pub use self::recovered::recovered;
pub use self::seeding::Seeding;
pub use self::sql_check::{RefusedSql, SqlAt};
pub use self::state::{AppliedRevision, Record, RecordKind, State};
pub(crate) use self::stopped::Stopped;
pub use self::work::{Direction, Step, Work};
