//! What a database has to offer to be moved along a history.

use keeper_schema_core::dialect::Dialect;
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::Schema;
use keeper_schema_core::seeds::SeedStep;

use super::{
    DatabaseError, Environment, LiveSchema, MigrateError, Observer, Options, Record, Seeding,
    SqlAt, State, TableColumns, TableContent, Work,
};

/// Finds what is to be done on a database in some state.
pub type Planner<'p, 'h> = &'p mut dyn FnMut(&State) -> Result<Work<'h>, MigrateError>;

/// Finds what the bookkeeping of a database in some state is to say.
pub type Recorder<'p> = &'p mut dyn FnMut(&State) -> Result<Vec<Record>, MigrateError>;

/// Tells whether a database in some state takes seeds.
pub type Admission<'p> = &'p mut dyn FnMut(&State) -> bool;

/// A database, and how it is worked on. It decides nothing about the schema.
pub trait Executor {
    /// The kind of database.
    fn dialect(&self) -> Dialect;

    /// What the database remembers; nothing if it remembers nothing yet.
    ///
    /// # Errors
    /// If it cannot be read, or not by this version.
    fn state(&mut self) -> Result<State, MigrateError>;

    /// The canonical text of an applied revision, if it was recorded.
    ///
    /// # Errors
    /// If it cannot be read.
    fn source(&mut self, revision: &RevisionId) -> Result<Option<String>, MigrateError>;

    /// Reads the schema that the database really has. What means the same as in `expected`
    /// is spelled as it is there, and tables in further database schemas are found if
    /// `expected` names them.
    ///
    /// # Errors
    /// If it cannot be read.
    fn live_schema(&mut self, expected: &Schema) -> Result<LiveSchema, MigrateError>;

    /// The same of all that is there, in whatever database schema.
    ///
    /// # Errors
    /// If it cannot be read.
    fn whole_schema(&mut self, expected: &Schema) -> Result<LiveSchema, MigrateError> {
        self.live_schema(expected)
    }

    /// The revisions in Alembic's table, if the database has one.
    ///
    /// # Errors
    /// If it cannot be read.
    fn alembic_versions(&mut self) -> Result<Option<Vec<String>>, MigrateError>;

    /// Every table with rows of its own and all its columns, but for the bookkeeping and the
    /// server's, by name. Whether one in the connection's own schema says so is as in
    /// `expected`.
    ///
    /// # Errors
    /// If it cannot be read.
    fn columns(&mut self, expected: &Schema) -> Result<Vec<TableColumns>, MigrateError>;

    /// What is in some columns of a table. Reads all of it.
    ///
    /// # Errors
    /// If it cannot be read.
    fn content(&mut self, of: &TableColumns) -> Result<TableContent, MigrateError>;

    /// Runs one statement beside any history, recorded by nobody, and returns how many rows it
    /// changed.
    ///
    /// # Errors
    /// If it fails.
    fn change_rows(&mut self, sql: &str) -> Result<u64, MigrateError>;

    /// From here on, this connection enforces no foreign key, and no trigger runs for it.
    ///
    /// # Errors
    /// If the role may not.
    fn set_rules_off(&mut self) -> Result<(), MigrateError>;

    /// How large the database is on disk, in bytes.
    ///
    /// # Errors
    /// If it cannot be read.
    fn size(&mut self) -> Result<u64, MigrateError>;

    /// What the database says of the texts that it does not take, read on the tables that they
    /// will find. Runs none of them, and leaves nothing behind.
    ///
    /// # Errors
    /// If there is no place for those tables.
    fn unprepared(&mut self, at: &SqlAt<'_>) -> Result<Vec<DatabaseError>, MigrateError>;

    /// Runs what `planner` finds to do, and returns what was applied or reverted.
    ///
    /// `planner` is asked before the lock is taken, and again if the database has changed
    /// when it is held. If there is nothing to do, that is one look at the bookkeeping.
    ///
    /// # Errors
    /// The first failure. What was committed before it stays.
    fn run(
        &mut self,
        planner: Planner<'_, '_>,
        options: &Options,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, MigrateError>;

    /// Makes the bookkeeping say what `recorder` returns, and that only; rows that are
    /// there already stay as they are. Runs nothing.
    ///
    /// # Errors
    /// If `recorder` refuses, or the database cannot be written.
    fn stamp(&mut self, recorder: Recorder<'_>, options: &Options) -> Result<(), MigrateError>;

    /// As [`Executor::stamp`], but on bookkeeping emptied before: nothing that is in it
    /// needs to make sense.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn stamp_purged(&mut self, records: &[Record], options: &Options) -> Result<(), MigrateError>;

    /// Marks what the database is for, or takes the mark away. Runs nothing else; the
    /// bookkeeping is created if it is not there yet.
    ///
    /// # Errors
    /// If the database belongs to another application, or cannot be written.
    fn set_environment(
        &mut self,
        environment: Option<Environment>,
        options: &Options,
    ) -> Result<(), MigrateError>;

    /// Runs steps of seeds in one transaction, recorded by nobody: all of them or none. Asks
    /// `admits` with the lock held, and foreign keys are enforced. Of the options, only what asks
    /// it to stop is used.
    ///
    /// # Errors
    /// If the database cannot be read or written; what it says of a step is no such failure.
    fn seed(
        &mut self,
        steps: &[SeedStep],
        admits: Admission<'_>,
        options: &Options,
    ) -> Result<Seeding, MigrateError>;
}
