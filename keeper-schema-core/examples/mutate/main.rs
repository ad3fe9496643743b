//! Changes every column and table of Keeper in every way that there is, one at a time, and
//! counts how often the guard says so and names what was changed.
//!
//! All changes are checked in this process, on a copy of Keeper. `--builds` does the first of
//! each kind of change once more with a real `cargo build`.
#![allow(
    clippy::disallowed_methods,
    reason = "a copy of Keeper is written, and changed"
)]

mod columns;
mod copies;
mod source;
mod tables;

use std::collections::BTreeSet;
use std::process::ExitCode;

use crate::copies::{Built, InProcess};
use crate::source::Mutation;

fn main() -> ExitCode {
    let mutations = copies::mutations();
    let in_process = InProcess::new();
    let mut missed = Vec::new();
    for mutation in &mutations {
        if let Err(said) = in_process.catches(mutation) {
            missed.push(format!("{mutation}\n{said}"));
        }
    }
    println!(
        "in process: {}/{}",
        mutations.len() - missed.len(),
        mutations.len()
    );
    if std::env::args().any(|argument| argument == "--builds") {
        missed.extend(builds(&mutations));
    }
    for missed in &missed {
        eprintln!("missed: {missed}");
    }
    match missed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Builds the first mutation of each kind, and returns those that nobody told.
fn builds(mutations: &[Mutation]) -> Vec<String> {
    let built = Built::new();
    let mut kinds = BTreeSet::new();
    let mut missed = Vec::new();
    for mutation in mutations {
        if !kinds.insert(mutation.kind.as_str()) {
            continue;
        }
        if let Err(said) = built.catches(mutation) {
            missed.push(format!("cargo build: {mutation}\n{said}"));
        }
    }
    println!(
        "cargo build: {}/{}",
        kinds.len() - missed.len(),
        kinds.len()
    );
    missed
}
