//! What is recorded of a revision's content.

use keeper_schema_core::revision::Revision;

/// The checksum of a revision's content.
pub(super) fn checksum(revision: &Revision) -> String {
    format!("c0:{:x}", fold(&source(revision)))
}

/// The canonical text of a revision.
pub(super) fn source(revision: &Revision) -> String {
    format!("{revision:?}")
}

fn fold(text: &str) -> u64 {
    let bytes = text.bytes();
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
