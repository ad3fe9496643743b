//! Names of tables with gaps in them.

use std::collections::BTreeSet;

use super::TableName;

/// Tables, by their names: `legacy_*`, `audit.*`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TablePatterns {
    patterns: BTreeSet<String>,
}

impl TablePatterns {
    /// Adds a name as it is shown, `*` standing for any characters.
    pub fn add(&mut self, pattern: &str) {
        self.patterns.insert(pattern.to_owned());
    }

    /// Whether no table matches.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether one of the patterns is of that table.
    pub fn matches(&self, table: &TableName) -> bool {
        let name = table.to_string();
        (self.patterns.iter()).any(|pattern| matches(pattern, &name))
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::TablePatterns;
    use crate::schema::TableName;

    #[test]
    fn patterns_match_whole_names() {
        let audit = |name: &str| TableName {
            schema: Some("audit".to_owned()),
            name: name.to_owned(),
        };
        let cases = [
            ("tags", TableName::new("tags"), true),
            ("tags", TableName::new("tags2"), false),
            ("tags", audit("tags"), false),
            ("audit.*", audit("log"), true),
            ("audit.*", TableName::new("audit"), false),
            ("legacy_*", TableName::new("legacy_"), true),
            ("*_old", TableName::new("tags_old"), true),
            ("*_old", TableName::new("tags_old_1"), false),
            ("a*b*c", TableName::new("a1b2b3c"), true),
            ("a*b*c", TableName::new("acb"), false),
            ("ab*ba", TableName::new("aba"), false),
        ];
        for (pattern, table, expected) in cases {
            let mut patterns = TablePatterns::default();
            patterns.add(pattern);
            assert_eq!(patterns.matches(&table), expected, "{pattern} and {table}");
        }
    }
}
