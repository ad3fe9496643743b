//! What `embed_migrations!` would have compiled in.

#[path = "../../../keeper-schema-core/benches/generated/revisions.rs"]
mod revisions;

use keeper_schema::embedded::{EmbeddedRevision, Migrations};
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::read;

/// So many revisions, each of which creates a table.
pub(crate) fn migrations(number: usize) -> Migrations {
    let files = revisions::files(number, revisions::Tables::Alone);
    let revisions = files.into_iter().map(|(path, text)| {
        let file = read::revision(&path, &text).expect("the generated files are right");
        let name = path.to_str().expect("the generated names are ASCII");
        EmbeddedRevision::new(
            file.revision.id.to_string().leak(),
            name.to_owned().leak(),
            checksum(&file.revision).leak(),
            text.leak(),
        )
    });
    Migrations::new("bench", revisions.collect::<Vec<_>>().leak())
}
