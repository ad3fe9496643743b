//! Schemas and operations for property tests.
//!
//! Names come from small pools, so that operations meet and collide. An operation
//! drawn here may or may not apply; [`edits`] keeps those that do.
//!
//! The tests of the executors in `keeper-schema` take this file in by its path, so it
//! names nothing of this crate that is not public.

mod alteration;
mod column;
mod comment;
mod constraint;
mod fitted;
mod fitted_column;
mod fitted_key;
mod index;
mod name;
mod operation;
mod present;
mod table;
mod text;

use proptest::collection::vec;
use proptest::prelude::*;

use self::fitted::fitted;
pub(crate) use self::operation::operation;
use self::text::{goes_in_circle, texts_hold};
use crate::operation::{Operation, Replay};
use crate::schema::Schema;

/// A schema that operations built.
pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    vec(operation(), 0..40).prop_map(|operations| {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, |_| true);
        replay.into_schema()
    })
}

/// Operations that apply to the schema, one after the other.
pub(crate) fn edits(schema: Schema) -> impl Strategy<Value = Vec<Operation>> {
    vec(operation(), 0..16).prop_map(move |operations| {
        keep_those_that_apply(&mut Replay::new(schema.clone()), operations, |_| true)
    })
}

/// A schema and operations that apply to it.
pub(crate) fn schema_and_edits() -> impl Strategy<Value = (Schema, Vec<Operation>)> {
    schema().prop_flat_map(|schema| (Just(schema.clone()), edits(schema)))
}

/// The operations that apply one after the other, each to a schema that is `possible`.
pub(crate) fn keep_those_that_apply(
    replay: &mut Replay,
    operations: Vec<Operation>,
    possible: impl Fn(&Schema) -> bool,
) -> Vec<Operation> {
    operations
        .into_iter()
        .filter_map(|operation| {
            let operation = fitted(operation, replay.schema());
            if !texts_hold(&operation, replay.schema()) {
                return None;
            }
            let images = replay.apply_all([&operation]).ok()?;
            let mut tables = replay.schema().tables.values();
            if tables.any(goes_in_circle) || !possible(replay.schema()) {
                replay.restore(images);
                return None;
            }
            Some(operation)
        })
        .collect()
}

/// The schema with what a comparison leaves of the one before: nothing is said of schemas
/// that only history has.
pub(crate) fn with_what_is_left(mut to: Schema, from: &Schema) -> Schema {
    to.schemas.extend(from.schemas.iter().cloned());
    to
}
