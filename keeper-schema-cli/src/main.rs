//! `keeper-schema VERB`.

use std::process::ExitCode;

fn main() -> ExitCode {
    keeper_schema_cli::main()
}
