//! The command line of keeper-schema: `cargo db VERB` in a workspace with the alias;
//! `keeper-schema VERB`, `cargo keeper-schema VERB` or `cargo db VERB` when installed.
//!
//! A library only so that one program can have these names; it has no interface.
//! Reads source and history through the core and works on databases through
//! keeper-schema; never depends on the crate whose guard has failed, since it is what
//! repairs that crate. Data goes to stdout, everything else to stderr.
#![allow(
    clippy::disallowed_methods,
    reason = "the command line is one of the edges that touch files, clock and environment"
)]

mod args;
mod asides;
mod children;
mod commands;
mod database;
mod default_texts;
mod drawing;
mod events;
mod existing;
mod failure;
mod inheritance;
mod interruption;
mod live;
mod log;
mod migrator_bin;
mod new_files;
mod new_revision;
mod offline;
mod operation_json;
mod output;
mod partitions;
mod planned;
mod progress;
mod project;
mod revision_edits;
mod seed_files;
mod sequences;
mod setup;
mod side;
mod waiting;
mod workspace;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

use crate::args::{Cli, Format, Verb};
use crate::failure::Failure;

/// A thousand revisions are a million small allocations on two threads, which the
/// system's allocator spends a quarter of a call on.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The whole program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse_from(arguments());
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if tells_failures(&cli) => failure.report_json(),
        Err(failure) => failure.report(),
    }
}

/// Whether a failure is told to programs on stderr: a run tells it as an event.
fn tells_failures(cli: &Cli) -> bool {
    let run = match &cli.verb {
        Verb::Upgrade(args) => Some(&args.run),
        Verb::Downgrade(args) => Some(&args.run),
        _ => None,
    };
    let tells_events = run.is_some_and(|run| commands::run::tells_events(&cli.global, run));
    cli.global.format == Format::Json && !tells_events
}

/// What was typed. Cargo runs `cargo db` as `cargo-db db`, and likewise by the other name.
fn arguments() -> impl Iterator<Item = OsString> {
    let mut arguments = std::env::args_os().peekable();
    let program = arguments.next().unwrap_or_default();
    let subcommand = Path::new(&program).file_stem().and_then(OsStr::to_str);
    if let Some(name) = subcommand.and_then(|stem| stem.strip_prefix("cargo-")) {
        let _ = arguments.next_if(|first| first == name);
    }
    std::iter::once(program).chain(arguments)
}

fn run(cli: &Cli) -> Result<(), Failure> {
    let global = &cli.global;
    log::begin(global.log.as_deref())?;
    if global.format.is_drawing() && !matches!(cli.verb, Verb::History(_)) {
        return Err(Failure::call("only `history` can be drawn")
            .help("the forms of other data are `--format text` and `--format json`"));
    }
    match &cli.verb {
        Verb::Init(args) => commands::init::run(global, args),
        Verb::Migrate(args) => commands::migrate::run(global, args),
        Verb::Upgrade(args) => commands::run::upgrade(global, args),
        Verb::Downgrade(args) => commands::run::downgrade(global, args),
        Verb::Current(args) => commands::current::run(global, args),
        Verb::Heads(args) => commands::heads::run(global, args),
        Verb::Branches(args) => commands::branches::run(global, args),
        Verb::History(args) => commands::history::run(global, args),
        Verb::Show(args) => commands::show::run(global, args),
        Verb::Edit(args) => commands::edit::run(global, args),
        Verb::Stamp(args) => commands::stamp::run(global, args),
        Verb::Seed(args) => commands::seed::run(global, args),
        Verb::Environment(args) => commands::environment::run(global, args),
        Verb::Check(args) => commands::check::run(global, args),
        Verb::Rehearse(args) => commands::rehearse::run(global, args),
        Verb::Merge(args) => commands::merge::run(global, args),
        Verb::Rebase(args) => commands::rebase::run(global, args),
        Verb::Squash(args) => commands::squash::run(global, args),
        Verb::Schema(args) => commands::schema::run(global, args),
        Verb::Inspect(args) => commands::inspect::run(global, args),
        Verb::Diff(args) => commands::diff::run(global, args),
        Verb::Explain(args) => commands::explain::run(global, args),
    }
}
