//! Puts renames into an order in which no name is taken when it is wanted.

use std::collections::BTreeSet;

/// One rename of something of the kind `T`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step<T> {
    pub what: T,
    pub from: String,
    pub to: String,
}

/// The renames in an order that works one by one. Names that go round in a circle go
/// through one that is not in `taken`.
pub(super) fn ordered<T: Clone>(mut pending: Vec<Step<T>>, taken: &BTreeSet<&str>) -> Vec<Step<T>> {
    let mut ordered = Vec::with_capacity(pending.len());
    let mut temporary = Temporary::beside(taken);
    while !pending.is_empty() {
        let is_free = |(at, step): (usize, &Step<T>)| {
            let mut others = pending.iter().enumerate();
            !others.any(|(other, held)| other != at && held.from.eq_ignore_ascii_case(&step.to))
        };
        match pending.iter().enumerate().position(is_free) {
            Some(at) => ordered.push(pending.remove(at)),
            None => {
                let name = temporary.next();
                ordered.push(Step {
                    what: pending[0].what.clone(),
                    from: std::mem::replace(&mut pending[0].from, name.clone()),
                    to: name,
                });
            }
        }
    }
    ordered
}

/// Names for things that are on the way from one name to another.
pub(super) struct Temporary<'a> {
    taken: &'a BTreeSet<&'a str>,
    last: usize,
}

impl<'a> Temporary<'a> {
    pub(super) fn beside(taken: &'a BTreeSet<&'a str>) -> Self {
        Self { taken, last: 0 }
    }

    pub(super) fn next(&mut self) -> String {
        loop {
            self.last += 1;
            let name = format!("renaming_{}", self.last);
            if !self.taken.contains(name.as_str()) {
                return name;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Step, ordered};

    fn check(renames: &str, expected: &str) {
        let steps = renames.split_whitespace().map(|rename| {
            let (from, to) = rename.split_once('>').unwrap_or_default();
            Step {
                what: (),
                from: from.to_owned(),
                to: to.to_owned(),
            }
        });
        let ordered = ordered(steps.collect(), &BTreeSet::from(["renaming_1"]));
        let shown = ordered
            .iter()
            .map(|step| format!("{}>{}", step.from, step.to));
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn a_name_is_free_when_it_is_wanted() {
        check("a>b", "a>b");
        check("a>b b>c", "b>c a>b");
        check("a>b b>a", "a>renaming_2 b>a renaming_2>b");
        check("a>A", "a>A");
        check("a>B b>c", "b>c a>B");
        check(
            "a>b b>a c>d d>c",
            "a>renaming_2 b>a renaming_2>b c>renaming_3 d>c renaming_3>d",
        );
    }
}
