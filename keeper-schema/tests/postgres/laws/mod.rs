//! What holds for every two schemas that PostgreSQL can have: what is built is found again,
//! and the operations between them lead a database with rows from one to the other, and
//! back.

mod live;
mod made;
mod names;
mod possible;
mod rows;

use std::cell::RefCell;

use keeper_schema_core::dialect::postgres;
use keeper_schema_core::diff::{Hints, compare};
use keeper_schema_core::operation::{Operation, Replay, reverse_all};
use keeper_schema_core::revision::write;
use keeper_schema_core::schema::{ElementPath, Schema};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

use self::live::{Live, Outcome};
use self::possible::{is_possible, sequence_changes_hands};
use self::rows::{filler, filling, with_values};
use crate::arbitrary::{keep_those_that_apply, operation, with_what_is_left};

/// Two schemas, and operations that lead from one to the other.
#[derive(Clone, Debug)]
struct Case {
    from: Schema,
    edits: Vec<Operation>,
    to: Schema,
}

fn cases() -> impl Strategy<Value = Case> {
    (vec(operation(), 0..60), vec(operation(), 0..24)).prop_map(|(operations, edits)| {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, is_possible);
        let from = replay.schema().clone();
        let edits = keep_those_that_apply(&mut replay, edits, is_possible);
        Case {
            edits: with_values(&from, edits),
            from,
            to: replay.into_schema(),
        }
    })
}

/// Two schemas of which neither knows the other.
fn strangers() -> impl Strategy<Value = Case> {
    (cases(), cases()).prop_map(|(one, other)| Case {
        from: one.from,
        edits: Vec::new(),
        to: other.from,
    })
}

/// As many cases as take a few seconds, or as many as `PROPTEST_CASES` says.
fn for_all(cases: impl Strategy<Value = Case>, law: impl Fn(&mut Live, &Case) -> TestCaseResult) {
    let mut config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 30;
    }
    let live = RefCell::new(Live::new());
    let result = TestRunner::new(config).run(&cases, |case| law(&mut live.borrow_mut(), &case));
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Every question answered: nothing is a rename, and all is filled with something.
fn answers(from: &Schema, to: &Schema) -> Hints {
    let mut hints = Hints::default();
    for table in to.tables.values() {
        for column in table.columns.values() {
            let path = (table.name.clone(), column.name.clone());
            let filler = filler(&column.column_type, to);
            hints.backfills.insert(path.clone(), filler.clone());
            hints.using.insert(path, filler);
        }
    }
    for table in from.tables.values() {
        hints.drops.insert(ElementPath::Table(table.name.clone()));
        for column in table.columns.keys() {
            let column = ElementPath::Column(table.name.clone(), column.clone());
            hints.drops.insert(column);
        }
    }
    hints
}

/// Runs the operations on a database at `from` with rows, and their reverse.
fn leads_there_and_back(
    live: &mut Live,
    from: &Schema,
    to: &Schema,
    operations: Vec<Operation>,
) -> TestCaseResult {
    live.build(from, &filling(from));
    let rows = live.kept(from, &operations);
    match live.upgrade(from, &operations)? {
        Outcome::Done => {}
        Outcome::RowsDoNotFit => return Ok(()),
    }
    live.is_at(to)?;
    live.keeps(&rows)?;
    let Ok(back) = reverse_all(&operations, from) else {
        return Ok(());
    };
    let back = with_values(to, back);
    let rows = live.kept(to, &back);
    match live.downgrade(to, &back)? {
        Outcome::Done => {}
        Outcome::RowsDoNotFit => return Ok(()),
    }
    live.is_at(from)?;
    live.keeps(&rows)
}

#[test]
fn what_is_built_is_found() {
    for_all(cases(), |live, case| {
        live.build(&case.to, &[]);
        live.is_at(&case.to)
    });
}

#[test]
fn operations_lead_where_replay_says_and_back() {
    for_all(cases(), |live, case| {
        leads_there_and_back(live, &case.from, &case.to, case.edits.clone())
    });
}

#[test]
fn compared_operations_lead_to_the_models_and_back() {
    for_all(
        prop_oneof![cases().boxed(), strangers().boxed()],
        |live, case| {
            let (from, to) = (&case.from, &case.to);
            if sequence_changes_hands(from, to) {
                return Ok(());
            }
            let operations = compare(from, to, &answers(from, to)).operations;
            let to = with_what_is_left(to.clone(), from);
            leads_there_and_back(live, from, &to, operations)
        },
    );
}

#[test]
fn two_runs_print_the_same_bytes() {
    for_all(strangers(), |live, case| {
        let printed = |live: &mut Live| {
            let (from, to) = (&case.from, &case.to);
            let operations = compare(from, to, &answers(from, to)).operations;
            let written: Vec<String> = operations.iter().map(write::operation).collect();
            let replay = &mut Replay::new(from.clone());
            let statements = postgres::statements(replay, &operations).unwrap();
            live.build(to, &[]);
            // Compared with nothing, it is as the catalog says it.
            let found = live.found(&Schema {
                schemas: to.schemas.clone(),
                ..Schema::default()
            });
            format!("{}{statements:?}{found:?}", written.join("\n"))
        };
        prop_assert_eq!(printed(live), printed(live));
        Ok(())
    });
}
