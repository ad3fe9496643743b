//! Reads the answers that a person gives on the command line into [`Hints`].
//!
//! Names are looked up in both schemas, so that a name with a dot or a colon in it is
//! read right and a misspelt one is found.

mod error;
mod names;
mod values;

#[cfg(test)]
mod tests;

use crate::closest::closest;
use crate::schema::{Column, ElementPath, Schema, SqlText, TableName};

use super::renames::{self, Renames};
use super::{Hints, type_change};

pub use self::error::{AnswerError, Side};

/// One answer, as it was written after its flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// `--rename OLD:NEW`: each a table, `TABLE.COLUMN`, an enum, `ENUM.VALUE`, or
    /// `TABLE.COLUMN.VALUE` of an enum that is kept as text; a new column or value may stand alone.
    Rename(&'a str),
    /// `--drop OLD`: a table, a column, an enum or a value of history that really goes, each as in
    /// a rename.
    Drop(&'a str),
    /// `--backfill TABLE.COLUMN=SQL`: what fills a column in the rows that are there.
    Backfill(&'a str),
    /// `--no-nulls TABLE.COLUMN`: no row has NULL in a column that becomes NOT NULL.
    NoNulls(&'a str),
    /// `--using TABLE.COLUMN=SQL`: what makes the values of a new type.
    Using(&'a str),
}

impl<'a> Answer<'a> {
    /// The flag.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Rename(_) => "--rename",
            Self::Drop(_) => "--drop",
            Self::Backfill(_) => "--backfill",
            Self::NoNulls(_) => "--no-nulls",
            Self::Using(_) => "--using",
        }
    }

    /// What was written after it.
    pub fn written(self) -> &'a str {
        match self {
            Self::Rename(written)
            | Self::Drop(written)
            | Self::Backfill(written)
            | Self::NoNulls(written)
            | Self::Using(written) => written,
        }
    }
}

/// Adds answers to the hints of a comparison, whatever order they come in.
///
/// # Errors
/// The first answer that does not fit the two schemas or the others. The hints are
/// then as they were.
pub fn read<'a>(
    from: &Schema,
    to: &Schema,
    hints: &mut Hints,
    answers: &[Answer<'a>],
) -> Result<(), AnswerError> {
    if answers.is_empty() {
        return Ok(());
    }
    let mut reader = Reader {
        from,
        to,
        hints: hints.clone(),
        renames: renames::resolve(from, to, hints).0,
    };
    let is_rename = |answer: &&Answer<'_>| matches!(answer, Answer::Rename(_));
    let (renames, others): (Vec<Answer<'_>>, Vec<Answer<'_>>) = answers.iter().partition(is_rename);
    // What is said of columns and values is looked up under the new names of what they are in.
    let (outer, inner): (Vec<Answer<'_>>, Vec<Answer<'_>>) = renames
        .into_iter()
        .partition(|answer| names::renames_whole(from, answer.written()));
    reader.rename_all(&outer)?;
    let (columns, inner): (Vec<Answer<'_>>, Vec<Answer<'_>>) =
        (inner.into_iter()).partition(|answer| reader.renames_column(answer.written()));
    reader.rename_all(&columns)?;
    let (values, unknown): (Vec<Answer<'_>>, Vec<Answer<'_>>) =
        (inner.into_iter()).partition(|answer| reader.renames_value(answer.written()));
    reader.rename_all(&unknown)?;
    reader.rename_values(&values)?;
    for answer in others {
        match answer {
            Answer::Rename(_) => {}
            Answer::Drop(_) => reader.drop(answer)?,
            Answer::Backfill(_) => reader.backfill(answer)?,
            Answer::NoNulls(_) => reader.no_nulls(answer)?,
            Answer::Using(_) => reader.using(answer)?,
        }
    }
    *hints = reader.hints;
    Ok(())
}

struct Reader<'a> {
    from: &'a Schema,
    to: &'a Schema,
    hints: Hints,
    /// The renames of the hints, as far as they are read.
    renames: Renames,
}

impl Reader<'_> {
    fn rename_all(&mut self, answers: &[Answer<'_>]) -> Result<(), AnswerError> {
        let mut read = Vec::new();
        for answer in answers {
            let (old, new) = self.rename(*answer)?;
            let is_same = |(_, other_old, other_new): &&(_, ElementPath, ElementPath)| {
                *other_old == old || *other_new == new
            };
            if let Some((_, other, _)) = read.iter().find(is_same) {
                let name = if *other == old { &old } else { &new };
                return Err(AnswerError::twice(*answer, name));
            }
            read.push((*answer, old, new));
        }
        for (_, old, new) in &read {
            let (ElementPath::Column(_, name)
            | ElementPath::Table(TableName { name, .. })
            | ElementPath::Enum(TableName { name, .. })) = old
            else {
                continue;
            };
            self.hints.renames.insert(new.clone(), name.clone());
        }
        self.renames = renames::resolve(self.from, self.to, &self.hints).0;
        for (answer, old, new) in read {
            let is_made = match (&old, &new) {
                (ElementPath::Column(table, old), ElementPath::Column(_, new)) => {
                    self.renames.column(table, old) == new
                }
                (ElementPath::Table(old), ElementPath::Table(new)) => {
                    self.renames.table(old) == new
                }
                (ElementPath::Enum(old), ElementPath::Enum(new)) => {
                    self.renames.enum_name(old) == new
                }
                _ => false,
            };
            if !is_made {
                return Err(AnswerError::Exists {
                    written: answer.written().to_owned(),
                    name: new.to_string(),
                });
            }
        }
        Ok(())
    }

    /// The old and the new element, of one kind and in one place.
    fn rename(&self, answer: Answer<'_>) -> Result<(ElementPath, ElementPath), AnswerError> {
        let (old, new) = names::split(answer, ':', "OLD:NEW", |old| self.old(old).is_some())?;
        let Some(old) = self.old(old) else {
            return Err(self.unknown(answer, old, Side::History));
        };
        let Some(new) = self.renamed_to(&old, new) else {
            return Err(self.unknown_target(answer, &old, new));
        };
        let is_alike = match (&old, &new) {
            (ElementPath::Table(old), ElementPath::Table(new))
            | (ElementPath::Enum(old), ElementPath::Enum(new)) => old.schema == new.schema,
            (ElementPath::Column(old, _), ElementPath::Column(new, _)) => old == new,
            _ => false,
        };
        if is_alike {
            return Ok((old, new));
        }
        Err(AnswerError::Unlike {
            written: answer.written().to_owned(),
        })
    }

    fn drop(&mut self, answer: Answer<'_>) -> Result<(), AnswerError> {
        let written = answer.written();
        let Some(old) = self.old(written) else {
            return self.drop_value(answer);
        };
        let stays = match &old {
            ElementPath::Column(table, column) => {
                let column = self.renames.column(table, column);
                let table = self.to.table(table);
                table.is_some_and(|table| table.columns.contains_key(column))
            }
            ElementPath::Table(table) => self.to.table(self.renames.table(table)).is_some(),
            ElementPath::Enum(name) => self.to.enum_type(self.renames.enum_name(name)).is_some(),
            ElementPath::Constraint(..)
            | ElementPath::Index(..)
            | ElementPath::Schema(_)
            | ElementPath::Object(_)
            | ElementPath::Sequence(_) => false,
        };
        if stays {
            return Err(AnswerError::needless(answer, "the models have it still"));
        }
        self.hints.drops.insert(old);
        Ok(())
    }

    fn no_nulls(&mut self, answer: Answer<'_>) -> Result<(), AnswerError> {
        let written = answer.written();
        let Some((table, column)) = names::column(self.to, written) else {
            return Err(self.unknown(answer, written, Side::Models));
        };
        let before = self.column_before(table, &column.name);
        if !before.is_some_and(|before| before.null && !column.null) {
            let reason = "the column does not become NOT NULL";
            return Err(AnswerError::needless(answer, reason));
        }
        let path = (table.clone(), column.name.clone());
        if self.hints.backfills.contains_key(&path) || !self.hints.without_nulls.insert(path) {
            return Err(AnswerError::Twice {
                flag: answer.flag(),
                written: written.to_owned(),
                name: written.to_owned(),
            });
        }
        Ok(())
    }

    fn backfill(&mut self, answer: Answer<'_>) -> Result<(), AnswerError> {
        let (table, column, sql) = self.column_and_sql(answer)?;
        if column.generated.is_some() {
            return Err(AnswerError::needless(answer, "the column is generated"));
        }
        let before = self.column_before(&table, &column.name);
        let is_new = before.is_none() && self.from.table(self.renames.old_table(&table)).is_some();
        let becomes_not_null = before.is_some_and(|before| before.null && !column.null);
        if !is_new && !becomes_not_null {
            let reason = "the column is neither new in an old table nor becomes NOT NULL";
            return Err(AnswerError::needless(answer, reason));
        }
        let path = (table, column.name);
        match self.hints.backfills.insert(path.clone(), sql) {
            None => Ok(()),
            Some(_) => Err(AnswerError::twice(answer, &column_path(path))),
        }
    }

    fn using(&mut self, answer: Answer<'_>) -> Result<(), AnswerError> {
        let (table, column, sql) = self.column_and_sql(answer)?;
        let before = self.column_before(&table, &column.name);
        let changes = before
            .is_some_and(|before| !type_change::same(&before.column_type, &column.column_type));
        if !changes {
            let reason = "the type of the column does not change";
            return Err(AnswerError::needless(answer, reason));
        }
        let path = (table, column.name);
        match self.hints.using.insert(path.clone(), sql) {
            None => Ok(()),
            Some(_) => Err(AnswerError::twice(answer, &column_path(path))),
        }
    }

    /// An element of history, by its own name or with its table's new one. A column
    /// comes out in its table of the models.
    fn old(&self, written: &str) -> Option<ElementPath> {
        names::elements(self.from).find_map(|element| {
            let is_written = |element: &ElementPath| element.to_string() == written;
            match &element {
                ElementPath::Column(table, column) => {
                    let table = self.renames.table(table).clone();
                    let renamed = ElementPath::Column(table, column.clone());
                    (is_written(&element) || is_written(&renamed)).then_some(renamed)
                }
                _ => is_written(&element).then_some(element),
            }
        })
    }

    /// An element of the models, or a column by its name alone in the table of `old`.
    fn renamed_to(&self, old: &ElementPath, written: &str) -> Option<ElementPath> {
        if let ElementPath::Column(name, _) = old
            && let Some(table) = self.to.table(name)
            && table.columns.contains_key(written)
        {
            return Some(ElementPath::Column(name.clone(), written.to_owned()));
        }
        names::elements(self.to).find(|element| element.to_string() == written)
    }

    fn column_and_sql(
        &self,
        answer: Answer<'_>,
    ) -> Result<(TableName, Column, SqlText), AnswerError> {
        let expected = "TABLE.COLUMN=SQL";
        let find = |written: &str| names::column(self.to, written);
        let (path, sql) = names::split(answer, '=', expected, |path| find(path).is_some())?;
        match find(path) {
            Some((table, column)) => Ok((
                table.clone(),
                column.clone(),
                SqlText::Common(sql.to_owned()),
            )),
            None => Err(self.unknown(answer, path, Side::Models)),
        }
    }

    /// The column of history that a column of the models is.
    fn column_before(&self, table: &TableName, column: &str) -> Option<&Column> {
        let before = self.from.table(self.renames.old_table(table))?;
        before.columns.get(self.renames.old_column(table, column))
    }

    fn unknown(&self, answer: Answer<'_>, name: &str, side: Side) -> AnswerError {
        let schema = match side {
            Side::History => self.from,
            Side::Models => self.to,
        };
        let elements = names::elements(schema).map(|element| element.to_string());
        let names = elements.chain(names::values(schema));
        unknown(answer, name, side, names)
    }

    /// A new name of `old` that the models do not have: a column may stand alone.
    fn unknown_target(&self, answer: Answer<'_>, old: &ElementPath, name: &str) -> AnswerError {
        let table = match old {
            ElementPath::Column(table, _) => self.to.table(table),
            _ => None,
        };
        let alone = table.into_iter().flat_map(|table| table.columns.keys());
        let names = names::elements(self.to).map(|element| element.to_string());
        unknown(answer, name, Side::Models, alone.cloned().chain(names))
    }
}

fn unknown(
    answer: Answer<'_>,
    name: &str,
    side: Side,
    names: impl Iterator<Item = String>,
) -> AnswerError {
    let names: Vec<String> = names.collect();
    AnswerError::Unknown {
        flag: answer.flag(),
        written: answer.written().to_owned(),
        name: name.to_owned(),
        side,
        closest: closest(name, names.iter().map(String::as_str)).map(str::to_owned),
    }
}

fn column_path((table, column): (TableName, String)) -> ElementPath {
    ElementPath::Column(table, column)
}
