//! Histories drawn as text, for tests.

use crate::revision::{Revision, RevisionId};

/// Reads an id that is known to be one.
pub(crate) fn id(written: &str) -> RevisionId {
    RevisionId::new(written).expect("an id of a test")
}

/// A revision without operations.
pub(crate) fn revision(written: &str, parents: &[&str], dependencies: &[&str]) -> Revision {
    Revision {
        id: id(written),
        down_revision: parents.iter().map(|parent| id(parent)).collect(),
        branch_labels: Vec::new(),
        depends_on: dependencies.iter().map(|other| id(other)).collect(),
        replaces: Vec::new(),
        phase: None,
        base_schema: None,
        message: String::new(),
        create_date: None,
        irreversible: false,
        foreign_keys_on: false,
        upgrade: Vec::new(),
        downgrade: None,
    }
}

/// Reads a history, one revision a line: `id [< parents] [~ dependencies] [@ labels]`, lists with spaces.
pub(crate) fn history(drawn: &str) -> Vec<Revision> {
    drawn
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let part = |mark: char| -> Vec<&str> {
                let after = line.split_once(mark).map_or("", |(_, after)| after);
                let end = after.find(['<', '~', '@']).unwrap_or(after.len());
                after[..end].split_whitespace().collect()
            };
            let name = line.split_whitespace().next().unwrap_or_default();
            Revision {
                branch_labels: part('@').into_iter().map(str::to_owned).collect(),
                ..revision(name, &part('<'), &part('~'))
            }
        })
        .collect()
}
