//! `environment`: shows or sets what a database is for.

use keeper_schema::migrate;
use serde_json::json;

use crate::args::{Environment, Format, Global};
use crate::database::{self, Database};
use crate::failure::Failure;
use crate::output;
use crate::project::Project;

pub(crate) fn run(global: &Global, args: &Environment) -> Result<(), Failure> {
    let project = Project::find(global)?;
    database::must_exist(&project, &args.database)?;
    let mut database = Database::open(&project, &args.database)?;
    let environment = args.environment.map(migrate::Environment::from);
    if environment.is_some() || args.unset {
        let options = database::recording(&project);
        (database.executor).set_environment(environment, &options)?;
    }
    let state = database.executor.state()?;
    if global.format == Format::Json {
        return output::print_json(&json!({ "environment": state.environment() }));
    }
    match state.environment() {
        Some(word) => output::print(&format!("{}\n", output::shown(word))),
        None => {
            eprintln!("the database is not marked: `cargo db environment NAME` marks it");
            Ok(())
        }
    }
}
