//! What both dialects make of a hook.

use super::{BookkeepingNames, DialectError, Recorded, ScriptStep, postgres, sqlite};
use crate::operation::fixture::written;
use crate::operation::{HookDown, Operation, Replay, Run};
use crate::revision::RevisionId;

const TABLE: &str = r#"
op = "create_table"
table = "people"
columns = [{ name = "name", type = "text" }]
"#;

const NULL: &str = r#"
op = "alter_column"
table = "people"
column = "name"
set = { null = true }
was = { null = false }
"#;

const NOT_NULL: &str = r#"
op = "alter_column"
table = "people"
column = "name"
set = { null = false }
was = { null = true }
"#;

/// A column that takes NULL while the hook runs, and neither before nor after.
fn operations() -> (Replay, Vec<Operation>) {
    let mut replay = Replay::default();
    replay.apply_all(&written(TABLE)).unwrap();
    let run = Operation::Run(Run {
        hook: "split_names".to_owned(),
        down: HookDown::Irreversible,
    });
    let mut operations = written(NULL);
    operations.push(run);
    operations.extend(written(NOT_NULL));
    (replay, operations)
}

fn step<S>(statements: Vec<S>) -> ScriptStep<S> {
    ScriptStep {
        revision: RevisionId::new("000000000001").unwrap(),
        message: "split names".to_owned(),
        statements,
        foreign_keys_on: false,
        fills: false,
        recorded: Recorded::Reverted,
    }
}

fn check_refused(script: Result<String, DialectError>) {
    match script {
        Err(DialectError::HookInScript { hook }) => assert_eq!(hook, "split_names"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_stands_before_a_hook_is_done_when_sqlite_runs_it() {
    let (mut replay, operations) = operations();
    let statements = sqlite::statements(&mut replay, &operations).unwrap();
    let hook = sqlite::Statement::Hook("split_names".to_owned());
    let [before, run, after] = statements.as_slice() else {
        panic!("{statements:#?}");
    };
    assert!(matches!(before, sqlite::Statement::Rebuild(_)));
    assert_eq!(run, &hook);
    assert!(matches!(after, sqlite::Statement::Rebuild(_)));
}

#[test]
fn what_stands_before_a_hook_is_done_when_postgres_runs_it() {
    let (mut replay, operations) = operations();
    let statements = postgres::statements(&mut replay, &operations).unwrap();
    let texts: Vec<&str> = statements.iter().map(postgres::Statement::sql).collect();
    let [before, "split_names", after] = texts.as_slice() else {
        panic!("{texts:#?}");
    };
    assert!(before.ends_with("DROP NOT NULL"), "{before}");
    assert!(after.ends_with("SET NOT NULL"), "{after}");
    assert_eq!(statements[1].hook(), Some("split_names"));
}

#[test]
fn no_script_has_a_hook() {
    let names = BookkeepingNames::default();
    let (mut replay, operations) = operations();
    let steps = [step(
        sqlite::statements(&mut replay.clone(), &operations).unwrap(),
    )];
    check_refused(sqlite::script(&[], &steps, &names, "a tool"));
    let steps = [step(
        postgres::statements(&mut replay, &operations).unwrap(),
    )];
    check_refused(postgres::script(&[], &steps, &names, "a tool"));
}
