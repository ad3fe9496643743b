//! Keys of tables and columns that differ: `is A in the models and B in the history`.

use crate::operation::TableAlteration;
use crate::operation::value::{self, plain};
use crate::schema::{EnumType, Table};

use super::super::table::AlteredColumn;
use super::Wording;

/// What differs between two versions of a column.
pub(super) fn of_column(column: &AlteredColumn<'_>, wording: &Wording) -> String {
    let (set, was) = (&column.alteration.set, &column.alteration.was);
    let mut sides = Sides::new(column.before, column.after);
    sides.say(set.column_type.is_some(), |column| {
        plain(&column.column_type.to_string())
    });
    sides.say(set.null.is_some(), |column| {
        if column.null { "NULL" } else { "NOT NULL" }.to_owned()
    });
    sides.say(set.default.is_some() || was.default.is_some(), |column| {
        optional("default", column.default.as_ref().map(value::default))
    });
    sides.say(set.identity.is_some() || was.identity.is_some(), |column| {
        optional("identity", column.identity.as_deref().map(value::identity))
    });
    let differs = set.generated.is_some() || was.generated.is_some();
    sides.say(differs, |column| {
        optional(
            "expression",
            column.generated.as_deref().map(value::generated),
        )
    });
    let differs = set.collation.is_some() || was.collation.is_some();
    sides.say(differs, |column| {
        optional("collation", column.collation.as_deref().map(value::sql))
    });
    sides.say(set.comment.is_some() || was.comment.is_some(), |column| {
        optional("comment", column.comment.as_deref().map(value::text))
    });
    sides.say(set.autoincrement.is_some(), |column| {
        format!("sqlite.autoincrement {}", column.sqlite.autoincrement)
    });
    sides.say(set.enforce_length.is_some(), |column| {
        format!("sqlite.enforce_length {}", column.sqlite.enforce_length)
    });
    sides.sentence(wording)
}

/// What differs between two versions of an enum.
pub(super) fn of_enum(before: &EnumType, after: &EnumType, wording: &Wording) -> String {
    let mut sides = Sides::new(before, after);
    sides.say(before.values != after.values, |enum_type| {
        format!("({})", value::texts(&enum_type.values))
    });
    sides.say(before.comment != after.comment, |enum_type| {
        optional("comment", enum_type.comment.as_deref().map(value::text))
    });
    sides.sentence(wording)
}

/// That something has another comment.
pub(super) fn of_comments(
    before: Option<&String>,
    after: Option<&String>,
    wording: &Wording,
) -> String {
    let mut sides = Sides::new(&before, &after);
    sides.say(true, |comment| {
        optional("comment", comment.map(|comment| value::text(comment)))
    });
    sides.sentence(wording)
}

/// What differs between the comments and options of two versions of a table.
pub(super) fn of_table(
    before: &Table,
    after: &Table,
    alteration: &TableAlteration,
    wording: &Wording,
) -> String {
    let (set, was) = (&alteration.set, &alteration.was);
    let mut sides = Sides::new(before, after);
    sides.say(set.comment.is_some() || was.comment.is_some(), |table| {
        optional("comment", table.comment.as_deref().map(value::text))
    });
    sides.say(set.strict.is_some(), |table| {
        format!("sqlite.strict {}", table.sqlite.strict)
    });
    sides.say(set.without_rowid.is_some(), |table| {
        format!("sqlite.without_rowid {}", table.sqlite.without_rowid)
    });
    sides.say(set.unlogged.is_some(), |table| {
        format!("postgres.unlogged {}", table.postgres.unlogged)
    });
    sides.sentence(wording)
}

/// Two versions of one thing, and what is said of each.
struct Sides<'a, T> {
    before: &'a T,
    after: &'a T,
    models: Vec<String>,
    history: Vec<String>,
}

impl<'a, T> Sides<'a, T> {
    fn new(before: &'a T, after: &'a T) -> Self {
        Self {
            before,
            after,
            models: Vec::new(),
            history: Vec::new(),
        }
    }

    fn say(&mut self, differs: bool, words: impl Fn(&T) -> String) {
        if differs {
            self.models.push(words(self.after));
            self.history.push(words(self.before));
        }
    }

    fn sentence(self, wording: &Wording) -> String {
        format!(
            "is {} {} and {} {}",
            self.models.join(", "),
            wording.after,
            self.history.join(", "),
            wording.before
        )
    }
}

fn optional(key: &str, value: Option<String>) -> String {
    match value {
        Some(value) => format!("{key} {value}"),
        None => format!("without {key}"),
    }
}
