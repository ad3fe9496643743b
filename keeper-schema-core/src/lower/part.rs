//! What of a shared history is one package's own.

use crate::model::{Declared, EnumStorage};
use crate::schema::Part;
use crate::source::Scan;

/// What the scanned package has itself.
pub(super) fn own(scan: &Scan) -> Part {
    let mut part = Part::default();
    for scanned in scan.models.iter().filter(|scanned| scanned.is_own) {
        let name = scanned.model.table_name();
        let before = scanned.model.renamed_from.iter();
        part.tables
            .extend(before.map(|before| name.sibling(&before.value)));
        part.tables.insert(name);
    }
    for scanned in scan.enums.iter().filter(|scanned| scanned.is_own) {
        let EnumStorage::Native(name) = &scanned.model.storage.value else {
            continue;
        };
        let before = scanned.model.renamed_from.iter();
        part.enums
            .extend(before.map(|before| name.sibling(&before.value)));
        part.enums.insert(name.clone());
    }
    for scanned in scan.objects.iter().filter(|scanned| scanned.is_own) {
        match &scanned.model.declared.value {
            Declared::Object(object) => {
                part.objects.insert(object.name.clone());
            }
            Declared::Sequence(sequence) => {
                part.sequences.insert(sequence.name.clone());
            }
        }
    }
    part
}
