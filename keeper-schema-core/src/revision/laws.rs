//! What holds for every revision.

use std::path::Path;

use proptest::prelude::*;

use super::checksum::checksum;
use super::{Revision, RevisionId, read, write};
use crate::arbitrary::schema_and_edits;

proptest! {
    #[test]
    fn what_is_written_reads_as_it_was((_, edits) in schema_and_edits()) {
        let id = RevisionId::new("a").expect("an id");
        let written = Revision { upgrade: edits, ..Revision::new(id, "") };
        let text = write::revision(&written);
        let read = match read::revision(Path::new("a.toml"), &text) {
            Ok(read) => read.revision,
            Err(errors) => panic!("{errors:?}, in\n{text}"),
        };
        prop_assert_eq!(checksum(&read), checksum(&written));
        prop_assert_eq!(read, written);
    }
}
