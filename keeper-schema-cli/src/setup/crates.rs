//! Which crates a package depends on whose types its fields can have.

use keeper_schema_core::rust_source::Crates;
use toml_edit::{DocumentMut, Item};

/// What the manifest says of them.
pub(crate) fn of(manifest: &DocumentMut) -> Crates {
    let dependencies = manifest.get("dependencies");
    let has = |name: &str| dependencies.and_then(|it| it.get(name)).is_some();
    let own = dependencies.and_then(|it| it.get("keeper-schema"));
    let features = own
        .and_then(|own| own.get("features"))
        .and_then(Item::as_array);
    let mut features = features.into_iter().flatten();
    Crates {
        jiff: has("jiff"),
        chrono: has("chrono"),
        uuid: has("uuid"),
        serde_json: has("serde_json"),
        rust_decimal: has("rust_decimal"),
        known_jiff: features.any(|feature| feature.as_str() == Some("jiff")),
    }
}
