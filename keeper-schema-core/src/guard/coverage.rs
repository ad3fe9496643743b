//! Finds what a database of the package cannot run: an operation that it has no form for,
//! and SQL that is not written for it.
//!
//! The dialects themselves are asked, revision by revision: what they refuse here is what
//! they would refuse in an upgrade.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::dialect::{Dialect, DialectError, postgres, sqlite};
use crate::history::History;
use crate::operation::{Down, Operation, Replay};
use crate::revision::RevisionFile;
use crate::schema::PerDialect;

/// The first of each direction of each revision, for each database of the package, and each
/// `down` of an `execute`.
pub(super) fn diagnostics(history: &History, config: &Config) -> Vec<Diagnostic> {
    let chosen = [
        (config.dialects.sqlite, Dialect::Sqlite),
        (config.dialects.postgres, Dialect::Postgres),
    ];
    let mut found = Vec::new();
    for (_, dialect) in chosen.into_iter().filter(|(is_chosen, _)| *is_chosen) {
        of_dialect(history, dialect, &mut found);
    }
    found
}

/// Whether each of these databases can run operations on the schema of `replay`, which is
/// left as it was.
pub fn can_run(replay: &mut Replay, operations: &[Operation], dialects: &[Dialect]) -> bool {
    let Ok(images) = replay.apply_all(operations) else {
        return false;
    };
    // Taken back for each, and not copied.
    replay.restore(images.clone());
    dialects.iter().all(|dialect| {
        let can_run = statements(*dialect, replay, operations).is_ok();
        replay.restore(images.clone());
        can_run
    })
}

fn of_dialect(history: &History, dialect: Dialect, found: &mut Vec<Diagnostic>) {
    let mut replay = match history.is_whole() {
        true => Replay::of_known(),
        false => Replay::default(),
    };
    for file in history.revisions() {
        let upgrade = &file.revision.upgrade;
        if statements(dialect, &mut replay, upgrade).is_err() {
            let before = replay_before(history, file);
            found.extend(first_of(dialect, file, upgrade, before, Way::Up));
            // The attempt ended in the middle.
            replay = replay_after(history, file);
        }
        found.extend(downs(dialect, file));
        if let Some(downgrade) = &file.revision.downgrade {
            // It leads back, and the upgrade leads here again: no schema is copied.
            let there_and_back = statements(dialect, &mut replay, downgrade)
                .is_ok_and(|()| replay.apply_all(upgrade).is_ok());
            if !there_and_back {
                let after = replay_after(history, file);
                found.extend(first_of(dialect, file, downgrade, after, Way::Down));
                replay = replay_after(history, file);
            }
        }
    }
}

/// The schema that the revision stands on.
fn replay_before(history: &History, file: &RevisionFile) -> Replay {
    history.replay_of(&history.graph().ancestors([&file.revision.id]))
}

/// The schema that it leads to. Where other revisions do not stand on this, their own is
/// asked for in turn.
fn replay_after(history: &History, file: &RevisionFile) -> Replay {
    history.replay_of(&history.graph().ancestors_inclusive([&file.revision.id]))
}

#[derive(Clone, Copy)]
enum Way {
    Up,
    Down,
}

impl Way {
    fn place(self, file: &RevisionFile, index: usize) -> Option<&Place> {
        match self {
            Self::Up => file.upgrade_places.get(index),
            Self::Down => file.downgrade_places.get(index),
        }
    }
}

/// What is refused of these operations, at the one that is to blame.
fn first_of(
    dialect: Dialect,
    file: &RevisionFile,
    operations: &[Operation],
    before: Replay,
    way: Way,
) -> Option<Diagnostic> {
    let refused = statements(dialect, &mut before.clone(), operations).err()?;
    let mut replay = before;
    for (index, operation) in operations.iter().enumerate() {
        let one = std::slice::from_ref(operation);
        // That operations do not apply, the history has told already.
        match statements(dialect, &mut replay, one) {
            Err(DialectError::Apply(_)) => return None,
            Err(refused) => {
                return Some(diagnostic(dialect, file, operation, &refused, way, index));
            }
            Ok(()) => {}
        }
    }
    match (refused, operations.first()) {
        (DialectError::Apply(_), _) | (_, None) => None,
        (refused, Some(first)) => Some(diagnostic(dialect, file, first, &refused, way, 0)),
    }
}

fn diagnostic(
    dialect: Dialect,
    file: &RevisionFile,
    operation: &Operation,
    refused: &DialectError,
    way: Way,
    index: usize,
) -> Diagnostic {
    let wording = refused.to_string();
    // The message ends in what mends it, after a semicolon.
    let (message, mend) = wording.split_once("; ").unwrap_or((&wording, ""));
    let id = &file.revision.id;
    let message = format!("revision `{id}` cannot run on {dialect}: {message}");
    let diagnostic = Diagnostic::new(Code::NotForDatabase, message);
    let diagnostic = placed(diagnostic, file, way.place(file, index));
    let diagnostic = match operation {
        Operation::Execute(_) => diagnostic.help(execute_help(dialect, "sql")),
        _ if mend.is_empty() => diagnostic,
        _ => diagnostic.help(mend),
    };
    diagnostic.help(leave_out(dialect))
}

/// The SQL of `down`s that is not written for the database.
fn downs(dialect: Dialect, file: &RevisionFile) -> Vec<Diagnostic> {
    let operations = file.revision.upgrade.iter().enumerate();
    let lacking = operations.filter(|(_, operation)| match operation {
        Operation::Execute(execute) => {
            lacks(dialect, &execute.down) && is_covered(dialect, &execute.sql)
        }
        Operation::Rows(operation) => operation.down().is_some_and(|down| lacks(dialect, down)),
        _ => false,
    });
    let found = lacking.map(|(index, _)| {
        let message = format!(
            "revision `{}` cannot be reverted on {dialect}: the SQL of `down` is not given for \
             {dialect}",
            file.revision.id
        );
        let diagnostic = Diagnostic::new(Code::NotForDatabase, message);
        let placed = placed(diagnostic, file, Way::Up.place(file, index));
        placed
            .help(execute_help(dialect, "down"))
            .help(leave_out(dialect))
    });
    found.collect()
}

fn lacks(dialect: Dialect, down: &Down) -> bool {
    match down {
        Down::Sql(sql) => !is_covered(dialect, sql),
        Down::Nothing | Down::Irreversible => false,
    }
}

fn is_covered(dialect: Dialect, sql: &PerDialect<Vec<String>>) -> bool {
    match dialect {
        Dialect::Sqlite => sql.sqlite().is_some(),
        Dialect::Postgres => sql.postgres().is_some(),
    }
}

fn placed(diagnostic: Diagnostic, file: &RevisionFile, place: Option<&Place>) -> Diagnostic {
    match place {
        Some(place) => diagnostic.at(place.clone(), &file.source),
        None => diagnostic,
    }
}

fn execute_help(dialect: Dialect, key: &str) -> String {
    let database = dialect.key();
    format!(
        "add `{database} = \"...\"` to `{key}`, or `{database} = []` if nothing is to run there"
    )
}

fn leave_out(dialect: Dialect) -> String {
    format!(
        "if the package is not for {dialect}, leave it out of `dialects` in \
         `[package.metadata.keeper-schema]`"
    )
}

fn statements(
    dialect: Dialect,
    replay: &mut Replay,
    operations: &[Operation],
) -> Result<(), DialectError> {
    match dialect {
        Dialect::Sqlite => sqlite::statements(replay, operations).map(drop),
        Dialect::Postgres => postgres::statements(replay, operations).map(drop),
    }
}
