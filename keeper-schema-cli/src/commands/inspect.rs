//! `inspect`: the schema that a live database has.

use keeper_schema_core::schema::Schema;

use super::schema;
use crate::args::{Global, Inspect};
use crate::failure::Failure;
use crate::project::Project;
use crate::{database, output, side};

pub(crate) fn run(global: &Global, args: &Inspect) -> Result<(), Failure> {
    let given = args.url.clone().map(|url| ("what is given", url));
    let url = database::find(given, || {
        Ok(Project::find(global)?.folder().join("keeper.db"))
    })?;
    let mut executor = side::open(&url)?;
    let live = executor.whole_schema(&Schema::default())?;
    for (table, name) in &live.invalid_indexes {
        eprintln!("note: index `{name}` on `{table}` is invalid, and left out");
    }
    match args.sql {
        true => output::print(&schema::sql(&live.schema, executor.dialect())?),
        false => schema::print(global, &live.schema),
    }
}
