//! The order in which foreign keys let tables come, and go in reverse.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Table, TableName};

/// The tables with the targets of foreign keys first, ties by name. In a cycle the
/// table whose name is first comes first: not all its targets are then before it.
pub(super) fn targets_first<'a>(tables: &[&'a Table]) -> Vec<&'a Table> {
    let by_name: BTreeMap<&TableName, &'a Table> =
        tables.iter().map(|table| (&table.name, *table)).collect();
    let mut waits_for: BTreeMap<&TableName, BTreeSet<&TableName>> = BTreeMap::new();
    let mut referrers: BTreeMap<&TableName, Vec<&TableName>> = BTreeMap::new();
    for table in tables {
        let foreign_keys = table.foreign_keys.values();
        let targets = foreign_keys
            .map(|foreign_key| &foreign_key.references.table)
            .filter(|target| **target != table.name && by_name.contains_key(target))
            .collect::<BTreeSet<_>>();
        for target in &targets {
            referrers.entry(target).or_default().push(&table.name);
        }
        waits_for.insert(&table.name, targets);
    }

    let mut ready: BTreeSet<&TableName> = BTreeSet::new();
    waits_for.retain(|name, targets| {
        if targets.is_empty() {
            ready.insert(name);
        }
        !targets.is_empty()
    });
    let mut ordered = Vec::with_capacity(tables.len());
    loop {
        let next = ready.pop_first();
        let Some(name) = next.or_else(|| waits_for.pop_first().map(|(name, _)| name)) else {
            return ordered;
        };
        ordered.extend(by_name.get(name));
        for referrer in referrers.remove(name).unwrap_or_default() {
            let Some(targets) = waits_for.get_mut(referrer) else {
                continue;
            };
            targets.remove(name);
            if targets.is_empty() {
                waits_for.remove(referrer);
                ready.insert(referrer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::targets_first;
    use crate::schema::{ForeignKey, References, Table, TableName};

    /// `a>b` is a table `a` with a foreign key to `b`.
    fn check(tables: &str, expected: &str) {
        let tables: Vec<Table> = tables
            .split_whitespace()
            .map(|table| {
                let mut names = table.split('>');
                let mut table = Table::new(TableName::new(names.next().unwrap_or_default()));
                for target in names {
                    let references = References {
                        table: TableName::new(target),
                        columns: vec!["id".to_owned()],
                    };
                    let key = ForeignKey::new(target, vec!["x".to_owned()], references);
                    table.foreign_keys.insert(target.to_owned(), key);
                }
                table
            })
            .collect();
        let ordered = targets_first(&tables.iter().collect::<Vec<_>>());
        let names: Vec<&str> = ordered
            .iter()
            .map(|table| table.name.name.as_str())
            .collect();
        assert_eq!(names.join(" "), expected);
    }

    #[test]
    fn targets_come_before_what_refers_to_them() {
        check("c b a", "a b c");
        check("a>b b>c c", "c b a");
        check("a>a b", "a b");
        check("a>elsewhere b", "a b");
        check("a>b b>a c>a d", "d a b c");
    }
}
