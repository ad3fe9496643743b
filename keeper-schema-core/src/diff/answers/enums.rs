//! Answers about enums' values: `kind.draft:kind.planned`, or `kind.draft:planned`.

use crate::schema::TableName;

use super::{Answer, AnswerError, Reader, Side, names, unknown};
use crate::diff::renames;

/// A value that has another name: its enum as in the models, and both names.
struct ValueRename {
    of: TableName,
    old: String,
    new: String,
}

impl ValueRename {
    /// The value, as a path.
    fn path(&self, value: &str) -> String {
        format!("{}.{value}", self.of)
    }
}

impl Reader<'_> {
    /// Whether a rename is one of a value; of a column, if it can be both.
    pub(super) fn renames_value(&self, written: &str) -> bool {
        let mut olds = written.match_indices(':').map(|(at, _)| &written[..at]);
        olds.any(|old| self.old(old).is_none() && self.old_value(old).is_some())
    }

    pub(super) fn rename_values(&mut self, answers: &[Answer<'_>]) -> Result<(), AnswerError> {
        let mut read: Vec<(Answer<'_>, ValueRename)> = Vec::new();
        for answer in answers {
            let rename = self.rename_value(*answer)?;
            let mut same = read.iter().filter(|(_, other)| other.of == rename.of);
            let same = same.find_map(|(_, other)| {
                let names = [(&other.old, &rename.old), (&other.new, &rename.new)];
                names.into_iter().find(|(one, other)| one == other)
            });
            if let Some((value, _)) = same {
                return Err(AnswerError::Twice {
                    flag: answer.flag(),
                    written: answer.written().to_owned(),
                    name: rename.path(value),
                });
            }
            read.push((*answer, rename));
        }
        for (_, ValueRename { of, old, new }) in &read {
            let value = (of.clone(), new.clone());
            self.hints.value_renames.insert(value, old.clone());
        }
        self.renames = renames::resolve(self.from, self.to, &self.hints).0;
        for (answer, rename) in read {
            if self.renames.value(&rename.of, &rename.old) != rename.new {
                return Err(AnswerError::Exists {
                    written: answer.written().to_owned(),
                    name: rename.path(&rename.new),
                });
            }
        }
        Ok(())
    }

    fn rename_value(&self, answer: Answer<'_>) -> Result<ValueRename, AnswerError> {
        let is_value = |old: &str| self.old_value(old).is_some();
        let (old, new) = names::split(answer, ':', "OLD:NEW", is_value)?;
        let Some((of, old)) = self.old_value(old) else {
            return Err(self.unknown(answer, old, Side::History));
        };
        let values = self.to.enum_type(&of).map(|after| after.values.as_slice());
        let values = values.unwrap_or_default();
        let path = |value: &String| format!("{of}.{value}");
        let is_written = |value: &&String| *value == new || path(value) == new;
        match values.iter().find(is_written) {
            Some(value) => Ok(ValueRename {
                new: value.clone(),
                of,
                old,
            }),
            None => {
                let names = values.iter().cloned().chain(values.iter().map(path));
                Err(unknown(answer, new, Side::Models, names))
            }
        }
    }

    /// Says of a value, by its enum's old or new name, that it really goes.
    pub(super) fn drop_value(&mut self, answer: Answer<'_>) -> Result<(), AnswerError> {
        let written = answer.written();
        let Some((name, value)) = self.old_value(written) else {
            return Err(self.unknown(answer, written, Side::History));
        };
        let new = self.renames.value(&name, &value);
        let after = self.to.enum_type(&name);
        if after.is_some_and(|after| after.values.iter().any(|known| known == new)) {
            return Err(AnswerError::needless(answer, "the models have it still"));
        }
        self.hints.dropped_values.insert((name, value));
        Ok(())
    }

    /// A value of history, by its enum's old or new name: the enum's new name and the value.
    fn old_value(&self, written: &str) -> Option<(TableName, String)> {
        let mut enums = self.from.enums.values();
        enums.find_map(|before| {
            let new = self.renames.enum_name(&before.name);
            let value = [&before.name, new].into_iter().find_map(|name| {
                let value = written.strip_prefix(&name.to_string())?;
                value.strip_prefix('.')
            })?;
            let is_value = before.values.iter().any(|known| known == value);
            is_value.then(|| (new.clone(), value.to_owned()))
        })
    }
}
