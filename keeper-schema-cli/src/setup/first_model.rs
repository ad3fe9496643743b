//! A first model, for a package without any.

use keeper_schema_core::config::Config;

use super::{Changes, Root};
use crate::failure::Failure;
use crate::project::Project;

const MODULE: &str = "\
//! The tables of the database, a file each.

mod note;

pub use note::Note;
";

const MODEL: &str = "\
use keeper_schema::Model;

/// A note, for a start: make it yours, or put models of your own beside it.
#[derive(Clone, Debug, Model)]
#[keeper(table = \"notes\")]
pub struct Note {
    #[keeper(primary_key)]
    pub id: i64,
    #[keeper(length = 255)]
    pub title: String,
    pub body: Option<String>,
}
";

/// Adds it, with the module that it is in. A module of that name is left alone.
pub(crate) fn add(
    project: &Project,
    config: &Config,
    changes: &mut Changes,
) -> Result<(), Failure> {
    let root = Root::of(config);
    let has_crate = config.library.is_some() || !config.binaries.is_empty();
    let folder = root.models();
    let is_taken = config.folder.join(&folder).exists()
        || config.folder.join(folder.with_extension("rs")).exists();
    // Models that cannot be read are models.
    if is_taken || has_crate && !is_without_models(project) {
        return Ok(());
    }
    root.declare(config, changes)?;
    changes
        .created
        .insert(folder.join("mod.rs"), MODULE.to_owned());
    let model = folder.join("note.rs");
    changes.notes.push(format!(
        "`{}` is a first model: change it as you like, then write the revision that makes its \
         table with `cargo db migrate -m \"notes\"`",
        model.display()
    ));
    changes.created.insert(model, MODEL.to_owned());
    Ok(())
}

fn is_without_models(project: &Project) -> bool {
    let is_empty = |models: &keeper_schema_core::lower::Models| models.schema.tables.is_empty();
    project.models().is_ok_and(|models| is_empty(&models))
}
