//! SQL that a person wrote in revisions that are yet to run, read by the database: prepared, and
//! never run.

use keeper_schema_core::diagnostic::Place;
use keeper_schema_core::dialect::{Dialect, DialectError, postgres, sqlite};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::operation::{Down, Operation, Replay, RowOperation};
use keeper_schema_core::revision::{RevisionFile, RevisionId};
use keeper_schema_core::schema::Schema;

use super::{DatabaseError, Executor, MigrateError, Migrator, StepError};

/// SQL, and what will be there when it runs.
#[derive(Clone, Copy, Debug)]
pub struct SqlAt<'a> {
    /// The schema that the database is at now.
    pub start: &'a Schema,
    /// The schema that the SQL will find.
    pub schema: &'a Schema,
    /// What a person wrote that will have run before it.
    pub earlier: &'a [String],
    /// The texts, each of one statement or several.
    pub sql: &'a [String],
}

/// SQL of a revision that the database does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedSql {
    /// The revision.
    pub revision: RevisionId,
    /// Where its operation stands.
    pub place: Place,
    /// The text of the file.
    pub source: String,
    /// What the database says.
    pub error: DatabaseError,
}

impl Migrator<'_> {
    /// Has the database prepare the SQL of `execute` and `backfill`, and of their `down`, in the
    /// revisions that an upgrade would run: each text on the schema that it will find. Nothing
    /// of it is run, and nothing of the database is changed or locked.
    ///
    /// # Errors
    /// If what is applied does not fit the history, or the database has no place for the tables
    /// that the SQL is read on.
    pub fn check_sql(&self, executor: &mut dyn Executor) -> Result<Vec<RefusedSql>, MigrateError> {
        if let Some(before) = self.before_replacement(executor)? {
            return Migrator::new(&before.history).check_sql(executor);
        }
        let state = executor.state()?;
        let work = self.plan_upgrade(&state, &RevisionSpec::parse("heads")?)?;
        let mut reader = Reader {
            start: work.replay.schema().clone(),
            executor,
            earlier: Vec::new(),
            refused: Vec::new(),
        };
        let mut replay = work.replay;
        for step in &work.steps {
            if let Some(file) = self
                .history
                .revision(&step.revision)
                .filter(|_| !step.replaces)
            {
                reader.revision(file, &mut replay)?;
            }
        }
        Ok(reader.refused)
    }
}

struct Reader<'e> {
    executor: &'e mut dyn Executor,
    start: Schema,
    earlier: Vec<String>,
    refused: Vec<RefusedSql>,
}

impl Reader<'_> {
    fn revision(&mut self, file: &RevisionFile, replay: &mut Replay) -> Result<(), MigrateError> {
        let revision = &file.revision;
        for (operation, place) in revision.upgrade.iter().zip(&file.upgrade_places) {
            let down = down(operation).filter(|_| revision.downgrade.is_none());
            self.operation(file, place, operation, replay)?;
            if let Some(Down::Sql(sql)) = down {
                let sql = match self.executor.dialect() {
                    Dialect::Sqlite => sql.sqlite(),
                    Dialect::Postgres => sql.postgres(),
                };
                self.read(file, place, replay.schema(), sql.map_or(&[], Vec::as_slice))?;
            }
        }
        let Some(downgrade) = &revision.downgrade else {
            return Ok(());
        };
        let mut back = replay.clone();
        for (operation, place) in downgrade.iter().zip(&file.downgrade_places) {
            self.operation(file, place, operation, &mut back)?;
        }
        Ok(())
    }

    /// Reads the SQL of an operation, and applies it.
    fn operation(
        &mut self,
        file: &RevisionFile,
        place: &Place,
        operation: &Operation,
        replay: &mut Replay,
    ) -> Result<(), MigrateError> {
        let before = replay.schema().clone();
        let sql = match operation {
            Operation::Execute(_) | Operation::Rows(RowOperation::Fill(_)) => {
                statements(self.executor.dialect(), &mut replay.clone(), operation)
            }
            _ => Ok(Vec::new()),
        };
        let failed = |error: DialectError| MigrateError::Step {
            revision: file.revision.id.clone(),
            direction: super::Direction::Upgrade,
            error: Box::new(StepError::from(error)),
        };
        let sql = sql.map_err(failed)?;
        self.read(file, place, &before, &sql)?;
        if matches!(operation, Operation::Execute(_)) {
            self.earlier.extend(sql);
        }
        replay
            .apply(operation)
            .map_err(|error| failed(error.into()))?;
        Ok(())
    }

    fn read(
        &mut self,
        file: &RevisionFile,
        place: &Place,
        schema: &Schema,
        sql: &[String],
    ) -> Result<(), MigrateError> {
        if sql.is_empty() {
            return Ok(());
        }
        let errors = self.executor.unprepared(&SqlAt {
            start: &self.start,
            schema,
            earlier: &self.earlier,
            sql,
        })?;
        self.refused
            .extend(errors.into_iter().map(|error| RefusedSql {
                revision: file.revision.id.clone(),
                place: place.clone(),
                source: file.source.clone(),
                error,
            }));
        Ok(())
    }
}

fn down(operation: &Operation) -> Option<&Down> {
    match operation {
        Operation::Execute(execute) => Some(&execute.down),
        Operation::Rows(change) => change.down(),
        _ => None,
    }
}

fn statements(
    dialect: Dialect,
    replay: &mut Replay,
    operation: &Operation,
) -> Result<Vec<String>, DialectError> {
    let operations = std::slice::from_ref(operation);
    Ok(match dialect {
        Dialect::Sqlite => {
            let statements = sqlite::statements(replay, operations)?.into_iter();
            let sql = statements.filter_map(|statement| match statement {
                sqlite::Statement::Sql { sql, .. } | sqlite::Statement::UserSql(sql) => Some(sql),
                sqlite::Statement::Rebuild(_) | sqlite::Statement::Hook(_) => None,
            });
            sql.collect()
        }
        Dialect::Postgres => {
            let statements = postgres::statements(replay, operations)?;
            let sql = statements
                .iter()
                .filter(|statement| statement.hook().is_none())
                .map(|statement| statement.sql().to_owned());
            sql.collect()
        }
    })
}
