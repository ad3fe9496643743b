//! Answers about values, of an enum or of a column that a check lists them for:
//! `kind.draft:kind.planned`, or `kind.draft:planned`.

use crate::diff::renames;
use crate::diff::value_lists::ValueList;
use crate::schema::{ElementPath, TableName};

use super::{Answer, AnswerError, Reader, Side, names, unknown};

/// A value that has another name: what it is of, as in the models, and both names.
struct ValueRename {
    of: ElementPath,
    old: String,
    new: String,
}

impl ValueRename {
    /// The value, as a path.
    fn path(&self, value: &str) -> String {
        format!("{}.{value}", self.of)
    }
}

/// What may be the old name in a rename.
fn olds(written: &str) -> impl Iterator<Item = &str> {
    written.match_indices(':').map(|(at, _)| &written[..at])
}

impl Reader<'_> {
    /// Whether a rename is one of a column; of that, if it can be one of a value, too.
    pub(super) fn renames_column(&self, written: &str) -> bool {
        olds(written).any(|old| self.old(old).is_some())
    }

    /// Whether a rename is one of a value.
    pub(super) fn renames_value(&self, written: &str) -> bool {
        olds(written).any(|old| self.old_value(old).is_some())
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
            if !self.is_made(&rename) {
                return Err(AnswerError::Exists {
                    written: answer.written().to_owned(),
                    name: rename.path(&rename.new),
                });
            }
        }
        Ok(())
    }

    /// Whether nothing else has the new name. The values of an enum may change places; what a
    /// check lists is old or new.
    fn is_made(&self, ValueRename { of, old, new }: &ValueRename) -> bool {
        match of {
            ElementPath::Enum(name) => self.renames.value(name, old) == new,
            _ => !self.values_before(of).contains(new) && !self.values_after(of).contains(old),
        }
    }

    fn rename_value(&self, answer: Answer<'_>) -> Result<ValueRename, AnswerError> {
        let is_value = |old: &str| self.old_value(old).is_some();
        let (old, new) = names::split(answer, ':', "OLD:NEW", is_value)?;
        let Some((of, old)) = self.old_value(old) else {
            return Err(self.unknown(answer, old, Side::History));
        };
        let values = self.values_after(&of);
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

    /// Says of a value, by what it is of under its old or new name, that it really goes.
    pub(super) fn drop_value(&mut self, answer: Answer<'_>) -> Result<(), AnswerError> {
        let written = answer.written();
        let Some((of, value)) = self.old_value(written) else {
            return Err(self.unknown(answer, written, Side::History));
        };
        let is_renamed = (self.hints.value_renames.iter())
            .any(|((element, _), old)| *element == of && *old == value);
        let new = match &of {
            ElementPath::Enum(name) => self.renames.value(name, &value),
            _ => &value,
        };
        if is_renamed || self.values_after(&of).iter().any(|known| known == new) {
            return Err(AnswerError::needless(answer, "the models have it still"));
        }
        self.hints.dropped_values.insert((of, value));
        Ok(())
    }

    /// A value of history: what it is of, as in the models, and the value.
    fn old_value(&self, written: &str) -> Option<(ElementPath, String)> {
        let enums = self.from.enums.values().map(|before| {
            let old = ElementPath::Enum(before.name.clone());
            let new = ElementPath::Enum(self.renames.enum_name(&before.name).clone());
            (old, new, before.values.clone())
        });
        let listed = self.from.tables.values().flat_map(|table| {
            ValueList::in_table(table).into_iter().map(|list| {
                let old = ElementPath::Column(table.name.clone(), list.column.clone());
                (old, self.column_now(&table.name, &list.column), list.values)
            })
        });
        enums.chain(listed).find_map(|(old, new, values)| {
            let value = [&old, &new].into_iter().find_map(|name| {
                let value = written.strip_prefix(&name.to_string())?;
                value.strip_prefix('.')
            })?;
            let value = values.into_iter().find(|known| known == value)?;
            Some((new, value))
        })
    }

    /// A column of history under the names of the models.
    fn column_now(&self, table: &TableName, column: &str) -> ElementPath {
        let table = self.renames.table(table);
        let column = self.renames.column(table, column);
        ElementPath::Column(table.clone(), column.to_owned())
    }

    /// The values in history of what is named as in the models.
    fn values_before(&self, of: &ElementPath) -> Vec<String> {
        match of {
            ElementPath::Enum(name) => {
                let before = self.from.enum_type(self.renames.old_enum(name));
                before.map_or_else(Vec::new, |before| before.values.clone())
            }
            ElementPath::Column(table, column) => {
                let before = self.from.table(self.renames.old_table(table));
                let column = self.renames.old_column(table, column);
                before.map_or_else(Vec::new, |table| ValueList::of_column(table, column))
            }
            _ => Vec::new(),
        }
    }

    /// The values in the models.
    fn values_after(&self, of: &ElementPath) -> Vec<String> {
        match of {
            ElementPath::Enum(name) => {
                let after = self.to.enum_type(name);
                after.map_or_else(Vec::new, |after| after.values.clone())
            }
            ElementPath::Column(table, column) => {
                let after = self.to.table(table);
                after.map_or_else(Vec::new, |table| ValueList::of_column(table, column))
            }
            _ => Vec::new(),
        }
    }
}
