//! Histories of any size, as a line and with 500 branches and merges, one after the other or all
//! at once: reading the files, the
//! graph, the check of every revision at its point, and the plan for an empty database. The
//! time per revision is to stay flat.
#![allow(clippy::disallowed_methods, reason = "a benchmark measures time")]

#[path = "generated/graphs.rs"]
mod graphs;
#[path = "generated/median.rs"]
mod median;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::plan;
use keeper_schema_core::revision::{RevisionFile, read};

use self::graphs::{branches, fan, line};
use self::median::median;

const SIZES: [usize; 5] = [10, 100, 1_000, 10_000, 50_000];

fn main() {
    // Cargo also runs benchmarks as tests: a small one says that all of it works.
    let is_test = std::env::args().any(|argument| argument == "--test");
    let sizes: &[usize] = if is_test { &SIZES[..2] } else { &SIZES };
    let shapes = [
        ("a line", line as fn(usize) -> Vec<String>),
        ("branches", branches),
        ("a fan of branches", fan),
    ];
    for (name, texts) in shapes {
        println!("{name}, microseconds for each revision: files, graph, check, plan");
        for size in sizes {
            measure(*size, &texts(*size));
        }
    }
}

fn measure(size: usize, texts: &[String]) {
    let rounds = if size > 1_000 { 3 } else { 9 };
    let read_all = of_each(
        size,
        rounds,
        || (),
        |()| texts.iter().map(|text| file(text)).collect::<Vec<_>>(),
    );
    let files: Vec<RevisionFile> = texts.iter().map(|text| file(text)).collect();
    let graph = of_each(
        size,
        rounds,
        || files.clone(),
        |files| Revisions::new(files).expect("the generated graph is right"),
    );
    let checked = of_each(
        size,
        rounds,
        || files.clone(),
        |files| History::new(files).expect("the generated history is right"),
    );
    let history = History::new(files).expect("the generated history is right");
    let heads = RevisionSpec::parse("heads").expect("it is a target");
    let planned = of_each(
        size,
        rounds,
        || (),
        |()| {
            let planned = plan::upgrade(history.graph(), &BTreeSet::new(), &heads);
            let planned = planned.expect("it can be planned");
            assert_eq!(planned.len(), size);
            planned
        },
    );
    println!("{size:>6}: {read_all:8.2} {graph:8.2} {checked:8.2} {planned:8.2}");
}

/// The median of several rounds, in microseconds for each revision: without what makes the
/// input ready, and what frees the output.
fn of_each<I, O>(size: usize, rounds: usize, input: impl Fn() -> I, work: impl Fn(I) -> O) -> f64 {
    let times = (0..rounds).map(|_| {
        let input = black_box(input());
        let start = Instant::now();
        let output = black_box(work(input));
        let time = start.elapsed();
        drop(output);
        time.as_secs_f64() * 1e6 / size as f64
    });
    median(times.collect())
}

fn file(text: &str) -> RevisionFile {
    let file = read::revision(Path::new("migrations/r.toml"), text);
    file.unwrap_or_else(|wrong| panic!("{wrong:?}"))
}
