//! Fails the build when a model changed and no committed revision says so.

fn main() {
    keeper_schema_core::guard::run();
}
