//! Names for constraints that have none, as PostgreSQL would make them up.

use std::collections::BTreeSet;

/// The most bytes that PostgreSQL keeps of a name.
const LONGEST: usize = 63;

/// The names in use, in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.to_ascii_lowercase());
    }

    /// A free name: with a number behind it if need be.
    pub(super) fn make(&mut self, table: &str, columns: &[String], suffix: &str) -> String {
        let columns = match columns {
            [] => String::new(),
            columns => format!("_{}", columns.join("_")),
        };
        let base = format!("{table}{columns}");
        for number in 0_u32.. {
            let number = match number {
                0 => String::new(),
                number => number.to_string(),
            };
            let end = format!("_{suffix}{number}");
            let name = format!("{}{end}", cut(&base, LONGEST.saturating_sub(end.len())));
            if self.taken.insert(name.to_ascii_lowercase()) {
                return name;
            }
        }
        base
    }
}

/// At most so many bytes of a text, and no half character.
fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_are_conventional_and_free() {
        let mut names = Names::default();
        names.take("T_A_key");
        let long = "é".repeat(40);
        for (table, columns, suffix, expected) in [
            ("t", vec!["a"], "key", "t_a_key1"),
            ("t", vec!["a", "b"], "fkey", "t_a_b_fkey"),
            ("t", vec![], "check", "t_check"),
            ("t", vec![], "check", "t_check1"),
            (&long, vec![], "pkey", &format!("{}_pkey", "é".repeat(29))),
        ] {
            let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
            assert_eq!(names.make(table, &columns, suffix), expected);
        }
    }
}
