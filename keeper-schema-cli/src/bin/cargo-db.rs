//! The same program for `cargo db VERB`, which cargo looks for under this name.

use std::process::ExitCode;

fn main() -> ExitCode {
    keeper_schema_cli::main()
}
