//! A short name for a schema, for noticing that history under a revision changed.
//!
//! Tables, enums and schemas are hashed one by one and their hashes added, so that a change costs
//! as much as what it touches. What is hashed is in `canonical`, and frozen.

mod canonical;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sha2::{Digest, Sha256};

use super::{ElementPath, Schema};

/// The `s1:` fingerprint of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(pub String);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Schema {
    /// The fingerprint of all that is said explicitly, whatever its order.
    pub fn fingerprint(&self) -> Fingerprint {
        RunningFingerprint::of(self).get(self)
    }
}

/// The fingerprint of a schema that changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunningFingerprint {
    parts: BTreeMap<ElementPath, Hash>,
    sum: Hash,
    /// What is not as `parts` and `sum` have it.
    changed: BTreeSet<ElementPath>,
}

/// 256 bits, the least significant first.
type Hash = [u64; 4];

impl RunningFingerprint {
    /// All of it counts as changed: nothing is hashed before it is asked for.
    pub(crate) fn of(schema: &Schema) -> Self {
        let tables = schema.tables.keys().cloned().map(ElementPath::Table);
        let enums = schema.enums.keys().cloned().map(ElementPath::Enum);
        let schemas = schema.schemas.iter().cloned().map(ElementPath::Schema);
        Self {
            changed: (tables.chain(enums).chain(schemas))
                .chain(schema.objects.keys().cloned().map(ElementPath::Object))
                .chain(schema.sequences.keys().cloned().map(ElementPath::Sequence))
                .collect(),
            ..Self::default()
        }
    }

    /// Says that the table, enum, schema, object or sequence was created, changed or dropped.
    pub(crate) fn changed(&mut self, part: ElementPath) {
        self.changed.insert(part);
    }

    /// The fingerprint of `schema`, which is the one that was said to change.
    pub(crate) fn get(&mut self, schema: &Schema) -> Fingerprint {
        for part in std::mem::take(&mut self.changed) {
            if let Some(before) = self.parts.remove(&part) {
                self.sum = lane_by_lane(self.sum, before, u64::wrapping_sub);
            }
            if let Some(text) = text(schema, &part) {
                let hash = hash(text.as_bytes());
                self.sum = lane_by_lane(self.sum, hash, u64::wrapping_add);
                self.parts.insert(part, hash);
            }
        }
        let bytes: Vec<u8> = self
            .sum
            .iter()
            .flat_map(|lane| lane.to_le_bytes())
            .collect();
        let digits: String = Sha256::digest(bytes)
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Fingerprint(format!("s1:{digits}"))
    }
}

/// What is hashed of a part of the schema, if it is there.
fn text(schema: &Schema, part: &ElementPath) -> Option<String> {
    match part {
        ElementPath::Enum(name) => schema.enum_type(name).map(canonical::enum_text),
        ElementPath::Schema(name) => {
            let is_there = schema.schemas.contains(name);
            is_there.then(|| canonical::schema_text(name))
        }
        ElementPath::Object(name) => schema.objects.get(name).map(canonical::object_text),
        ElementPath::Sequence(name) => schema.sequences.get(name).map(canonical::sequence_text),
        // The parts of a table are hashed with it.
        ElementPath::Table(name)
        | ElementPath::Column(name, _)
        | ElementPath::Constraint(name, _)
        | ElementPath::Index(name, _) => schema.table(name).map(canonical::text),
    }
}

fn hash(bytes: &[u8]) -> Hash {
    let digest = Sha256::digest(bytes);
    let mut hash = Hash::default();
    for (lane, bytes) in hash.iter_mut().zip(digest.chunks_exact(8)) {
        *lane = bytes
            .iter()
            .rev()
            .fold(0, |lane, byte| lane << 8 | u64::from(*byte));
    }
    hash
}

/// Each lane wraps by itself, in whatever order tables come and go.
fn lane_by_lane(left: Hash, right: Hash, combine: impl Fn(u64, u64) -> u64) -> Hash {
    std::array::from_fn(|lane| combine(left[lane], right[lane]))
}

#[cfg(test)]
mod tests;
